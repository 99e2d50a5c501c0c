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
   change's own transaction: the readable event, and the entry of the body's log that commits to it.
   thing_version is the version that the change made. */
err trail_append(struct ctx *ctx, int64_t organisation_id, const char *kind, int64_t thing_id,
                 int64_t thing_version, const char *verb, str reason, const struct change *changes,
                 size_t n);

/* The same for what happens to the installation and not in one body: sign-ins, settings, tokens, in
   the instance's log. kind says what the event is about ("person", "session", "token", "setting"),
   thing_id which one (0: none). Values are salted and can be erased, yet say no more than is
   needed. Needs a write transaction; a refused sign-in is written in one of its own, after the
   rollback. */
err trail_append_instance(struct ctx *ctx, const char *kind, int64_t thing_id, const char *verb,
                          str reason, const struct change *changes, size_t n);

/* Takes every event that was written before there was a log into its body's log, in order. Calm
   when there is none. In a write transaction; for migrate and for the start. */
err trail_take_in(struct ctx *ctx);

/* The newest event of the body, 0 when there is none: it names the state of the body's things,
   since no change is without its event. */
err trail_last(struct ctx *ctx, int64_t organisation_id, int64_t *out);

struct trail_change {
    str field, before, after;
    bool is_erased; /* by law, and the log says so: both values are gone for ever */
};

struct trail_event {
    int64_t id, at, thing_id, thing_version, actor_id;
    int64_t log_id, number; /* the entry that commits to it */
    str kind, actor, verb, reason;
    bool is_actor_erased;
    struct trail_change *changes;
    size_t n_changes;
};

/* The events of one thing, newest first; with kind STR_NONE those of the whole body, at most max,
   older than the event `before` (0: from the newest). organisation_id 0: of the instance. Who may
   ask is the caller's question. */
err trail_read(struct ctx *ctx, int64_t organisation_id, str kind, int64_t thing_id, int64_t before,
               int64_t max, struct trail_event **out, size_t *n);

/* What is looked for among the events of a body. */
struct trail_search {
    const char *condition; /* SQL on the event, alias e; NULL: all. Who may see it is asked here */
    const struct bind *binds; /* its values, at most 20 */
    size_t n_binds;
    str text; /* in the reason or the actor's name, in whatever case; STR_NONE: anything */
    bool oldest_first;
    int64_t skip, max;
};
/* Those that were found, from the skip-th on and at most max, and how many there are in all. */
err trail_search(struct ctx *ctx, int64_t organisation_id, const struct trail_search *s,
                 struct trail_event **out, size_t *n, int64_t *total);

#endif
