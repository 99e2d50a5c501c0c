/* totp.h - codes from an app: six digits that count the half minutes (RFC 6238). */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_SIGN_IN_TOTP_H
#define WEB_SIGN_IN_TOTP_H

#include "ctx/ctx.h"
#include "web/gate.h"

enum { TOTP_STEP_S = 30, TOTP_DIGITS = 6, TOTP_SECRET = 20 };

/* Since when the person has an app whose codes are taken; 0: not. */
err totp_since(struct ctx *ctx, int64_t person_id, int64_t *out);
/* Draws a secret that waits to be confirmed, in place of one that waited. ERR_CONFLICT when the
   actor has an app already (`totp.has`), or when nothing can be kept sealed (`factors.no_seal`). */
err totp_begin(struct ctx *ctx, const struct gate *g);
/* The actor's secret that waits, as bytes. ERR_MISSING when none does. */
err totp_waiting(struct ctx *ctx, const struct gate *g, str *secret);
/* The code of what waits is right: from now on the app's codes are taken. */
err totp_confirm(struct ctx *ctx, const struct gate *g, str code, bool *right);
/* Is the code right for that person, now or half a minute off, and newer than any that was taken?
   Then it is taken: a code is right once. In a write transaction. */
err totp_take(struct ctx *ctx, const struct gate *g, int64_t person_id, str code, bool *right);
/* *n: was there one? */
err totp_remove(struct ctx *ctx, int64_t person_id, int64_t *n);

/* The half minute for which the code is right, one before or after now at most; -1: for none. */
int64_t totp_step(str secret, str code, int64_t now_ms);
/* RFC 4648 base32 without padding, as people type it. */
str totp_text(struct arena *a, str secret);
/* otpauth:// address that an app reads from a picture. */
str totp_address(struct arena *a, str account, str secret);

#endif
