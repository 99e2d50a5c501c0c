/* second.h - the second factor: who has one, and a sign-in that waits for it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_SIGN_IN_SECOND_H
#define WEB_SIGN_IN_SECOND_H

#include "web/gate.h"
#include "web/sign_in/session.h"

/* What the person may show beside a password: bits of FACTOR_TOTP, FACTOR_PASSKEY and
   FACTOR_RECOVERY. */
err second_has(struct ctx *ctx, int64_t person_id, unsigned *out);
/* Does what was shown do without a second factor? A passkey is two in itself, and a provider has
   asked what it wants to ask. */
bool second_is_shown(unsigned factors);
/* Have two factors been shown, to us or to a provider that said so? */
bool second_is_two(unsigned factors);

/* Takes a code from the app, or a recovery code: *factor is what it was, 0 when it is not right. In
   a write transaction. */
err second_take(struct ctx *ctx, const struct gate *g, int64_t person_id, str code,
                unsigned *factor);

/* Lets the sign-in wait: a cookie of its own for ten minutes, and on to the page that asks. */
err second_wait(struct ctx *ctx, const struct request *q, struct reply *r,
                const struct sign_in *who, str return_to);
/* The sign-in of this browser that waits. ERR_UNKNOWN when there is none. */
err second_waiting(struct ctx *ctx, const struct request *q, struct sign_in *who, str *return_to);
/* It waits no longer. */
err second_done(struct ctx *ctx, const struct request *q, struct reply *r);

/* Takes away whatever the person shows beside a password, and signs out everywhere: for a lost
 *phone. n says how many there were. Whether the actor may is the caller's question. */
err second_remove_all(struct ctx *ctx, int64_t person_id, int64_t *n);

#endif
