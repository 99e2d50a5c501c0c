/* needs.c - protection needs compared, read and written, for services and systems alike. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/system/system.h"

#include "trail/trail.h"

static int64_t higher(int64_t a, int64_t b)
{
    return a > b ? a : b; /* NO_NUMBER is the lowest there is */
}

struct needs needs_higher(struct needs a, struct needs b)
{
    return (struct needs){higher(a.confidentiality, b.confidentiality),
                          higher(a.integrity, b.integrity), higher(a.availability, b.availability)};
}

static int64_t number(const struct rows *rows, int column)
{
    return rows_null(rows, column) ? NO_NUMBER : rows_int(rows, column);
}

err needs_read(struct ctx *ctx, const char *sql, int64_t id, struct needs *out)
{
    struct rows *rows;
    *out = NEEDS_UNKNOWN;
    err e = db_query(ctx->db, sql, BINDS(B_INT("id", id)), &rows);
    if (e) {
        return e;
    }
    if (rows_next(rows)) {
        *out = (struct needs){number(rows, 0), number(rows, 1), number(rows, 2)};
    }
    return rows_end(rows);
}

static struct bind bind(const char *name, int64_t v)
{
    return v == NO_NUMBER ? B_INT_NULL(name) : B_INT(name, v);
}

static void note(struct ctx *ctx, struct change *changes, size_t *n, const char *field,
                 int64_t before, int64_t after)
{
    if (before != after) {
        changes[(*n)++] = (struct change){
            field,
            before == NO_NUMBER ? STR_NONE : str_from_int(ctx->arena, before),
            after == NO_NUMBER ? STR_NONE : str_from_int(ctx->arena, after),
        };
    }
}

err needs_write(struct ctx *ctx, const struct kind *k, int64_t id, struct needs needs,
                bool *changed)
{
    struct needs old;
    str sql = str_printf(ctx->arena,
                         "SELECT confidentiality, integrity, availability FROM %s WHERE id = :id",
                         kind_table(k));
    err e = needs_read(ctx, sql.p, id, &old);
    if (e) {
        return e;
    }
    struct change changes[3];
    size_t n = 0;
    note(ctx, changes, &n, "confidentiality", old.confidentiality, needs.confidentiality);
    note(ctx, changes, &n, "integrity", old.integrity, needs.integrity);
    note(ctx, changes, &n, "availability", old.availability, needs.availability);
    *changed = n > 0;
    if (!n) {
        return OK;
    }
    int64_t version = 0;
    sql = str_printf(
        ctx->arena,
        "UPDATE %s SET confidentiality = :confidentiality, integrity = :integrity, "
        "availability = :availability, version = version + 1 WHERE id = :id RETURNING version",
        kind_table(k));
    e = db_int(ctx->db, sql.p,
               BINDS(bind("confidentiality", needs.confidentiality),
                     bind("integrity", needs.integrity), bind("availability", needs.availability),
                     B_INT("id", id)),
               &version);
    return e ? e
             : trail_append(ctx, ctx->body.id, k->name, id, version, "needs", STR_NONE, changes, n);
}
