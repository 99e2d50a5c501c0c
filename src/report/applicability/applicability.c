/* applicability.c - the statement of applicability: every requirement, whether it applies, and what
 * shows it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "applicability_view.html.h"
#include "kind/kind.h"
#include "kind/page.h"
#include "report/applicability/applicability_view.h"
#include "report/sheet.h"
#include "statements.h"
#include "web/route.h"

enum { MOST_ROWS = 10000, MOST_LINKS = 20000, N_COLUMNS = 11 };

/* A measure or a piece of evidence that stands behind a requirement. */
struct tie {
    int64_t requirement_id, id;
    str ref, title, state;
};

struct line {
    int64_t requirement_id, status_id, framework_id;
    str framework, group, title, code, level, binding, applicability, reason, status, assessed_on,
        owner;
    struct tie *measures, *evidence; /* within the statement's lists */
    size_t n_measures, n_evidence;
};

struct gathered {
    struct line *lines;
    size_t n;
    struct tie *measures, *evidence;
    size_t n_measures, n_evidence;
};

/* --- gathering --- */

static err lines_read(struct ctx *ctx, struct gathered *s)
{
    struct rows *rows;
    err e = db_query(
        ctx->db, sql_applicability_rows,
        BINDS(B_INT("body", ctx->body.id), B_TEXT("lang", str_of(lang_code(ctx->lang)))), &rows);
    if (e) {
        return e;
    }
    s->lines = ARENA_ARRAY(ctx->arena, MOST_ROWS, struct line);
    while (s->n < MOST_ROWS && rows_next(rows)) {
        struct line *l = &s->lines[s->n++];
        *l = (struct line){.requirement_id = rows_int(rows, 0),
                           .status_id = rows_int(rows, 1),
                           .framework_id = rows_int(rows, 2)};
        str *texts[] = {&l->framework,   &l->group,         &l->title,  &l->level,
                        &l->binding,     &l->applicability, &l->reason, &l->status,
                        &l->assessed_on, &l->owner,         &l->code};
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
            *texts[i] = str_copy(ctx->arena, rows_text(rows, 3 + (int)i));
        }
        l->applicability = l->applicability.n ? l->applicability : STR("applies");
        l->status = l->status.n ? l->status : STR("not_started");
    }
    return rows_end(rows);
}

static err ties_read(struct ctx *ctx, const char *sql, const char *kind, struct tie **out,
                     size_t *n)
{
    struct rows *rows;
    const struct kind *k = kind_named(str_of(kind));
    err e = db_query(ctx->db, sql, BINDS(B_INT("body", ctx->body.id)), &rows);
    if (e) {
        return e;
    }
    *out = ARENA_ARRAY(ctx->arena, MOST_LINKS, struct tie);
    while (*n < MOST_LINKS && rows_next(rows)) {
        (*out)[(*n)++] = (struct tie){
            rows_int(rows, 0), rows_int(rows, 1), kind_ref(ctx->arena, k, rows_int(rows, 2)),
            str_copy(ctx->arena, rows_text(rows, 3)), str_copy(ctx->arena, rows_text(rows, 4))};
    }
    return rows_end(rows);
}

/* Those of one requirement, which stand together. */
static struct tie *ties_of(struct tie *list, size_t n, int64_t requirement_id, size_t *found)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (list[middle].requirement_id < requirement_id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (*found = 0; low + *found < n && list[low + *found].requirement_id == requirement_id;) {
        (*found)++;
    }
    return &list[low];
}

static err gather(struct ctx *ctx, struct gathered *s)
{
    *s = (struct gathered){0};
    err e = lines_read(ctx, s);
    e = e ? e : ties_read(ctx, sql_applicability_measures, "measure", &s->measures, &s->n_measures);
    e = e ? e
          : ties_read(ctx, sql_applicability_evidence, "evidence", &s->evidence, &s->n_evidence);
    for (size_t i = 0; !e && i < s->n; i++) {
        struct line *l = &s->lines[i];
        l->measures = ties_of(s->measures, s->n_measures, l->requirement_id, &l->n_measures);
        l->evidence = ties_of(s->evidence, s->n_evidence, l->requirement_id, &l->n_evidence);
    }
    return e;
}

/* --- words --- */

static str choice_word(struct ctx *ctx, const char *kind, const char *field, str choice)
{
    return choice.n ? kind_word(ctx, kind_named(str_of(kind)), field, str_z(ctx->arena, choice))
                    : STR_NONE;
}

