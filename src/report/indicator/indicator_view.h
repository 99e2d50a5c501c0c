/* indicator_view.h - the page of a body's five indicators: figure, facts, own answer. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef REPORT_INDICATOR_INDICATOR_VIEW_H
#define REPORT_INDICATOR_INDICATOR_VIEW_H

#include "base/str.h"

struct indicator_year {
    str word, href;
    bool is_current;
};

struct indicator_line {
    str ref, title, href;
    str verb, when, iso, who, reason;
};

struct indicator_choice {
    str value, word;
    bool is_chosen;
};

struct indicator_row {
    int number;
    str name, counts, question;
    bool is_yes;
    struct indicator_line *facts;
    size_t n_facts;
    str answer, answer_about, note; /* the body's own; answer empty when not given */
    str differs;                    /* a sentence when facts and answer differ */
    struct indicator_choice *choices;
    size_t n_choices;
    str error, note_error;
    str next_href, next_word; /* what could be done to make it a yes */
};

struct indicator_view {
    str title, finding, year;
    bool is_open_year;
    struct indicator_year *years;
    size_t n_years;
    struct indicator_row *rows;
    size_t n_rows;
    int64_t n_yes;
    bool may_answer;
    str action, form_token;
    str json_href, csv_href, xlsx_href;
    str sector_href, definition_href;
};

#endif
