/* reading.c - what was read of the highest class, once a person, thing and hour. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/reading.h"

#include "base/clock.h"
#include "trail/trail.h"

#include <string.h>

struct reading {
    const char *kind;
    int64_t organisation_id, thing_id, thing_version;
    struct reading *next;
};

void reading_note(struct ctx *ctx, const char *kind, int64_t organisation_id, int64_t thing_id,
                  int64_t thing_version)
{
    if (ctx->actor.person_id <= 0) {
        return;
    }
    for (const struct reading *r = ctx->readings; r; r = r->next) {
        if (r->thing_id == thing_id && strcmp(r->kind, kind) == 0) {
            return;
        }
    }
    struct reading *r = ARENA_NEW(ctx->arena, struct reading);
    *r = (struct reading){kind, organisation_id, thing_id, thing_version, ctx->readings};
    ctx->readings = r;
}

static err write_one(struct ctx *ctx, const struct reading *r)
{
    int64_t lately = 0;
    err e = db_int(ctx->db,
                   "SELECT count(*) FROM event WHERE organisation_id = :organisation AND kind = "
                   ":kind AND thing_id = :thing AND verb = 'read' AND actor_id = :actor AND at > "
                   ":since",
                   BINDS(B_INT("organisation", r->organisation_id), B_TEXT("kind", str_of(r->kind)),
                         B_INT("thing", r->thing_id), B_INT("actor", ctx->actor.person_id),
                         B_INT("since", ctx->now - HOUR_MS)),
                   &lately);
    return e || lately ? e
                       : trail_append(ctx, r->organisation_id, r->kind, r->thing_id,
                                      r->thing_version, "read", STR_NONE, NULL, 0);
}

err readings_write(struct ctx *ctx)
{
    err e = OK;
    for (const struct reading *r = ctx->readings; r && !e; r = r->next) {
        e = write_one(ctx, r);
    }
    ctx->readings = NULL;
    return e;
}
