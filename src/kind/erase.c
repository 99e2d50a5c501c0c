/* erase.c - a thing's personal values, erased as it stands, in its history and in the search. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/erase.h"

#include "base/clock.h"
#include "db/search.h"
#include "kind/held.h"
#include "trail/erase.h"

#include <string.h>

enum { MOST_VALUES = 32, SHORTEST_VALUE = 5, MOST_DUE = 10000, AT_ONCE = 1000 };
#define ERASERS (ROLE_OFFICER | ROLE_TOP_MANAGEMENT | ROLE_OPERATOR)
#define GONE "(slettet)"

static bool is_about_person(const struct kind *k)
{
    const struct field *f = kind_field(k, str_of(k->title));
    return f && (f->flags & FIELD_PERSONAL);
}

static bool goes(const struct kind *k, const struct field *f)
{
    bool text = f->type == FIELD_TEXT || f->type == FIELD_PROSE || f->type == FIELD_EMAIL;
    return (f->flags & FIELD_PERSONAL) || (text && is_about_person(k));
}

/* Required texts say that something stood there; an address stays one of its own. */
static str in_its_place(struct ctx *ctx, const struct thing *t, const struct field *f)
{
    if (!(f->flags & FIELD_REQUIRED)) {
        return STR_NONE;
    }
    return f->type == FIELD_EMAIL || (f->flags & FIELD_UNIQUE)
               ? str_printf(ctx->arena, "%s-%lld@erased.invalid", t->kind->name, (long long)t->id)
               : STR(GONE);
}

/* The row, past the store: the store would write the old values into the history. */
static err row_erase(struct ctx *ctx, struct thing *t, const str *fields, size_t n)
{
    struct buf b;
    struct bind binds[MOST_VALUES + 4];
    size_t n_binds = 0;
    buf_init(&b, ctx->arena, 64 * KIB);
    buf_printf(&b, "UPDATE %s SET version = version + 1, updated_at = :now", kind_table(t->kind));
    for (size_t i = 0; i < n; i++) {
        const struct field *f = kind_field(t->kind, fields[i]);
        buf_printf(&b, ", %s = :%s", f->name, f->name);
        binds[n_binds++] = B_TEXT(f->name, in_its_place(ctx, t, f));
    }
    buf_literal(&b, " WHERE id = :id AND version = :version\0");
    binds[n_binds++] = B_INT("now", ctx->now);
    binds[n_binds++] = B_INT("id", t->id);
    binds[n_binds++] = B_INT("version", t->version);
    int64_t changed;
    err e = db_run(ctx->db, b.data, binds, n_binds, &changed);
    t->version++;
    return e         ? e
           : changed ? search_drop(ctx->db, t->kind->name, t->id)
                     : fault(ctx, ERR_STALE, "error.stale");
}

/* The same value in another thing of the body: as the whole of a text ("accepted by"), or within
 * one. */
static err elsewhere_erase(struct ctx *ctx, const struct kind *k, const struct field *f,
                           int64_t body, str value, unsigned how)
{
    struct rows *rows;
    int64_t ids[AT_ONCE];
    size_t n = 0;
    bool within = how & ERASE_IN_TEXTS;
    str sql = within ? str_printf(ctx->arena,
                                  "UPDATE %s SET %s = replace(%s, :value, '" GONE
                                  "') WHERE organisation_id = :body "
                                  "AND %s LIKE :like RETURNING id",
                                  kind_table(k), f->name, f->name, f->name)
                     : str_printf(ctx->arena,
                                  "UPDATE %s SET %s = '" GONE
                                  "' WHERE organisation_id = :body AND %s = :value "
                                  "RETURNING id",
                                  kind_table(k), f->name, f->name);
    err e = db_query(ctx->db, sql.p,
                     BINDS(B_INT("body", body), B_TEXT("value", value),
                           B_TEXT("like", STR_JOIN(ctx->arena, STR("%"), value, STR("%")))),
                     &rows);
    while (!e && n < AT_ONCE && rows_next(rows)) {
        ids[n++] = rows_int(rows, 0);
    }
    e = e ? e : rows_end(rows);
    for (size_t i = 0; !e && i < n; i++) {
        struct thing *t;
        e = thing_get_any(ctx, k, ids[i], &t);
        e = e ? e : thing_index(ctx, t);
    }
    return e;
}

static bool may_hold(const struct field *f, unsigned how)
{
    bool text = f->type == FIELD_TEXT || ((how & ERASE_IN_TEXTS) && f->type == FIELD_PROSE);
    return text && !(f->flags & (FIELD_LANGS | FIELD_UNIQUE));
}

