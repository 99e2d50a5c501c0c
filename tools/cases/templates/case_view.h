/* case_view.h - what the case case_view.html is filled with. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CASE_VIEW_H
#define CASE_VIEW_H

#include "web/html.h"

enum case_state { CASE_DRAFT, CASE_OPEN };

struct case_person {
    char name[16];
};

struct case_row {
    const char *href, *name;
    str q, more;
    int64_t id;
    bool current;
    str *tags;
    size_t n_tags;
};

struct case_view {
    str title, base, suffix, key, on;
    bool big;
    int number;
    int64_t at;
    double x;
    enum case_state state;
    struct case_person *person;
    struct case_row *rows;
    int n_rows;
    struct case_person **people;
    size_t n_people;
    struct markup ready;
};

void case_extra(struct html *h, const struct case_row *row, const struct case_view *v);
void case_person_extra(struct html *h, const struct case_person *p);

#endif
