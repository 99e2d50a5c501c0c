/* events.h - everything that was done in a body: what a reader asks for, and what he finds. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef REPORT_HISTORY_EVENTS_H
#define REPORT_HISTORY_EVENTS_H

#include "kind/kind.h"
#include "trail/trail.h"
#include "web/request.h"

enum { EVENTS_PAGE = 50, EVENTS_MOST = 100000 };

/* What an address asks for: ?q= &kind= &thing= &actor= &at[gte]= &at[lte]= &sort= &page= */
struct events_asked {
    str text;
    str kind;                   /* of the things, as stored; STR_NONE: all */
    const struct kind *k;       /* NULL: of all kinds, or of what is no thing */
    int64_t thing_id, actor_id; /* 0: any */
    str from, until;            /* days, both within; STR_NONE: without end */
    bool oldest_first;
    int64_t page; /* from 1 */
};

/* ERR_INVALID `events.*` at the parameter that says nothing we understand. */
err events_ask(struct ctx *ctx, const struct params *query, struct events_asked *out);

/* Those that the actor may read; skip and max as asked for. */
err events_find(struct ctx *ctx, const struct events_asked *asked, int64_t skip, int64_t max,
                struct trail_event **out, size_t *n, int64_t *total);

/* What the event is about, in words: a kind's name, or what is no thing ("self-check"). */
str events_kind_word(struct ctx *ctx, str kind);

#endif
