/* passkey.h - keys in a phone, a computer or a token: two factors in one. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_SIGN_IN_PASSKEY_H
#define WEB_SIGN_IN_PASSKEY_H

#include "ctx/ctx.h"
#include "web/gate.h"

/* What a page tells the script that asks for a key. */
struct passkey_ask {
    str challenge, rp_id;
    str allow; /* credentials that will do, parted by blanks; empty: whichever the person has */
};

/* For signing in by whatever key; no challenge where there are none to be had. */
struct passkey_ask passkey_ask_anyone(struct ctx *ctx, const struct request *q);
/* For proving in this session that it is still the same person. */
err passkey_ask_again(struct ctx *ctx, const struct request *q, struct passkey_ask *out);
/* Did an answer come to it: proof_client_data, proof_auth_data, proof_signature, proof_credential?
 */
bool passkey_brought(const struct params *form);
/* Is it right? Then the challenge is used up. In a write transaction. */
err passkey_take_again(struct ctx *ctx, const struct request *q, const struct params *form,
                       bool *right);

struct passkey {
    int64_t id, created_at, used_at;
    str name;
};

err passkey_list(struct ctx *ctx, int64_t person_id, struct passkey **out, size_t *n);

#endif
