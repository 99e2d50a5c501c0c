/* check.c - what the field table demands of a thing before it is written. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/check.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/limit.h"
#include "kind/sql.h"

#include <assert.h>
#include <string.h>

enum { LONGEST_TEXT = 200, LONGEST_PROSE = 10000, LONGEST_URL = 2000 };

bool check_same(const struct thing *a, const struct thing *b, const struct field *f)
{
    struct thing *x = (struct thing *)a, *y = (struct thing *)b;
    if (f->type == FIELD_LINKS) {
        struct ids *i = field_ids(x, f), *j = field_ids(y, f);
        return i->n == j->n && (i->n == 0 || memcmp(i->at, j->at, i->n * sizeof *i->at) == 0);
    }
    if (field_is_text(f)) {
        return str_eq(*field_str(x, f), *field_str(y, f));
    }
    return *field_int(x, f) == *field_int(y, f);
}

/* The words of field faults take the field's label as {0}. */
static err trouble(struct ctx *ctx, const struct thing *t, const struct field *f, const char *key,
                   str a, str b)
{
    str args[] = {kind_word(ctx, t->kind, f->name, NULL), a, b};
    return fault_field(&ctx->fault, str_of(f->name), 0, key, args, 3);
}

static int64_t longest(const struct field *f)
{
    if (f->max) {
        return f->max;
    }
    return f->type == FIELD_PROSE ? LONGEST_PROSE
           : f->type == FIELD_URL ? LONGEST_URL
                                  : LONGEST_TEXT;
}

/* An address that mail could reach: one @, something before it, a dot after it, no white space. */
static bool is_email(str s)
{
    ptrdiff_t at = str_index(s, '@');
    str host = at > 0 ? str_slice(s, (size_t)at + 1, s.n) : STR_NONE;
    ptrdiff_t dot = str_index(host, '.');
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] <= ' ' || strchr("<>()[]\\,;:\"", s.p[i])) {
            return false;
        }
    }
    return dot > 0 && (size_t)dot + 1 < host.n && str_index(host, '@') < 0 && s.n <= 254;
}

static bool is_url(str s)
{
    if (!str_starts(s, "https://") && !str_starts(s, "http://")) {
        return false;
    }
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] <= ' ' || s.p[i] == '"' || s.p[i] == '<' || s.p[i] == '>') {
            return false;
        }
    }
    return s.n > 9;
}

static void check_text(struct ctx *ctx, const struct thing *t, const struct field *f, str s)
{
    int64_t max = longest(f);
    if (s.n > (size_t)max && (int64_t)str_length(s) > max) {
        trouble(ctx, t, f, "form.error.too_long", str_from_int(ctx->arena, max),
                str_from_int(ctx->arena, (int64_t)str_length(s)));
    }
    switch (f->type) {
    case FIELD_CHOICE:
        if (!field_has_choice(f, s)) {
            trouble(ctx, t, f, "form.error.choice", s, STR_NONE);
        }
        break;
    case FIELD_DAY:
        if (!day_is(s)) {
            trouble(ctx, t, f, "form.error.day", s, STR_NONE);
        }
        break;
    case FIELD_EMAIL:
        if (!is_email(s)) {
            trouble(ctx, t, f, "form.error.email", s, STR_NONE);
        }
        break;
    case FIELD_URL:
        if (!is_url(s)) {
            trouble(ctx, t, f, "form.error.url", s, STR_NONE);
        }
        break;
    default:
        break;
    }
}

static void check_number(struct ctx *ctx, const struct thing *t, const struct field *f, int64_t v)
{
    if (f->min == f->max) {
        return;
    }
    if (v < f->min) {
        trouble(ctx, t, f, "form.error.too_small", str_from_int(ctx->arena, f->min), STR_NONE);
    } else if (v > f->max) {
        trouble(ctx, t, f, "form.error.too_large", str_from_int(ctx->arena, f->max), STR_NONE);
    }
}

err check_link(struct ctx *ctx, const struct kind *k, int64_t organisation_id, int64_t id,
               bool *out)
{
    struct buf b;
    struct bind binds[SQL_READER_BINDS + 1];
    buf_init(&b, ctx->arena, 4 * KIB);
    buf_printf(&b, "SELECT count(*) FROM %s t WHERE t.id = :id AND t.deleted_at IS NULL AND ",
               kind_table(k));
    sql_linkable(&b, ctx, k);
    buf_char(&b, 0);
    sql_reader(ctx, k, binds);
    binds[0] = B_INT("body", organisation_id);
    binds[SQL_READER_BINDS] = B_INT("id", id);
    int64_t n = 0;
    err e = db_int(ctx->db, b.data, binds, SQL_READER_BINDS + 1, &n);
    *out = n == 1;
    return e;
}

static err check_target(struct ctx *ctx, const struct thing *t, const struct field *f, int64_t id)
{
    const struct kind *target = kind_named(str_of(f->link));
    assert(target);
    bool found;
    err e = check_link(ctx, target, t->organisation_id, id, &found);
    if (!e && !found) {
        trouble(ctx, t, f, "form.error.link", str_from_int(ctx->arena, id), STR_NONE);
    }
    return e;
}

