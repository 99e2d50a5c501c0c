/* erase.c - a thing's personal values, erased as it stands, in its history and in the search. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/erase.h"

#include "db/search.h"
#include "trail/erase.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_VALUES = 32, SHORTEST_VALUE = 5 };
#define GONE "(slettet)"
#define MARK "erasure"

/* One erasure: what is asked for, and what was met so far. */
struct work {
    struct ctx *ctx;
    struct thing *t;
    const struct erasing *how;
    struct erased *out;
    str fields[MOST_VALUES], values[MOST_VALUES];
    size_t n_fields, n_values;
};

static bool is_about_person(const struct kind *k)
{
    const struct field *f = kind_field(k, str_of(k->title));
    return f && (f->flags & FIELD_PERSONAL);
}

static bool is_text(const struct field *f)
{
    return f->type == FIELD_TEXT || f->type == FIELD_PROSE || f->type == FIELD_EMAIL ||
           f->type == FIELD_URL;
}

bool erase_knows(const struct kind *k)
{
    for (size_t i = 0; i < k->n_fields; i++) {
        if (k->fields[i].flags & FIELD_PERSONAL) {
            return true;
        }
    }
    return false;
}

bool erase_takes(const struct ctx *ctx, const struct thing *t, const struct field *f)
{
    bool is_shown = !(f->flags & FIELD_COMPUTED) || (f->flags & (FIELD_SEARCH | FIELD_PERSONAL));
    return is_text(f) && is_shown && !(f->flags & FIELD_LANGS) && field_visible(ctx, f) &&
           !field_empty(t, f);
}

static bool goes(const struct work *w, const struct field *f)
{
    const struct kind *k = w->t->kind;
    if (!is_text(f)) {
        return false;
    }
    for (size_t i = 0; i < w->how->n_fields; i++) {
        if (str_is(w->how->fields[i], f->name)) {
            return erase_takes(w->ctx, w->t, f);
        }
    }
    return !w->how->n_fields &&
           ((f->flags & FIELD_PERSONAL) || is_about_person(k) || (w->how->how & ERASE_ALL_TEXTS));
}

/* --- the places that are met --- */

static void place_add(struct work *w, struct erased_place place)
{
    struct erased *out = w->out;
    ARENA_GROW(w->ctx->arena, out->places, out->n_places, &out->size);
    out->places[out->n_places++] = place;
}

/* Of the history: things of a kind that is no more are not told of. */
static void history_met(void *p, str kind, int64_t thing_id, int64_t n)
{
    struct work *w = p;
    const struct kind *k = kind_named(kind);
    w->out->n_history += n;
    if (k) {
        place_add(w, (struct erased_place){.kind = k, .id = thing_id, .n = n});
    }
}

static int compare(const void *a, const void *b)
{
    const struct erased_place *x = a, *y = b;
    int by_kind = strcmp(x->kind->name, y->kind->name);
    if (by_kind || x->id != y->id) {
        return by_kind ? by_kind : (x->id > y->id) - (x->id < y->id);
    }
    uintptr_t f = (uintptr_t)x->field - 1, g = (uintptr_t)y->field - 1;
    return (f > g) - (f < g); /* its fields as the table has them, then the history */
}

/* In order, each once: many events of one thing are one place. */
static void places_order(struct erased *out)
{
    size_t n = 0;
    if (out->n_places) {
        qsort(out->places, out->n_places, sizeof *out->places, compare);
    }
    for (size_t i = 0; i < out->n_places; i++) {
        struct erased_place *one = &out->places[i];
        if (n && compare(one, &out->places[n - 1]) == 0) {
            out->places[n - 1].n += one->n;
        } else {
            out->places[n++] = *one;
        }
    }
    out->n_places = n;
}

/* A hold over any of them is over all: what is erased in part cannot be found again by its value.
 */
