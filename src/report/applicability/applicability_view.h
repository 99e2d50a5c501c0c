/* applicability_view.h - the statement of applicability as a page. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef REPORT_APPLICABILITY_APPLICABILITY_VIEW_H
#define REPORT_APPLICABILITY_APPLICABILITY_VIEW_H

#include "base/str.h"

struct applicability_link {
    str ref, title, href, state;
};

struct applicability_row {
    str title, href;
    str level, binding;
    bool applies, is_in_place, is_partly;
    str status; /* in place, partly, not started; empty when it does not apply */
    str reason; /* why it does not apply */
    struct applicability_link *measures, *evidence;
    size_t n_measures, n_evidence;
    bool is_unshown; /* said to be in place, and nothing shows it */
    str owner, assessed, assessed_iso;
};

struct applicability_group {
    str title, id;
    struct applicability_row *rows;
    size_t n_rows;
};

/* How a body stands to one more framework than the first. */
struct applicability_finding {
    str title, finding;
};

struct applicability_view {
    str intro, finding, unshown;
    struct applicability_finding *others;
    size_t n_others;
    struct applicability_group *groups;
    size_t n_groups;
    str csv_href, xlsx_href, json_href;
};

#endif
