/* criteria_view.h - the page of what a body tolerates: scales, grid, who may accept what. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_RISK_CRITERIA_VIEW_H
#define DOMAIN_RISK_CRITERIA_VIEW_H

#include "base/str.h"

struct criteria_step_row {
    int step;
    str word, description;
};

struct criteria_option {
    str value, word;
    bool is_chosen;
};

struct criteria_cell {
    str name;  /* grid_3_4 */
    str label; /* "Likelihood 3, consequence 4" */
    int level;
    str word;
    bool is_wrong;
    struct criteria_option *options;
    size_t n_options;
};

struct criteria_row {
    int step;
    str word;
    struct criteria_cell *cells;
    size_t n_cells;
};

struct criteria_level_row {
    int level;
    str name, word, description;
    str accept_label, accept_word, months_label, months;
    bool accept_wrong, months_wrong;
    struct criteria_option *options;
    size_t n_options;
};

struct criteria_error {
    str name, text;
};

struct criteria_change {
    int64_t at;
    str actor, reason;
};

struct criteria_view {
    str action; /* none: may not change */
    str form_token, version;
    bool is_own; /* stored by the body, not the starter set's */
    struct criteria_error *errors;
    size_t n_errors;
    struct criteria_step_row *likelihood;
    size_t n_likelihood;
    struct criteria_step_row *consequence;
    size_t n_consequence;
    struct criteria_row *rows;
    size_t n_rows;
    struct criteria_level_row *levels;
    size_t n_levels;
    struct criteria_option *tolerated;
    size_t n_tolerated;
    str tolerated_word, reason;
    struct criteria_change *changes;
    size_t n_changes;
    str matrix_href;
};

#endif
