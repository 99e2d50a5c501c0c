/* webauthn.h - what a browser says a passkey said, checked point by point (W3C Web Authentication
 * 3). */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_SIGN_IN_WEBAUTHN_H
#define WEB_SIGN_IN_WEBAUTHN_H

#include "base/seal.h"
#include "ctx/ctx.h"
#include "web/request.h"

/* For which site keys are made: scheme://host[:port], and the host alone. */
struct webauthn_site {
    str origin, rp_id;
};

/* The site that was asked. rp_id is STR_NONE where there are no passkeys: at a bare IP address. */
struct webauthn_site webauthn_site(struct arena *a, const struct request *q);

/* What the key is to sign: sealed with the moment until which it is good, for one purpose, so that
   nothing need be kept for strangers. base64url. STR_NONE without a seal. */
str webauthn_challenge(struct ctx *ctx, const struct seal *seal, str purpose);

/* The browser's answer, as bytes. */
struct webauthn_answer {
    str client_data, auth_data, signature, credential_id;
};

/* A key as it is kept. */
struct webauthn_key {
    str credential_id, public_key;
    int algorithm; /* COSE: -7 ES256, -8 EdDSA, -257 RS256 */
    int64_t sign_count;
};

/* Each gives NULL when all is as it must be, else the reason, for the log.

   Section 7.1 and 7.2: type, challenge (ours, for that purpose, not too old), origin, and no other
   site around ours. *challenge is the text by which it is taken once. */
const char *webauthn_client_data(struct ctx *ctx, const struct seal *seal,
                                 const struct webauthn_site *site, str purpose, const char *type,
                                 str client_data, str *challenge);
/* Section 7.1: a new key, made for this site, its owner present and verified. Attestation is not
   asked for: which make it is does not matter to us, and would say more than needed. */
const char *webauthn_created(struct arena *a, const struct webauthn_site *site, str auth_data,
                             int algorithm, struct webauthn_key *out);
/* Section 7.2: signed by that key for this site, its owner present and verified, and not by a copy
   of it that counts for itself. *sign_count is what the key says now. */
const char *webauthn_asserted(const struct webauthn_site *site, const struct webauthn_key *key,
                              const struct webauthn_answer *answer, int64_t *sign_count);

#endif
