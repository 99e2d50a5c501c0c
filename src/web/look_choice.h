/* look_choice.h - in which language and which colours an answer is given. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_LOOK_CHOICE_H
#define WEB_LOOK_CHOICE_H

#include "ctx/ctx.h"
#include "web/reply.h"
#include "web/request.h"

/* Sets ctx->lang and q->cookie_theme. Language: what the address says, else what was chosen here
   before, else what the person has as `own`, else what the browser prefers, else the body's where
   the asker is at home, else bokmål. What the address says is kept in a cookie. */
void choose_look(struct ctx *ctx, struct request *q, struct reply *r, str own, bool at_home);

#endif
