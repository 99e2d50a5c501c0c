/* query.h - a list asked for in an address: search, filters, order, page; and its rows. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KIND_QUERY_H
#define KIND_QUERY_H

#include "kind/store.h"
#include "web/request.h"

enum op { OP_IS, OP_NOT, OP_GTE, OP_LTE, OP_GT, OP_LT, OP_NONE, OP_SOME };

/* One condition: FIELD=value (several: any of them), FIELD[gte]=, FIELD[none]=1 ... */
struct condition {
    str field;             /* a field's name, or state, ref, created_at, updated_at, created_by */
    const struct field *f; /* NULL for the common ones */
    enum op op;
    str *values;
    size_t n;
};

struct query {
    const struct kind *kind;
    str search;
    struct condition *conditions;
    size_t n_conditions;
    str sort;                     /* "-due_on,title" */
    int64_t limit;                /* 0: all */
    int64_t offset;               /* from the cursor `after` */
    bool removed;                 /* the wastebasket instead */
    const struct field **columns; /* chosen, or the standard ones */
    size_t n_columns;
    struct label_book *book; /* for the labels of rows; NULL: one of their own */
};

/* Reads q, FIELD, FIELD[op], sort, limit, after, columns, removed. Faults name the parameter.
   limit 0 in `limit` means the kind of answer decides. Unknown parameters are refused, except lang,
   view and those of pages. */
err query_read(struct ctx *ctx, const struct kind *k, const struct params *p, struct query *out);
/* The same from a query string, as in a view ("state=open&due_on[lt]=today"). */
err query_of(struct ctx *ctx, const struct kind *k, const char *query, struct query *out);

/* What a row holds: its fields; what the columns show, with labels and links, and the title; its
   fields with all labels and links. */
enum with { WITH_NOTHING, WITH_COLUMNS, WITH_ALL };

/* Calls row() for each thing, in order. labels[i] belongs to kind->fields[i] when that field is a
   LINK (and something comes with the row). The thing and its texts are valid during the call only.
 */
typedef err (*row_fn)(struct ctx *ctx, struct thing *t, const struct label *labels, void *data);
err query_each(struct ctx *ctx, const struct query *q, enum with with, row_fn row, void *data);
/* All things at once, in the arena. */
err query_all(struct ctx *ctx, const struct query *q, struct thing ***out, size_t *n);
err query_count(struct ctx *ctx, const struct query *q, int64_t *out);

#endif
