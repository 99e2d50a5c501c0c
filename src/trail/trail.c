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
    json_object(&w);
    for (size_t i = 0; i < n; i++) {
        json_key(&w, changes[i].field);
        json_array(&w);
        json_text(&w, changes[i].before);
        json_text(&w, changes[i].after);
        json_array_end(&w);
    }
    json_object_end(&w);
    return b.full ? STR_NONE : buf_as_str(&b);
}

err trail_append(struct ctx *ctx, int64_t organisation_id, const char *kind, int64_t thing_id, int64_t thing_version,
                 const char *verb, str reason, const struct change *changes, size_t n)
{
    str json = changes_json(ctx, changes, n);
    if (!json.p) {
        return fault(ctx, ERR_TOO_BIG, "error.too_big");
    }
    return db_run(ctx->db,
                  "INSERT INTO event (organisation_id, kind, thing_id, thing_version, at, actor_id, verb, reason, "
                  "changes, request) VALUES (:organisation, :kind, :thing, :version, :now, :actor, :verb, :reason, "
                  ":changes, :request)",
                  BINDS(B_INT("organisation", organisation_id), B_TEXT("kind", str_of(kind)), B_INT("thing", thing_id),
                        B_INT("version", thing_version), B_INT("now", ctx->now), B_ID("actor", ctx->actor.person_id),
                        B_TEXT("verb", str_of(verb)), B_TEXT("reason", reason), B_TEXT("changes", json),
                        B_TEXT("request", ctx->request)),
                  NULL);
}
