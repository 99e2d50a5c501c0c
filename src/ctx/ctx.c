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

static err body_read(struct ctx *ctx, const char *sql, const struct bind *binds, size_t n)
{
    struct rows *rows;
    err e = db_query(ctx->db, sql, binds, n, &rows);
    if (e) {
        return e;
    }
    bool found = rows_next(rows);
    if (found) {
        bool known;
        ctx->body = (struct body){
            .id = rows_int(rows, 0),
            .number = str_copy(ctx->arena, rows_text(rows, 1)),
            .name = str_copy(ctx->arena, rows_text(rows, 2)),
            .level = str_copy(ctx->arena, rows_text(rows, 3)),
            .lang = lang_of(rows_text(rows, 4), &known),
            .demo = rows_int(rows, 5) != 0,
        };
        if (!known) {
            ctx->body.lang = LANG_NB; /* "neutral" bodies are met in bokmål until they choose */
        }
    }
    e = rows_end(rows);
    return e ? e : found ? OK : fault(ctx, ERR_MISSING, "error.missing_body");
}

err ctx_body(struct ctx *ctx, int64_t id)
{
    return body_read(
        ctx,
        "SELECT id, coalesce(number, code), name, level, language, demo FROM organisation "
        "WHERE id = :id AND deleted_at IS NULL",
        BINDS(B_INT("id", id)));
}

err ctx_body_number(struct ctx *ctx, str number)
{
    return body_read(
        ctx,
        "SELECT id, coalesce(number, code), name, level, language, demo FROM organisation "
        "WHERE coalesce(number, code) = :number AND deleted_at IS NULL",
        BINDS(B_TEXT("number", number)));
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
