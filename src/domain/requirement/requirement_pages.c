/* requirement_pages.c - what stands around a requirement: laws, guidance, other frameworks, bodies.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/requirement/requirement.h"
#include "domain/requirement/requirement_view.h"
#include "format/markdown/html.h"
#include "kind/pages.h"
#include "requirement_about_view.html.h"
#include "requirement_list_view.html.h"
#include "requirement_sources_view.html.h"
#include "statements.h"

enum {
    MOST_LINES = 2000,
    MOST_FRAMEWORKS = 20,
    MOST_RELATIONS = 4,
    MOST_CODES = 100,
    HEADING_SHIFT = 3
};

/* The lines of a statement, each made by `line` from its row. */
typedef struct requirement_link (*line_fn)(struct ctx *ctx, const struct rows *r);

static err lines_read(struct ctx *ctx, const char *sql, const struct bind *binds, size_t n_binds,
                      line_fn line, struct requirement_link **out, size_t *n)
{
    struct rows *rows;
    size_t size = 32;
    err e = db_query(ctx->db, sql, binds, n_binds, &rows);
    if (e) {
        return e;
    }
    *n = 0;
    *out = ARENA_ARRAY(ctx->arena, size, struct requirement_link);
    while (*n < MOST_LINES && rows_next(rows)) {
        if (*n == size) {
            struct requirement_link *more =
                ARENA_ARRAY(ctx->arena, size * 2, struct requirement_link);
            for (size_t i = 0; i < *n; i++) {
                more[i] = (*out)[i];
            }
            *out = more;
            size *= 2;
        }
        (*out)[(*n)++] = line(ctx, rows);
    }
    return rows_end(rows);
}

static str address_of(struct ctx *ctx, const char *kind, int64_t id)
{
    return id ? kind_address(ctx, kind_named(str_of(kind)), id) : STR_NONE;
}

static str word_of(struct ctx *ctx, const char *part, str value)
{
    str key = str_printf(ctx->arena, "%s.%.*s", part, STR_ARG(value));
    return word_has(key.p) ? word(ctx->lang, key.p) : str_copy(ctx->arena, value);
}

static struct requirement_link legal_line(struct ctx *ctx, const struct rows *r)
{
    str checked = rows_text(r, 3), citation = str_copy(ctx->arena, rows_text(r, 2));
    bool sure = str_is(checked, "source");
    return (struct requirement_link){
        .word = str_copy(ctx->arena, rows_text(r, 1)),
        .note = sure
                    ? citation
                    : word_args(ctx->arena, ctx->lang, "requirement.legal.unchecked", &citation, 1),
        .href = address_of(ctx, "legal_basis", rows_int(r, 0)),
    };
}

static struct requirement_link guidance_line(struct ctx *ctx, const struct rows *r)
{
    return (struct requirement_link){.word = str_copy(ctx->arena, rows_text(r, 1)),
                                     .note = str_copy(ctx->arena, rows_text(r, 0)),
                                     .href = str_copy(ctx->arena, rows_text(r, 2))};
}

static struct requirement_link from_line(struct ctx *ctx, const struct rows *r)
{
    return (struct requirement_link){.word = str_copy(ctx->arena, rows_text(r, 1)),
                                     .note = word_of(ctx, "requirement.relation", rows_text(r, 2)),
                                     .href = address_of(ctx, "requirement", rows_int(r, 0))};
}

/* A framework is known by its word; one without is known by the name it brought, else by its code.
 */
static str framework_name(struct ctx *ctx, const struct rows *r)
{
    str key = str_printf(ctx->arena, "requirement.framework.%.*s", STR_ARG(rows_text(r, 0)));
    return word_has(key.p) ? word(ctx->lang, key.p)
                           : str_copy(ctx->arena, rows_text(r, rows_null(r, 4) ? 0 : 4));
}

static struct requirement_framework *framework_at(struct ctx *ctx,
                                                  struct requirement_sources_view *v, str name)
{
    struct requirement_framework *f = v->n_frameworks ? &v->frameworks[v->n_frameworks - 1] : NULL;
    if (f && str_eq(f->name, name)) {
        return f;
    }
    if (v->n_frameworks == MOST_FRAMEWORKS) {
        return NULL;
    }
    f = &v->frameworks[v->n_frameworks++];
    *f = (struct requirement_framework){
        .name = name,
        .relations = ARENA_ARRAY(ctx->arena, MOST_RELATIONS, struct requirement_relation)};
    return f;
}

