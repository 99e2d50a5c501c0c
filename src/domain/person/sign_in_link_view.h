/* sign_in_link_view.h - the panel that offers a one-time link, and the page that shows it once. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_PERSON_SIGN_IN_LINK_VIEW_H
#define DOMAIN_PERSON_SIGN_IN_LINK_VIEW_H

#include "base/str.h"

#include <stdbool.h>

struct sign_in_link_panel {
    str action; /* empty: the person has rights that the reader cannot give */
    str form_token;
    bool has_password;
};

struct sign_in_link_view {
    str name, link, until, back_href;
};

#endif
