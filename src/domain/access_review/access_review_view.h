/* access_review_view.h - how far a review has come, and the ways to and from it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_ACCESS_REVIEW_ACCESS_REVIEW_VIEW_H
#define DOMAIN_ACCESS_REVIEW_ACCESS_REVIEW_VIEW_H

#include "base/str.h"

struct access_review_panel {
    str finding;
    str left_href; /* empty: nothing is left for the reader to decide */
    str all_href;
};

struct access_review_begin {
    str href;
};

#endif
