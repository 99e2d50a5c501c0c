/* secret.c - secrets that rest sealed in the database: where they lie, and how they are sealed
 * anew.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/secret.h"

enum { AT_ONCE = 200 };

static str purpose_of(struct ctx *ctx, const struct secret *what, str owner)
{
    return str_printf(ctx->arena, "%s%.*s", what->purpose, STR_ARG(owner));
}

str secret_seal(struct ctx *ctx, const struct seal *s, const struct secret *what, str owner,
                str plain)
{
    return seal_text(s, ctx->arena, purpose_of(ctx, what, owner), plain);
}

bool secret_open(struct ctx *ctx, const struct seal *s, const struct secret *what, str owner,
                 str sealed, str *plain)
{
    return seal_read(s, ctx->arena, purpose_of(ctx, what, owner), sealed, plain);
}

/* ---- sealing anew
 * ---------------------------------------------------------------------------------------- */

struct resting {
    str owner, sealed;
    struct resting *next;
};

static err read_all(struct ctx *ctx, const struct secret *what, struct resting **out)
{
    struct rows *rows;
    *out = NULL;
    err e = db_query(ctx->db, what->all, NO_BINDS, &rows);
    while (!e && rows_next(rows)) {
        struct resting *one = ARENA_NEW(ctx->arena, struct resting);
        *one = (struct resting){str_copy(ctx->arena, rows_text(rows, 0)),
                                str_copy(ctx->arena, rows_text(rows, 1)), *out};
        *out = one;
    }
    return e ? e : rows_end(rows);
}

static bool open_by_old(struct ctx *ctx, const struct secret *what, const struct resealing *r,
                        const struct resting *one, str *plain)
{
    return secret_open(ctx, r->from[0], what, one->owner, one->sealed, plain) ||
           secret_open(ctx, r->from[1], what, one->owner, one->sealed, plain);
}

static err change(struct ctx *ctx, const struct secret *what, struct resealing *r,
                  const struct resting *one)
{
    str plain;
    if (secret_open(ctx, r->to, what, one->owner, one->sealed, &plain)) {
        r->n_sealed++;
        return OK;
    }
    if (!open_by_old(ctx, what, r, one, &plain)) {
        r->n_lost++;
        return OK;
    }
    str sealed = secret_seal(ctx, r->to, what, one->owner, plain);
    r->n_sealed++;
    return db_run(
        ctx->db, what->change,
        BINDS(B_TEXT("sealed", sealed), B_TEXT("before", one->sealed), B_TEXT("owner", one->owner)),
        NULL);
}

/* Changes some, and leaves *rest at the first that is to come. */
static err change_some(struct ctx *ctx, const struct secret *what, struct resealing *r,
                       struct resting **rest)
{
    err e = db_begin_write(ctx->db);
    for (int i = 0; !e && *rest && i < AT_ONCE; i++, *rest = (*rest)->next) {
        e = change(ctx, what, r, *rest);
    }
    e = e ? e : db_commit(ctx->db);
    if (e) {
        db_rollback(ctx->db);
    }
    return e;
}

err secret_reseal(struct ctx *ctx, const struct secret *what, struct resealing *r)
{
    struct resting *rest;
    err e = read_all(ctx, what, &rest);
    while (!e && rest) {
        e = change_some(ctx, what, r, &rest);
    }
    return e;
}
