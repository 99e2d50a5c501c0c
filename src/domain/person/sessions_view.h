/* sessions_view.h - the panel that says whether and how a person is signed in. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_PERSON_SESSIONS_VIEW_H
#define DOMAIN_PERSON_SESSIONS_VIEW_H

#include "base/str.h"

struct sessions_panel {
    int64_t n;
    str seen;
    bool has_second, is_above; /* above: the person has rights that the reader cannot give */
    str end_action, remove_action;
    str form_token;
};

#endif
