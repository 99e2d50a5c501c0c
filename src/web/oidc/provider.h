/* provider.h - a provider of identities: what the body's operator has set, and what it publishes.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_OIDC_PROVIDER_H
#define WEB_OIDC_PROVIDER_H

#include "format/json/tree.h"
#include "web/gate.h"
#include "web/secret.h"

/* One row of the table that the kind `provider` looks after. */
struct oidc_provider {
    int64_t id, organisation_id;
    str uuid, title, body_number;
    str profile, issuer, client_id;
    str authentication; /* client_secret_basic, client_secret_post, private_key_jwt */
    str provisioning;   /* linked, invitation, create */
    str hosts;          /* that may be reached, with a space between them */
    str scopes, acr;
    str representation, resource; /* of authorization_details; empty: none is asked */
    str certificate;              /* of the key: DER as base64 */
    str secret, private_key;      /* opened; STR_NONE when there is none */
};

/* The active provider of that uuid. ERR_MISSING when there is none. */
err oidc_provider_read(struct ctx *ctx, const struct request *q, str uuid,
                       struct oidc_provider *out);

/* What a provider's own document says (OpenID Connect Discovery 1.0). */
struct oidc_discovery {
    str authorization, token, jwks, end_session; /* end_session may be empty */
    bool says_issuer;                            /* its answers carry iss (RFC 9207) */
    const struct json *algorithms;
};

/* NULL when the document may be used; "issuer", "endpoint" or "code" when it speaks of another
   issuer, leads outside the allowed hosts, or offers no authorization code. loopback: hosts of this
   machine may be named. *out borrows from doc. */
const char *oidc_discovery_read(const struct json *doc, const struct oidc_provider *p,
                                bool loopback, struct oidc_discovery *out);
/* Asks the provider. ERR_BUSY as document_get; also when it may not be used, with the reason in
 *why. */
err oidc_discovery_get(struct ctx *ctx, const struct request *q, const struct oidc_provider *p,
                       struct oidc_discovery *out, const char **why);

/* What the operator sets and is never shown again; a provider's uuid is the owner. */
extern const struct secret oidc_client_secret, oidc_private_key_secret;

/* The value of authorization_details that asks for that representation (RFC 9396), STR_NONE for
   none. */
str oidc_details(struct arena *a, const struct oidc_provider *p);
/* Do the claims say that the person represents the provider's body? Ansattporten: each type has its
   own place for the organisation number, "0192:" and nine digits; of one party only, and of the
   resource that was asked for. */
bool oidc_represents(const struct json *claims, const struct oidc_provider *p);

#endif
