/* self_check_view.h - the page of the self-check: question, own answer, what the system knows. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef REPORT_SELF_CHECK_SELF_CHECK_VIEW_H
#define REPORT_SELF_CHECK_SELF_CHECK_VIEW_H

#include "web/html.h"

struct self_check_choice {
    str value, word, id;
    bool is_chosen;
};

struct self_check_fact_row {
    str text, state, href;
};

/* Somebody answered between: what stands, beside what was written now. */
struct self_check_clash {
    str theirs, theirs_note, theirs_by, mine, mine_note;
    bool keeps_theirs, keeps_mine; /* neither before the reader has chosen */
};

struct self_check_row {
    str id, number, question, yes_means, why, source;
    str version, note;
    str answer, answer_word; /* class and word */
    str known, known_word;
    struct self_check_clash *clash; /* NULL: nobody came between */
    str error;
    bool differs;     /* the facts say something else than the answer */
    str answered;     /* "Answered 21 November 2026 by Ingrid Solvang" */
    str measure_href; /* a "no": make a measure of it */
    struct self_check_choice choices[4];
    size_t n_choices;
    struct self_check_fact_row *facts;
    size_t n_facts;
};

struct self_check_year {
    str word, href;
    bool is_current;
};

struct self_check_view {
    str title, form_token, action, year;
    bool is_stale; /* somebody answered between: the rows say where */
    size_t n_errors;
    bool may_answer;
    int percent;
    str progress; /* "7 of 15 answered" */
    str counts;   /* "5 yes · 1 partly · 1 no · 0 don't know" */
    str csv_href, xlsx_href, json_href;
    struct self_check_year *years;
    size_t n_years;
    struct self_check_row *rows;
    size_t n_rows;
};

#endif
