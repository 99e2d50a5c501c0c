/* year_wheel.h - the year's activities as the page shows them: overdue, coming, done. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_ACTIVITY_YEAR_WHEEL_H
#define DOMAIN_ACTIVITY_YEAR_WHEEL_H

#include "web/html.h"

struct wheel_row {
    int number; /* in the picture too */
    str title, href, who;
    str day, iso;
    bool is_overdue, is_done;
};

struct wheel_list {
    str word;
    struct wheel_row *rows;
    size_t n_rows;
};

struct wheel_year {
    str word, href;
    bool is_current;
};

struct year_wheel {
    str csrf;
    str year;
    struct wheel_year *years;
    size_t n_years;
    struct wheel_list *lists; /* those with something in them */
    size_t n_lists;
    str list_href;
    struct markup picture; /* SVG; empty when there is nothing */
    bool may_subscribe;
    str feed_address; /* shown once, when it is made */
    str feed_made;    /* when the one that works was made; empty: none */
    str feed_action, revoke_action, download_href;
};

#endif
