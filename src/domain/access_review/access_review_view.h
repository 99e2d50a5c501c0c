/* access_review_view.h - who may what, each with its decision. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_ACCESS_REVIEW_ACCESS_REVIEW_VIEW_H
#define DOMAIN_ACCESS_REVIEW_ACCESS_REVIEW_VIEW_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

struct access_review_line {
    str person, employer, role, below, until;
    str signed_in, signed_in_iso; /* empty: never */
    str decision, reason, decider;
    bool is_revoked, is_asked; /* asked: the reader may decide */
    str grant, reason_id;
};

struct access_review_panel {
    str finding, action, form_token;
    struct access_review_line *rows;
    size_t n_rows;
};

struct access_review_begin {
    str href;
};

#endif
