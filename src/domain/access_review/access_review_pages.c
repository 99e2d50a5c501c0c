/* access_review_pages.c - the ways from the year wheel to a review, and from a review to its roles.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "access_review_begin.html.h"
#include "access_review_panel.html.h"
#include "domain/access_review/access_review.h"
#include "domain/access_review/access_review_view.h"
#include "domain/activity/activity.h"
#include "domain/grant/grant.h"
#include "kind/page.h"

static err draw(struct ctx *ctx, struct thing *t, struct html *h)
{
    int64_t left, all;
    err e = access_review_counts(ctx, (struct access_review *)t, &left, &all);
    if (e) {
        return e;
    }
    bool asks = ctx_may(ctx, GRANT_GIVERS) && !ctx->actor.read_only && str_is(t->state, "open");
    str counts[] = {text_int(ctx->arena, ctx->lang, left), text_int(ctx->arena, ctx->lang, all)};
    struct access_review_panel v = {
        .finding = word_args(ctx->arena, ctx->lang, "access_review.finding", counts, 2),
        .all_href =
            str_printf(ctx->arena, "%.*s/rights", STR_ARG(kind_address(ctx, t->kind, t->id))),
    };
    if (asks && left) {
        v.left_href = str_printf(ctx->arena, "%.*s?decision=undecided", STR_ARG(v.all_href));
    }
    access_review_panel_html(h, &v);
    return OK;
}

const struct panel access_review_rights_panel = {
    .kind = "access_review", .order = 10, .place = PANEL_BODY, .draw = draw};

static err draw_begin(struct ctx *ctx, struct thing *t, struct html *h)
{
    const struct activity *a = (const struct activity *)t;
    if (str_is(a->template, "access-review") && ctx_may(ctx, GRANT_GIVERS)) {
        struct access_review_begin v = {kind_address(ctx, &access_review_kind, 0)};
        access_review_begin_html(h, &v);
    }
    return OK;
}

const struct panel access_review_begin_panel = {
    .kind = "activity", .order = 10, .place = PANEL_TOP, .draw = draw_begin};
