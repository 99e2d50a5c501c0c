/* home_view.h - the bodies a person can go to, and what there is outside them. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef REPORT_HOME_HOME_VIEW_H
#define REPORT_HOME_HOME_VIEW_H

#include "web/html.h"

struct home_body {
    str href, name, number, level, roles, initial;
    bool is_demo;
};

struct home_level {
    str name, word;
    bool is_chosen;
};

struct home_link {
    str href, word, icon;
};

struct home_view {
    str greeting;
    str text; /* what was searched for */
    struct home_level *levels;
    size_t n_levels;
    bool has_search; /* many bodies: show the search */
    struct home_body *bodies;
    size_t n_bodies;
    size_t n_all; /* before the search */
    struct home_link *sector;
    size_t n_sector;
    str start_href; /* operators: take a body in use */
};

#endif
