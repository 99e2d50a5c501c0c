/* provider.h - a provider of identities by which people of a body sign in (OpenID Connect). */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_PROVIDER_PROVIDER_H
#define DOMAIN_PROVIDER_PROVIDER_H

#include "kind/kind.h"

/* States: draft, active, closed. Secret and private key are no fields: they are set, never read. */
struct provider {
    struct thing thing;
    str title, profile, issuer, client_id, authentication, provisioning;
    str hosts; /* what may be reached for it, with a space between them */
    str scopes, acr_values;
    str representation, resource; /* whom somebody must represent, and by which right */
    str public_key;               /* of private_key_jwt, as the provider wants it: a JWK */
    str certificate;              /* of the same key, as Entra ID wants it: DER as base64 */
    int64_t secret_at;            /* when secret or key was last set */
};

extern const struct kind provider_kind;

/* A new person in that body, who may what an employee may: for a provider's provisioning, as the
   system. Leaves ctx with the body and actor that it had. */
err provider_person_new(struct ctx *ctx, int64_t organisation_id, str name, str email,
                        int64_t *person_id);

#endif
