/* store.c - things read and written by their field table. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/store.h"

#include "base/id.h"
#include "db/search.h"
#include "kind/check.h"
#include "kind/row.h"
#include "kind/sql.h"
#include "trail/reading.h"

#include <assert.h>
#include <string.h>

enum { LONGEST_SQL = 64 * 1024 };

/* --- reading --- */

err thing_links_read(struct ctx *ctx, struct thing *t, const struct field *f)
{
    struct rows *rows;
    str sql = str_printf(ctx->arena, "SELECT %s_id FROM %s WHERE %s_id = :id ORDER BY %s_id",
                         f->link, f->through, t->kind->name, f->link);
    err e = db_query(ctx->db, sql.p, BINDS(B_INT("id", t->id)), &rows);
    if (e) {
        return e;
    }
    size_t size = 8, n = 0;
    int64_t *at = ARENA_ARRAY(ctx->arena, size, int64_t);
    while (rows_next(rows)) {
        ARENA_GROW(ctx->arena, at, n, &size);
        at[n++] = rows_int(rows, 0);
    }
    *field_ids(t, f) = (struct ids){at, n};
    return rows_end(rows);
}

static err all_links_read(struct ctx *ctx, struct thing *t)
{
    for (size_t i = 0; i < t->kind->n_fields; i++) {
        if (t->kind->fields[i].type == FIELD_LINKS) {
            err e = thing_links_read(ctx, t, &t->kind->fields[i]);
            if (e) {
                return e;
            }
        }
    }
    return OK;
}

/* The one row that meets `condition` (on t, with :value) and that the actor may read. */
static err get(struct ctx *ctx, const struct kind *k, const char *condition, struct bind value,
               struct thing **out)
{
    struct buf b;
    struct bind binds[SQL_READER_BINDS + 1];
    buf_init(&b, ctx->arena, LONGEST_SQL);
    buf_literal(&b, "SELECT ");
    sql_columns(&b, ctx, k, NULL);
    buf_printf(&b, " FROM %s t WHERE %s AND ", kind_table(k), condition);
    sql_readable(&b, ctx, k);
    buf_char(&b, 0);
    sql_reader(ctx, k, binds);
    binds[SQL_READER_BINDS] = value;
    struct rows *rows;
    err e = db_query(ctx->db, b.data, binds, SQL_READER_BINDS + 1, &rows);
    if (e) {
        return e;
    }
    *out = rows_next(rows) ? sql_row(ctx, k, rows) : NULL;
    e = rows_end(rows);
    if (e) {
        return e;
    }
    if (!*out) {
        return fault(ctx, ERR_MISSING, "error.missing");
    }
    if (kind_is_restricted(*out)) {
        reading_note(ctx, k->name, (*out)->organisation_id, (*out)->id, (*out)->version);
    }
    return all_links_read(ctx, *out);
}

err thing_get(struct ctx *ctx, const struct kind *k, int64_t id, struct thing **out)
{
    return get(ctx, k, "t.id = :value AND t.deleted_at IS NULL", B_INT("value", id), out);
}

err thing_get_any(struct ctx *ctx, const struct kind *k, int64_t id, struct thing **out)
{
    return get(ctx, k, "t.id = :value", B_INT("value", id), out);
}

err thing_find(struct ctx *ctx, const struct kind *k, str ref, struct thing **out)
{
    size_t n = strlen(k->prefix);
    int64_t number;
    if (ref.n <= n + 1 || strncasecmp(ref.p, k->prefix, n) != 0 || ref.p[n] != '-' ||
        !str_to_int(str_slice(ref, n + 1, ref.n), &number)) {
        return fault(ctx, ERR_MISSING, "error.missing");
    }
    return get(ctx, k, "t.ref = :value AND t.deleted_at IS NULL", B_INT("value", number), out);
}

err thing_find_by(struct ctx *ctx, const struct kind *k, const char *field, str value,
                  struct thing **out)
{
    const struct field *f = kind_field(k, str_of(field));
    assert(f && field_is_text(f));
    str condition = str_printf(ctx->arena, "t.%s = :value AND t.deleted_at IS NULL", field);
    return get(ctx, k, condition.p, B_TEXT("value", value), out);
}

/* --- making --- */

