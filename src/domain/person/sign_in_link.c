/* sign_in_link.c - the one-time link by which somebody chooses a password, the first one or after
 * it was lost: who may make it, and the page that shows it once. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "base/hash.h"
#include "base/id.h"
#include "base/limit.h"
#include "domain/person/person.h"
#include "domain/person/sign_in_link_view.h"
#include "format/json/write.h"
#include "kind/pages.h"
#include "sign_in_link_panel.html.h"
#include "sign_in_link_view.html.h"
#include "trail/trail.h"
#include "web/sign_in/event.h"

enum { MAKERS = ROLE_OPERATOR | ROLE_OFFICER, HIGH = ROLE_OPERATOR | ROLE_TOP_MANAGEMENT };

err person_sign_in_link(struct ctx *ctx, int64_t person_id, str *secret)
{
    unsigned char hash[SHA256_BYTES];
    *secret = id_secret(ctx->arena);
    sha256(*secret, hash);
    err e = db_run(ctx->db,
                   "INSERT INTO sign_in_link (token_hash, person_id, created_at, expires_at, "
                   "created_by, told_at) SELECT :hash, p.id, CAST(:now AS BIGINT), "
                   "CAST(:expires AS BIGINT), CAST(:actor AS BIGINT), "
                   "CASE WHEN coalesce(p.password, '') = '' THEN CAST(:now AS BIGINT) END "
                   "FROM person p WHERE p.id = :person",
                   BINDS(B_ID("actor", ctx->actor.person_id),
                         B_BLOB("hash", str_n((const char *)hash, sizeof hash)),
                         B_INT("person", person_id), B_INT("now", ctx->now),
                         B_INT("expires", ctx->now + SIGN_IN_LINK_MS)),
                   NULL);
    return e ? e : sign_in_event(ctx, person_id, "link-made", STR_NONE);
}

enum way_in { WAY_SHUT, WAY_NONE, WAY_PASSWORD };

static err way_in_of(struct ctx *ctx, const struct thing *t, enum way_in *out)
{
    int64_t way = 0;
    err e = db_int(ctx->db,
                   "SELECT CASE WHEN coalesce(password, '') = '' THEN 1 ELSE 2 END FROM person "
                   "WHERE id = :person AND state = 'active' AND deleted_at IS NULL",
                   BINDS(B_INT("person", t->id)), &way);
    *out = (enum way_in)way;
    return e;
}

err person_is_within_rights(struct ctx *ctx, const struct thing *t, bool *out)
{
    int64_t beyond = 0;
    *out = ctx->actor.person_id == 0;
    if (*out) {
        return OK;
    }
    err e = db_int(
        ctx->db,
        "SELECT count(*) FROM access p WHERE p.person_id = :person "
        "AND (p.valid_until IS NULL OR p.valid_until >= :today) "
        "AND NOT EXISTS (SELECT 1 FROM access m WHERE m.person_id = :actor "
        "AND m.organisation_id = p.organisation_id "
        "AND (m.valid_from IS NULL OR m.valid_from <= :today) "
        "AND (m.valid_until IS NULL OR m.valid_until >= :today) "
        "AND (m.role_bit = :operator OR (m.role_bit = :officer AND (p.role_bit & :high) = 0)))",
        BINDS(B_INT("person", t->id), B_INT("actor", ctx->actor.person_id),
              B_TEXT("today", ctx->today), B_INT("operator", ROLE_OPERATOR),
              B_INT("officer", ROLE_OFFICER), B_INT("high", HIGH)),
        &beyond);
    *out = beyond == 0;
    return e;
}

static err check(struct ctx *ctx, const struct thing *t, str reason)
{
    enum way_in way = WAY_SHUT;
    bool within = false;
    err e = way_in_of(ctx, t, &way);
    e = e ? e : person_is_within_rights(ctx, t, &within);
    if (e) {
        return e;
    }
    return way == WAY_SHUT                    ? fault(ctx, ERR_CONFLICT, "person.link.shut_out")
           : t->id == ctx->actor.person_id    ? fault(ctx, ERR_CONFLICT, "person.link.oneself")
           : !within                          ? fault(ctx, ERR_DENIED, "person.link.above")
           : way == WAY_PASSWORD && !reason.n ? fault_at(ctx, "reason", "person.link.why")
                                              : OK;
}

err person_link_make(struct ctx *ctx, const struct thing *t, str reason, str *secret)
{
    str why = str_trim(reason);
    err e = check(ctx, t, why);
    /* The newest link is the only one: an older one may have gone astray. */
    e = e ? e
          : db_run(ctx->db,
                   "UPDATE sign_in_link SET expires_at = :now WHERE person_id = :person "
                   "AND used_at IS NULL AND expires_at > :now",
                   BINDS(B_INT("now", ctx->now), B_INT("person", t->id)), NULL);
    e = e ? e : person_sign_in_link(ctx, t->id, secret);
    return e ? e
             : trail_append(ctx, t->organisation_id, "person", t->id, t->version, "sign-in-link",
                            why, NULL, 0);
}

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
    struct params p;
    str secret;
    err e = pages_thing(ctx, q, &person_kind, &t);
    if (!e && t->deleted_at) {
        e = fault(ctx, ERR_MISSING, "error.missing");
    }
    e = e ? e : pages_params(ctx, q, &p);
    e = e ? e : person_link_make(ctx, t, params_get(&p, "reason"), &secret);
    if (e) {
        return e;
    }
    str list = kind_address(ctx, &person_kind, 0), one = kind_address(ctx, &person_kind, t->id);
    struct sign_in_link_view v = {
        .name = kind_title(t),
        .link = str_printf(ctx->arena, "%.*s/sign-in/link/%.*s", STR_ARG(q->host), STR_ARG(secret)),
        .until = text_moment(ctx->arena, ctx->lang, ctx->now + SIGN_IN_LINK_MS),
        .back_href = one,
    };
    if (q->is_api) {
        link_json(r, v.link, moment_iso(ctx->arena, ctx->now + SIGN_IN_LINK_MS));
        return OK;
    }
    struct frame_link crumbs[] = {
        {.word = kind_word(ctx, &person_kind, "many", NULL), .href = list},
        {.word = kind_ref(ctx->arena, &person_kind, t->ref), .href = one},
        {.word = W("person.link.title"), .is_current = true},
    };
    struct html *h = page_begin(ctx);
    sign_in_link_view_html(h, &v);
    struct page page = {
        .title = W("person.link.title"), .current = list, .crumbs = crumbs, .n_crumbs = 3};
    return page_send(ctx, q, r, &page, h);
}

