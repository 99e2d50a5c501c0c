/* trail.h - the history: what happened to a thing, when, by whom, and why; never edited. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TRAIL_TRAIL_H
#define TRAIL_TRAIL_H

#include "ctx/ctx.h"

/* One field's change. STR_NONE is "no value". Links are ids, several parted by commas. */
struct change {
    const char *field;
    str before, after;
};

/* Writes that the actor did verb to a thing of the work's body (organisation_id says which), in the
   change's own transaction. thing_version is the version that the change made. */
err trail_append(struct ctx *ctx, int64_t organisation_id, const char *kind, int64_t thing_id,
                 int64_t thing_version, const char *verb, str reason, const struct change *changes,
                 size_t n);

/* The newest event of the body, 0 when there is none: it names the state of the body's things, since no
   change is without its event. */
err trail_last(struct ctx *ctx, int64_t organisation_id, int64_t *out);

struct trail_change {
    str field, before, after;
};

struct trail_event {
    int64_t id, at, thing_id, thing_version, actor_id;
    str kind, actor, verb, reason;
    struct trail_change *changes;
    size_t n_changes;
};

/* The events of one thing, newest first; with kind STR_NONE those of the whole body, at most max,
   older than the event `before` (0: from the newest). Who may ask is the caller's question. */
err trail_read(struct ctx *ctx, int64_t organisation_id, str kind, int64_t thing_id, int64_t before,
               int64_t max, struct trail_event **out, size_t *n);

#endif
