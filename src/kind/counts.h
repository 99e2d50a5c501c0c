/* counts.h - how many things a query finds, remembered while nothing has changed. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KIND_COUNTS_H
#define KIND_COUNTS_H

#include "kind/query.h"

/* Filled by counts_init for one piece of work. */
struct counts {
    struct ctx *ctx;
    const struct kind *kind;
    str state; /* all that a count depends on, but the query: who asks, what he may, the day, the
                  data; STR_NONE: nothing is remembered */
};

err counts_init(struct counts *c, struct ctx *ctx, const struct kind *k);

/* Whether the worker knows how many things the conditions find: `query` is their text as
   address_query writes it, without what only turns pages. Known means allowed: a query that its
   reader may not ask was never counted. */
bool counts_known(const struct counts *c, str query, int64_t *out);

/* How many things q finds; `query` is its text, as above. */
err counts_ask(const struct counts *c, str query, const struct query *q, int64_t *out);

#endif