const struct route sign_in_link_routes[] = {
    ROUTE(METHOD_POST, "/o/{organisation}/persons/{id}/sign-in-link", MAKERS, ROUTE_STEP_UP,
          make_link, NULL, "make a one-time sign-in link, shown once"),
    {0},
};

static err draw(struct ctx *ctx, struct thing *t, struct html *h)
{
    enum way_in way = WAY_SHUT;
    bool within = false;
    err e = ctx_may(ctx, MAKERS) && t->id != ctx->actor.person_id ? way_in_of(ctx, t, &way) : OK;
    if (e || way == WAY_SHUT) {
        return e;
    }
    e = person_is_within_rights(ctx, t, &within);
    struct sign_in_link_panel v = {
        .form_token = ctx->actor.form_token,
        .has_password = way == WAY_PASSWORD,
        .action = within ? str_printf(ctx->arena, "%.*s/sign-in-link",
                                      STR_ARG(kind_address(ctx, &person_kind, t->id)))
                         : STR_NONE,
    };
    if (!e) {
        sign_in_link_panel_html(h, &v);
    }
    return e;
}

const struct panel sign_in_link_panel = {
    .kind = "person", .order = 10, .place = PANEL_SIDE, .draw = draw};

const struct limit sign_in_link_limits[] = {
    {"Sign-in", "one-time link, used once", SIGN_IN_LINK_MS, LIMIT_MS, "404"},
    {0},
};
