/* sessions.c - where somebody is signed in, for those who may shut them out, and the way to end it.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "domain/person/person.h"
#include "domain/person/sessions_view.h"
#include "kind/pages.h"
#include "sessions_panel.html.h"
#include "trail/trail.h"
#include "web/sign_in/second.h"
#include "web/sign_in/session.h"

enum { MAKERS = ROLE_OPERATOR | ROLE_OFFICER };

err person_end_sessions(struct ctx *ctx, const struct thing *t, int64_t *n)
{
    bool within = false;
    err e = person_is_within_rights(ctx, t, &within);
    if (!e && !within) {
        e = fault(ctx, ERR_DENIED, "person.sessions.above");
    }
    e = e ? e : session_end_all(ctx, t->id, 0, n);
    if (e || !*n) {
        return e;
    }
    struct change change = {"sessions", str_from_int(ctx->arena, *n), STR("0")};
    return trail_append(ctx, t->organisation_id, "person", t->id, t->version, "end-sessions",
                        STR_NONE, &change, 1);
}

static err end(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    (void)data;
    struct thing *t;
    int64_t n = 0;
    err e = pages_thing(ctx, q, &person_kind, &t);
    e = e ? e : person_end_sessions(ctx, t, &n);
    if (e) {
        return e;
    }
    if (q->is_api) {
        r->status = 204;
        return OK;
    }
    return page_see(ctx, r, kind_address(ctx, &person_kind, t->id), KEY("person.sessions.ended"),
                    STR_NONE);
}

err person_remove_factors(struct ctx *ctx, const struct thing *t)
{
    bool within = false;
    int64_t n = 0;
    err e = person_is_within_rights(ctx, t, &within);
    if (!e && !within) {
        e = fault(ctx, ERR_DENIED, "person.sessions.above");
    }
    e = e ? e : second_remove_all(ctx, t->id, &n);
    if (!e && !n) {
        e = fault(ctx, ERR_CONFLICT, "person.factors.none");
    }
    return e ? e
             : trail_append(ctx, t->organisation_id, "person", t->id, t->version, "remove-factors",
                            STR_NONE, NULL, 0);
}

static err remove_factors(struct ctx *ctx, const struct request *q, struct reply *r,
                          const void *data)
{
    (void)data;
    struct thing *t;
    err e = pages_thing(ctx, q, &person_kind, &t);
    e = e ? e : person_remove_factors(ctx, t);
    if (e) {
        return e;
    }
    if (q->is_api) {
        r->status = 204;
        return OK;
    }
    return page_see(ctx, r, kind_address(ctx, &person_kind, t->id), KEY("person.factors.removed"),
                    STR_NONE);
}

const struct route person_session_routes[] = {
    ROUTE(METHOD_POST, "/o/{organisation}/persons/{id}/end-sessions", MAKERS, 0, end, NULL,
          "end all sessions of a person"),
    ROUTE(METHOD_POST, "/o/{organisation}/persons/{id}/remove-factors", MAKERS, ROUTE_STEP_UP,
          remove_factors, NULL, "take away the second factor of a person who has lost it"),
    {0},
};

static err draw(struct ctx *ctx, struct thing *t, struct html *h)
{
    struct session *list;
    size_t n = 0;
    unsigned has = 0;
    bool within = false;
    err e = ctx_may(ctx, MAKERS) ? session_list(ctx, t->id, &list, &n) : OK;
    e = e || !ctx_may(ctx, MAKERS) ? e : second_has(ctx, t->id, &has);
    has &= FACTOR_TOTP | FACTOR_PASSKEY;
    if (e || (!n && !has)) {
        return e;
    }
    e = person_is_within_rights(ctx, t, &within);
    str address = kind_address(ctx, &person_kind, t->id);
    struct sessions_panel v = {
        .form_token = ctx->actor.form_token,
        .n = (int64_t)n,
        .seen = n ? text_moment(ctx->arena, ctx->lang, list[0].seen_at) : STR_NONE,
        .has_second = has,
        .is_above = !within,
    };
    if (within) {
        v.end_action = str_printf(ctx->arena, "%.*s/end-sessions", STR_ARG(address));
        v.remove_action = str_printf(ctx->arena, "%.*s/remove-factors", STR_ARG(address));
    }
    if (!e) {
        sessions_panel_html(h, &v);
    }
    return e;
}

const struct panel sessions_panel = {
    .kind = "person", .order = 20, .place = PANEL_SIDE, .draw = draw};
