/* step_up.h - asked again who one is, before a decision that binds; what was filled in is kept. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_SIGN_IN_STEP_UP_H
#define WEB_SIGN_IN_STEP_UP_H

#include "ctx/ctx.h"
#include "web/reply.h"
#include "web/request.h"

/* Takes the proof that came with a form, if any did: proof_password, or proof_code (from the app,
   or a recovery code). It is checked, counted and written in a transaction of its own, so none may
   be open; its fields are gone from q->form after it, and the handler sees the form as it was first
   sent. OK sets ctx->actor.proved when there was one. ERR_PROOF: it is wrong, or too many were;
   ERR_BUSY: to be called again, as later_run says.
 */
err step_up_take(struct ctx *ctx, struct request *q);

/* Answers ERR_PROOF to a browser: a page that asks for the proof and sends it together with the
   form as it came, to the same address. A file cannot be kept that way, and a page to read has no
   form: those are led to /me/prove and back. has_page says that the address can be read too. */
void step_up_ask(struct ctx *ctx, const struct request *q, struct reply *r, bool has_page);

#endif
