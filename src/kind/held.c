/* held.c - the holds in force over a body, and over one thing. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/held.h"

enum { MOST_HOLDS = 1000 };

err held_read(struct ctx *ctx, int64_t organisation_id, struct held **out, size_t *n)
{
    struct rows *rows;
    struct held *first = NULL;
    *n = 0;
    err e =
        db_query(ctx->db,
                 "SELECT id, ref, title, kind, thing_id, created_at FROM legal_hold WHERE "
                 "organisation_id = :organisation AND state = 'in_force' ORDER BY id LIMIT :most",
                 BINDS(B_INT("organisation", organisation_id), B_INT("most", MOST_HOLDS)), &rows);
    while (!e && *n < MOST_HOLDS && rows_next(rows)) {
        first = first ? first : ARENA_ARRAY(ctx->arena, MOST_HOLDS, struct held);
        first[(*n)++] = (struct held){.id = rows_int(rows, 0),
                                      .ref = rows_int(rows, 1),
                                      .title = str_copy(ctx->arena, rows_text(rows, 2)),
                                      .kind = str_copy(ctx->arena, rows_text(rows, 3)),
                                      .thing_id = rows_int(rows, 4),
                                      .placed_at = rows_int(rows, 5)};
    }
    *out = first;
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
    struct held *holds;
    size_t n;
    *out = NULL;
    if (t->kind->flags & KIND_REFERENCE) {
        return OK;
    }
    err e = held_read(ctx, t->organisation_id, &holds, &n);
    *out = e ? NULL : held_over(holds, n, t->kind->name, t->id);
    return e;
}
