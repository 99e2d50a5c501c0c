/* search_page_view.h - what was found in all the things a reader may see. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KIND_SEARCH_PAGE_VIEW_H
#define KIND_SEARCH_PAGE_VIEW_H

#include "web/html.h"

struct search_hit {
    str ref, title, href;
    str kind_word;
    str note;
    struct markup excerpt; /* with <mark> around what was found */
};

/* A kind of thing to narrow by. */
struct search_kind {
    str word;
    str count;
    str href;
    bool is_current;
};

struct search_page_view {
    str action;
    str text;
    bool is_asked; /* something was searched for */
    str count;
    struct search_kind *kinds;
    size_t n_kinds;
    struct search_hit *hits;
    size_t n_hits;
    str next_href;
};

#endif
