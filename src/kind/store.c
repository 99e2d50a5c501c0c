/* store.c - things read and written by their field table. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/store.h"

#include "base/id.h"
#include "db/search.h"
#include "kind/check.h"
#include "kind/sql.h"
#include "trail/reading.h"
#include "trail/trail.h"

#include <assert.h>
#include <stdlib.h>
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
        if (n == size) {
            int64_t *more = ARENA_ARRAY(ctx->arena, size * 2, int64_t);
            memcpy(more, at, n * sizeof *at);
            at = more;
            size *= 2;
        }
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

/* Links sorted and each once, so that "the same" can be seen and rows do not clash. */
static void links_order(struct thing *t)
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

static err all_links_write(struct ctx *ctx, struct thing *t, const struct thing *before)
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
    struct buf b;
    buf_init(&b, ctx->arena, MIB);
    const struct ids *ids = field_ids(m, f);
    for (size_t i = 0; i < ids->n; i++) {
        if (i) {
            buf_char(&b, ',');
        }
        buf_int(&b, ids->at[i]);
    }
    return buf_as_str(&b);
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

static err search_write(struct ctx *ctx, struct thing *t)
{
    struct buf b;
    buf_init(&b, ctx->arena, MIB);
    buf_str(&b, kind_ref(ctx->arena, t->kind, t->ref));
    bool any = false;
    for (size_t i = 0; i < t->kind->n_fields; i++) {
        const struct field *f = &t->kind->fields[i];
        if ((f->flags & FIELD_SEARCH) && !(f->flags & FIELD_LANGS)) {
            any = true;
            buf_char(&b, '\n');
            buf_str(&b, *field_str(t, f));
        }
    }
    return any ? search_put(ctx->db, t->organisation_id, t->kind->name, t->id, kind_title(t),
                            buf_as_str(&b))
               : OK;
}

int64_t thing_keeper(const struct ctx *ctx, const struct thing *t)
{
    if (t->kind->keeper) {
        return t->kind->keeper(ctx, t);
    }
    return t->organisation_id ? t->organisation_id : ctx->body.id;
}

static err record(struct ctx *ctx, struct thing *t, const struct thing *before, const char *verb,
                  str reason)
{
    struct change *changes;
    size_t n = changes_of(ctx, t, before, &changes);
    int64_t body = thing_keeper(ctx, t);
    err e =
        body ? trail_append(ctx, body, t->kind->name, t->id, t->version, verb, reason, changes, n)
             : OK;
    if (!e) {
        e = search_write(ctx, t);
    }
    if (!e && t->kind->after) {
        e = t->kind->after(ctx, t, before, verb);
    }
    return e;
}

static err next_ref(struct ctx *ctx, struct thing *t)
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

static err insert(struct ctx *ctx, struct thing *t)
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
    links_order(t);
    err e = check_thing(ctx, t, NULL);
    e = e ? e : kind_proved(ctx, k);
    if (e) {
        return e;
    }
    e = next_ref(ctx, t);
    if (e) {
        return e;
    }
    t->uuid = id_uuid(ctx->arena, ctx->now);
    t->version = 1;
    t->created_at = t->updated_at = ctx->now;
    t->created_by = t->updated_by = ctx->actor.person_id;
    e = insert(ctx, t);
    if (!e) {
        e = all_links_write(ctx, t, NULL);
    }
    return e ? e : record(ctx, t, NULL, "create", STR_NONE);
}

/* Writes t over the row that has the version `version`, one higher. */
static err update(struct ctx *ctx, struct thing *t, const struct thing *before)
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
    return all_links_write(ctx, t, before);
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
    links_order(t);
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
    links_order(t);
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
    e = e ? e : update(ctx, t, before);
    return e ? e : record(ctx, t, before, "change", STR_NONE);
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
    links_order(t);
    e = check_thing(ctx, t, before);
    if (!e) {
        e = update(ctx, t, before);
    }
    return e ? e : record(ctx, t, before, name, reason);
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
    e = e ? e : update(ctx, t, before);
    if (!e) {
        e = record(ctx, t, before, "delete", reason);
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
    e = e ? e : update(ctx, t, before);
    return e ? e : record(ctx, t, before, "restore", STR_NONE);
}
