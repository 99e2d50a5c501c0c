/* recovery.h - ten codes on paper, each good once, for when phone and key are lost. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_SIGN_IN_RECOVERY_H
#define WEB_SIGN_IN_RECOVERY_H

#include "ctx/ctx.h"
#include "web/gate.h"

enum { RECOVERY_CODES = 10 };

/* Draws new codes for the actor in place of the old ones: "kfw2q-9dm7x". They are kept as hashes
   under a sealed key, so this is the only time they are seen. ERR_CONFLICT `factors.no_seal`. */
err recovery_make(struct ctx *ctx, const struct gate *g, str codes[RECOVERY_CODES]);
/* How many are left. */
err recovery_left(struct ctx *ctx, int64_t person_id, int64_t *out);
/* Is it one of the person's, not used before? Then it is used. Case, blanks and the dash do not
   matter. In a write transaction. */
err recovery_take(struct ctx *ctx, const struct gate *g, int64_t person_id, str code, bool *right);
err recovery_remove(struct ctx *ctx, int64_t person_id);

#endif
