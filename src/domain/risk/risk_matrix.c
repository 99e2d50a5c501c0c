/* risk_matrix.c - the risk picture: every open risk in its cell, and the line of what is tolerated.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/risk/risk.h"
#include "domain/risk/risk_matrix_view.h"
#include "kind/address.h"
#include "kind/pages.h"
#include "kind/value.h"
#include "risk_matrix_view.html.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_LARGEST = 12 };

enum picture { TODAY, BEFORE, TARGET, N_PICTURES };

static const struct {
    const char *name, *word;
} pictures[] = {
    [TODAY] = {"today", KEY("risk.matrix.today")},
    [BEFORE] = {"before", KEY("risk.matrix.before")},
    [TARGET] = {"target", KEY("risk.matrix.target")},
};

struct matrix {
    struct ctx *ctx;
    const struct criteria *criteria;
    enum picture picture;
    struct label_book *book;
    struct risk_matrix_view *v;
    struct matrix_risk *all;
    size_t n;
};

/* Where a risk stands in the picture; one without a target of its own is aimed at where it is. */
static void stands(const struct risk *r, enum picture picture, int64_t *likelihood,
                   int64_t *consequence)
{
    risk_today(r, likelihood, consequence);
    if (picture == BEFORE) {
        *likelihood = r->likelihood;
        *consequence = r->consequence;
    } else if (picture == TARGET && r->likelihood_target != NO_NUMBER &&
               r->consequence_target != NO_NUMBER) {
        *likelihood = r->likelihood_target;
        *consequence = r->consequence_target;
    }
}

static struct matrix_cell *cell_at(struct matrix *m, int64_t likelihood, int64_t consequence)
{
    return &m->v->rows[RISK_STEPS - likelihood].cells[consequence - 1];
}

static err place(struct matrix *m, struct risk *r)
{
    struct ctx *ctx = m->ctx;
    int64_t likelihood, consequence;
    stands(r, m->picture, &likelihood, &consequence);
    const struct criteria_level *level = criteria_of(m->criteria, likelihood, consequence);
    if (!level) {
        m->v->n_unassessed++;
        return OK;
    }
    struct label owner = {0};
    if (r->owner_id) {
        err e = label_find(m->book, kind_named(STR("person")), r->owner_id, &owner);
        if (e) {
            return e;
        }
    }
    struct matrix_risk *to = &m->all[m->n++];
    *to = (struct matrix_risk){
        .ref = kind_ref(ctx->arena, &risk_kind, r->thing.ref),
        .title = r->title,
        .href = kind_address(ctx, &risk_kind, r->thing.id),
        .owner = owner.title,
        .level = criteria_rank(str_of(level->name)) + 1,
        .level_word = level->text.word[ctx->lang],
        .score = str_from_int(ctx->arena, likelihood * consequence),
    };
    struct matrix_cell *cell = cell_at(m, likelihood, consequence);
    cell->risks[cell->n_risks++] = *to;
    m->v->n_assessed++;
    m->v->n_above += criteria_above(m->criteria, str_of(level->name));
    return OK;
}

/* The line runs where a tolerated cell meets one that is not: at its left, and below it. */
static const char *style(struct ctx *ctx, const struct criteria *c, int likelihood, int consequence,
                         bool vacant)
{
    int level = c->grid[likelihood][consequence];
    bool above = level > c->tolerated;
    bool left = above && consequence > 0 && c->grid[likelihood][consequence - 1] <= c->tolerated;
    bool below = above && likelihood > 0 && c->grid[likelihood - 1][consequence] <= c->tolerated;
    return str_printf(ctx->arena, "n%d%s%s%s", level + 1, left ? " edge-left" : "",
                      below ? " edge-below" : "", vacant ? " vacant" : "")
        .p;
}

static void table_begin(struct matrix *m, size_t n_risks)
{
    struct ctx *ctx = m->ctx;
    struct risk_matrix_view *v = m->v;
    v->columns = ARENA_ARRAY(ctx->arena, RISK_STEPS, struct matrix_step);
    v->rows = ARENA_ARRAY(ctx->arena, RISK_STEPS, struct matrix_row);
    for (int i = 0; i < RISK_STEPS; i++) {
        int likelihood = RISK_STEPS - i;
        v->columns[v->n_columns++] =
            (struct matrix_step){i + 1, m->criteria->consequence[i].word[ctx->lang]};
        struct matrix_row *row = &v->rows[v->n_rows++];
        *row = (struct matrix_row){.step = likelihood,
                                   .word = m->criteria->likelihood[likelihood - 1].word[ctx->lang]};
        row->cells = ARENA_ARRAY(ctx->arena, RISK_STEPS, struct matrix_cell);
        for (; row->n_cells < RISK_STEPS; row->n_cells++) {
            row->cells[row->n_cells] = (struct matrix_cell){
                .score = likelihood * (int)(row->n_cells + 1),
                .risks = ARENA_ARRAY(ctx->arena, n_risks, struct matrix_risk),
            };
        }
    }
}

static void table_end(struct matrix *m)
{
    struct ctx *ctx = m->ctx;
    for (int l = 0; l < RISK_STEPS; l++) {
        for (int c = 0; c < RISK_STEPS; c++) {
            struct matrix_cell *cell = cell_at(m, l + 1, c + 1);
            str word = str_lower(ctx->arena,
                                 m->criteria->levels[m->criteria->grid[l][c]].text.word[ctx->lang]);
            cell->style = style(ctx, m->criteria, l, c, cell->n_risks == 0);
            cell->vacant = word_args(ctx->arena, ctx->lang, KEY("risk.matrix.vacant"), &word, 1);
        }
    }
}

