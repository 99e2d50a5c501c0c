/* row.c - a thing written to its table, with its links, its event and its words for the search. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/row.h"

#include "kind/check.h"
#include "trail/trail.h"

#include <assert.h>
#include <stdlib.h>

enum { LONGEST_SQL = 64 * 1024 };

static struct bind bind_field(struct thing *t, const struct field *f)
{
    if (field_is_text(f)) {
        str s = *field_str(t, f);
        return B_TEXT(f->name, s.n ? s : STR_NONE);
    }
    int64_t v = *field_int(t, f);
    if (f->type == FIELD_LINK) {
        return B_ID(f->name, v);
    }
    return (struct bind){.name = f->name, .type = BIND_INT, .i = v, .null = v == NO_NUMBER};
}

static int compare_ids(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

void row_order(struct thing *t)
{
    for (size_t i = 0; i < t->kind->n_fields; i++) {
        if (t->kind->fields[i].type != FIELD_LINKS) {
            continue;
        }
        struct ids *ids = field_ids(t, &t->kind->fields[i]);
        if (ids->n) {
            qsort(ids->at, ids->n, sizeof *ids->at, compare_ids);
        }
        size_t n = 0;
        for (size_t j = 0; j < ids->n; j++) {
            if (n == 0 || ids->at[n - 1] != ids->at[j]) {
                ids->at[n++] = ids->at[j];
            }
        }
        ids->n = n;
    }
}

static err links_write(struct ctx *ctx, struct thing *t, const struct thing *before,
                       const struct field *f)
{
    if (before && check_same(t, before, f)) {
        return OK;
    }
    const struct ids *ids = field_ids(t, f);
    if (before) {
        str sql =
            str_printf(ctx->arena, "DELETE FROM %s WHERE %s_id = :id", f->through, t->kind->name);
        err e = db_run(ctx->db, sql.p, BINDS(B_INT("id", t->id)), NULL);
        if (e) {
            return e;
        }
    }
    if (!ids->n) {
        return OK;
    }
    str sql = str_printf(ctx->arena, "INSERT INTO %s (%s_id, %s_id) VALUES (:id, :to)", f->through,
                         t->kind->name, f->link);
    for (size_t i = 0; i < ids->n; i++) {
        err e = db_run(ctx->db, sql.p, BINDS(B_INT("id", t->id), B_INT("to", ids->at[i])), NULL);
        if (e) {
            return e;
        }
    }
    return OK;
}

err row_links(struct ctx *ctx, struct thing *t, const struct thing *before)
{
    for (size_t i = 0; i < t->kind->n_fields; i++) {
        if (t->kind->fields[i].type == FIELD_LINKS) {
            err e = links_write(ctx, t, before, &t->kind->fields[i]);
            if (e) {
                return e;
            }
        }
    }
    return OK;
}

static str field_as_kept(struct ctx *ctx, const struct thing *t, const struct field *f)
{
    struct thing *m = (struct thing *)t;
    if (!t || field_empty(t, f)) {
        return STR_NONE;
    }
    if (field_is_text(f)) {
        return *field_str(m, f);
    }
    if (f->type != FIELD_LINKS) {
        return str_from_int(ctx->arena, *field_int(m, f));
    }
    return ids_text(ctx->arena, field_ids(m, f));
}

/* What differs between before (may be NULL) and t, for the history. */
static size_t changes_of(struct ctx *ctx, const struct thing *t, const struct thing *before,
                         struct change **out)
{
    struct change *c = ARENA_ARRAY(ctx->arena, t->kind->n_fields + 1, struct change);
    size_t n = 0;
    if (before ? !str_eq(t->state, before->state) : t->kind->states != NULL) {
        c[n++] = (struct change){"state", before ? before->state : STR_NONE, t->state};
    }
    for (size_t i = 0; i < t->kind->n_fields; i++) {
        const struct field *f = &t->kind->fields[i];
        if (before ? !check_same(t, before, f) : !field_empty(t, f)) {
            c[n++] =
                (struct change){f->name, field_as_kept(ctx, before, f), field_as_kept(ctx, t, f)};
        }
    }
    *out = c;
    return n;
}

int64_t thing_keeper(const struct ctx *ctx, const struct thing *t)
{
    if (t->kind->keeper) {
        return t->kind->keeper(ctx, t);
    }
    return t->organisation_id ? t->organisation_id : ctx->body.id;
}

err row_record(struct ctx *ctx, struct thing *t, const struct thing *before, const char *verb,
               str reason)
{
    struct change *changes;
    size_t n = changes_of(ctx, t, before, &changes);
    int64_t body = thing_keeper(ctx, t);
    err e =
        body ? trail_append(ctx, body, t->kind->name, t->id, t->version, verb, reason, changes, n)
             : OK;
    if (!e) {
        e = thing_index(ctx, t);
    }
    if (!e && t->kind->after) {
        e = t->kind->after(ctx, t, before, verb);
    }
    return e;
}

