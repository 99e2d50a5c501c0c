/* retention.c - what the rules of retention do in the coming week, seen before it happens. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "domain/retention_rule/retention_rule.h"
#include "kind/page.h"
#include "kind/store.h"
#include "report/retention/retention_view.h"
#include "report/sheet.h"
#include "retention_view.html.h"
#include "web/route.h"

#include <stdlib.h>

enum { DAYS_AHEAD = 7, N_COLUMNS = 8, READERS = KIND_ERASERS | ROLE_AUDITOR };

struct gathered {
    struct retention_due *all;
    size_t n, n_rules, n_held;
    bool is_cut;
};

static int by_day(const void *a, const void *b)
{
    const struct retention_due *x = a, *y = b;
    int by = str_compare(x->due_on, y->due_on);
    return by ? by : (x->id > y->id) - (x->id < y->id);
}

static err gather(struct ctx *ctx, struct gathered *g)
{
    struct retention_rule **rules;
    str until = day_plus(ctx->arena, ctx->today, DAYS_AHEAD);
    *g = (struct gathered){0};
    err e = retention_rules(ctx, &rules, &g->n_rules);
    g->all = ARENA_ARRAY(ctx->arena, g->n_rules * RETENTION_MOST + 1, struct retention_due);
    for (size_t i = 0; !e && i < g->n_rules; i++) {
        struct retention_due *some;
        size_t n;
        e = retention_due(ctx, rules[i], until, 0, RETENTION_MOST, &some, &n);
        g->is_cut |= n == RETENTION_MOST;
        for (size_t j = 0; !e && j < n; j++) {
            g->n_held += some[j].is_held;
            g->all[g->n++] = some[j];
        }
    }
    if (g->n) {
        qsort(g->all, g->n, sizeof *g->all, by_day);
    }
    return e;
}

static str action_word(struct ctx *ctx, const struct retention_due *d)
{
    return kind_word(ctx, &retention_rule_kind, "action", str_z(ctx->arena, d->rule->action));
}

static str rule_ref(struct ctx *ctx, const struct retention_due *d)
{
    return kind_ref(ctx->arena, &retention_rule_kind, d->rule->thing.ref);
}

/* What lies in the wastebasket has only its number here, and what the reader may not read too. */
static err title_of(struct ctx *ctx, const struct retention_due *d, str *out)
{
    struct label label = {0};
    err e = thing_label(ctx, d->kind, d->id, &label);
    *out = label.title.p && !label.is_withheld ? label.title : STR_NONE;
    return e;
}

static err send_table(struct ctx *ctx, const struct request *q, struct reply *r,
                      const struct gathered *g)
{
    const struct sheet_column columns[N_COLUMNS] = {
        {"kind", W("retention_rule.kind"), 20}, {"ref", W("value.ref"), 10},
        {"title", W("retention.thing"), 50},    {"due_on", W("retention.due"), 14},
        {"action", W("retention.what"), 20},    {"held", W("retention.held"), 14},
        {"rule", W("retention_rule.one"), 12},  {"basis", W("retention_rule.basis"), 40}};
    struct cell *cells = ARENA_ARRAY(ctx->arena, g->n * N_COLUMNS + 1, struct cell), *at = cells;
    for (size_t i = 0; i < g->n; i++) {
        const struct retention_due *d = &g->all[i];
        str title;
        err e = title_of(ctx, d, &title);
        if (e) {
            return e;
        }
        *at++ = cell_text(kind_word(ctx, d->kind, "many", NULL));
        *at++ = cell_text(kind_ref(ctx->arena, d->kind, d->ref));
        *at++ = cell_text(title);
        *at++ = cell_day(d->due_on);
        *at++ = cell_text(action_word(ctx, d));
        *at++ = cell_text(d->is_held ? W("value.yes") : W("value.no"));
        *at++ = cell_text(rule_ref(ctx, d));
        *at++ = cell_text(d->rule->basis);
    }
    return sheet_send(ctx, q, r,
                      &(struct sheet){.name = W("retention.file"),
                                      .columns = columns,
                                      .n_columns = N_COLUMNS,
                                      .cells = cells,
                                      .n_rows = g->n});
}

static err rows_fill(struct ctx *ctx, const struct gathered *g, struct retention_view *v)
{
    v->rows = ARENA_ARRAY(ctx->arena, g->n + 1, struct retention_row);
    for (size_t i = 0; i < g->n; i++) {
        const struct retention_due *d = &g->all[i];
        str title;
        err e = title_of(ctx, d, &title);
        if (e) {
            return e;
        }
        v->rows[v->n_rows++] = (struct retention_row){
            .ref = kind_ref(ctx->arena, d->kind, d->ref),
            .title = title,
            .href = kind_address(ctx, d->kind, d->id),
            .kind = kind_word(ctx, d->kind, "many", NULL),
            .due = text_day(ctx->arena, ctx->lang, d->due_on),
            .due_iso = d->due_on,
            .action = action_word(ctx, d),
            .rule = STR_JOIN(ctx->arena, rule_ref(ctx, d), STR(" "), d->rule->title),
            .rule_href = kind_address(ctx, &retention_rule_kind, d->rule->thing.id),
            .is_held = d->is_held,
        };
    }
    return OK;
}

static err send_page(struct ctx *ctx, const struct request *q, struct reply *r,
                     const struct gathered *g)
{
    str base = str_printf(ctx->arena, "/o/%.*s/retention", STR_ARG(ctx->body.number));
    str until = text_day(ctx->arena, ctx->lang, day_plus(ctx->arena, ctx->today, DAYS_AHEAD));
    str counts[] = {text_int(ctx->arena, ctx->lang, (int64_t)(g->n - g->n_held)),
                    text_int(ctx->arena, ctx->lang, (int64_t)g->n_held)};
    bool may = ctx_may(ctx, retention_rule_kind.create) && !ctx->actor.read_only;
    str rules = kind_address(ctx, &retention_rule_kind, 0);
    struct retention_view v = {
        .intro = word_args(ctx->arena, ctx->lang, "retention.intro", &until, 1),
        .finding = g->n ? word_args(ctx->arena, ctx->lang, "retention.finding", counts, 2)
                        : W("retention.finding.nothing"),
        .csv_href = STR_JOIN(ctx->arena, base, STR(".csv")),
        .xlsx_href = STR_JOIN(ctx->arena, base, STR(".xlsx")),
        .json_href = STR_JOIN(ctx->arena, base, STR(".json")),
        .rules_href = rules,
        .new_href = may ? STR_JOIN(ctx->arena, rules, STR("/new")) : STR_NONE,
        .has_rules = g->n_rules > 0,
        .is_cut = g->is_cut,
    };
    err e = rows_fill(ctx, g, &v);
    if (e) {
        return e;
    }
    struct html *h = page_begin(ctx);
    retention_view_html(h, &v);
    return page_send(ctx, q, r, &(struct page){.title = W("report.retention"), .current = base}, h);
}

static err show(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct gathered g;
    (void)data;
    err e = gather(ctx, &g);
    if (e) {
        return e;
    }
    return q->ending == ENDING_PAGE ? send_page(ctx, q, r, &g) : send_table(ctx, q, r, &g);
}

const struct route retention_routes[] = {
    ROUTE(METHOD_GET, "/o/{organisation}/retention", READERS, 0, show, NULL,
          "What the rules of retention do in the coming week"),
    {0},
};

const struct report retention_report = {
    .name = "retention",
    .path = "/retention",
    .group = "settings",
    .icon = "Calendar",
    .order = 43,
    .roles = READERS,
};
