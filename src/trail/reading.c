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

/* The events of the last hour have the numbers after `id`; what stands at the border is looked at.
 */
static err is_written(struct ctx *ctx, const struct reading *r, bool *out)
{
    int64_t lately = 0;
    err e = db_int(ctx->db,
                   "SELECT count(*) FROM event WHERE organisation_id = :organisation AND kind = "
                   ":kind AND thing_id = :thing AND id > coalesce((SELECT before.id FROM event "
                   "before WHERE before.organisation_id = :organisation AND before.at <= :since "
                   "ORDER BY before.at DESC LIMIT 1), 0) AND verb = 'read' AND actor_id = :actor "
                   "AND at > :since",
                   BINDS(B_INT("organisation", r->organisation_id), B_TEXT("kind", str_of(r->kind)),
                         B_INT("thing", r->thing_id), B_INT("since", ctx->now - HOUR_MS),
                         B_INT("actor", ctx->actor.person_id)),
                   &lately);
    *out = lately > 0;
    return e;
}

err readings_sift(struct ctx *ctx)
{
    struct reading **at = &ctx->readings;
    while (*at) {
        bool written;
        err e = is_written(ctx, *at, &written);
        if (e) {
            ctx->readings = NULL;
            return e;
        }
        if (written) {
            *at = (*at)->next;
        } else {
            at = &(*at)->next;
        }
    }
    return OK;
}

err readings_write(struct ctx *ctx)
{
    err e = readings_sift(ctx);
    for (const struct reading *r = ctx->readings; r && !e; r = r->next) {
        e = trail_append(ctx, r->organisation_id, r->kind, r->thing_id, r->thing_version, "read",
                         STR_NONE, NULL, 0);
    }
    ctx->readings = NULL;
    return e;
}