static int larger(const void *a, const void *b)
{
    const struct matrix_risk *x = a, *y = b;
    int64_t p = 0, q = 0;
    if (x->level != y->level) {
        return y->level - x->level;
    }
    str_to_int(x->score, &p);
    str_to_int(y->score, &q);
    return p != q ? (q > p) - (q < p) : str_compare(x->ref, y->ref);
}

static err count(struct ctx *ctx, const char *query_text, int64_t *out)
{
    struct query q;
    err e = query_of(ctx, &risk_kind, query_text, &q);
    return e ? e : query_count(ctx, &q, out);
}

/* The list as one of its ready-made views. */
static str view_href(struct ctx *ctx, const char *name)
{
    str list = kind_address(ctx, &risk_kind, 0);
    for (size_t i = 0; i < risk_kind.n_views; i++) {
        if (strcmp(risk_kind.views[i].name, name) == 0) {
            return address_of(ctx->arena, list, str_of(risk_kind.views[i].query));
        }
    }
    return list;
}

static void ways(struct matrix *m)
{
    struct ctx *ctx = m->ctx;
    struct risk_matrix_view *v = m->v;
    str list = kind_address(ctx, &risk_kind, 0);
    v->list_href = list;
    v->above_href = view_href(ctx, "above_tolerance");
    v->expired_href = view_href(ctx, "expired");
    v->unassessed_href = view_href(ctx, "unassessed");
    v->rules_href = str_printf(ctx->arena, "/o/%.*s/risk-criteria", STR_ARG(ctx->body.number));
    v->new_href = ctx_may(ctx, risk_kind.create) ? str_printf(ctx->arena, "%.*s/new", STR_ARG(list))
                                                 : STR_NONE;
    v->choices = ARENA_ARRAY(ctx->arena, N_PICTURES, struct matrix_choice);
    for (; v->n_choices < N_PICTURES; v->n_choices++) {
        v->choices[v->n_choices] = (struct matrix_choice){
            .word = word(ctx->lang, pictures[v->n_choices].word),
            .href = str_printf(ctx->arena, "%.*s/matrix?show=%s", STR_ARG(list),
                               pictures[v->n_choices].name),
            .is_current = v->n_choices == m->picture,
        };
    }
    v->levels = ARENA_ARRAY(ctx->arena, RISK_LEVELS, struct matrix_level);
    for (; v->n_levels < RISK_LEVELS; v->n_levels++) {
        v->levels[v->n_levels] = (struct matrix_level){
            (int)v->n_levels + 1, m->criteria->levels[v->n_levels].text.word[ctx->lang]};
    }
}

static err fill(struct matrix *m)
{
    struct ctx *ctx = m->ctx;
    struct query q;
    struct thing **things;
    size_t n;
    err e =
        query_of(ctx, &risk_kind,
                 "state=registered&state=assessed&state=in_treatment&state=accepted&sort=ref", &q);
    if (!e) {
        e = query_all(ctx, &q, &things, &n);
    }
    if (e) {
        return e;
    }
    m->all = ARENA_ARRAY(ctx->arena, n + 1, struct matrix_risk);
    table_begin(m, n);
    for (size_t i = 0; !e && i < n; i++) {
        e = place(m, (struct risk *)things[i]);
    }
    if (!e) {
        e = count(ctx, "state=accepted&accepted_until[lt]=today", &m->v->n_expired);
    }
    table_end(m);
    qsort(m->all, m->n, sizeof *m->all, larger);
    m->v->largest = m->all;
    m->v->n_largest = m->n < MOST_LARGEST ? m->n : MOST_LARGEST;
    ways(m);
    return e;
}

static enum picture picture_of(str name)
{
    for (enum picture p = TODAY; p < N_PICTURES; p++) {
        if (str_is(name, pictures[p].name)) {
            return p;
        }
    }
    return TODAY;
}

static err show(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    (void)data;
    struct risk_matrix_view v = {0};
    struct matrix m = {.ctx = ctx,
                       .v = &v,
                       .book = label_book_new(ctx),
                       .picture = picture_of(params_get(&q->query, "show"))};
    err e = criteria_get(ctx, &m.criteria);
    if (!e) {
        e = fill(&m);
    }
    if (e) {
        return e;
    }
    str list = kind_address(ctx, &risk_kind, 0);
    struct frame_link crumbs[] = {
        {.word = kind_word(ctx, &risk_kind, "many", NULL), .href = list},
        {.word = W("report.risk_matrix"), .is_current = true},
    };
    struct html *h = page_begin(ctx);
    risk_matrix_view_html(h, &v);
    struct page page = {.title = W("report.risk_matrix"),
                        .current = q->path,
                        .crumbs = crumbs,
                        .n_crumbs = 2,
                        .is_wide = true};
    return page_send(ctx, q, r, &page, h);
}

const struct route risk_matrix_routes[] = {
    ROUTE(METHOD_GET, "/o/{organisation}/risks/matrix", ROLES_READ | ROLE_STEERING_READER, 0, show,
          NULL, "the risk matrix"),
    {0},
};

const struct report risk_matrix_report = {.name = "risk_matrix",
                                          .path = "/risks/matrix",
                                          .group = "governance",
                                          .icon = "MenuGrid",
                                          .order = 11,
                                          .roles = ROLES_READ | ROLE_STEERING_READER};
