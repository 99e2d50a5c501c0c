/* ctx.c - one piece of work: made ready, placed in time and in a body. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "ctx/ctx.h"

#include "base/clock.h"

void ctx_init(struct ctx *ctx, struct arena *a, struct db *db, int64_t now)
{
    *ctx = (struct ctx){.arena = a, .db = db, .actor.roles = ROLES_ALL};
    fault_init(&ctx->fault, a);
    if (db) {
        db_report_to(db, &ctx->fault);
    }
    ctx_at(ctx, now);
}

void ctx_at(struct ctx *ctx, int64_t now)
{
    ctx->now = now;
    ctx->today = day_of(ctx->arena, now);
}

err ctx_body(struct ctx *ctx, int64_t id)
{
    struct rows *rows;
    err e = db_query(ctx->db,
                     "SELECT id, coalesce(number, code), name, level, language, demo "
                     "FROM organisation WHERE id = :id AND deleted_at IS NULL",
                     BINDS(B_INT("id", id)), &rows);
    if (e) {
        return e;
    }
    bool found = rows_next(rows);
    if (found) {
        ctx->body = (struct body){
            .id = rows_int(rows, 0),
            .number = str_copy(ctx->arena, rows_text(rows, 1)),
            .name = str_copy(ctx->arena, rows_text(rows, 2)),
            .level = str_copy(ctx->arena, rows_text(rows, 3)),
            .lang = lang_of(rows_text(rows, 4), NULL), /* "neutral": bokmål until it chooses */
            .demo = rows_int(rows, 5) != 0,
        };
    }
    e = rows_end(rows);
    return e ? e : found ? OK : fault(ctx, ERR_MISSING, "error.missing_body");
}

err ctx_proved(struct ctx *ctx)
{
    return ctx->actor.person_id == 0 || ctx->actor.proved ? OK
                                                          : fault(ctx, ERR_PROOF, "error.proof");
}

bool ctx_may(const struct ctx *ctx, uint32_t roles)
{
    return ctx->actor.person_id == 0 || (ctx->actor.roles & roles) != 0;
}