struct thing *thing_new(struct ctx *ctx, const struct kind *k)
{
    struct thing *t = arena_alloc(ctx->arena, k->size);
    t->kind = k;
    t->organisation_id = k->flags & KIND_REFERENCE ? 0 : ctx->body.id;
    t->state = str_of(k->states ? k->states[0] : "active");
    for (size_t i = 0; i < k->n_fields; i++) {
        const struct field *f = &k->fields[i];
        str preset = str_of(f->preset);
        if (field_is_text(f)) {
            *field_str(t, f) = str_is(preset, "today") ? ctx->today : preset;
        } else if (f->type == FIELD_LINK) {
            *field_int(t, f) = str_is(preset, "me") ? ctx->actor.person_id : 0;
        } else if (f->type == FIELD_YES) {
            *field_int(t, f) = str_is(preset, "1");
        } else if (f->type != FIELD_LINKS) {
            int64_t number = NO_NUMBER;
            if (f->type == FIELD_MOMENT && str_is(preset, "now")) {
                number = ctx->now;
            } else if (preset.p) {
                str_to_int(preset, &number);
            }
            *field_int(t, f) = number;
        }
    }
    return t;
}

struct thing *thing_copy(struct ctx *ctx, const struct thing *t)
{
    struct thing *copy = arena_alloc(ctx->arena, t->kind->size);
    memcpy(copy, t, t->kind->size);
    return copy;
}

/* --- writing --- */

/* Is it known well enough who makes, changes or removes things of that kind? */
static err kind_proved(struct ctx *ctx, const struct kind *k)
{
    return k->flags & KIND_STEP_UP ? ctx_proved(ctx) : OK;
}

err thing_create(struct ctx *ctx, struct thing *t)
{
    const struct kind *k = t->kind;
    if (!ctx_may(ctx, k->create) || ctx->actor.read_only) {
        return fault(ctx, ERR_DENIED, "error.denied");
    }
    row_order(t);
    err e = check_thing(ctx, t, NULL);
    e = e ? e : kind_proved(ctx, k);
    if (e) {
        return e;
    }
    e = row_ref(ctx, t);
    if (e) {
        return e;
    }
    t->uuid = id_uuid(ctx->arena, ctx->now);
    t->version = 1;
    t->created_at = t->updated_at = ctx->now;
    t->created_by = t->updated_by = ctx->actor.person_id;
    e = row_insert(ctx, t);
    if (!e) {
        e = row_links(ctx, t, NULL);
    }
    return e ? e : row_record(ctx, t, NULL, "create", STR_NONE);
}

/* The stored thing that t is about to replace, if its version is still the one that was read. */
static err stored(struct ctx *ctx, const struct thing *t, int64_t version, struct thing **before)
{
    err e = thing_get_any(ctx, t->kind, t->id, before);
    if (e) {
        return e;
    }
    return (*before)->version == version ? OK : fault(ctx, ERR_STALE, "error.stale");
}

static bool is_own(struct ctx *ctx, const struct thing *t, bool *out)
{
    str sql = str_printf(ctx->arena, "SELECT count(*) FROM %s t WHERE t.id = :id AND (%s)",
                         kind_table(t->kind), t->kind->own);
    int64_t n = 0;
    err e = db_int(ctx->db, sql.p,
                   BINDS(B_INT("id", t->id), B_INT("actor", ctx->actor.person_id),
                         B_INT("body", ctx->body.id), B_TEXT("today", ctx->today)),
                   &n);
    *out = n != 0;
    return e == OK;
}

bool thing_reached(const struct ctx *ctx, const struct thing *t)
{
    bool own = false;
    if (!(t->kind->flags & KIND_REFERENCE) || !t->kind->own || ctx->actor.person_id == 0) {
        return true;
    }
    return is_own((struct ctx *)ctx, t, &own) && own;
}

bool thing_may_change(const struct ctx *ctx, const struct thing *t)
{
    const struct kind *k = t->kind;
    if (ctx->actor.read_only || t->deleted_at || kind_has_state(k->locked, t->state)) {
        return false;
    }
    if (ctx_may(ctx, k->change)) {
        return true;
    }
    bool own = false;
    return k->own && k->own_change && ctx_may(ctx, k->read_own) &&
           is_own((struct ctx *)ctx, t, &own) && own;
}

bool thing_may_remove(const struct ctx *ctx, const struct thing *t)
{
    return !ctx->actor.read_only && !t->deleted_at && !kind_has_state(t->kind->locked, t->state) &&
           t->kind->remove && ctx_may(ctx, t->kind->remove);
}

bool thing_may_do(const struct ctx *ctx, const struct thing *t, const struct verb *v)
{
    return !ctx->actor.read_only && !t->deleted_at && ctx_may(ctx, v->roles) &&
           (!v->from || kind_has_state(v->from, t->state)) && thing_reached(ctx, t);
}

static bool same(const struct thing *a, const struct thing *b)
{
    for (size_t i = 0; i < a->kind->n_fields; i++) {
        if (!check_same(a, b, &a->kind->fields[i])) {
            return false;
        }
    }
    return str_eq(a->state, b->state);
}

bool thing_same(struct thing *t, const struct thing *stands)
{
    row_order(t);
    return same(t, stands);
}

