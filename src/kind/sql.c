/* sql.c - statement text made from a kind's table. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/sql.h"

#include "kind/need_to_know.h"

static const char common[] =
    "t.id, t.uuid, t.ref, t.version, t.state, t.created_at, t.created_by, t.updated_at, "
    "t.updated_by, t.deleted_at";
enum { N_COMMON = 10 };

/* What every thing has beside its fields. */
static const struct {
    const char *name;
    enum field_type type;
} beside_fields[] = {
    {"state", FIELD_TEXT},        {"ref", FIELD_NUMBER},        {"id", FIELD_NUMBER},
    {"created_at", FIELD_MOMENT}, {"updated_at", FIELD_MOMENT}, {"created_by", FIELD_NUMBER},
    {"updated_by", FIELD_NUMBER},
};

bool sql_common_type(str name, enum field_type *type)
{
    for (size_t i = 0; i < sizeof beside_fields / sizeof *beside_fields; i++) {
        if (str_is(name, beside_fields[i].name)) {
            *type = beside_fields[i].type;
            return true;
        }
    }
    return false;
}

/* A text that is missing in the reader's language is shown in the next one. */
static const enum lang fallback[N_LANGS][N_LANGS] = {
    [LANG_NB] = {LANG_NB, LANG_NN, LANG_EN},
    [LANG_NN] = {LANG_NN, LANG_NB, LANG_EN},
    [LANG_EN] = {LANG_EN, LANG_NB, LANG_NN},
};

void sql_field(struct buf *b, const struct ctx *ctx, const struct field *f)
{
    if (!(f->flags & FIELD_LANGS)) {
        buf_literal(b, "t.");
        buf_z(b, f->name);
        return;
    }
    buf_literal(b, "coalesce(");
    for (int i = 0; i < N_LANGS; i++) {
        buf_printf(b, "%st.%s_%s", i ? ", " : "", f->name, lang_code(fallback[ctx->lang][i]));
    }
    buf_char(b, ')');
}

static bool is_read(const struct kind *k, size_t i, const bool *only)
{
    return k->fields[i].type != FIELD_LINKS && (!only || only[i]);
}

void sql_columns(struct buf *b, const struct ctx *ctx, const struct kind *k, const bool *only)
{
    buf_literal(b, common);
    buf_z(b, k->flags & KIND_REFERENCE ? ", 0" : ", t.organisation_id");
    for (size_t i = 0; i < k->n_fields; i++) {
        if (is_read(k, i, only)) {
            buf_literal(b, ", ");
            sql_field(b, ctx, &k->fields[i]);
        }
    }
}

static str kept(struct arena *a, str s)
{
    return a ? str_copy(a, s) : s;
}

/* a is where text is copied to; NULL leaves it where the row has it. */
static void fill(struct arena *a, const struct kind *k, const struct rows *r, const bool *only,
                 struct thing *t)
{
    *t = (struct thing){
        .kind = k,
        .id = rows_int(r, 0),
        .uuid = kept(a, rows_text(r, 1)),
        .ref = rows_int(r, 2),
        .version = rows_int(r, 3),
        .state = kept(a, rows_text(r, 4)),
        .created_at = rows_int(r, 5),
        .created_by = rows_int(r, 6),
        .updated_at = rows_int(r, 7),
        .updated_by = rows_int(r, 8),
        .deleted_at = rows_int(r, 9),
        .organisation_id = rows_int(r, 10),
    };
    int column = N_COMMON + 1;
    for (size_t i = 0; i < k->n_fields; i++) {
        const struct field *f = &k->fields[i];
        if (f->type == FIELD_LINKS) {
            *field_ids(t, f) = (struct ids){0};
        }
        if (!is_read(k, i, only)) {
            continue;
        }
        if (field_is_text(f)) {
            *field_str(t, f) = kept(a, rows_text(r, column));
        } else {
            bool zero = f->type == FIELD_LINK || f->type == FIELD_YES;
            *field_int(t, f) = rows_int_or(r, column, zero ? 0 : NO_NUMBER);
        }
        column++;
    }
}

struct thing *sql_row(struct ctx *ctx, const struct kind *k, const struct rows *r)
{
    struct thing *t = arena_alloc(ctx->arena, k->size);
    fill(ctx->arena, k, r, NULL, t);
    return t;
}

void sql_row_into(const struct kind *k, const struct rows *r, const bool *only, struct thing *t)
{
    fill(NULL, k, r, only, t);
}

static bool is_system(const struct ctx *ctx)
{
    return ctx->actor.person_id == 0;
}

void sql_needs_to_know(struct buf *b, const struct ctx *ctx, const struct kind *k)
{
    if (!k->restricted || is_system(ctx)) {
        buf_literal(b, "1 = 1");
        return;
    }
    const struct field *named = kind_field(k, STR("named_ids"));
    buf_printf(b, SQL_NEEDS_TO_KNOW, named->through, k->name);
}

/* In the body, or let in by a condition of the kind's table. */
static void at_home_or(struct buf *b, const struct kind *k, const char *guests)
{
    if (k->flags & KIND_REFERENCE) {
        buf_literal(b, "1 = 1");
    } else if (guests) {
        buf_printf(b, "(t.organisation_id = :body OR %s)", guests);
    } else {
        buf_literal(b, "t.organisation_id = :body");
    }
}

void sql_linkable(struct buf *b, const struct ctx *ctx, const struct kind *k)
{
    at_home_or(b, k, k->guests);
    buf_literal(b, " AND ");
    sql_needs_to_know(b, ctx, k);
}

void sql_known(struct buf *b, const struct ctx *ctx, const struct kind *k)
{
    if (is_system(ctx) && !ctx->body.id) {
        buf_literal(b, "1 = 1");
    } else {
        at_home_or(b, k, k->known ? k->known : k->guests);
    }
}

void sql_readable(struct buf *b, const struct ctx *ctx, const struct kind *k)
{
    if (k->flags & KIND_REFERENCE) {
        buf_literal(b, "1 = 1");
        return;
    }
    buf_literal(b, "t.organisation_id = :body");
    if (is_system(ctx)) {
        return;
    }
    buf_literal(b, " AND (");
    if (k->read) {
        buf_literal(b, SQL_HOLDS("may"));
    } else {
        buf_literal(b, "1 = 0");
    }
    if (k->read_own && k->own) {
        buf_literal(b, " OR (");
        buf_literal(b, SQL_HOLDS("may_own"));
        buf_printf(b, " AND (%s))", k->own);
    }
    buf_char(b, ')');
    if (k->restricted) {
        buf_literal(b, " AND ");
        sql_needs_to_know(b, ctx, k);
    }
}

void sql_reader(const struct ctx *ctx, const struct kind *k, struct bind *out)
{
    out[0] = B_INT("body", ctx->body.id);
    out[1] = B_INT("actor", ctx->actor.person_id);
    out[2] = B_TEXT("today", ctx->today);
    out[3] = B_INT("may", k->read);
    out[4] = B_INT("may_own", k->read_own);
    out[5] = B_INT("restricted", k->restricted);
}
