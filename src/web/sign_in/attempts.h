/* attempts.h - guessing is slowed down, by account and by network, without telling which accounts
 * there are. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_SIGN_IN_ATTEMPTS_H
#define WEB_SIGN_IN_ATTEMPTS_H

#include "ctx/ctx.h"
#include "web/request.h"

/* After a few failures each further one doubles the wait, up to ATTEMPTS_LONGEST_MS. Nobody is
   locked out for good: failures are forgotten after a day, and an account's at once when its owner
   comes in. A network's wait begins much later, since a whole body may stand behind one address. */
#define ATTEMPTS_LONGEST_MS (15 * 60 * 1000)
enum { ATTEMPTS_FREE_ACCOUNT = 5, ATTEMPTS_FREE_NETWORK = 50 };

/* How long this attempt shall wait from the last failure on, in ms; 0: it need not. */
int64_t attempts_wait(int64_t failures, int64_t free);

/* Shall this attempt wait? email need not be anybody's; STR_NONE asks for the network alone. */
err attempts_too_many(struct ctx *ctx, const struct request *q, str email, bool *out);
/* Counts one that failed. Must be committed. */
err attempts_failed(struct ctx *ctx, const struct request *q, str email);
/* The account's failures are forgotten: its owner is here. *n says how many there were. */
err attempts_forget(struct ctx *ctx, str email, int64_t *n);

#endif
