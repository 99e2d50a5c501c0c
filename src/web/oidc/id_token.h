/* id_token.h - what a provider says about someone, believed only when all of it is right. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_OIDC_ID_TOKEN_H
#define WEB_OIDC_ID_TOKEN_H

#include "format/json/read.h"

/* What is asked of a token. Moments in whole seconds since 1970. */
struct id_demand {
    str issuer, client_id, nonce;  /* exactly these */
    str acr;                       /* one of these, with a space between them; empty: any */
    str access_token;              /* what came with it: at_hash, where there is one, must fit */
    const struct json *algorithms; /* what the provider says it signs by; NULL: it does not say */
    int64_t now;
    int64_t max_age; /* of the sign-in at the provider, in seconds; 0: not asked */
};

/* What was found; texts live in the arena that was given. */
struct id_claims {
    str sub, name, email, acr;
    const struct json *all; /* every claim */
};

/* Ceilings of what a provider sends. */
enum { ID_TOKEN_LARGEST = 32 * 1024, ID_KEYS_MOST = 64, ID_SKEW = 60 };

/* Checks token against the provider's keys (a JWK set as it was read) and the demand. NULL when all
   is right, else what is not, as a word for the log: "size", "form", "header", "critical", "type",
   "algorithm", "key", "signature", "claims", "issuer", "subject", "audience", "nonce", "time",
   "acr", "age", "access-token".
   Rules: OpenID Connect Core 3.1.3.7, RFC 8725, and stricter where nothing good is lost: three
   parts in the one base64url text that they have, no name twice, no header that carries or points
   at a key, no extension, RS256, PS256 or ES256 with exactly one key of that kid and of the right
   sort, one audience. */
const char *id_token_check(struct arena *a, str token, const struct json *keys,
                           const struct id_demand *d, struct id_claims *out);

/* The same signature check for nothing else: exactly one key for that header, or NULL. Public
   members only, as JSON. For the tests. */
str id_key_for(struct arena *a, const struct json *keys, str kid, str alg);

#endif
