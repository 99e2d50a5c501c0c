/* event.c - events read back: those of one thing, and those of a body that are looked for. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/event.h"

#include "base/never.h"
#include "base/text.h"
#include "format/json/read.h"
#include "trail/logbook.h"

enum { MOST_BINDS = 24, COLUMN_REASON = 7, COLUMN_ACTOR = 9 };

#define EVENT_COLUMNS                                                                              \
    "e.id, e.at, e.thing_id, e.thing_version, e.actor_id, e.kind, e.verb, e.reason, e.changes, "   \
    "p.name, e.log_id, e.number"

static str kept_value(struct arena *a, const struct json *pair, size_t i)
{
    const struct json *v = json_item(pair, i);
    return v && v->type == JSON_IS_TEXT ? str_copy(a, json_str(v)) : STR_NONE;
}

err event_changes(struct ctx *ctx, str text, struct trail_event *e)
{
    const struct json *json;
    err trouble = json_read_kept(ctx->arena, text, &json_limits_document, &ctx->fault,
                                 KEY("error.history_broken"), &json);
    if (trouble) {
        return trouble;
    }
    e->changes = ARENA_ARRAY(ctx->arena, json_count(json), struct trail_change);
    for (size_t i = 0; i < json_count(json); i++) {
        const struct json_member *m = &json->members[i];
        e->changes[e->n_changes++] = (struct trail_change){
            str_copy(ctx->arena, m->name), kept_value(ctx->arena, &m->value, 0),
            kept_value(ctx->arena, &m->value, 1), m->value.type == JSON_IS_NULL};
    }
    return OK;
}

static err event_read(struct ctx *ctx, const struct rows *r, struct trail_event *e)
{
    *e = (struct trail_event){
        .id = rows_int(r, 0),
        .at = rows_int(r, 1),
        .thing_id = rows_int(r, 2),
        .thing_version = rows_int(r, 3),
        .actor_id = rows_int(r, 4),
        .kind = str_copy(ctx->arena, rows_text(r, 5)),
        .verb = str_copy(ctx->arena, rows_text(r, 6)),
        .reason = str_copy(ctx->arena, rows_text(r, 7)),
        .actor = str_copy(ctx->arena, rows_text(r, 9)),
        .log_id = rows_int(r, 10),
        .number = rows_int(r, 11),
        .is_actor_erased = !rows_null(r, 4) && rows_int(r, 4) == 0,
    };
    return event_changes(ctx, rows_text(r, 8), e);
}

/* What a reader looks for, as SQL with its values. */
struct question {
    struct buf sql;
    struct bind binds[MOST_BINDS];
    size_t n_binds;
};

static void bind_add(struct question *q, struct bind b)
{
    q->binds[NEVER(q->n_binds == MOST_BINDS) ? 0 : q->n_binds++] = b;
}

static void question_start(struct ctx *ctx, struct question *q, const char *columns,
                           int64_t organisation_id, const struct trail_search *s)
{
    *q = (struct question){0};
    buf_init(&q->sql, ctx->arena, 64 * KIB);
    buf_printf(&q->sql,
               "SELECT %s FROM %s e LEFT JOIN person p ON p.id = e.actor_id "
               "WHERE e.organisation_id = :organisation",
               columns, organisation_id == INSTANCE_LOG ? "instance_event" : "event");
    bind_add(q, B_INT("organisation", organisation_id));
    if (s->condition) {
        buf_printf(&q->sql, " AND (%s)", s->condition);
    }
    for (size_t i = 0; i < s->n_binds; i++) {
        bind_add(q, s->binds[i]);
    }
}

static err question_ask(struct ctx *ctx, struct question *q, struct rows **rows)
{
    return db_query(ctx->db, str_z(ctx->arena, buf_as_str(&q->sql)), q->binds, q->n_binds, rows);
}

static err count(struct ctx *ctx, int64_t organisation_id, const struct trail_search *s,
                 int64_t *total)
{
    struct question q;
    question_start(ctx, &q, "count(*)", organisation_id, s);
    return db_int(ctx->db, str_z(ctx->arena, buf_as_str(&q.sql)), q.binds, q.n_binds, total);
}

/* Letters of all alphabets, which the engines' own search for text would tell apart. */
static bool holds(struct arena *row, const struct rows *r, str wanted)
{
    arena_reset(row);
    return str_contains(str_lower(row, rows_text(r, COLUMN_REASON)), wanted) ||
           str_contains(str_lower(row, rows_text(r, COLUMN_ACTOR)), wanted);
}

err trail_search(struct ctx *ctx, int64_t organisation_id, const struct trail_search *s,
                 struct trail_event **out, size_t *n, int64_t *total)
{
    struct question q;
    struct rows *rows;
    str wanted = str_lower(ctx->arena, s->text);
    *n = 0;
    err e = count(ctx, organisation_id, s, total);
    if (e) {
        return e;
    }
    int64_t size = *total < s->max ? *total : s->max;
    *out = ARENA_ARRAY(ctx->arena, (size_t)size + 1, struct trail_event);
    question_start(ctx, &q, EVENT_COLUMNS, organisation_id, s);
    buf_z(&q.sql, s->oldest_first ? " ORDER BY e.id" : " ORDER BY e.id DESC");
    if (!wanted.n) {
        buf_literal(&q.sql, " LIMIT :max OFFSET :skip");
        bind_add(&q, B_INT("max", size));
        bind_add(&q, B_INT("skip", s->skip));
    }
    e = question_ask(ctx, &q, &rows);
    if (e) {
        return e;
    }
    struct arena *row = arena_open();
    int64_t met = 0;
    while (!e && rows_next(rows)) {
        if (wanted.n && !holds(row, rows, wanted)) {
            continue;
        }
        if (!wanted.n || (met >= s->skip && (int64_t)*n < size)) {
            e = event_read(ctx, rows, &(*out)[(*n)++]);
        }
        met++;
    }
    arena_close(row);
    *total = wanted.n ? met : *total;
    err end = rows_end(rows);
    return e ? e : end;
}

err trail_read(struct ctx *ctx, int64_t organisation_id, str kind, int64_t thing_id, int64_t before,
               int64_t max, struct trail_event **out, size_t *n)
{
    struct rows *rows;
    str sql = str_printf(ctx->arena,
                         "SELECT " EVENT_COLUMNS " FROM %s e LEFT JOIN person p ON p.id = "
                         "e.actor_id WHERE e.organisation_id = :organisation%s%s "
                         "ORDER BY e.id DESC LIMIT :max",
                         organisation_id == INSTANCE_LOG ? "instance_event" : "event",
                         kind.p ? " AND e.kind = :kind AND e.thing_id = :thing" : "",
                         before ? " AND e.id < :before" : "");
    err e = db_query(ctx->db, sql.p,
                     BINDS(B_INT("organisation", organisation_id), B_TEXT("kind", kind),
                           B_INT("thing", thing_id), B_INT("before", before), B_INT("max", max)),
                     &rows);
    if (e) {
        return e;
    }
    *n = 0;
    *out = ARENA_ARRAY(ctx->arena, (size_t)max, struct trail_event);
    while (!e && *n < (size_t)max && rows_next(rows)) {
        e = event_read(ctx, rows, &(*out)[(*n)++]);
    }
    err end = rows_end(rows);
    return e ? e : end;
}
