/* row.h - a thing written to its table; whoever has no rule of its own to keep goes by store.h. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KIND_ROW_H
#define KIND_ROW_H

#include "kind/store.h"

/* Puts the links of t in order, each once, so that "the same" can be seen and rows do not clash. */
void row_order(struct thing *t);
/* The next running number of the kind in the body, into t->ref. */
err row_ref(struct ctx *ctx, struct thing *t);
/* A new row; t->id gets its key. Links are not written. */
err row_insert(struct ctx *ctx, struct thing *t);
/* Writes t over the stored row `before`, one version higher, and the links that differ. ERR_STALE
   when somebody came between. */
err row_update(struct ctx *ctx, struct thing *t, const struct thing *before);
/* Writes the links of t that differ from those of `before` (NULL: it is new). */
err row_links(struct ctx *ctx, struct thing *t, const struct thing *before);
/* Writes what differs from `before` (NULL: it is new) to the history, the words to the search, and
   lets the kind do what follows. */
err row_record(struct ctx *ctx, struct thing *t, const struct thing *before, const char *verb,
               str reason);

#endif
