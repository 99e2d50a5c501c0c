/* review_decisions.h - what the decisions on a review's page show. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_MANAGEMENT_REVIEW_REVIEW_DECISIONS_H
#define DOMAIN_MANAGEMENT_REVIEW_REVIEW_DECISIONS_H

#include "base/str.h"

struct review_decision_row {
    str text, responsible;
    str due, due_iso;
    bool is_overdue;
    str done, done_iso;
    str measure, measure_href;                      /* "Measure T-4" */
    str done_action, measure_action, remove_action; /* empty: not now, or not by this reader */
};

struct review_decisions {
    str csrf;
    str count;
    str add_href; /* empty when it is signed */
    struct review_decision_row *rows;
    size_t n_rows;
};

#endif
