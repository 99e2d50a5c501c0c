/* risk_place.c - the panel on a risk's page: how bad it was, is and shall be, and who must decide.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/risk/risk.h"
#include "domain/risk/risk_matrix_view.h"
#include "kind/pages.h"
#include "risk_place_view.html.h"

struct place {
    struct ctx *ctx;
    const struct criteria *criteria;
    struct risk_place_view *v;
};

static void mark_add(struct ctx *ctx, struct place_cell *cell, str mark)
{
    cell->marks = cell->marks.n
                      ? str_printf(ctx->arena, "%.*s, %.*s", STR_ARG(cell->marks), STR_ARG(mark))
                      : mark;
}

/* A line and a mark for one of the places, if it is set. */
static void place_add(struct place *p, int64_t likelihood, int64_t consequence, str word, str mark)
{
    struct ctx *ctx = p->ctx;
    const struct criteria_level *level = criteria_of(p->criteria, likelihood, consequence);
    if (!level) {
        return;
    }
    p->v->lines[p->v->n_lines++] = (struct place_line){
        .word = word,
        .level = criteria_rank(str_of(level->name)) + 1,
        .level_word = level->text.word[ctx->lang],
        .score = str_from_int(ctx->arena, likelihood * consequence),
        .steps = str_printf(ctx->arena, "%.*s × %.*s",
                            STR_ARG(p->criteria->likelihood[likelihood - 1].word[ctx->lang]),
                            STR_ARG(p->criteria->consequence[consequence - 1].word[ctx->lang])),
    };
    mark_add(ctx, &p->v->rows[RISK_STEPS - likelihood].cells[consequence - 1], mark);
}

static void rows(struct place *p)
{
    p->v->rows = ARENA_ARRAY(p->ctx->arena, RISK_STEPS, struct place_row);
    for (int l = RISK_STEPS; l >= 1; l--) {
        struct place_row *row = &p->v->rows[p->v->n_rows++];
        row->cells = ARENA_ARRAY(p->ctx->arena, RISK_STEPS, struct place_cell);
        for (; row->n_cells < RISK_STEPS; row->n_cells++) {
            row->cells[row->n_cells].level = p->criteria->grid[l - 1][row->n_cells] + 1;
        }
    }
}

/* What the reader must know first: an acceptance that ran out, or a level that somebody must decide
 * on. */
static void verdict(struct place *p, const struct risk *r)
{
    struct ctx *ctx = p->ctx;
    str until = text_day(ctx->arena, ctx->lang, r->accepted_until);
    if (str_is(r->thing.state, "accepted")) {
        bool expired = r->accepted_until.n && str_compare(r->accepted_until, ctx->today) < 0;
        str args[] = {r->accepted_by_name, until};
        if (expired) {
            p->v->warning =
                word_args(ctx->arena, ctx->lang, KEY("risk.position.expired"), &until, 1);
        } else if (r->accepted_by_name.n) {
            p->v->note = word_args(ctx->arena, ctx->lang, KEY("risk.position.accepted"), args, 2);
        }
    } else if (r->above_tolerance && !kind_ended(&r->thing)) {
        const struct criteria_level *level = criteria_named(p->criteria, r->level_after);
        str decider = str_is(level->accept, "line_manager")
                          ? W("risk.criteria.accept.line_manager")
                          : W("risk.criteria.accept.top_management");
        p->v->warning = word_args(ctx->arena, ctx->lang, KEY("risk.position.above"), &decider, 1);
    }
}

static err draw(struct ctx *ctx, struct thing *t, struct html *h)
{
    const struct risk *r = (const struct risk *)t;
    struct risk_place_view v = {0};
    struct place p = {.ctx = ctx, .v = &v};
    err e = criteria_get(ctx, &p.criteria);
    if (e || !r->level_before.n) {
        return e;
    }
    v.lines = ARENA_ARRAY(ctx->arena, 3, struct place_line);
    v.matrix_href =
        str_printf(ctx->arena, "%.*s/matrix", STR_ARG(kind_address(ctx, &risk_kind, 0)));
    rows(&p);
    bool moved = r->likelihood_after != NO_NUMBER;
    if (moved) {
        place_add(&p, r->likelihood, r->consequence, W("risk.position.before"),
                  W("risk.position.mark.before"));
        place_add(&p, r->likelihood_after, r->consequence_after, W("risk.position.today"),
                  W("risk.position.mark.today"));
    } else {
        place_add(&p, r->likelihood, r->consequence, W("risk.position.today"),
                  W("risk.position.mark.today"));
    }
    place_add(&p, r->likelihood_target, r->consequence_target, W("risk.position.target"),
              W("risk.position.mark.target"));
    verdict(&p, r);
    risk_place_view_html(h, &v);
    return OK;
}

const struct panel risk_place_panel = {
    .kind = "risk", .order = 5, .place = PANEL_SIDE, .draw = draw};
