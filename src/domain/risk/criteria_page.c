/* criteria_page.c - the page of what a body tolerates, read by all who judge and changed by few. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "criteria_view.html.h"
#include "domain/risk/criteria.h"
#include "domain/risk/criteria_view.h"
#include "domain/risk/risk.h"
#include "kind/pages.h"
#include "trail/trail.h"

enum { MOST_EVENTS = 20, ROLES_CHANGE = ROLE_TOP_MANAGEMENT | ROLE_OFFICER };

struct sheet {
    struct ctx *ctx;
    const struct criteria *criteria;
    struct criteria_view v;
};

static bool is_wrong(const struct ctx *ctx, str name)
{
    for (size_t i = 0; i < ctx->fault.n_fields; i++) {
        if (str_eq(ctx->fault.fields[i].field, name)) {
            return true;
        }
    }
    return false;
}

static str named(struct ctx *ctx, const char *what, const char *level)
{
    return str_printf(ctx->arena, "%s_%s", what, level);
}

static struct criteria_step_row *steps(struct ctx *ctx, const struct criteria_text *texts,
                                       size_t *n)
{
    struct criteria_step_row *rows = ARENA_ARRAY(ctx->arena, RISK_STEPS, struct criteria_step_row);
    for (*n = 0; *n < RISK_STEPS; (*n)++) {
        rows[*n] = (struct criteria_step_row){(int)*n + 1, texts[*n].word[ctx->lang],
                                              texts[*n].description[ctx->lang]};
    }
    return rows;
}

static struct criteria_option *level_options(struct sheet *s, int chosen, size_t *n)
{
    struct criteria_option *options =
        ARENA_ARRAY(s->ctx->arena, RISK_LEVELS, struct criteria_option);
    for (*n = 0; *n < RISK_LEVELS; (*n)++) {
        const struct criteria_level *level = &s->criteria->levels[*n];
        options[*n] = (struct criteria_option){str_of(level->name), level->text.word[s->ctx->lang],
                                               (int)*n == chosen};
    }
    return options;
}

static void grid(struct sheet *s)
{
    struct ctx *ctx = s->ctx;
    s->v.rows = ARENA_ARRAY(ctx->arena, RISK_STEPS, struct criteria_row);
    for (int l = RISK_STEPS; l >= 1; l--) {
        struct criteria_row *row = &s->v.rows[s->v.n_rows++];
        *row = (struct criteria_row){.step = l,
                                     .word = s->criteria->likelihood[l - 1].word[ctx->lang]};
        row->cells = ARENA_ARRAY(ctx->arena, RISK_STEPS, struct criteria_cell);
        for (int c = 1; c <= RISK_STEPS; c++) {
            struct criteria_cell *cell = &row->cells[row->n_cells++];
            int level = s->criteria->grid[l - 1][c - 1];
            str steps_of[] = {str_from_int(ctx->arena, l), str_from_int(ctx->arena, c)};
            cell->name = str_printf(ctx->arena, "grid_%d_%d", l, c);
            cell->label = word_args(ctx->arena, ctx->lang, KEY("risk.criteria.cell"), steps_of, 2);
            cell->level = level + 1;
            cell->word = s->criteria->levels[level].text.word[ctx->lang];
            cell->is_wrong = is_wrong(ctx, cell->name);
            cell->options = level_options(s, level, &cell->n_options);
        }
    }
}

static struct criteria_option *accept_options(struct ctx *ctx, str chosen, size_t *n)
{
    struct criteria_option *options = ARENA_ARRAY(ctx->arena, 2, struct criteria_option);
    options[0] =
        (struct criteria_option){STR("line_manager"), W("risk.criteria.accept.line_manager"),
                                 str_is(chosen, "line_manager")};
    options[1] =
        (struct criteria_option){STR("top_management"), W("risk.criteria.accept.top_management"),
                                 str_is(chosen, "top_management")};
    *n = 2;
    return options;
}

static void levels(struct sheet *s)
{
    struct ctx *ctx = s->ctx;
    s->v.levels = ARENA_ARRAY(ctx->arena, RISK_LEVELS, struct criteria_level_row);
    for (; s->v.n_levels < RISK_LEVELS; s->v.n_levels++) {
        const struct criteria_level *level = &s->criteria->levels[s->v.n_levels];
        struct criteria_level_row *row = &s->v.levels[s->v.n_levels];
        str name = level->text.word[ctx->lang];
        *row = (struct criteria_level_row){
            .level = (int)s->v.n_levels + 1,
            .name = str_of(level->name),
            .word = name,
            .description = level->text.description[ctx->lang],
            .accept_label =
                word_args(ctx->arena, ctx->lang, KEY("risk.criteria.accept_of"), &name, 1),
            .accept_word = str_is(level->accept, "line_manager")
                               ? W("risk.criteria.accept.line_manager")
                               : W("risk.criteria.accept.top_management"),
            .months_label =
                word_args(ctx->arena, ctx->lang, KEY("risk.criteria.months_of"), &name, 1),
            .months =
                level->valid_months > 0 ? str_from_int(ctx->arena, level->valid_months) : STR_NONE,
            .accept_wrong = is_wrong(ctx, named(ctx, "accept", level->name)),
            .months_wrong = is_wrong(ctx, named(ctx, "valid_months", level->name)),
        };
        row->options = accept_options(ctx, level->accept, &row->n_options);
    }
    s->v.tolerated = level_options(s, s->criteria->tolerated, &s->v.n_tolerated);
    s->v.tolerated_word = s->criteria->levels[s->criteria->tolerated].text.word[ctx->lang];
}

static err changes(struct sheet *s)
{
    struct ctx *ctx = s->ctx;
    struct trail_event *events;
    size_t n;
    err e = trail_read(ctx, ctx->body.id, STR("risk_criteria"), ctx->body.id, 0, MOST_EVENTS,
                       &events, &n);
    if (e) {
        return e;
    }
    s->v.changes = ARENA_ARRAY(ctx->arena, n + 1, struct criteria_change);
    for (; s->v.n_changes < n; s->v.n_changes++) {
        const struct trail_event *event = &events[s->v.n_changes];
        s->v.changes[s->v.n_changes] =
            (struct criteria_change){event->at, event->actor, event->reason};
    }
    return OK;
}

static void errors(struct sheet *s)
{
    struct ctx *ctx = s->ctx;
    s->v.errors = ARENA_ARRAY(ctx->arena, ctx->fault.n_fields + 1, struct criteria_error);
    for (size_t i = 0; i < ctx->fault.n_fields; i++) {
        struct field_fault fault = ctx->fault.fields[i];
        fault.args[0] = str_is(fault.field, "reason") ? W("risk.criteria.reason") : fault.args[0];
        s->v.errors[s->v.n_errors++] =
            (struct criteria_error){fault.field, page_fault(ctx, &fault)};
    }
}

static err send(struct ctx *ctx, const struct request *q, struct reply *r, const struct criteria *c,
                str reason)
{
    str address = str_printf(ctx->arena, "/o/%.*s/risk-criteria", STR_ARG(ctx->body.number));
    struct sheet s = {.ctx = ctx, .criteria = c};
    s.v.action = ctx_may(ctx, ROLES_CHANGE) && !ctx->actor.read_only ? address : STR_NONE;
    s.v.form_token = ctx->actor.form_token;
    s.v.version = str_from_int(ctx->arena, c->version);
    s.v.is_own = c->version > 0;
    s.v.reason = reason;
    s.v.likelihood = steps(ctx, c->likelihood, &s.v.n_likelihood);
    s.v.consequence = steps(ctx, c->consequence, &s.v.n_consequence);
    s.v.matrix_href =
        str_printf(ctx->arena, "%.*s/matrix", STR_ARG(kind_address(ctx, &risk_kind, 0)));
    grid(&s);
    levels(&s);
    errors(&s);
    err e = changes(&s);
    if (e) {
        return e;
    }
    struct html *h = page_begin(ctx);
    criteria_view_html(h, &s.v);
    struct frame_link crumbs[] = {
        {.word = kind_word(ctx, &risk_kind, "many", NULL),
         .href = kind_address(ctx, &risk_kind, 0)},
        {.word = W("risk.criteria.heading"), .is_current = true},
    };
    struct page page = {.title = W("risk.criteria.heading"),
                        .current = address,
                        .crumbs = crumbs,
                        .n_crumbs = 2,
                        .is_wide = true};
    return page_send(ctx, q, r, &page, h);
}

static err show(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    (void)data;
    const struct criteria *c;
    err e = criteria_get(ctx, &c);
    return e ? e : send(ctx, q, r, c, STR_NONE);
}

/* The form over the criteria in force; what it does not name stays. */
static void form_read(struct ctx *ctx, const struct request *q, struct criteria *c)
{
    for (int l = 0; l < RISK_STEPS; l++) {
        for (int k = 0; k < RISK_STEPS; k++) {
            str name = str_printf(ctx->arena, "grid_%d_%d", l + 1, k + 1);
            int rank = criteria_rank(params_get(&q->form, name.p));
            c->grid[l][k] = rank < 0 ? c->grid[l][k] : rank;
        }
    }
    for (int i = 0; i < RISK_LEVELS; i++) {
        struct criteria_level *level = &c->levels[i];
        str accept = params_get(&q->form, named(ctx, "accept", level->name).p);
        str months = params_get(&q->form, named(ctx, "valid_months", level->name).p);
        level->accept = accept.p ? accept : level->accept;
        if (months.p && !str_to_int(str_trim(months), &level->valid_months)) {
            level->valid_months = 0;
        }
    }
    int rank = criteria_rank(params_get(&q->form, "tolerated"));
    c->tolerated = rank < 0 ? c->tolerated : rank;
}

