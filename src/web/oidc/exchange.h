/* exchange.h - what is said to a provider, and what is made of its answer. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_OIDC_EXCHANGE_H
#define WEB_OIDC_EXCHANGE_H

#include "web/oidc/flow.h"
#include "web/oidc/id_token.h"
#include "web/oidc/provider.h"

/* Where the browser is sent (OpenID Connect Core 3.1.2.1, RFC 7636), with everything in it. */
str exchange_address(struct ctx *ctx, const struct request *q, const struct oidc_provider *p,
                     const struct oidc_discovery *d, const struct flow *f);
/* Where the provider sends it back: one address for all providers. */
str exchange_redirect(struct ctx *ctx, const struct request *q);

/* The query with which the browser came back: names at most once each. */
struct exchange_answer {
    str state, code, issuer, error;
};
/* False for an answer of no provider: a name twice, nothing, too long. */
bool exchange_answer_read(const struct request *q, struct exchange_answer *out);

/* Gives the code for a token and checks it. ERR_BUSY with *why NULL: the handler returns it at
   once. Any other trouble is OK with *why saying what is wrong, as a word for the log. */
err exchange_code(struct ctx *ctx, const struct request *q, const struct oidc_provider *p,
                  const struct oidc_discovery *d, const struct flow *f, str code,
                  struct id_claims *out, str *id_token, const char **why);

#endif
