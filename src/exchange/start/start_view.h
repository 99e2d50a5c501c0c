/* start_view.h - what the first-run pages show: choose the body, what it does, five questions, what came of it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef EXCHANGE_START_START_VIEW_H
#define EXCHANGE_START_START_VIEW_H

#include "web/html.h"

struct start_body {
    str name, note; /* "Kommune · Rogaland · 14 000 innbyggere" */
    str id;
    bool in_use;
    str href; /* when it is in use already */
};

struct start_body_view {
    str form_token;
    str search;
    bool is_asked;
    struct start_body *bodies;
    size_t n_bodies;
};

struct start_service {
    str id, name, description;
    bool is_chosen;
};

struct start_services_view {
    str action, form_token;
    str body_name;
    struct start_service *services;
    size_t n_services;
};

struct start_answer {
    str value, word;
    bool is_chosen;
};

struct start_question {
    str name; /* q0 .. q4 */
    str number;
    str text, why, source;
    struct start_answer answers[4];
    size_t n_answers;
};

struct start_kept {
    str name, value;
};

struct start_questions_view {
    str action, form_token;
    struct start_kept *kept; /* the services chosen before */
    size_t n_kept;
    bool is_wrong; /* not all were answered */
    struct start_question *questions;
    size_t n_questions;
};

struct start_made {
    str count, word, href;
};

struct start_done_view {
    str body_name;
    struct start_made *made;
    size_t n_made;
    str risks_href, overview_href, report_href, persons_href, reviews_href, year_wheel_href;
};

#endif
