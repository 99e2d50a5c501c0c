/* signed_in.h - when, from where and how a person has signed in, so that what was not oneself is
 * seen. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_SIGN_IN_SIGNED_IN_H
#define WEB_SIGN_IN_SIGNED_IN_H

#include "web/sign_in/session.h"

struct signed_in {
    int64_t at, refused; /* refused: failed attempts on the account since the one before */
    unsigned factors;
    str provider, network, agent;
};

enum { SIGNED_IN_KEPT = 20 };

/* Writes down a sign-in that has just been done; the oldest beyond SIGNED_IN_KEPT go. */
err signed_in_add(struct ctx *ctx, const struct request *q, const struct sign_in *who,
                  int64_t refused);
/* The newest first, at most SIGNED_IN_KEPT. */
err signed_in_list(struct ctx *ctx, int64_t person_id, struct signed_in **out, size_t *n);
/* The one before the present session; at is 0 when there is none. */
err signed_in_before(struct ctx *ctx, struct signed_in *out);

#endif