err row_ref(struct ctx *ctx, struct thing *t)
{
    return db_int(
        ctx->db,
        "INSERT INTO counter (organisation_id, kind, value) VALUES (:organisation, :kind, 1) "
        "ON CONFLICT (organisation_id, kind) DO UPDATE SET value = counter.value + 1 RETURNING "
        "value",
        BINDS(B_INT("organisation", t->organisation_id), B_TEXT("kind", str_of(t->kind->name))),
        &t->ref);
}

enum { N_HEAD = 12 };

static size_t bind_all(const struct ctx *ctx, struct thing *t, struct bind *binds)
{
    size_t n = 0;
    binds[n++] = B_INT("id", t->id);
    binds[n++] = B_TEXT("uuid", t->uuid);
    binds[n++] = B_INT("ref", t->ref);
    binds[n++] = B_INT("version", t->version);
    binds[n++] = B_TEXT("state", t->state);
    binds[n++] = B_INT("now", ctx->now);
    binds[n++] = B_ID("actor", ctx->actor.person_id);
    binds[n++] = B_INT("organisation", t->organisation_id);
    binds[n++] = B_ID("deleted_at", t->deleted_at);
    for (size_t i = 0; i < t->kind->n_fields; i++) {
        if (t->kind->fields[i].type != FIELD_LINKS) {
            binds[n++] = bind_field(t, &t->kind->fields[i]);
        }
    }
    return n;
}

err row_insert(struct ctx *ctx, struct thing *t)
{
    const struct kind *k = t->kind;
    struct buf names, values;
    buf_init(&names, ctx->arena, LONGEST_SQL);
    buf_init(&values, ctx->arena, LONGEST_SQL);
    buf_literal(&names, "INSERT INTO ");
    buf_z(&names, kind_table(k));
    buf_literal(&names,
                " (uuid, ref, version, state, created_at, created_by, updated_at, updated_by");
    buf_literal(&values, ") VALUES (:uuid, :ref, :version, :state, :now, :actor, :now, :actor");
    if (!(k->flags & KIND_REFERENCE)) {
        buf_literal(&names, ", organisation_id");
        buf_literal(&values, ", :organisation");
    }
    for (size_t i = 0; i < k->n_fields; i++) {
        if (k->fields[i].type != FIELD_LINKS) {
            assert(!(k->fields[i].flags & FIELD_LANGS));
            str name = str_of(k->fields[i].name);
            buf_literal(&names, ", ");
            buf_str(&names, name);
            buf_literal(&values, ", :");
            buf_str(&values, name);
        }
    }
    buf_str(&names, buf_as_str(&values));
    buf_literal(&names, ") RETURNING id");
    buf_char(&names, 0);
    struct bind *binds = ARENA_ARRAY(ctx->arena, k->n_fields + N_HEAD, struct bind);
    return db_int(ctx->db, names.data, binds, bind_all(ctx, t, binds), &t->id);
}

err row_update(struct ctx *ctx, struct thing *t, const struct thing *before)
{
    const struct kind *k = t->kind;
    struct buf b;
    buf_init(&b, ctx->arena, LONGEST_SQL);
    buf_printf(&b,
               "UPDATE %s SET version = version + 1, state = :state, updated_at = :now, updated_by "
               "= :actor, "
               "deleted_at = :deleted_at",
               kind_table(k));
    for (size_t i = 0; i < k->n_fields; i++) {
        if (k->fields[i].type != FIELD_LINKS && !(k->fields[i].flags & FIELD_LANGS)) {
            str name = str_of(k->fields[i].name);
            buf_literal(&b, ", ");
            buf_str(&b, name);
            buf_literal(&b, " = :");
            buf_str(&b, name);
        }
    }
    buf_literal(&b, " WHERE id = :id AND version = :version");
    if (!(k->flags & KIND_REFERENCE)) {
        buf_literal(&b, " AND organisation_id = :organisation");
    }
    buf_char(&b, 0);
    struct bind *binds = ARENA_ARRAY(ctx->arena, k->n_fields + N_HEAD, struct bind);
    t->version = before->version;
    int64_t changed = 0;
    err e = db_run(ctx->db, b.data, binds, bind_all(ctx, t, binds), &changed);
    if (e) {
        return e;
    }
    if (changed != 1) {
        return fault(ctx, ERR_STALE, "error.stale");
    }
    t->version++;
    t->updated_at = ctx->now;
    t->updated_by = ctx->actor.person_id;
    return row_links(ctx, t, before);
}
