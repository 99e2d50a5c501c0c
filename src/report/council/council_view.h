/* council_view.h - the yearly report as it stands on paper. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef REPORT_COUNCIL_COUNCIL_VIEW_H
#define REPORT_COUNCIL_COUNCIL_VIEW_H

#include "web/html.h"

struct council_figure {
    const char *name; /* in JSON */
    str label, now, before, change;
    int64_t now_value, before_value; /* -1: not known */
};

struct council_line {
    str text;
};

struct council_risk_row {
    str ref, title, level_word, score, owner, decision;
    int level;
};

struct council_item_row {
    str ref, title, when;
};

struct council_decision_row {
    str text, who, when;
};

struct council_indicator_row {
    str name, answer, facts;
    bool is_yes;
};

struct council_year {
    str word, href;
    bool is_current;
};

struct council_view {
    str title, intro, purpose;
    str answer, answer_text; /* "Not yet." and why */
    struct council_line *asks;
    size_t n_asks;

    struct markup words;
    str words_by;
    bool has_words;

    struct council_figure *figures;
    size_t n_figures;
    str before_title; /* "A year earlier" */

    str risks_title;
    struct council_risk_row *risks;
    size_t n_risks;

    str done_title;
    struct council_line *done;
    size_t n_done;
    struct council_item_row *measures, *exercises;
    size_t n_measures, n_exercises;

    str incidents_title;
    struct council_line *incidents;
    size_t n_incidents;

    str findings_title, findings_text;

    str review_title, review_text;
    struct markup review_conclusion;
    struct council_decision_row *decisions;
    size_t n_decisions;

    str indicators_title;
    struct council_indicator_row *indicators;
    size_t n_indicators;

    str made; /* when, by what */
    struct council_year *years;
    size_t n_years;
    str csv_href, xlsx_href;

    bool may_write;
    str form_token, action, year, version, text;
    str error;                /* why the text was not taken */
    str stale_by, stale_text; /* what somebody else wrote meanwhile, empty: nobody did */
    str keep_href;            /* the way to leave it as it stands */
};

#endif
