/* invitation_pages.c - the link that the inviter sends, and the page on which the invited one
 * answers. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "domain/grant/grant.h"
#include "domain/invitation/invitation.h"
#include "domain/invitation/invitation_view.h"
#include "format/json/write.h"
#include "invitation_link_view.html.h"
#include "invitation_panel.html.h"
#include "invitation_view.html.h"
#include "kind/pages.h"

/* --- the inviter --- */

static void link_json(struct reply *r, str link, str until)
{
    struct json_writer w;
    r->status = 201;
    r->type = "application/json";
    json_start(&w, &r->body);
    json_object_start(&w);
    json_member_text(&w, "link", link);
    json_member_text(&w, "valid_until", until);
    json_object_end(&w);
}

static err make_link(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    (void)data;
    struct thing *t;
    str secret;
    err e = pages_thing(ctx, q, &invitation_kind, &t);
    if (!e && t->deleted_at) {
        e = fault(ctx, ERR_MISSING, "error.missing");
    }
    e = e ? e : invitation_link(ctx, t, &secret);
    if (e) {
        return e;
    }
    int64_t until = t->created_at + INVITATION_DAYS * DAY_MS;
    str one = kind_address(ctx, &invitation_kind, t->id);
    struct invitation_link_view v = {
        .email = kind_title(t),
        .link = str_printf(ctx->arena, "%.*s/invitation/%.*s", STR_ARG(q->host), STR_ARG(secret)),
        .until = text_moment(ctx->arena, ctx->lang, until),
        .back_href = one,
    };
    if (q->is_api) {
        link_json(r, v.link, moment_iso(ctx->arena, until));
        return OK;
    }
    str list = kind_address(ctx, &invitation_kind, 0);
    struct frame_link crumbs[] = {
        {.word = kind_word(ctx, &invitation_kind, "many", NULL), .href = list},
        {.word = kind_ref(ctx->arena, &invitation_kind, t->ref), .href = one},
        {.word = W("invitation.link"), .is_current = true},
    };
    struct html *h = page_begin(ctx);
    invitation_link_view_html(h, &v);
    struct page page = {
        .title = W("invitation.link"), .current = list, .crumbs = crumbs, .n_crumbs = 3};
    return page_send(ctx, q, r, &page, h);
}

static err draw(struct ctx *ctx, struct thing *t, struct html *h)
{
    if (ctx_may(ctx, GRANT_GIVERS) && str_is(t->state, "sent")) {
        struct invitation_panel v = {
            .form_token = ctx->actor.form_token,
            .action = str_printf(ctx->arena, "%.*s/link",
                                 STR_ARG(kind_address(ctx, &invitation_kind, t->id)))};
        invitation_panel_html(h, &v);
    }
    return OK;
}

const struct panel invitation_link_panel = {
    .kind = "invitation", .order = 10, .place = PANEL_TOP, .draw = draw};

/* --- the invited one --- */

static str role_word(struct ctx *ctx, str role)
{
    return kind_word(ctx, &grant_kind, "role", str_z(ctx->arena, role));
}

static err offer_json(struct ctx *ctx, const struct offer *o, struct reply *r)
{
    struct json_writer w;
    r->type = "application/json";
    json_start(&w, &r->body);
    json_object_start(&w);
    json_member_text(&w, "organisation", o->number);
    json_member_text(&w, "name", o->body);
    json_member_text(&w, "role", o->role);
    json_key(&w, "subtree");
    json_bool(&w, o->subtree == 1);
    json_member_text(&w, "valid_until", o->valid_until);
    json_object_end(&w);
    return OK;
}

static err show(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    (void)data;
    struct offer o;
    str secret = q->args[0];
    err e = invitation_find(ctx, secret, &o);
    if (e || q->is_api) {
        return e ? e : offer_json(ctx, &o, r);
    }
    struct invitation_view v = {
        .intro = word_args(ctx->arena, ctx->lang, "invitation.intro_to", &ctx->actor.email, 1),
        .body = o.body,
        .role = role_word(ctx, o.role),
        .below = o.subtree ? W("value.yes") : STR_NONE,
        .until = o.valid_until.n ? text_day(ctx->arena, ctx->lang, o.valid_until) : STR_NONE,
        .inviter = o.inviter,
        .accept = str_printf(ctx->arena, "/invitation/%.*s/accept", STR_ARG(secret)),
        .decline = str_printf(ctx->arena, "/invitation/%.*s/decline", STR_ARG(secret)),
        .form_token = ctx->actor.form_token,
    };
    struct html *h = page_begin(ctx);
    invitation_view_html(h, &v);
    return page_send(ctx, q, r, &(struct page){.title = W("invitation.title")}, h);
}

static err answered(struct ctx *ctx, const struct request *q, struct reply *r, str address,
                    const char *key)
{
    if (q->is_api) {
        r->status = 204;
        return OK;
    }
    return page_see(ctx, r, address, key, STR_NONE);
}

static err accept(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    (void)data;
    struct offer o;
    err e = invitation_find(ctx, q->args[0], &o);
    e = e ? e : invitation_accept(ctx, &o);
    if (e) {
        return e;
    }
    str address = role_of(o.role) == ROLE_ANALYST
                      ? STR("/")
                      : str_printf(ctx->arena, "/o/%.*s", STR_ARG(o.number));
    return answered(ctx, q, r, address, KEY("invitation.accepted"));
}

static err decline(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    (void)data;
    struct offer o;
    err e = invitation_find(ctx, q->args[0], &o);
    e = e ? e : invitation_decline(ctx, &o);
    return e ? e : answered(ctx, q, r, STR("/"), KEY("invitation.declined"));
}

const struct route invitation_routes[] = {
    ROUTE(METHOD_POST, "/o/{organisation}/invitations/{id}/link", GRANT_GIVERS, ROUTE_STEP_UP, make_link, NULL,
          "Make the link by which the invited one answers, shown once"),
    ROUTE(METHOD_GET, "/invitation/{secret}", 0, ROUTE_SIGNED_IN, show, NULL,
          "An invitation, for the one it was meant for"),
    ROUTE(METHOD_POST, "/invitation/{secret}/accept", 0, ROUTE_SIGNED_IN, accept, NULL,
          "Take the role one was invited to"),
    ROUTE(METHOD_POST, "/invitation/{secret}/decline", 0, ROUTE_SIGNED_IN, decline, NULL,
          "Turn an invitation down"),
    {0},
};
