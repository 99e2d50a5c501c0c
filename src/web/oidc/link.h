/* link.h - linking a provider's identity to one's account, and the end of a session with it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_OIDC_LINK_H
#define WEB_OIDC_LINK_H

#include "web/oidc/account.h"

/* Asks whether that identity shall open this account: only the answer links, with the form's token,
   since a stranger may have led the browser through the provider. */
err link_confirm_page(struct ctx *ctx, const struct request *q, struct reply *r,
                      const struct oidc_provider *p, const struct id_claims *claims);

/* The cookie that names the provider of this session, sealed; "" takes it away. */
void link_cookie_set(struct ctx *ctx, const struct request *q, struct reply *r, str sealed);
/* Is there one? */
bool link_cookie_has(const struct request *q);

#endif