static struct requirement_relation *relation_at(struct ctx *ctx, struct requirement_framework *f,
                                                str word)
{
    struct requirement_relation *x = f->n_relations ? &f->relations[f->n_relations - 1] : NULL;
    if (x && str_eq(x->word, word)) {
        return x;
    }
    if (f->n_relations == MOST_RELATIONS) {
        return NULL;
    }
    x = &f->relations[f->n_relations++];
    *x = (struct requirement_relation){
        .word = word, .rows = ARENA_ARRAY(ctx->arena, MOST_CODES, struct requirement_link)};
    return x;
}

static err mappings_read(struct ctx *ctx, int64_t id, struct requirement_sources_view *v)
{
    struct rows *rows;
    err e = db_query(ctx->db, sql_requirement_mappings, BINDS(B_INT("requirement", id)), &rows);
    if (e) {
        return e;
    }
    v->frameworks = ARENA_ARRAY(ctx->arena, MOST_FRAMEWORKS, struct requirement_framework);
    while (rows_next(rows)) {
        struct requirement_framework *f = framework_at(ctx, v, framework_name(ctx, rows));
        struct requirement_relation *x =
            f ? relation_at(ctx, f, word_of(ctx, "requirement.relation", rows_text(rows, 2)))
              : NULL;
        if (!x || x->n_rows == MOST_CODES) {
            continue;
        }
        if (x->n_rows) {
            x->rows[x->n_rows - 1].note = STR(", ");
        }
        x->rows[x->n_rows++] =
            (struct requirement_link){.word = str_copy(ctx->arena, rows_text(rows, 1)),
                                      .href = address_of(ctx, "requirement", rows_int(rows, 3))};
    }
    return rows_end(rows);
}

static err sources_draw(struct ctx *ctx, int64_t id, struct html *h)
{
    struct requirement_sources_view v = {0};
    const struct bind binds[] = {B_INT("requirement", id),
                                 B_TEXT("lang", str_of(lang_code(ctx->lang)))};
    err e = lines_read(ctx, sql_requirement_legal, binds, 2, legal_line, &v.legal, &v.n_legal);
    e = e ? e
          : lines_read(ctx, sql_requirement_guidance_of, binds, 2, guidance_line, &v.guidance,
                       &v.n_guidance);
    e = e ? e
          : lines_read(ctx, sql_requirement_mapped_from, binds, 2, from_line, &v.from, &v.n_from);
    e = e ? e : mappings_read(ctx, id, &v);
    if (!e) {
        requirement_sources_view_html(h, &v);
    }
    return e;
}

static err sources(struct ctx *ctx, struct thing *t, struct html *h)
{
    return sources_draw(ctx, t->id, h);
}

/* --- what stands below a group or control --- */

static struct requirement_link below_line(struct ctx *ctx, const struct rows *r)
{
    bool withdrawn = str_is(rows_text(r, 2), "withdrawn");
    return (struct requirement_link){.word = str_copy(ctx->arena, rows_text(r, 1)),
                                     .note =
                                         withdrawn ? W("requirement.state.withdrawn") : STR_NONE,
                                     .href = address_of(ctx, "requirement", rows_int(r, 0))};
}

static err below(struct ctx *ctx, struct thing *t, struct html *h)
{
    struct requirement_list_view v = {.id = STR("below"), .title = W("requirement.below")};
    const struct bind binds[] = {B_INT("requirement", t->id),
                                 B_TEXT("lang", str_of(lang_code(ctx->lang)))};
    err e = lines_read(ctx, sql_requirement_below, binds, 2, below_line, &v.rows, &v.n_rows);
    if (!e && v.n_rows) {
        requirement_list_view_html(h, &v);
    }
    return e;
}

/* --- how the reader's own bodies stand to it --- */

static struct requirement_link here_line(struct ctx *ctx, const struct rows *r)
{
    const struct kind *k = kind_named(STR("requirement_status"));
    bool applies = str_is(rows_text(r, 3), "applies");
    str choice = str_copy(ctx->arena, rows_text(r, applies ? 4 : 3));
    return (struct requirement_link){
        .word = str_copy(ctx->arena, rows_text(r, 2)),
        .note = kind_word(ctx, k, applies ? "status" : "applicability", choice.p),
        .href = str_printf(ctx->arena, "/o/%.*s/%s/%lld", STR_ARG(rows_text(r, 1)), k->plural,
                           (long long)rows_int(r, 0)),
    };
}

static err here(struct ctx *ctx, struct thing *t, struct html *h)
{
    struct requirement_list_view v = {.id = STR("here"), .title = W("requirement.here")};
    const struct bind binds[] = {B_INT("requirement", t->id), B_INT("actor", ctx->actor.person_id),
                                 B_INT("roles", ROLES_READ | ROLE_STEERING_READER),
                                 B_TEXT("today", ctx->today)};
    err e = lines_read(ctx, sql_requirement_here, binds, 4, here_line, &v.rows, &v.n_rows);
    if (!e && v.n_rows) {
        requirement_list_view_html(h, &v);
    }
    return e;
}

