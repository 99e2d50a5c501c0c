/* link.c - linking a provider's identity to one's account, and the end of a session with it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/oidc/link.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/seal.h"
#include "statements.h"
#include "web/oidc/exchange.h"
#include "web/oidc/oidc.h"
#include "web/parse/query.h"
#include "web/route.h"
#include "web/sign_in/one_time.h"
#include "web/sign_in/page.h"
#include "web/sign_in/session.h"

#include "oidc_confirm_view.html.h"
#include "oidc_identities_view.html.h"
#include "oidc_message_view.html.h"

enum { CONFIRM_SECONDS = 600, MOST = 20, BUTTONS_MOST = 12 };

/* ---- the buttons
 * ------------------------------------------------------------------------------------- */

/* "/o/999900011/risks": the number. */
static str body_of(str path)
{
    str rest = str_starts(path, "/o/") ? str_slice(path, 3, path.n) : STR(""), number = STR("");
    str_split(&rest, '/', &number);
    return number;
}

static str href(struct ctx *ctx, str uuid, str return_to, str invitation, const char *why)
{
    struct buf out;
    struct html h = {.out = &out, .arena = ctx->arena};
    buf_init(&out, ctx->arena, 8 * KIB);
    buf_printf(&out, "/sign-in/with/%.*s", STR_ARG(uuid));
    buf_z(&out, "?for=");
    buf_z(&out, why);
    if (return_to.n) {
        buf_z(&out, "&return=");
        html_query_str(&h, return_to);
    }
    if (invitation.n) {
        buf_z(&out, "&invitation=");
        html_query_str(&h, invitation);
    }
    return buf_as_str(&out);
}

static const char *button_of(const char *why)
{
    return str_is(str_of(why), "link")    ? KEY("oidc.link")
           : str_is(str_of(why), "proof") ? KEY("oidc.proof")
                                          : KEY("oidc.button");
}

/* One row of the questions in oidc.sql. */
struct offered {
    str uuid, title, body;
};

/* Two of the same name are told apart by whose they are. */
static bool has_double(const struct offered *list, size_t n, size_t at)
{
    for (size_t i = 0; i < n; i++) {
        if (i != at && str_eq(list[i].title, list[at].title)) {
            return true;
        }
    }
    return false;
}

static struct sign_in_provider button(struct ctx *ctx, const struct offered *p, bool is_double,
                                      str return_to, str invitation, const char *why)
{
    str words[] = {p->title, p->body};
    str title = is_double ? word_args(ctx->arena, ctx->lang, KEY("oidc.of"), words, 2) : p->title;
    return (struct sign_in_provider){
        .word = word_args(ctx->arena, ctx->lang, button_of(why), &title, 1),
        .href = href(ctx, p->uuid, return_to, invitation, why)};
}

static err buttons(struct ctx *ctx, const char *sql, const struct bind *binds, size_t n_binds,
                   str return_to, str invitation, const char *why, struct sign_in_provider **out,
                   size_t *n)
{
    struct rows *rows;
    struct offered list[BUTTONS_MOST + 1]; /* one more is read than is shown: it may be a double */
    size_t n_read = 0;
    *n = 0;
    err e = db_query(ctx->db, sql, binds, n_binds, &rows);
    if (e) {
        return e;
    }
    while (n_read <= BUTTONS_MOST && rows_next(rows)) {
        list[n_read++] = (struct offered){str_copy(ctx->arena, rows_text(rows, 0)),
                                          str_copy(ctx->arena, rows_text(rows, 1)),
                                          str_copy(ctx->arena, rows_text(rows, 2))};
    }
    *out = ARENA_ARRAY(ctx->arena, BUTTONS_MOST, struct sign_in_provider);
    for (; *n < n_read && *n < BUTTONS_MOST; (*n)++) {
        (*out)[*n] =
            button(ctx, &list[*n], has_double(list, n_read, *n), return_to, invitation, why);
    }
    return rows_end(rows);
}

err oidc_buttons(struct ctx *ctx, str return_to, str invitation, struct sign_in_provider **out,
                 size_t *n)
{
    struct one_time invited;
    str number = body_of(return_to);
    if (invitation.n) {
        err e = one_time_read(ctx, invitation, &invited);
        return e ? e
                 : buttons(ctx, sql_oidc_providers_of_person,
                           BINDS(B_INT("person", invited.person_id), B_INT("invited", 1)), STR(""),
                           invitation, "invitation", out, n);
    }
    if (number.n) {
        err e = buttons(ctx, sql_oidc_providers_of_body, BINDS(B_TEXT("number", number)), return_to,
                        STR(""), "sign-in", out, n);
        if (e || *n) {
            return e;
        }
    }
    return buttons(ctx, sql_oidc_providers_all, NO_BINDS, return_to, STR(""), "sign-in", out, n);
}

