/* sign_in_policy_view.h - of whom a body demands a second factor, who lacks one, and the form. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef REPORT_SIGN_IN_POLICY_SIGN_IN_POLICY_VIEW_H
#define REPORT_SIGN_IN_POLICY_SIGN_IN_POLICY_VIEW_H

#include "web/html.h"

struct sign_in_policy_choice {
    str value, word, help;
    bool is_chosen;
};

struct sign_in_policy_lack {
    str href, name, roles, due;
    bool is_due;
};

struct sign_in_policy_change {
    str when, who, what, reason;
};

struct sign_in_policy_error {
    str field, text;
};

struct sign_in_policy_view {
    str stands, counts, grace, source;
    bool is_default, is_demo;
    int64_t n_lack; /* as said in words */
    struct sign_in_policy_lack *lacking;
    size_t n_lacking;
    str csv_href, xlsx_href;
    struct sign_in_policy_change *changes;
    size_t n_changes;
    bool may_change;
    str action, form_token, reason;
    int64_t version, grace_days, longest;
    struct sign_in_policy_choice *role_choices, *count_choices;
    size_t n_role_choices, n_count_choices;
    struct sign_in_policy_error *errors;
    size_t n_errors;
    str roles_error, counts_error, grace_error, reason_error, stale;
};

#endif