static err change(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    (void)data;
    const struct criteria *now;
    err e = criteria_get(ctx, &now);
    if (e) {
        return e;
    }
    struct criteria c = *now;
    str reason = params_get(&q->form, "reason");
    str_to_int(params_get(&q->form, "version"), &c.version);
    form_read(ctx, q, &c);
    e = criteria_change(ctx, &c, reason);
    if (e == ERR_INVALID && !q->is_api) {
        r->status = fault_status(e);
        r->no_commit = true;
        return send(ctx, q, r, &c, reason);
    }
    return e ? e
             : page_see(ctx, r,
                        str_printf(ctx->arena, "/o/%.*s/risk-criteria", STR_ARG(ctx->body.number)),
                        "risk.criteria.done", STR_NONE);
}

const struct route risk_criteria_routes[] = {
    ROUTE(METHOD_GET, "/o/{organisation}/risk-criteria", ROLES_READ | ROLE_STEERING_READER, 0, show,
          NULL, "what the body tolerates"),
    ROUTE(METHOD_POST, "/o/{organisation}/risk-criteria", ROLES_CHANGE, 0, change, NULL,
          "change what the body tolerates"),
    {0},
};

const struct report risk_criteria_report = {.name = "risk_criteria",
                                            .path = "/risk-criteria",
                                            .group = "settings",
                                            .icon = "Gavel",
                                            .order = 20,
                                            .roles = ROLES_READ};
