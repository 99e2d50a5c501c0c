/* past.c - how things stood, by playing their history again. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/standing/past.h"

#include "base/clock.h"
#include "format/json/read.h"
#include "statements.h"

#include <string.h>

/* One thing while its events are played; days are seen as they pass. */
struct play {
    const struct past *past;
    const int64_t *ends; /* the moment after each day */
    int64_t thing_id;
    size_t n_seen;
    bool stands;
    str values[PAST_FIELDS];
};

static void see_until(struct play *p, int64_t at)
{
    while (p->n_seen < p->past->n_days && p->ends[p->n_seen] <= at) {
        if (p->stands) {
            p->past->see(p->past->data, p->n_seen, p->values);
        }
        p->n_seen++;
    }
}

static void begin(struct play *p, int64_t thing_id)
{
    see_until(p, INT64_MAX);
    *p = (struct play){.past = p->past, .ends = p->ends, .thing_id = thing_id, .stands = true};
}

static err apply(struct ctx *ctx, struct play *p, str verb, str changes)
{
    const struct json *tree;
    if (str_is(verb, "delete")) {
        p->stands = false;
    } else if (str_is(verb, "restore")) {
        p->stands = true;
    }
    err e = json_read_kept(ctx->arena, changes, &json_limits_document, &ctx->fault,
                           KEY("error.history_broken"), &tree);
    if (e) {
        return e;
    }
    for (size_t i = 0; i < PAST_FIELDS && p->past->fields[i]; i++) {
        const struct json *pair = json_get(tree, p->past->fields[i]);
        if (pair) {
            p->values[i] = str_copy(ctx->arena, json_str(json_item(pair, 1)));
        }
    }
    return OK;
}

err past_walk(struct ctx *ctx, const struct past *past)
{
    struct rows *rows;
    int64_t *ends = ARENA_ARRAY(ctx->arena, past->n_days + 1, int64_t);
    for (size_t i = 0; i < past->n_days; i++) {
        ends[i] = day_moment(day_plus(ctx->arena, past->days[i], 1), 0, 0);
    }
    struct play p = {.past = past, .ends = ends};
    int64_t before = past->n_days ? ends[past->n_days - 1] : 0;
    err e = db_query(ctx->db, sql_past_events,
                     BINDS(B_INT("body", ctx->body.id), B_TEXT("kind", str_of(past->kind)),
                           B_INT("before", before)),
                     &rows);
    if (e) {
        return e;
    }
    while (!e && rows_next(rows)) {
        if (rows_int(rows, 0) != p.thing_id) {
            begin(&p, rows_int(rows, 0));
        }
        see_until(&p, rows_int(rows, 1));
        e = apply(ctx, &p, rows_text(rows, 2), rows_text(rows, 3));
    }
    see_until(&p, INT64_MAX);
    err end = rows_end(rows);
    return e ? e : end;
}

err past_begins(struct ctx *ctx, str *out)
{
    int64_t at;
    err e = db_int(ctx->db, sql_past_first, BINDS(B_INT("body", ctx->body.id)), &at);
    *out = e || !at ? STR_NONE : day_of(ctx->arena, at);
    return e;
}
