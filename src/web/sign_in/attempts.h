/* attempts.h - guessing is slowed down, by account and by network, without telling which accounts
 * there are. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_SIGN_IN_ATTEMPTS_H
#define WEB_SIGN_IN_ATTEMPTS_H

#include "ctx/ctx.h"
#include "web/request.h"

/* Shall this attempt wait? email need not be anybody's. */
err attempts_too_many(struct ctx *ctx, const struct request *q, str email, bool *out);
/* Counts one that failed. Must be committed. */
err attempts_failed(struct ctx *ctx, const struct request *q, str email);
/* The account's failures are forgotten: its owner is here. *n says how many there were. */
err attempts_forget(struct ctx *ctx, str email, int64_t *n);

#endif