static str ties_text(struct ctx *ctx, const struct tie *list, size_t n)
{
    struct buf b;
    buf_init(&b, ctx->arena, 64 * KIB);
    for (size_t i = 0; i < n; i++) {
        buf_printf(&b, "%s%.*s %.*s", i ? "; " : "", STR_ARG(list[i].ref), STR_ARG(list[i].title));
    }
    return n ? buf_as_str(&b) : STR_NONE;
}

/* --- as a table --- */

static err send_table(struct ctx *ctx, const struct request *q, struct reply *r,
                      const struct gathered *s)
{
    const struct sheet_column columns[N_COLUMNS] = {
        {"framework", W("applicability.framework"), 30},
        {"code", W("applicability.code"), 10},
        {"requirement", W("applicability.requirement"), 50},
        {"level", W("applicability.level"), 12},
        {"binding", W("applicability.binding"), 12},
        {"applies", W("applicability.applies"), 12},
        {"reason", W("applicability.reason"), 40},
        {"status", W("applicability.status"), 14},
        {"measures", W("applicability.measures"), 50},
        {"evidence", W("applicability.evidence"), 50},
        {"assessed_on", W("applicability.assessed"), 12}};
    struct cell *cells = ARENA_ARRAY(ctx->arena, s->n * N_COLUMNS + 1, struct cell), *at = cells;
    for (size_t i = 0; i < s->n; i++) {
        const struct line *l = &s->lines[i];
        bool applies = str_is(l->applicability, "applies");
        *at++ = cell_text(l->framework);
        *at++ = cell_text(l->code);
        *at++ = cell_text(l->title);
        *at++ = cell_text(choice_word(ctx, "requirement", "level", l->level));
        *at++ = cell_text(choice_word(ctx, "requirement", "binding", l->binding));
        *at++ =
            cell_text(choice_word(ctx, "requirement_status", "applicability", l->applicability));
        *at++ = cell_text(applies ? STR_NONE : l->reason);
        *at++ = cell_text(applies ? choice_word(ctx, "requirement_status", "status", l->status)
                                  : STR_NONE);
        *at++ = cell_text(ties_text(ctx, l->measures, l->n_measures));
        *at++ = cell_text(ties_text(ctx, l->evidence, l->n_evidence));
        *at++ = cell_day(l->assessed_on);
    }
    return sheet_send(ctx, q, r,
                      &(struct sheet){.name = W("applicability.file"),
                                      .columns = columns,
                                      .n_columns = N_COLUMNS,
                                      .cells = cells,
                                      .n_rows = s->n});
}

/* --- as a page --- */

static struct applicability_link *links(struct ctx *ctx, const char *kind, const struct tie *list,
                                        size_t n)
{
    const struct kind *k = kind_named(str_of(kind));
    struct applicability_link *out = ARENA_ARRAY(ctx->arena, n, struct applicability_link);
    for (size_t i = 0; i < n; i++) {
        out[i] = (struct applicability_link){
            list[i].ref, list[i].title, kind_address(ctx, k, list[i].id),
            k->states ? choice_word(ctx, kind, "state", list[i].state) : STR_NONE};
    }
    return out;
}

static struct applicability_row row_of(struct ctx *ctx, const struct line *l)
{
    const char *kind = l->status_id ? "requirement_status" : "requirement";
    bool applies = str_is(l->applicability, "applies"),
         in_place = applies && str_is(l->status, "in_place");
    return (struct applicability_row){
        .title = l->title,
        .href = kind_address(ctx, kind_named(str_of(kind)),
                             l->status_id ? l->status_id : l->requirement_id),
        .level = choice_word(ctx, "requirement", "level", l->level),
        .binding = choice_word(ctx, "requirement", "binding", l->binding),
        .applies = applies,
        .is_in_place = in_place,
        .is_partly = str_is(l->status, "partly"),
        .status = choice_word(ctx, "requirement_status", "status", l->status),
        .reason = l->reason,
        .measures = links(ctx, "measure", l->measures, l->n_measures),
        .n_measures = l->n_measures,
        .evidence = links(ctx, "evidence", l->evidence, l->n_evidence),
        .n_evidence = l->n_evidence,
        .is_unshown = in_place && !l->n_evidence,
        .owner = l->owner,
        .assessed =
            l->assessed_on.n ? text_day_short(ctx->arena, ctx->lang, l->assessed_on) : STR_NONE,
        .assessed_iso = l->assessed_on,
    };
}

