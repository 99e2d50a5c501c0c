/* account.h - whose account it is that a provider vouches for: by issuer and subject alone. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_OIDC_ACCOUNT_H
#define WEB_OIDC_ACCOUNT_H

#include "web/oidc/id_token.h"
#include "web/oidc/provider.h"

/* The person who is linked, 0 when nobody is; notes that it was used. */
err account_find(struct ctx *ctx, str issuer, str subject, int64_t *person_id);

/* Links. ERR_CONFLICT (`oidc.taken`) when the same identity is another person's; once more for the
   same person changes nothing. how: "self", "invitation" or "created". Within a write transaction.
 */
err account_link(struct ctx *ctx, const struct oidc_provider *p, str subject, int64_t person_id,
                 const char *how);

/* Writes in the history of the person that an identity was linked or taken away. */
err account_record(struct ctx *ctx, int64_t person_id, const char *verb, str provider);

/* A new employee of the provider's body, from what the token says. ERR_INVALID (`oidc.no_name`)
   when it names nobody; ERR_CONFLICT (`oidc.known_email`) when the address is somebody's already:
   an e-mail address proves nothing, so that account is not touched. */
err account_new(struct ctx *ctx, const struct request *q, const struct oidc_provider *p,
                const struct id_claims *claims, int64_t *person_id);

#endif
