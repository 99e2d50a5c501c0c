/* events_view.h - everything that was done in a body, newest first. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef REPORT_HISTORY_EVENTS_VIEW_H
#define REPORT_HISTORY_EVENTS_VIEW_H

#include "kind/kind_history_view.h"

struct events_row {
    struct history_event event;
    str kind;
    str ref, title, href; /* of the thing; title empty: withheld, or gone */
    str fields;           /* what was changed, in words */
};

struct events_option {
    str value, word;
    bool is_chosen;
};

struct events_view {
    str search_text, from, until, thing;
    struct events_option *kinds;
    size_t n_kinds;
    struct events_option *persons;
    size_t n_persons;
    bool is_oldest_first, is_narrowed;
    str thing_kind; /* kept along when one thing is followed */
    str only;       /* "R-7 Title" of that thing */
    struct events_row *rows;
    size_t n_rows;
    str count;
    str here, reset_href, order_href;
    str csv_href, xlsx_href, json_href;
    str newer_href, older_href;
};

#endif