static void groups_fill(struct ctx *ctx, const struct gathered *s, struct applicability_view *v)
{
    v->groups = ARENA_ARRAY(ctx->arena, s->n, struct applicability_group);
    struct applicability_row *rows = ARENA_ARRAY(ctx->arena, s->n, struct applicability_row);
    struct applicability_group *g = NULL;
    for (size_t i = 0; i < s->n; i++) {
        const struct line *l = &s->lines[i];
        str title = l->group.n ? l->group : l->framework;
        rows[i] = row_of(ctx, l);
        if (!g || !str_eq(g->title, title)) {
            g = &v->groups[v->n_groups++];
            *g = (struct applicability_group){.title = title,
                                              .rows = &rows[i],
                                              .id =
                                                  str_printf(ctx->arena, "group-%zu", v->n_groups)};
        }
        g->n_rows++;
    }
}

/* "24 of 43 that apply are in place": one sentence for each framework, the common norm's first. */
static void findings_fill(struct ctx *ctx, const struct gathered *s, struct applicability_view *v)
{
    int64_t n_unshown = 0;
    v->others = ARENA_ARRAY(ctx->arena, s->n, struct applicability_finding);
    for (size_t from = 0, to; from < s->n; from = to) {
        int64_t n_apply = 0, n_in_place = 0;
        for (to = from; to < s->n && s->lines[to].framework_id == s->lines[from].framework_id;
             to++) {
            const struct line *l = &s->lines[to];
            bool applies = str_is(l->applicability, "applies"),
                 done = str_is(l->status, "in_place");
            n_apply += applies;
            n_in_place += applies && done;
            n_unshown += applies && done && !l->n_evidence;
        }
        str counts[] = {text_int(ctx->arena, ctx->lang, n_in_place),
                        text_int(ctx->arena, ctx->lang, n_apply),
                        text_int(ctx->arena, ctx->lang, (int64_t)(to - from) - n_apply)};
        str finding = word_args(ctx->arena, ctx->lang, "applicability.finding", counts, 3);
        if (from) {
            v->others[v->n_others++] =
                (struct applicability_finding){s->lines[from].framework, finding};
        } else {
            v->finding = finding;
        }
    }
    v->unshown =
        n_unshown ? word_n(ctx->arena, ctx->lang, "applicability.n_unshown", n_unshown) : STR_NONE;
}

static err send_page(struct ctx *ctx, const struct request *q, struct reply *r,
                     const struct gathered *s)
{
    const char *path = "statement-of-applicability";
    str base = str_printf(ctx->arena, "/o/%.*s/%s", STR_ARG(ctx->body.number), path);
    str about[] = {ctx->body.name, text_day(ctx->arena, ctx->lang, ctx->today)};
    struct applicability_view v = {
        .intro = word_args(ctx->arena, ctx->lang, "applicability.intro", about, 2),
        .csv_href = str_printf(ctx->arena, "%.*s.csv", STR_ARG(base)),
        .xlsx_href = str_printf(ctx->arena, "%.*s.xlsx", STR_ARG(base)),
        .json_href = str_printf(ctx->arena, "%.*s.json", STR_ARG(base)),
    };
    groups_fill(ctx, s, &v);
    findings_fill(ctx, s, &v);
    struct html *h = page_begin(ctx);
    applicability_view_html(h, &v);
    return page_send(
        ctx, q, r,
        &(struct page){.title = W("report.applicability"), .current = base, .is_wide = true}, h);
}

static err show(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct gathered s;
    err e = gather(ctx, &s);
    if (e) {
        return e;
    }
    return q->ending == ENDING_PAGE ? send_page(ctx, q, r, &s) : send_table(ctx, q, r, &s);
}

const struct route applicability_routes[] = {
    ROUTE(METHOD_GET, "/o/{organisation}/statement-of-applicability", ROLES_READ, 0, show, NULL,
          "Every requirement: whether it applies, why not, how far it is, measures and evidence"),
    {0},
};

const struct report applicability_report = {
    .name = "applicability",
    .path = "/statement-of-applicability",
    .group = "governance",
    .icon = "FileCheckmark",
    .order = 15,
    .roles = ROLES_READ,
};