static err check_links(struct ctx *ctx, struct thing *t, const struct thing *before,
                       const struct field *f)
{
    if (before && check_same(t, before, f)) {
        return OK; /* what was linked to may have gone since */
    }
    if (f->type == FIELD_LINK) {
        return check_target(ctx, t, f, *field_int(t, f));
    }
    const struct ids *ids = field_ids(t, f);
    const struct ids *old = before ? field_ids((struct thing *)before, f) : NULL;
    for (size_t i = 0; i < ids->n; i++) {
        bool had = false;
        for (size_t j = 0; old && j < old->n; j++) {
            had |= old->at[j] == ids->at[i];
        }
        err e = had ? OK : check_target(ctx, t, f, ids->at[i]);
        if (e) {
            return e;
        }
    }
    return OK;
}

static err check_unique(struct ctx *ctx, struct thing *t, const struct thing *before,
                        const struct field *f)
{
    if (before && check_same(t, before, f)) {
        return OK;
    }
    bool by_body = !(t->kind->flags & KIND_REFERENCE) && f->type != FIELD_EMAIL;
    bool is_text = field_is_text(f);
    struct bind value =
        is_text ? B_TEXT("value", *field_str(t, f)) : B_INT("value", *field_int(t, f));
    str sql = str_printf(ctx->arena, "SELECT count(*) FROM %s WHERE %s = :value AND id <> :id%s%s",
                         kind_table(t->kind), f->name,
                         f->type == FIELD_EMAIL ? "" : " AND deleted_at IS NULL",
                         by_body ? " AND organisation_id = :organisation" : "");
    int64_t n = 0;
    err e = db_int(ctx->db, sql.p,
                   BINDS(value, B_INT("id", t->id), B_INT("organisation", t->organisation_id)), &n);
    if (!e && n) {
        trouble(ctx, t, f, "form.error.taken",
                is_text ? *field_str(t, f) : str_from_int(ctx->arena, *field_int(t, f)), STR_NONE);
    }
    return e;
}

static err check_field(struct ctx *ctx, struct thing *t, const struct thing *before,
                       const struct field *f)
{
    if (field_empty(t, f)) {
        if (f->flags & FIELD_REQUIRED) {
            trouble(ctx, t, f, "form.error.required", STR_NONE, STR_NONE);
        }
        return OK;
    }
    if (f->type == FIELD_LINK || f->type == FIELD_LINKS) {
        err e = check_links(ctx, t, before, f);
        if (e) {
            return e;
        }
    } else if (field_is_text(f)) {
        check_text(ctx, t, f, *field_str(t, f));
    } else if (f->type == FIELD_YES) {
        if (*field_int(t, f) != 0 && *field_int(t, f) != 1) {
            trouble(ctx, t, f, "form.error.yes", STR_NONE, STR_NONE);
        }
    } else {
        check_number(ctx, t, f, *field_int(t, f));
    }
    return f->flags & FIELD_UNIQUE ? check_unique(ctx, t, before, f) : OK;
}

/* Adds the id where it belongs, if it is not there. */
static void ids_add(struct arena *a, struct ids *ids, int64_t id)
{
    size_t at = 0;
    while (at < ids->n && ids->at[at] < id) {
        at++;
    }
    if (at < ids->n && ids->at[at] == id) {
        return;
    }
    int64_t *more = ARENA_ARRAY(a, ids->n + 1, int64_t);
    if (ids->n) {
        memcpy(more, ids->at, at * sizeof *more);
        memcpy(more + at + 1, ids->at + at, (ids->n - at) * sizeof *more);
    }
    more[at] = id;
    *ids = (struct ids){more, ids->n + 1};
}

/* What is restricted stays so but for those roles that decide it, and nobody shuts himself out by
   restricting: he is named. */
static void check_class(struct ctx *ctx, struct thing *t, const struct thing *before)
{
    const struct kind *k = t->kind;
    if (!k->restricted || ctx_may(ctx, k->restricted)) {
        return;
    }
    const struct field *class = kind_field(k, STR("classification")),
                       *named = kind_field(k, STR("named_ids"));
    if (before && kind_is_restricted(before)) {
        if (!check_same(t, before, class) || !check_same(t, before, named)) {
            fault_at(ctx, "classification", "need_to_know.by_roles");
        }
    } else if (kind_is_restricted(t)) {
        ids_add(ctx->arena, field_ids(t, named), ctx->actor.person_id);
    }
}

err check_thing(struct ctx *ctx, struct thing *t, const struct thing *before)
{
    size_t already = ctx->fault.n_fields;
    for (size_t i = 0; i < t->kind->n_fields; i++) {
        err e = check_field(ctx, t, before, &t->kind->fields[i]);
        if (e) {
            return e;
        }
    }
    check_class(ctx, t, before);
    if (ctx->fault.n_fields > already) {
        return ERR_INVALID;
    }
    if (t->kind->check) {
        err e = t->kind->check(ctx, t, before);
        if (e) {
            return e;
        }
    }
    return ctx->fault.n_fields > already ? ERR_INVALID : OK;
}

const struct limit check_limits[] = {
    {"Things", "a line of text, where the field does not say otherwise", LONGEST_TEXT,
     LIMIT_CHARACTERS, "422 at the field"},
    {"Things", "prose, where the field does not say otherwise", LONGEST_PROSE, LIMIT_CHARACTERS,
     "422 at the field"},
    {"Things", "an address", LONGEST_URL, LIMIT_CHARACTERS, "422 at the field"},
    {0},
};
