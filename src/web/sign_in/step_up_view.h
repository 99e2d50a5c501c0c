/* step_up_view.h - the question who one is, before a decision that binds. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_SIGN_IN_STEP_UP_VIEW_H
#define WEB_SIGN_IN_STEP_UP_VIEW_H

#include "web/request.h"
#include "web/sign_in/sign_in_view.h"

struct step_up_view {
    str action, form_token, email, error, back_href;
    bool has_password, has_code, may_choose; /* by what; one will do */
    str passkey_challenge, passkey_site, passkey_allow;
    bool has_own; /* any of them */
    struct sign_in_provider *providers; /* where else */
    size_t n_providers;
    bool has_form;      /* something was filled in */
    struct param *kept; /* the form that waits */
    size_t n_kept;
};

#endif
