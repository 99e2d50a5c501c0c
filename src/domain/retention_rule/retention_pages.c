/* retention_pages.c - on the page of a rule, what it does in the coming week. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "domain/retention_rule/retention_rule.h"
#include "domain/retention_rule/retention_view.h"
#include "kind/pages.h"
#include "retention_panel.html.h"

static err draw(struct ctx *ctx, struct thing *t, struct html *h)
{
    struct retention_due *due;
    size_t n;
    int64_t n_due = 0;
    str until = day_plus(ctx->arena, ctx->today, RETENTION_NOTICE_DAYS);
    if (!str_is(t->state, "in_force")) {
        return OK;
    }
    err e =
        retention_due(ctx, (const struct retention_rule *)t, until, 0, RETENTION_MOST, &due, &n);
    if (e) {
        return e;
    }
    for (size_t i = 0; i < n; i++) {
        n_due += !due[i].is_held;
    }
    struct retention_panel v = {
        .finding = n_due ? word_n(ctx->arena, ctx->lang, "retention_rule.coming.n", n_due)
                         : W("retention_rule.coming.none"),
        .href = str_printf(ctx->arena, "/o/%.*s/retention", STR_ARG(ctx->body.number)),
    };
    retention_panel_html(h, &v);
    return OK;
}

const struct panel retention_coming_panel = {
    .kind = "retention_rule", .order = 10, .place = PANEL_TOP, .draw = draw};
