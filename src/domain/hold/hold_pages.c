/* hold_pages.c - on the page of a hold, what it is over and what that means. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/hold/hold.h"
#include "domain/hold/hold_view.h"
#include "hold_panel.html.h"
#include "kind/pages.h"
#include "kind/store.h"

static err draw(struct ctx *ctx, struct thing *t, struct html *h)
{
    const struct hold *hold = (const struct hold *)t;
    const struct kind *kind = hold->kind.n ? kind_named(hold->kind) : NULL, *one;
    struct label label = {0};
    int64_t id;
    if (!str_is(t->state, "in_force")) {
        return OK;
    }
    err e = hold_thing(ctx, hold, &one, &id);
    e = e || !one ? e : thing_label(ctx, one, id, &label);
    if (e) {
        return e;
    }
    struct hold_panel v = {.what = W("hold.over.body")};
    if (one) {
        v.what =
            label.title.p ? STR_JOIN(ctx->arena, hold->about, STR(" "), label.title) : hold->about;
        v.href = kind_address(ctx, one, id);
    } else if (kind) {
        v.what = kind_word(ctx, kind, "many", NULL);
        v.href = kind_address(ctx, kind, 0);
    }
    hold_panel_html(h, &v);
    return OK;
}

const struct panel hold_over_panel = {
    .kind = "hold", .order = 10, .place = PANEL_TOP, .draw = draw};
