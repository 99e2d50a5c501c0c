/* rights_view.h - the roles of a review: a list to look through, and the decisions on those chosen.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef REPORT_ACCESS_REVIEW_RIGHTS_VIEW_H
#define REPORT_ACCESS_REVIEW_RIGHTS_VIEW_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rights_option {
    str value, word;
    bool is_chosen;
};

struct rights_row {
    str person, employer, role, below, until;
    str signed_in, signed_in_iso; /* empty: never */
    str decision, reason, decider;
    bool is_revoked, is_asked; /* asked: the reader may decide */
    bool is_own;               /* the reader's own role: somebody else decides */
    bool is_chosen;
    str grant;
};

struct rights_view {
    str title, finding;
    str here, search_text, sort, reset_href;
    struct rights_option *roles, *decisions;
    size_t n_roles, n_decisions;
    bool is_narrowed;
    str count;
    str csv_href, xlsx_href, json_href;
    str action, form_token;  /* empty action: nothing can be decided */
    str error, reason_error; /* what stopped the last try */
    str reason;              /* as it was typed then */
    bool is_by_name;
    str name_href, sign_in_href; /* the other order */
    struct rights_row *rows;
    size_t n_rows;
    str previous_href, next_href;
};

#endif
