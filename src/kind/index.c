/* index.c - by which words a thing is found: put in the search with the thing, and for what an
   earlier release left out of it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/index.h"

#include "base/buf.h"
#include "db/search.h"
#include "kind/sql.h"
#include "kind/store.h"
#include "lists.h"

enum { AT_ONCE = 200, LONGEST_SQL = 16 * 1024 };

bool index_has(const struct kind *k)
{
    for (size_t i = 0; i < k->n_fields; i++) {
        if (k->fields[i].flags & FIELD_SEARCH) {
            return true;
        }
    }
    return false;
}

/* A thing holds its texts in the reader's language alone: it is found by those of all. */
static err add_languages(struct ctx *ctx, const struct thing *t, const struct field *f,
                         struct buf *b)
{
    struct rows *rows;
    str sql = str_printf(ctx->arena, "SELECT %s_nb, %s_nn, %s_en FROM %s WHERE id = :id", f->name,
                         f->name, f->name, kind_table(t->kind));
    err e = db_query(ctx->db, sql.p, BINDS(B_INT("id", t->id)), &rows);
    if (e) {
        return e;
    }
    if (rows_next(rows)) {
        for (int lang = 0; lang < N_LANGS; lang++) {
            buf_char(b, '\n');
            buf_str(b, rows_text(rows, lang));
        }
    }
    return rows_end(rows);
}

err thing_index(struct ctx *ctx, struct thing *t)
{
    struct buf b;
    if (!index_has(t->kind)) {
        return OK;
    }
    buf_init(&b, ctx->arena, MIB);
    buf_str(&b, kind_ref(ctx->arena, t->kind, t->ref));
    for (size_t i = 0; i < t->kind->n_fields; i++) {
        const struct field *f = &t->kind->fields[i];
        if (!(f->flags & FIELD_SEARCH)) {
            continue;
        }
        if (f->flags & FIELD_LANGS) {
            err e = add_languages(ctx, t, f, &b);
            if (e) {
                return e;
            }
        } else {
            buf_char(&b, '\n');
            buf_str(&b, *field_str(t, f));
        }
    }
    return search_put(ctx->db, t->organisation_id, t->kind->name, t->id, kind_title(t),
                      buf_as_str(&b));
}

/* Indexes at most AT_ONCE things that the condition on t finds; *n says how many there were. */
static err some(struct ctx *ctx, const struct kind *k, const char *condition, int64_t value,
                size_t *n)
{
    struct buf b;
    struct rows *rows;
    struct thing *things[AT_ONCE];
    *n = 0;
    buf_init(&b, ctx->arena, LONGEST_SQL);
    buf_literal(&b, "SELECT ");
    sql_columns(&b, ctx, k, NULL);
    buf_printf(&b, " FROM %s t WHERE %s ORDER BY t.id LIMIT %d", kind_table(k), condition, AT_ONCE);
    buf_char(&b, 0);
    err e = db_query(ctx->db, b.data, BINDS(B_INT("value", value), B_TEXT("kind", str_of(k->name))),
                     &rows);
    if (e) {
        return e;
    }
    while (*n < AT_ONCE && rows_next(rows)) {
        things[(*n)++] = sql_row(ctx, k, rows);
    }
    e = rows_end(rows);
    for (size_t i = 0; !e && i < *n; i++) {
        e = thing_index(ctx, things[i]);
    }
    return e;
}

err index_row(struct ctx *ctx, const struct kind *k, int64_t id)
{
    size_t n;
    return index_has(k) ? some(ctx, k, "t.id = :value", id, &n) : OK;
}

err index_complete(struct ctx *ctx)
{
    struct ctx work = *ctx;
    err e = OK;
    work.arena = arena_open();
    for (const struct kind *const *k = all_kinds; !e && *k; k++) {
        size_t n = index_has(*k) ? AT_ONCE : 0;
        while (!e && n == AT_ONCE) {
            e = some(&work, *k,
                     "t.deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM search s WHERE s.kind = "
                     ":kind AND s.thing_id = t.id)",
                     0, &n);
            arena_reset(work.arena);
        }
    }
    ctx->fault = work.fault;
    arena_close(work.arena);
    return e;
}
