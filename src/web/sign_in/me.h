/* me.h - one's own page, for whoever has to say there what went wrong. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_SIGN_IN_ME_H
#define WEB_SIGN_IN_ME_H

#include "ctx/ctx.h"
#include "web/reply.h"
#include "web/request.h"

/* Draws it; error_key says why the password was not changed, NULL when nothing is the matter. */
err me_page(struct ctx *ctx, const struct request *q, struct reply *r, const char *error_key);

#endif
