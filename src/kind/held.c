/* held.c - the holds in force over a body, and over one thing. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/held.h"

#define COLUMNS "SELECT id, ref, title, kind, thing_id, created_at FROM legal_hold "
#define IN_FORCE "WHERE organisation_id = :organisation AND state = 'in_force' "

static struct held held_row(struct ctx *ctx, const struct rows *rows)
{
    return (struct held){.id = rows_int(rows, 0),
                         .ref = rows_int(rows, 1),
                         .title = str_copy(ctx->arena, rows_text(rows, 2)),
                         .kind = str_copy(ctx->arena, rows_text(rows, 3)),
                         .thing_id = rows_int(rows, 4),
                         .placed_at = rows_int(rows, 5)};
}

err held_read(struct ctx *ctx, int64_t organisation_id, struct held **out, size_t *n)
{
    struct rows *rows;
    size_t size = 0;
    *n = 0;
    *out = NULL;
    err e = db_query(ctx->db, COLUMNS IN_FORCE "ORDER BY id",
                     BINDS(B_INT("organisation", organisation_id)), &rows);
    while (!e && rows_next(rows)) {
        ARENA_GROW(ctx->arena, *out, *n, &size);
        (*out)[(*n)++] = held_row(ctx, rows);
    }
    return e ? e : rows_end(rows);
}

const struct held *held_over(const struct held *holds, size_t n, const char *kind, int64_t thing_id)
{
    for (size_t i = 0; i < n; i++) {
        if (!holds[i].kind.n || (str_is(holds[i].kind, kind) &&
                                 (!holds[i].thing_id || holds[i].thing_id == thing_id))) {
            return &holds[i];
        }
    }
    return NULL;
}

err held_find(struct ctx *ctx, const struct thing *t, const struct held **out)
{
    struct rows *rows;
    *out = NULL;
    if (t->kind->flags & KIND_REFERENCE) {
        return OK;
    }
    err e = db_query(ctx->db,
                     COLUMNS IN_FORCE "AND (kind IS NULL OR (kind = :kind AND (thing_id IS NULL OR "
                                      "thing_id = :thing))) ORDER BY id LIMIT 1",
                     BINDS(B_INT("organisation", t->organisation_id),
                           B_TEXT("kind", str_of(t->kind->name)), B_INT("thing", t->id)),
                     &rows);
    if (!e && rows_next(rows)) {
        struct held *found = ARENA_NEW(ctx->arena, struct held);
        *found = held_row(ctx, rows);
        *out = found;
    }
    e = e ? e : rows_end(rows);
    *out = e ? NULL : *out;
    return e;
}
