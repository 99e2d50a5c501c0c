/* sessions_view.h - where one is signed in, and when one was before. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_SIGN_IN_SESSIONS_VIEW_H
#define WEB_SIGN_IN_SESSIONS_VIEW_H

#include "base/str.h"

struct sessions_row {
    int64_t id;
    str agent, network, how, opened, seen, until;
    bool is_this;
};

struct sessions_sign_in {
    str when, agent, network, how;
    int64_t refused;
};

struct sessions_link {
    str made, used; /* sentences */
};

struct sessions_view {
    str form_token, done, return_to;
    struct sessions_link *links; /* made for the reader, who has not been told */
    size_t n_links;
    struct sessions_row *sessions;
    size_t n_sessions;
    bool has_others;
    struct sessions_sign_in *before;
    size_t n_before;
};

#endif
