/* provider_secret_view.h - the panel where a provider's secret is set, or a key made. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_PROVIDER_PROVIDER_SECRET_VIEW_H
#define DOMAIN_PROVIDER_PROVIDER_SECRET_VIEW_H

#include "base/str.h"

struct provider_secret_panel {
    str form_token;
    bool is_key;
    str key_action, secret_action;
    str file_href; /* the certificate of the key; empty: there is none */
};

#endif
