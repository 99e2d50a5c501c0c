/* error_page_view.h - what went wrong, said once, and what to do about it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_ERROR_PAGE_VIEW_H
#define WEB_ERROR_PAGE_VIEW_H

#include "base/str.h"

struct error_page_view {
    str title;   /* error.STATUS.title */
    str text;    /* error.STATUS.text */
    str hint;    /* from the fault, when it may be told */
    str *fields; /* and what is wrong at each place: "sort: ..." */
    size_t n_fields;
    str reference; /* of the request, for whoever looks in the log */
    str back_href;
    str home_href;
    str sign_in_href; /* none: signed in, or it would not help */
};

#endif
