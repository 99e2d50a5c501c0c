/* trail.c - the history: one event a change, in the change's own transaction. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/trail.h"

#include "format/json/read.h"
#include "format/json/write.h"

static str changes_json(struct ctx *ctx, const struct change *changes, size_t n)
{
    struct buf b;
    struct json_writer w;
    buf_init(&b, ctx->arena, 4 * MIB);
    json_start(&w, &b);
    json_object_start(&w);
    for (size_t i = 0; i < n; i++) {
        json_key(&w, changes[i].field);
        json_array_start(&w);
        json_text(&w, changes[i].before);
        json_text(&w, changes[i].after);
        json_array_end(&w);
    }
    json_object_end(&w);
    return b.full ? STR_NONE : buf_as_str(&b);
}

err trail_append(struct ctx *ctx, int64_t organisation_id, const char *kind, int64_t thing_id,
                 int64_t thing_version, const char *verb, str reason, const struct change *changes,
                 size_t n)
{
    str json = changes_json(ctx, changes, n);
    if (!json.p) {
        return fault(ctx, ERR_TOO_BIG, "error.too_big");
    }
    return db_run(ctx->db,
                  "INSERT INTO event (organisation_id, kind, thing_id, thing_version, at, "
                  "actor_id, verb, reason, "
                  "changes, request) VALUES (:organisation, :kind, :thing, :version, :now, :actor, "
                  ":verb, :reason, "
                  ":changes, :request)",
                  BINDS(B_INT("organisation", organisation_id), B_TEXT("kind", str_of(kind)),
                        B_INT("thing", thing_id), B_INT("version", thing_version),
                        B_INT("now", ctx->now), B_ID("actor", ctx->actor.person_id),
                        B_TEXT("verb", str_of(verb)), B_TEXT("reason", reason),
                        B_TEXT("changes", json), B_TEXT("request", ctx->request)),
                  NULL);
}

static str kept(struct arena *a, const struct json *pair, size_t i)
{
    const struct json *v = json_item(pair, i);
    return v && v->type == JSON_IS_TEXT ? str_copy(a, json_str(v)) : STR_NONE;
}

static err changes_read(struct ctx *ctx, str text, struct trail_event *e)
{
    const struct json *json;
    err trouble = json_read(ctx->arena, text, &json_limits_document, &json, NULL);
    if (trouble) {
        return fault(ctx, ERR_BROKEN, "error.history_broken");
    }
    e->changes = ARENA_ARRAY(ctx->arena, json_count(json), struct trail_change);
    for (size_t i = 0; i < json_count(json); i++) {
        const struct json_member *m = &json->members[i];
        e->changes[e->n_changes++] =
            (struct trail_change){str_copy(ctx->arena, m->name), kept(ctx->arena, &m->value, 0),
                                  kept(ctx->arena, &m->value, 1)};
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
    };
    return changes_read(ctx, rows_text(r, 8), e);
}

err trail_read(struct ctx *ctx, int64_t organisation_id, str kind, int64_t thing_id, int64_t before,
               int64_t max, struct trail_event **out, size_t *n)
{
    struct rows *rows;
    str sql = str_printf(ctx->arena,
                         "SELECT e.id, e.at, e.thing_id, e.thing_version, e.actor_id, e.kind, "
                         "e.verb, e.reason, e.changes, p.name "
                         "FROM event e LEFT JOIN person p ON p.id = e.actor_id WHERE "
                         "e.organisation_id = :organisation%s%s "
                         "ORDER BY e.id DESC LIMIT :max",
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

err trail_last(struct ctx *ctx, int64_t organisation_id, int64_t *out)
{
    return db_int(ctx->db, "SELECT coalesce(max(id), 0) FROM event WHERE organisation_id = :organisation",
                  BINDS(B_INT("organisation", organisation_id)), out);
}
