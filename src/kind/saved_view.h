/* saved_view.h - lists that someone gave a name. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KIND_SAVED_VIEW_H
#define KIND_SAVED_VIEW_H

#include "kind/kind.h"

struct saved_view {
    int64_t id;
    str name, query;
    bool is_own;
};

/* The actor's own views of a kind's list and those shared in the body, by name. */
err saved_views(struct ctx *ctx, const struct kind *k, struct saved_view **out, size_t *n);

#endif
