/* list.h - the standard list while it is put together; list_page.c and list_filters.c share it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KIND_LIST_H
#define KIND_LIST_H

#include "kind/counts.h"
#include "kind/kind_list_view.h"

struct list {
    struct ctx *ctx;
    const struct kind *k;
    const struct request *q;
    struct query query;
    struct params params; /* of the address, with those of `query` unfolded */
    str path;
    struct label_book *book;
    struct kind_list_view *v;
    size_t size_rows;
    const struct field *title;  /* heads its row */
    const struct field **shown; /* a cell for each of these follows */
    size_t n_shown;
    struct counts counts;
};

/* The list's address with one parameter changed (name NULL: none), without those named. */
str list_href(struct list *l, const char *const *without, const char *name, str value);

/* The controls of the filter form, with what is chosen. */
err list_filters(struct list *l);
/* What the filter form must carry along: the order, the columns, and conditions that it has no
   control for. */
void list_kept(struct list *l);
/* Each condition of the query as a chip that takes it away. */
err list_chips(struct list *l);

#endif
