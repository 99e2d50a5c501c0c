/* overview_view.h - the dashboard: what to do next, whether we are in control, what was accepted.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef REPORT_OVERVIEW_OVERVIEW_VIEW_H
#define REPORT_OVERVIEW_OVERVIEW_VIEW_H

#include "web/html.h"

struct overview_button {
    str href, word, icon;
    bool is_main;
};

struct overview_kpi {
    str label, href;
    str value, unit;     /* "6" "of 27" */
    struct markup spark; /* decoration; may be empty */
    bool has_progress;
    int percent;
    str progress_word;
    str change, tone; /* tone: good, bad or empty */
    str icon;
};

struct overview_step {
    str word, note, href;
    bool is_late;
};

struct overview_row {
    str ref, title, href, note;
    str history_href; /* findings */
    str due;
    int level; /* 1..4: a level tag; 0: text stands there */
    str level_word, level_number, text;
};

struct overview_quarter {
    str word;
    int counts[4];
    int total;
    int first, second, third, fourth; /* the same counts, highest level first */
};

struct overview_level {
    int level;
    str word;
};

struct overview_view {
    str greeting, summary;
    struct overview_button *buttons;
    size_t n_buttons;

    struct overview_kpi *kpis;
    size_t n_kpis;

    bool shows_steps;
    struct overview_step *decisions; /* top management sees these first */
    size_t n_decisions;
    struct overview_step *steps;
    size_t n_steps;
    str minutes; /* "about 50 min" */
    str more;    /* "and 3 more" */

    bool has_chart;
    str chart_title;
    struct markup chart;
    struct overview_level *levels; /* legend, highest first */
    size_t n_levels;
    struct overview_quarter *quarters;
    size_t n_quarters;

    bool shows_risks;
    str risks_title, risks_href;
    struct overview_row *risks;
    size_t n_risks;

    struct overview_row *acceptances;
    size_t n_acceptances;

    bool shows_findings;
    str findings_href;
    struct overview_row *findings;
    size_t n_findings;

    str report_href;  /* form of a new incident */
    bool is_employee; /* no more than an employee: what is expected */
    struct overview_row *documents;
    size_t n_documents;

    bool is_operator; /* no more than an operator: persons and roles */
    str persons_href, grants_href;
};

#endif
