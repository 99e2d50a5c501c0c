/* sign_in_view.h - the ways in. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_SIGN_IN_VIEW_H
#define WEB_SIGN_IN_VIEW_H

#include "base/str.h"

/* Another place that says who someone is: ID-porten, the organisation's own directory. */
struct sign_in_provider {
    str word;
    str href;
};

/* A person of the demonstration: fills in the form by a button. */
struct sign_in_demo {
    str name;
    str role;
    str email;
    str action; /* posts email= and form_token=; only in a demonstration */
};

struct sign_in_view {
    str csrf;
    str action;
    str return_to;
    str email;
    str error;
    bool is_code;                /* the second step */
    bool has_totp, has_recovery; /* by what */
    bool is_link_sent;
    bool has_password;
    str passkey_challenge, passkey_site; /* none: no passkeys here */
    str link_action; /* sends a one-time link by e-mail; none: no mail is set up */
    struct sign_in_provider *providers;
    size_t n_providers;
    struct sign_in_demo *demo;
    size_t n_demo;
};

#endif
