/* risk_matrix_view.h - the risk picture: the matrix, what is largest, and one risk's place in it.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_RISK_RISK_MATRIX_VIEW_H
#define DOMAIN_RISK_RISK_MATRIX_VIEW_H

#include "base/str.h"

struct matrix_risk {
    str ref, title, href;
    str owner;
    int level; /* 1 to 4 */
    str level_word, score;
};

struct matrix_cell {
    const char *style; /* classes: "n2 edge-left vacant" */
    int score;
    str vacant; /* "None, moderate"; empty when there are risks */
    struct matrix_risk *risks;
    size_t n_risks;
};

struct matrix_row {
    int step;
    str word;
    struct matrix_cell *cells;
    size_t n_cells;
};

struct matrix_step {
    int step;
    str word;
};

/* One of the pictures: today, before measures, when all measures work. */
struct matrix_choice {
    str word, href;
    bool is_current;
};

struct matrix_level {
    int level;
    str word;
};

struct risk_matrix_view {
    int64_t n_assessed, n_above, n_unassessed, n_expired;
    str unassessed_href, expired_href, above_href;
    struct matrix_choice *choices;
    size_t n_choices;
    struct matrix_step *columns;
    size_t n_columns;
    struct matrix_row *rows;
    size_t n_rows;
    struct matrix_level *levels;
    size_t n_levels;
    struct matrix_risk *largest;
    size_t n_largest;
    str list_href, rules_href, new_href; /* new_href: none, may not */
};

/* A cell of the small matrix on a risk's own page. */
struct place_cell {
    int level;
    str marks; /* "Now", "Before, target" */
};

struct place_row {
    struct place_cell *cells;
    size_t n_cells;
};

struct place_line {
    str word;
    int level;
    str level_word, score, steps; /* "Likely, serious" */
};

struct risk_place_view {
    struct place_row *rows;
    size_t n_rows;
    struct place_line *lines;
    size_t n_lines;
    str warning; /* above what is tolerated, or expired */
    str note;    /* accepted by whom until when */
    str matrix_href;
};

#endif