err oidc_proof_buttons(struct ctx *ctx, str return_to, struct sign_in_provider **out, size_t *n)
{
    return buttons(ctx, sql_oidc_providers_linked, BINDS(B_INT("person", ctx->actor.person_id)),
                   return_to, STR(""), "proof", out, n);
}

/* ---- one's own identities
 * ------------------------------------------------------------------------------ */

static err identities_read(struct ctx *ctx, struct oidc_identities_view *v)
{
    struct rows *rows;
    v->identities = ARENA_ARRAY(ctx->arena, MOST, struct oidc_identity_row);
    err e = db_query(ctx->db,
                     "SELECT id, provider, issuer, linked_at, used_at FROM oidc_identity "
                     "WHERE person_id = :person ORDER BY linked_at, id LIMIT 20",
                     BINDS(B_INT("person", ctx->actor.person_id)), &rows);
    if (e) {
        return e;
    }
    while (v->n_identities < MOST && rows_next(rows)) {
        v->identities[v->n_identities++] = (struct oidc_identity_row){
            .id = rows_int(rows, 0),
            .provider = str_copy(ctx->arena, rows_text(rows, 1)),
            .issuer = str_copy(ctx->arena, rows_text(rows, 2)),
            .linked = text_moment(ctx->arena, ctx->lang, rows_int(rows, 3)),
            .used = text_moment(ctx->arena, ctx->lang, rows_int(rows, 4)),
        };
    }
    return rows_end(rows);
}

static err identities_page(struct ctx *ctx, const struct request *q, struct reply *r,
                           const void *data)
{
    struct oidc_identities_view v = {.form_token = ctx->actor.form_token};
    str done = params_get(&q->query, "done");
    v.done = str_is(done, "linked")     ? word(ctx->lang, KEY("oidc.linked"))
             : str_is(done, "unlinked") ? word(ctx->lang, KEY("oidc.unlinked"))
                                        : STR("");
    err e = identities_read(ctx, &v);
    e = e ? e
          : buttons(ctx, sql_oidc_providers_of_person,
                    BINDS(B_INT("person", ctx->actor.person_id), B_INT("invited", 0)), STR(""),
                    STR(""), "link", &v.providers, &v.n_providers);
    if (e) {
        return e;
    }
    struct html *h = sign_in_page(ctx);
    oidc_identities_view_html(h, &v);
    sign_in_page_send(ctx, q, r, KEY("oidc.identities"), h);
    return OK;
}

static str confirm_purpose(struct ctx *ctx)
{
    return str_printf(ctx->arena, "link to session %lld", (long long)ctx->actor.session_id);
}

err link_confirm_page(struct ctx *ctx, const struct request *q, struct reply *r,
                      const struct oidc_provider *p, const struct id_claims *claims)
{
    str plain = str_printf(ctx->arena, "%.*s\n%lld\n%.*s", STR_ARG(p->uuid), (long long)ctx->now,
                           STR_ARG(claims->sub));
    str who = claims->name.n ? claims->name : claims->email.n ? claims->email : claims->sub;
    struct html *h = sign_in_page(ctx);
    oidc_confirm_view_html(
        h, &(struct oidc_confirm_view){
               .form_token = ctx->actor.form_token,
               .sealed = seal_text(q->gate->seal, ctx->arena, confirm_purpose(ctx), plain),
               .question = word_args(ctx->arena, ctx->lang, KEY("oidc.confirm"),
                                     (const str[]){who, p->title, ctx->actor.name}, 3)});
    sign_in_page_send(ctx, q, r, KEY("oidc.confirm.title"), h);
    return OK;
}

static err link_do(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    str plain, uuid, at;
    int64_t moment;
    struct oidc_provider p;
    if (!seal_read(q->gate->seal, ctx->arena, confirm_purpose(ctx),
                   params_get(&q->form, "identity"), &plain) ||
        !str_split(&plain, '\n', &uuid) || !str_split(&plain, '\n', &at) ||
        !str_to_int(at, &moment) || moment < ctx->now - CONFIRM_SECONDS * SECOND_MS) {
        return fault(ctx, ERR_INVALID, "oidc.state");
    }
    err e = oidc_provider_read(ctx, q, uuid, &p);
    e = e ? e : account_link(ctx, &p, plain, ctx->actor.person_id, "self");
    reply_see(r, STR("/me/providers?done=linked"));
    return e;
}

