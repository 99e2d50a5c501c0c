/* access_review_pages.c - the list of a review, one decision a row, and the way to it from the year
 * wheel. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "access_review_begin.html.h"
#include "access_review_panel.html.h"
#include "base/clock.h"
#include "domain/access_review/access_review.h"
#include "domain/access_review/access_review_view.h"
#include "domain/activity/activity.h"
#include "domain/grant/grant.h"
#include "format/json/write.h"
#include "kind/pages.h"
#include "kind/store.h"

static str role_word(struct ctx *ctx, str role)
{
    return kind_word(ctx, &grant_kind, "role", str_z(ctx->arena, role));
}

static struct access_review_line line_of(struct ctx *ctx, const struct reviewed_grant *g, bool asks)
{
    bool revoked = str_is(g->decision, "revoked");
    return (struct access_review_line){
        .person = g->person,
        .employer = g->employer,
        .role = role_word(ctx, g->role),
        .below = g->subtree ? W("grant.subtree") : STR_NONE,
        .until =
            g->valid_until.n ? text_day_short(ctx->arena, ctx->lang, g->valid_until) : STR_NONE,
        .signed_in =
            g->signed_in_at ? text_moment(ctx->arena, ctx->lang, g->signed_in_at) : STR_NONE,
        .signed_in_iso = g->signed_in_at ? moment_iso(ctx->arena, g->signed_in_at) : STR_NONE,
        .decision = !g->decision.n ? STR_NONE
                    : revoked      ? W("access_review.revoked")
                                   : W("access_review.confirmed"),
        .is_revoked = revoked,
        .is_asked = asks && g->person_id != ctx->actor.person_id,
        .reason = g->reason,
        .decider = g->decider,
        .grant = str_from_int(ctx->arena, g->id),
        .reason_id = str_printf(ctx->arena, "reason-%lld", (long long)g->id),
    };
}

static err draw(struct ctx *ctx, struct thing *t, struct html *h)
{
    struct reviewed_grant *rows;
    size_t n;
    int64_t n_left = 0;
    err e = access_review_rows(ctx, (struct access_review *)t, &rows, &n);
    if (e) {
        return e;
    }
    bool asks = ctx_may(ctx, GRANT_GIVERS) && !ctx->actor.read_only && str_is(t->state, "open");
    struct access_review_panel v = {
        .action = str_printf(ctx->arena, "%.*s/decide", STR_ARG(kind_address(ctx, t->kind, t->id))),
        .form_token = ctx->actor.form_token,
        .rows = ARENA_ARRAY(ctx->arena, n, struct access_review_line),
    };
    for (size_t i = 0; i < n; i++) {
        v.rows[v.n_rows++] = line_of(ctx, &rows[i], asks);
        n_left += !rows[i].decision.n;
    }
    str counts[] = {text_int(ctx->arena, ctx->lang, n_left),
                    text_int(ctx->arena, ctx->lang, (int64_t)n)};
    v.finding = word_args(ctx->arena, ctx->lang, "access_review.finding", counts, 2);
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

/* --- the same for programs, and the decisions --- */

static err rights_json(struct ctx *ctx, const struct access_review *review, struct reply *r)
{
    struct reviewed_grant *rows;
    struct json_writer w;
    size_t n;
    err e = access_review_rows(ctx, review, &rows, &n);
    if (e) {
        return e;
    }
    r->type = "application/json";
    json_start(&w, &r->body);
    json_object_start(&w);
    json_key(&w, "items");
    json_array_start(&w);
    for (size_t i = 0; i < n; i++) {
        const struct reviewed_grant *g = &rows[i];
        json_object_start(&w);
        json_member_int(&w, "grant", g->id);
        json_member_text(&w, "ref", kind_ref(ctx->arena, &grant_kind, g->ref));
        json_member_int(&w, "person_id", g->person_id);
        json_member_text(&w, "person", g->person);
        json_member_text(&w, "employer", g->employer);
        json_member_text(&w, "role", g->role);
        json_key(&w, "subtree");
        json_bool(&w, g->subtree);
        json_member_text(&w, "valid_until", g->valid_until);
        json_member_text(&w, "signed_in_at",
                         g->signed_in_at ? moment_iso(ctx->arena, g->signed_in_at) : STR_NONE);
        json_member_text(&w, "decision", g->decision);
        json_member_text(&w, "reason", g->reason);
        json_member_text(&w, "decided_by", g->decider);
        json_object_end(&w);
    }
    json_array_end(&w);
    json_member_int(&w, "count", (int64_t)n);
    json_object_end(&w);
    return OK;
}

static err review_of(struct ctx *ctx, const struct request *q, struct access_review **out)
{
    struct thing *t;
    err e = pages_thing(ctx, q, &access_review_kind, &t);
    *out = (struct access_review *)t;
    return e ? e : t->deleted_at ? fault(ctx, ERR_MISSING, "error.missing") : OK;
}

static err show_rights(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    (void)data;
    struct access_review *review;
    err e = review_of(ctx, q, &review);
    if (!e && q->ending == ENDING_PAGE) {
        reply_see(r, kind_address(ctx, &access_review_kind, review->thing.id));
        return OK;
    }
    return e ? e : rights_json(ctx, review, r);
}

static err decide(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    (void)data;
    struct access_review *review;
    struct params p;
    int64_t grant_id = 0;
    err e = review_of(ctx, q, &review);
    e = e ? e : pages_params(ctx, q, &p);
    if (e) {
        return e;
    }
    str decision = params_get(&p, "decision");
    bool revoked = str_is(decision, "revoked");
    if (!revoked && !str_is(decision, "confirmed")) {
        return fault_at(ctx, "decision", "form.error.required");
    }
    if (!str_to_int(params_get(&p, "grant"), &grant_id)) {
        return fault_at(ctx, "grant", "form.error.required");
    }
    e = access_review_decide(ctx, review, grant_id, revoked, params_get(&p, "reason"));
    if (e || q->is_api) {
        return e ? e : rights_json(ctx, review, r);
    }
    return page_see(ctx, r, kind_address(ctx, &access_review_kind, review->thing.id),
                    revoked ? KEY("access_review.revoked.done")
                            : KEY("access_review.confirmed.done"),
                    STR_NONE);
}

const struct route access_review_routes[] = {
    ROUTE(METHOD_GET, "/o/{organisation}/access-reviews/{id}/rights", GRANT_GIVERS | ROLE_AUDITOR,
          0, show_rights, NULL, "Who may what, with the last sign-in and the review's decisions"),
    ROUTE(METHOD_POST, "/o/{organisation}/access-reviews/{id}/decide", GRANT_GIVERS, 0, decide,
          NULL, "Confirm a role or take it away"),
    {0},
};