static err everywhere_erase(struct ctx *ctx, int64_t body, const str *values, size_t n,
                            unsigned how)
{
    err e = OK;
    for (const struct kind *const *k = all_kinds; !e && *k; k++) {
        for (size_t i = 0; !e && !((*k)->flags & KIND_REFERENCE) && i < (*k)->n_fields; i++) {
            const struct field *f = &(*k)->fields[i];
            for (size_t j = 0; !e && may_hold(f, how) && j < n; j++) {
                e = elsewhere_erase(ctx, *k, f, body, values[j], how);
            }
        }
    }
    return e;
}

err thing_erase(struct ctx *ctx, struct thing *t, str basis, unsigned how, bool *refused,
                int64_t *n)
{
    const struct kind *k = t->kind;
    str fields[MOST_VALUES], values[MOST_VALUES];
    struct erasure what = {.organisation_id = t->organisation_id,
                           .kind = k->name,
                           .thing_id = t->id,
                           .thing_version = t->version,
                           .fields = fields,
                           .and_reasons = true,
                           .values = values,
                           .basis = basis};
    *refused = false;
    *n = 0;
    if (!ctx_may(ctx, ERASERS) || ctx->actor.read_only) {
        return fault(ctx, ERR_DENIED, "error.denied");
    }
    if (str_empty(basis)) {
        return fault(ctx, ERR_INVALID, "erase.no_basis");
    }
    const struct held *hold;
    err e = held_find(ctx, t, &hold);
    *refused = !e && hold;
    if (e || *refused) {
        return e ? e : trail_erase_refused(ctx, &what);
    }
    for (size_t i = 0; i < k->n_fields && what.n_fields < MOST_VALUES; i++) {
        const struct field *f = &k->fields[i];
        if (!goes(k, f) || !field_is_text(f)) {
            continue;
        }
        fields[what.n_fields++] = str_of(f->name);
        str value = *field_str(t, f);
        if (is_about_person(k) && (f->flags & FIELD_PERSONAL) && value.n >= SHORTEST_VALUE) {
            values[what.n_values++] = value;
        }
    }
    if (!what.n_fields) {
        return fault(ctx, ERR_CONFLICT, "erase.nothing_personal");
    }
    struct thing *before = thing_copy(ctx, t);
    e = row_erase(ctx, t, fields, what.n_fields);
    e = e ? e : everywhere_erase(ctx, t->organisation_id, values, what.n_values, how);
    what.thing_version = t->version;
    what.actor_id = (how & ERASE_WHO) && strcmp(k->name, "person") == 0 ? t->id : 0;
    what.in_texts = how & ERASE_IN_TEXTS;
    e = e ? e : trail_erase(ctx, &what, n);
    return e || !k->after ? e : k->after(ctx, t, before, "erase");
}

/* ---- when its time has come
 * ----------------------------------------------------------------------------------- */

static err kind_due(struct ctx *ctx, const struct kind *k, int64_t months, int64_t *n)
{
    struct rows *rows;
    int64_t *ids = ARENA_ARRAY(ctx->arena, MOST_DUE, int64_t);
    size_t found = 0;
    int64_t before = day_moment(day_plus_months(ctx->arena, ctx->today, (int)-months), 0, 0);
    str sql = str_printf(
        ctx->arena,
        "SELECT t.id FROM %s t WHERE t.organisation_id = :body AND t.deleted_at < :before AND NOT "
        "EXISTS (SELECT 1 FROM event e WHERE e.organisation_id = :body AND e.kind = :kind AND "
        "e.thing_id = t.id AND e.verb = 'erase') ORDER BY t.id",
        kind_table(k));
    err e = db_query(ctx->db, sql.p,
                     BINDS(B_INT("body", ctx->body.id), B_INT("before", before),
                           B_TEXT("kind", str_of(k->name))),
                     &rows);
    while (!e && found < MOST_DUE && rows_next(rows)) {
        ids[found++] = rows_int(rows, 0);
    }
    e = e ? e : rows_end(rows);
    for (size_t i = 0; !e && i < found; i++) {
        struct thing *t;
        bool refused;
        int64_t values;
        e = thing_get_any(ctx, k, ids[i], &t);
        e = e ? e : thing_erase(ctx, t, STR("retention"), 0, &refused, &values);
        *n += !e && !refused;
    }
    return e;
}

err thing_erase_due(struct ctx *ctx, int64_t *n)
{
    struct rows *rows;
    const struct kind *kinds[64];
    int64_t months[64];
    size_t found = 0;
    *n = 0;
    err e = db_query(
        ctx->db,
        "SELECT kind, months FROM trail_retention WHERE organisation_id = :body ORDER BY kind",
        BINDS(B_INT("body", ctx->body.id)), &rows);
    while (!e && found < 64 && rows_next(rows)) {
        kinds[found] = kind_named(rows_text(rows, 0));
        months[found] = rows_int(rows, 1);
        found += kinds[found] != NULL;
    }
    e = e ? e : rows_end(rows);
    for (size_t i = 0; !e && i < found; i++) {
        e = kind_due(ctx, kinds[i], months[i], n);
    }
    return e;
}
