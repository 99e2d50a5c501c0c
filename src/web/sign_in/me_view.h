/* me_view.h - one's own page: language, theme, password, and when one was here before. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_ME_VIEW_H
#define WEB_ME_VIEW_H

#include "web/sign_in/sign_in_view.h"

struct me_choice {
    str value, word;
    bool chosen;
};

struct me_view {
    str form_token, name, email;
    struct me_choice *languages;
    size_t n_languages;
    struct me_choice *themes;
    size_t n_themes;
    str last;           /* when and from where one signed in before */
    str done;           /* what was just done; empty when nothing */
    str password_error; /* why the new password was refused; empty when it was not */
};

/* The page behind a one-time link, where a password is chosen. */
struct choose_password_view {
    str name, email, action, error;
    struct sign_in_provider *providers; /* another way in than a password */
    size_t n_providers;
};

#endif
