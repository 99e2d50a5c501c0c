/* retention_view.h - what the rules of retention do in the coming week. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef REPORT_RETENTION_RETENTION_VIEW_H
#define REPORT_RETENTION_RETENTION_VIEW_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

struct retention_row {
    str ref, title, href, kind;
    str due, due_iso;
    str action, rule, rule_href;
    bool is_held;
};

struct retention_view {
    str intro, finding;
    str csv_href, xlsx_href, json_href, rules_href, new_href;
    struct retention_row *rows;
    size_t n_rows;
    bool has_rules, is_cut;
};

#endif