/* --- on the page of a body's status: what the requirement says --- */

static int64_t requirement_of(struct thing *status)
{
    return *field_int(status, kind_field(status->kind, STR("requirement_id")));
}

static err about(struct ctx *ctx, struct thing *t, struct html *h)
{
    static const char *const fields[] = {"text", "why", "how", "proof"};
    struct thing *q;
    err e = thing_get(ctx, &requirement_kind, requirement_of(t), &q);
    if (e) {
        return e;
    }
    struct requirement_about_view v = {.href = kind_address(ctx, &requirement_kind, q->id),
                                       .texts =
                                           ARENA_ARRAY(ctx->arena, 4, struct requirement_text)};
    for (size_t i = 0; i < 4; i++) {
        str text = *field_str(q, kind_field(&requirement_kind, str_of(fields[i])));
        struct buf b;
        buf_init(&b, ctx->arena, MIB);
        if (text.n && markdown_html(&b, text, HEADING_SHIFT) == OK) {
            v.texts[v.n_texts++] = (struct requirement_text){
                kind_word(ctx, &requirement_kind, fields[i], NULL), {buf_as_str(&b)}};
        }
    }
    requirement_about_view_html(h, &v);
    return OK;
}

static err status_sources(struct ctx *ctx, struct thing *t, struct html *h)
{
    return sources_draw(ctx, requirement_of(t), h);
}

const struct panel requirement_below_panel = {
    .kind = "requirement", .order = 10, .place = PANEL_BODY, .draw = below};
const struct panel requirement_here_panel = {
    .kind = "requirement", .order = 5, .place = PANEL_SIDE, .draw = here};
const struct panel requirement_sources_panel = {
    .kind = "requirement", .order = 10, .place = PANEL_SIDE, .draw = sources};
const struct panel status_about_panel = {
    .kind = "requirement_status", .order = 10, .place = PANEL_BODY, .draw = about};
const struct panel status_sources_panel = {
    .kind = "requirement_status", .order = 10, .place = PANEL_SIDE, .draw = status_sources};

/* --- laws --- */

/* "72 timer fra dere fikk vite om det, til Datatilsynet"; how far it is checked is always told. */
static struct requirement_link deadline_line(struct ctx *ctx, const struct rows *r)
{
    str unit = str_printf(ctx->arena, "legal_basis.unit.%.*s", STR_ARG(rows_text(r, 2)));
    str amount = rows_null(r, 1) ? W("legal_basis.without_delay")
                                 : word_n(ctx->arena, ctx->lang, unit.p, rows_int(r, 1));
    str parts[] = {amount, word_of(ctx, "legal_basis.begins", rows_text(r, 3)),
                   str_copy(ctx->arena, rows_text(r, 4)),
                   word_of(ctx, "legal_basis.checked", rows_text(r, 5))};
    struct buf b;
    buf_init(&b, ctx->arena, 4 * KIB);
    for (size_t i = 0; i < 4; i++) {
        if (parts[i].n) {
            buf_z(&b, b.n ? " · " : "");
            buf_str(&b, parts[i]);
        }
    }
    return (struct requirement_link){.word = str_copy(ctx->arena, rows_text(r, 0)),
                                     .note = buf_as_str(&b)};
}

static struct requirement_link rests_line(struct ctx *ctx, const struct rows *r)
{
    return (struct requirement_link){.word = str_copy(ctx->arena, rows_text(r, 1)),
                                     .href = address_of(ctx, "requirement", rows_int(r, 0))};
}

static err law(struct ctx *ctx, struct thing *t, struct html *h)
{
    struct requirement_list_view deadlines = {.id = STR("deadlines"),
                                              .title = W("legal_basis.deadlines")};
    struct requirement_list_view rests = {.id = STR("requirements"),
                                          .title = W("legal_basis.requirements")};
    const struct bind binds[] = {B_INT("basis", t->id),
                                 B_TEXT("lang", str_of(lang_code(ctx->lang)))};
    err e = lines_read(ctx, sql_legal_deadlines, binds, 2, deadline_line, &deadlines.rows,
                       &deadlines.n_rows);
    e = e ? e
          : lines_read(ctx, sql_legal_requirements, binds, 2, rests_line, &rests.rows,
                       &rests.n_rows);
    if (!e && deadlines.n_rows) {
        requirement_list_view_html(h, &deadlines);
    }
    if (!e && rests.n_rows) {
        requirement_list_view_html(h, &rests);
    }
    return e;
}

const struct panel legal_basis_panel = {
    .kind = "legal_basis", .order = 10, .place = PANEL_BODY, .draw = law};