err thing_change(struct ctx *ctx, struct thing *t, int64_t version)
{
    struct thing *before;
    err e = stored(ctx, t, version, &before);
    if (e) {
        return e;
    }
    if (!thing_may_change(ctx, before)) {
        return kind_has_state(t->kind->locked, before->state)
                   ? fault(ctx, ERR_CONFLICT, "error.locked",
                           kind_word(ctx, t->kind, "state", str_z(ctx->arena, before->state)))
                   : fault(ctx, ERR_DENIED, "error.denied");
    }
    row_order(t);
    t->state = before->state;
    e = check_thing(ctx, t, before);
    if (e) {
        return e;
    }
    if (same(t, before)) {
        t->version = before->version;
        return OK;
    }
    e = kind_proved(ctx, t->kind);
    e = e ? e : row_update(ctx, t, before);
    return e ? e : row_record(ctx, t, before, "change", STR_NONE);
}

static err ask_again(struct ctx *ctx, const struct thing *t, const struct verb *v, str reason)
{
    for (const char *const *ask = v->asks; ask && *ask; ask++) {
        if (**ask == '!') {
            const struct field *f = kind_field(t->kind, str_of(*ask + 1));
            if (field_empty(t, f)) {
                fault_field(&ctx->fault, str_of(f->name), 0, "form.error.required", NULL, 0);
            }
        }
    }
    if ((v->flags & VERB_REASON) && str_empty(str_trim(reason))) {
        fault_at(ctx, "reason", "form.error.required");
    }
    return ctx->fault.n_fields ? ERR_INVALID : OK;
}

err thing_do(struct ctx *ctx, struct thing *t, int64_t version, const char *name, str reason)
{
    const struct verb *v = kind_verb(t->kind, str_of(name));
    struct thing *before;
    if (!v) {
        return fault(ctx, ERR_MISSING, "error.missing");
    }
    err e = stored(ctx, t, version, &before);
    if (e) {
        return e;
    }
    if (!ctx_may(ctx, v->roles) || ctx->actor.read_only || !thing_reached(ctx, before)) {
        return fault(ctx, ERR_DENIED, "error.denied");
    }
    if (before->deleted_at || (v->from && !kind_has_state(v->from, before->state))) {
        return fault(ctx, ERR_CONFLICT, "error.wrong_state", kind_word(ctx, t->kind, "verb", name),
                     kind_word(ctx, t->kind, "state", str_z(ctx->arena, before->state)));
    }
    t->state = before->state;
    e = ask_again(ctx, t, v, reason);
    if (!e && ((v->flags & VERB_STEP_UP) || (t->kind->flags & KIND_STEP_UP))) {
        e = ctx_proved(ctx);
    }
    if (!e && v->run) {
        e = v->run(ctx, t, reason);
    }
    if (e) {
        return e;
    }
    if (v->to) {
        t->state = str_of(v->to);
    }
    row_order(t);
    e = check_thing(ctx, t, before);
    if (!e) {
        e = row_update(ctx, t, before);
    }
    return e ? e : row_record(ctx, t, before, name, reason);
}

err thing_remove(struct ctx *ctx, struct thing *t, int64_t version, str reason)
{
    struct thing *before;
    err e = stored(ctx, t, version, &before);
    if (e) {
        return e;
    }
    if (before->deleted_at) {
        return fault(ctx, ERR_MISSING, "error.missing");
    }
    if (!thing_may_remove(ctx, before)) {
        return kind_has_state(t->kind->locked, before->state)
                   ? fault(ctx, ERR_CONFLICT, "error.locked",
                           kind_word(ctx, t->kind, "state", str_z(ctx->arena, before->state)))
                   : fault(ctx, ERR_DENIED, "error.denied");
    }
    memcpy(t, before, t->kind->size);
    t->deleted_at = ctx->now;
    e = kind_proved(ctx, t->kind);
    e = e ? e : row_update(ctx, t, before);
    if (!e) {
        e = row_record(ctx, t, before, "delete", reason);
    }
    return e ? e : search_drop(ctx->db, t->kind->name, t->id);
}

err thing_restore(struct ctx *ctx, struct thing *t)
{
    struct thing *before;
    err e = thing_get_any(ctx, t->kind, t->id, &before);
    if (e) {
        return e;
    }
    if (!before->deleted_at) {
        return fault(ctx, ERR_CONFLICT, "error.not_removed");
    }
    if (!ctx_may(ctx, t->kind->remove) || ctx->actor.read_only) {
        return fault(ctx, ERR_DENIED, "error.denied");
    }
    memcpy(t, before, t->kind->size);
    t->deleted_at = 0;
    e = kind_proved(ctx, t->kind);
    e = e ? e : row_update(ctx, t, before);
    return e ? e : row_record(ctx, t, before, "restore", STR_NONE);
}
