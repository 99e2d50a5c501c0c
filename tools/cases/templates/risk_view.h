/* risk_view.h - what the case risk_view.html is filled with. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef RISK_VIEW_H
#define RISK_VIEW_H

#include "web/html.h"

enum risk_state { RISK_DRAFT, RISK_OPEN };

struct person {
    char name[16];
};

struct risk_row {
    const char *href, *name;
    str q, more;
    int64_t id;
    bool current;
    str *tags;
    size_t n_tags;
};

struct risk_view {
    str title, base, suffix, key, on;
    bool big;
    int number;
    int64_t at;
    double x;
    enum risk_state state;
    struct person *person;
    struct risk_row *rows;
    int n_rows;
    struct person **people;
    size_t n_people;
    struct markup ready;
};

void risk_extra(struct html *h, const struct risk_row *row, const struct risk_view *v);
void person_extra(struct html *h, const struct person *p);

#endif