static err unlink_do(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    int64_t id;
    if (!str_to_int(q->args[0], &id)) {
        return fault_tell(&ctx->fault, ERR_MISSING, NULL, NULL, 0);
    }
    str provider = STR_NONE;
    err e = db_text(ctx->db, ctx->arena,
                    "DELETE FROM oidc_identity WHERE id = :id AND person_id = :person "
                    "RETURNING provider",
                    BINDS(B_INT("id", id), B_INT("person", ctx->actor.person_id)), &provider);
    if (!e && !provider.p) {
        return fault_tell(&ctx->fault, ERR_MISSING, NULL, NULL, 0);
    }
    e = e ? e : account_record(ctx, ctx->actor.person_id, "identity-unlinked", provider);
    log_event("oidc.unlinked", LOG_INT("actor", ctx->actor.person_id),
              LOG_STR("request", ctx->request));
    reply_see(r, STR("/me/providers?done=unlinked"));
    return e;
}

/* ---- the end of a session
 * ------------------------------------------------------------------------------ */

static const char *cookie_name(bool secure)
{
    return secure ? "__Host-samstyr_provider" : "samstyr_provider";
}

void link_cookie_set(struct ctx *ctx, const struct request *q, struct reply *r, str sealed)
{
    reply_header(r, "Set-Cookie",
                 str_printf(ctx->arena, "%s=%.*s; Path=/; Max-Age=%lld; HttpOnly; SameSite=Lax%s",
                            cookie_name(q->secure), STR_ARG(sealed),
                            (long long)(sealed.n ? DAY_MS / SECOND_MS : 0),
                            q->secure ? "; Secure" : ""));
}

bool link_cookie_has(const struct request *q)
{
    return cookie_get(q->cookies, cookie_name(q->secure)).n != 0;
}

str oidc_after_sign_out(const struct request *q)
{
    return link_cookie_has(q) ? STR("/sign-in/ended") : STR("/sign-in");
}

/* OpenID Connect RP-Initiated Logout 1.0. A link, not a redirect: whoever wants to stay signed in
   at the provider, for other services, does. */
static str end_address(struct ctx *ctx, const struct request *q, const struct oidc_provider *p,
                       const struct oidc_discovery *d, str hint)
{
    struct buf out;
    struct html h = {.out = &out, .arena = ctx->arena};
    buf_init(&out, ctx->arena, 8 * KIB);
    buf_str(&out, d->end_session);
    buf_z(&out, str_index(d->end_session, '?') < 0 ? "?client_id=" : "&client_id=");
    html_query_str(&h, p->client_id);
    buf_z(&out, "&post_logout_redirect_uri=");
    html_query_str(&h, str_printf(ctx->arena, "%.*s/sign-in", STR_ARG(q->host)));
    if (hint.n) {
        buf_z(&out, "&id_token_hint=");
        html_query_str(&h, hint);
    }
    return buf_as_str(&out);
}

static err ended_page(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    str plain, uuid = STR("");
    struct oidc_provider p;
    struct oidc_discovery d;
    const char *why;
    err e = ERR_MISSING;
    if (seal_read(q->gate->seal, ctx->arena, STR("provider of a session"),
                  cookie_get(q->cookies, cookie_name(q->secure)), &plain) &&
        str_split(&plain, '\n', &uuid)) {
        e = oidc_provider_read(ctx, q, uuid, &p);
        e = e ? e : oidc_discovery_get(ctx, q, &p, &d, &why);
    }
    if (e == ERR_BUSY && !why) {
        return e;
    }
    link_cookie_set(ctx, q, r, STR(""));
    if (e || !d.end_session.n) {
        ctx->fault = (struct fault){.arena = ctx->arena};
        reply_see(r, STR("/sign-in"));
        return OK;
    }
    struct html *h = sign_in_page(ctx);
    oidc_message_view_html(
        h, &(struct oidc_message_view){
               .title = word(ctx->lang, KEY("oidc.ended.title")),
               .text = word_args(ctx->arena, ctx->lang, KEY("oidc.ended"), &p.title, 1),
               .href = end_address(ctx, q, &p, &d, plain),
               .link = word_args(ctx->arena, ctx->lang, KEY("oidc.ended.link"), &p.title, 1),
               .other_href = STR("/sign-in"),
               .other_link = word(ctx->lang, KEY("oidc.back"))});
    sign_in_page_send(ctx, q, r, KEY("oidc.ended.title"), h);
    return OK;
}

const struct route oidc_link_routes[] = {
    ROUTE(METHOD_GET, "/me/providers", 0, ROUTE_SIGNED_IN, identities_page, NULL,
          "Where else one may sign in"),
    ROUTE(METHOD_POST, "/me/providers", 0, ROUTE_SIGNED_IN | ROUTE_STEP_UP, link_do, NULL,
          "Link a provider's identity to one's account"),
    ROUTE(METHOD_POST, "/me/providers/{id}/unlink", 0, ROUTE_SIGNED_IN, unlink_do, NULL,
          "Take a provider's identity away from one's account"),
    ROUTE(METHOD_GET, "/sign-in/ended", 0, ROUTE_OPEN, ended_page, NULL,
          "Signed out here; a way to sign out at the provider"),
    {0},
};
