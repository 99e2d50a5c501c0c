/* oidc_view.h - the pages around signing in through a provider. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_OIDC_OIDC_VIEW_H
#define WEB_OIDC_OIDC_VIEW_H

#include "web/sign_in/sign_in_view.h"

struct oidc_message_view {
    str title, text;
    str href, link;
    str other_href, other_link; /* may be empty */
};

struct oidc_confirm_view {
    str form_token;
    str sealed;
    str question;
};

struct oidc_identity_row {
    int64_t id;
    str provider, issuer, linked, used;
};

struct oidc_identities_view {
    str form_token;
    str done;
    struct oidc_identity_row *identities;
    size_t n_identities;
    struct sign_in_provider *providers;
    size_t n_providers;
};

#endif