static err places_hold(struct work *w)
{
    struct held *holds;
    size_t n;
    err e = held_read(w->ctx, w->t->organisation_id, &holds, &n);
    for (size_t i = 0; !e && n && i < w->out->n_places; i++) {
        struct erased_place *one = &w->out->places[i];
        one->held = held_over(holds, n, one->kind->name, one->id);
        w->out->is_refused |= one->held != NULL;
    }
    return e;
}

/* --- the thing itself --- */

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
static err row_erase(struct work *w)
{
    struct ctx *ctx = w->ctx;
    struct thing *t = w->t;
    struct buf b;
    struct bind binds[MOST_VALUES + 4];
    size_t n_binds = 0;
    buf_init(&b, ctx->arena, 64 * KIB);
    buf_printf(&b, "UPDATE %s SET version = version + 1, updated_at = :now", kind_table(t->kind));
    for (size_t i = 0; i < w->n_fields; i++) {
        const struct field *f = kind_field(t->kind, w->fields[i]);
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

/* --- the same values in other things of the body --- */

/* Its words for the search, by the system: whoever erases need not be able to read it. */
static err index_anew(struct ctx *ctx, const struct kind *k, int64_t id)
{
    struct actor me = ctx->actor;
    struct thing *t;
    ctx->actor = (struct actor){.roles = ROLES_ALL};
    err e = thing_get_any(ctx, k, id, &t);
    e = e ? e : t->deleted_at ? OK : thing_index(ctx, t);
    ctx->actor = me;
    return e;
}

/* As the whole of a text ("accepted by"), or within one. */
static err elsewhere_erase(struct work *w, const struct kind *k, const struct field *f, str value)
{
    struct ctx *ctx = w->ctx;
    struct rows *rows;
    size_t from = w->out->n_places;
    bool within = w->how->how & ERASE_IN_TEXTS;
    str sql = within ? str_printf(ctx->arena,
                                  "UPDATE %s SET %s = replace(%s, :value, '" GONE
                                  "') WHERE organisation_id = :body "
                                  "AND replace(%s, :value, '') <> %s RETURNING id",
                                  kind_table(k), f->name, f->name, f->name, f->name)
                     : str_printf(ctx->arena,
                                  "UPDATE %s SET %s = '" GONE
                                  "' WHERE organisation_id = :body AND %s = :value "
                                  "RETURNING id",
                                  kind_table(k), f->name, f->name);
    err e = db_query(ctx->db, sql.p,
                     BINDS(B_INT("body", w->t->organisation_id), B_TEXT("value", value)), &rows);
    while (!e && rows_next(rows)) {
        place_add(w, (struct erased_place){.kind = k, .id = rows_int(rows, 0), .field = f, .n = 1});
    }
    e = e ? e : rows_end(rows);
    for (size_t i = from, n = w->out->n_places; !e && i < n; i++) {
        e = index_anew(ctx, k, w->out->places[i].id);
    }
    return e;
}

static bool may_hold(const struct field *f, unsigned how)
{
    bool text = f->type == FIELD_TEXT || ((how & ERASE_IN_TEXTS) && f->type == FIELD_PROSE);
    return text && !(f->flags & (FIELD_LANGS | FIELD_UNIQUE));
}

static err everywhere_erase(struct work *w)
{
    err e = OK;
    for (const struct kind *const *k = all_kinds; !e && *k; k++) {
        for (size_t i = 0; !e && !((*k)->flags & KIND_REFERENCE) && i < (*k)->n_fields; i++) {
            const struct field *f = &(*k)->fields[i];
            for (size_t j = 0; !e && may_hold(f, w->how->how) && j < w->n_values; j++) {
                e = elsewhere_erase(w, *k, f, w->values[j]);
            }
        }
    }
    return e;
}

/* --- all of it --- */

static err choose(struct work *w)
{
    const struct kind *k = w->t->kind;
    for (size_t i = 0; i < k->n_fields && w->n_fields < MOST_VALUES; i++) {
        const struct field *f = &k->fields[i];
        str value = is_text(f) ? *field_str(w->t, f) : STR_NONE;
        if (!goes(w, f)) {
            continue;
        }
        w->fields[w->n_fields++] = str_of(f->name);
        if (value.n) {
            place_add(w, (struct erased_place){.kind = k, .id = w->t->id, .field = f, .n = 1});
        }
        if (is_about_person(k) && (f->flags & FIELD_PERSONAL) && value.n >= SHORTEST_VALUE) {
            w->values[w->n_values++] = value;
        }
    }
    place_add(w, (struct erased_place){.kind = k, .id = w->t->id}); /* whatever it holds */
    return w->n_fields ? OK : fault(w->ctx, ERR_CONFLICT, "erase.nothing_personal");
}

static err erase(struct work *w)
{
    struct ctx *ctx = w->ctx;
    struct thing *t = w->t, *before = thing_copy(ctx, t);
    const struct kind *k = t->kind;
    int64_t n;
    err e = row_erase(w);
    e = e ? e : everywhere_erase(w);
    struct erasure what = {
        .organisation_id = t->organisation_id,
        .kind = k->name,
        .thing_id = t->id,
        .thing_version = t->version,
        .fields = w->fields,
        .n_fields = w->n_fields,
        .and_reasons = true,
        .values = w->values,
        .n_values = w->n_values,
        .in_texts = w->how->how & ERASE_IN_TEXTS,
        .actor_id = (w->how->how & ERASE_WHO) && strcmp(k->name, "person") == 0 ? t->id : 0,
        .basis = w->how->basis,
        .tell = history_met,
        .p = w,
    };
    e = e ? e : trail_erase(ctx, &what, &n);
    e = e || !k->after ? e : k->after(ctx, t, before, "erase");
    places_order(w->out);
    return e ? e : places_hold(w);
}

/* What was asked for and refused, with the holds that forbade it: "GDPR art. 17 (SS-3)". */
static err refusal_write(struct work *w)
{
    const struct kind *hold = kind_named(STR("hold"));
    str refs = STR("");
    for (size_t i = 0; i < w->out->n_places; i++) {
        const struct held *held = w->out->places[i].held;
        str ref = held ? kind_ref(w->ctx->arena, hold, held->ref) : STR_NONE;
        if (held && !str_contains(refs, ref)) {
            refs = refs.n ? STR_JOIN(w->ctx->arena, refs, STR(", "), ref) : ref;
        }
    }
    struct erasure what = {.organisation_id = w->t->organisation_id,
                           .kind = w->t->kind->name,
                           .thing_id = w->t->id,
                           .thing_version = w->t->version,
                           .basis =
                               STR_JOIN(w->ctx->arena, w->how->basis, STR(" ("), refs, STR(")"))};
    return trail_erase_refused(w->ctx, &what);
}

err thing_erase(struct ctx *ctx, struct thing *t, const struct erasing *how, struct erased *out)
{
    bool is_rehearsal = how->how & ERASE_REHEARSE;
    struct work w = {.ctx = ctx, .t = thing_copy(ctx, t), .how = how, .out = out};
    *out = (struct erased){0};
    if (!ctx_may(ctx, t->kind->erase) || ctx->actor.read_only) {
        return fault(ctx, ERR_DENIED, "error.denied");
    }
    if (!is_rehearsal && str_empty(str_trim(how->basis))) {
        return fault_at(ctx, "basis", "erase.no_basis");
    }
    err e = is_rehearsal ? OK : ctx_proved(ctx);
    e = e ? e : choose(&w);
    e = e ? e : db_mark(ctx->db, MARK);
    if (e) {
        return e;
    }
    e = erase(&w);
    bool is_kept = !e && !is_rehearsal && !out->is_refused;
    if (!is_kept) {
        db_back_to(ctx->db, MARK);
    }
    err end = db_release(ctx->db, MARK);
    e = e ? e : end;
    if (is_kept && !e) {
        t->version = w.t->version;
    }
    return e || is_rehearsal || !out->is_refused ? e : refusal_write(&w);
}
