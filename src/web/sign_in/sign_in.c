/* sign_in.c - the sign-in page: e-mail address and password, and the way out. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/log.h"
#include "web/later.h"
#include "web/oidc/oidc.h"
#include "web/route.h"
#include "web/sign_in/attempts.h"
#include "web/sign_in/demand.h"
#include "web/sign_in/event.h"
#include "web/sign_in/factors.h"
#include "web/sign_in/links_made.h"
#include "web/sign_in/page.h"
#include "web/sign_in/passkey.h"
#include "web/sign_in/password.h"
#include "web/sign_in/second.h"
#include "web/sign_in/signed_in.h"

#include "sign_in_view.html.h"

static err sign_in_draw(struct ctx *ctx, const struct request *q, struct reply *r, str email,
                        str return_to, const char *error_key)
{
    struct html *h = sign_in_page(ctx);
    struct passkey_ask key = passkey_ask_anyone(ctx, q);
    struct sign_in_view v = {
        .passkey_challenge = key.challenge,
        .passkey_site = key.rp_id,
        .action = STR("/sign-in"),
        .return_to = return_to,
        .email = email,
        .error = error_key ? word(ctx->lang, error_key) : STR(""),
        .has_password = true,
    };
    err e = oidc_buttons(ctx, return_to, STR(""), &v.providers, &v.n_providers);
    if (!e) {
        sign_in_view_html(h, &v);
        sign_in_page_send(ctx, q, r, KEY("sign_in.title"), h);
    }
    return e;
}

static err sign_in_form(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    str to = params_get(&q->query, "return");
    if (ctx->actor.person_id > 0) {
        reply_see(r, to.n ? to : STR("/"));
        return OK;
    }
    bool refused = str_is(params_get(&q->query, "passkey"), "refused");
    return sign_in_draw(ctx, q, r, STR(""), to, refused ? KEY("sign_in.passkey.trouble") : NULL);
}

static err person_by_email(struct ctx *ctx, str email, int64_t *id, str *stored)
{
    *id = 0;
    *stored = STR("");
    struct rows *rows;
    err e = db_query(ctx->db,
                     "SELECT id, password FROM person WHERE email = :email AND state = 'active' "
                     "AND deleted_at IS NULL",
                     BINDS(B_TEXT("email", email)), &rows);
    if (e) {
        return e;
    }
    if (rows_next(rows)) {
        *id = rows_int(rows, 0);
        *stored = str_copy(ctx->arena, rows_text(rows, 1));
    }
    return rows_end(rows);
}

static err sign_in(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    str email = str_lower(ctx->arena, str_trim(params_get(&q->form, "email")));
    str password = params_get(&q->form, "password"), to = params_get(&q->form, "return_to"), stored;
    bool limited;
    int64_t person_id;
    err e = attempts_too_many(ctx, q, email, &limited);
    e = e ? e : person_by_email(ctx, email, &person_id, &stored);
    if (e) {
        return e;
    }
    if (limited) {
        log_event("sign_in.limited", LOG_STR("request", ctx->request));
        e = sign_in_draw(ctx, q, r, email, to, KEY("sign_in.error.busy"));
        r->status = 429;
        return e;
    }
    struct password_work mine, *w = &mine;
    password_work_init(w, password, stored);
    if (!later_run(q, ctx->arena, password_check, (void **)&w, sizeof *w)) {
        return ERR_BUSY;
    }
    e = password_checked(ctx, w);
    if (e) {
        return e;
    }
    /* The account may have changed while the check went on: then the answer is about another
     * password. */
    bool same = str_eq(str_of(w->stored), stored);
    if (!w->right || !same || !person_id) {
        log_event("sign_in.refused", LOG_STR("request", ctx->request));
        e = attempts_failed(ctx, q, email);
        e = e ? e : sign_in_event(ctx, person_id, "sign-in-refused", STR("password"));
        e = e ? e : sign_in_draw(ctx, q, r, email, to, KEY("sign_in.error"));
        r->status = 401;
        return e;
    }
    struct sign_in who = {.person_id = person_id, .factors = FACTOR_PASSWORD};
    return sign_in_go_on(ctx, q, r, &who, to);
}

/* What the person has that must be shown still. A provider that asked for one factor does, unless a
   body demands two of the person. */
static err second_is_wanted(struct ctx *ctx, const struct sign_in *who, unsigned *has)
{
    int64_t due = 0;
    bool lone_provider = (who->factors & FACTOR_PROVIDER) && !second_is_two(who->factors);
    err e = lone_provider ? demand_due(ctx, who->person_id, who->factors, &due) : OK;
    return e || (second_is_shown(who->factors) && !due) ? e : second_has(ctx, who->person_id, has);
}

err sign_in_go_on(struct ctx *ctx, const struct request *q, struct reply *r,
                  const struct sign_in *who, str return_to)
{
    int64_t refused = 0, due = 0;
    unsigned has = 0;
    str email;
    struct link_made *links;
    size_t n_links = 0;
    err e = second_is_wanted(ctx, who, &has);
    if (!e && (has & (FACTOR_TOTP | FACTOR_PASSKEY))) {
        return second_wait(ctx, q, r, who, return_to);
    }
    e = e ? e
          : db_text(ctx->db, ctx->arena, "SELECT email FROM person WHERE id = :id",
                    BINDS(B_INT("id", who->person_id)), &email);
    e = e ? e : attempts_forget(ctx, email, &refused);
    e = e ? e : session_open(ctx, q, r, who, &due);
    e = e ? e : signed_in_add(ctx, q, who, refused);
    e = e ? e
          : sign_in_event_own(ctx, who->person_id, "sign-in",
                              factor_names(ctx->arena, who->factors));
    /* Whoever comes by the link knows of it, be it the right one or not: the next sign-in tells. */
    e = e || (who->factors & FACTOR_LINK)
            ? e
            : links_made_untold(ctx, who->person_id, &links, &n_links);
    if (e) {
        return e;
    }
    log_event("sign_in.done", LOG_INT("actor", who->person_id), LOG_INT("factors", who->factors),
              LOG_STR("request", ctx->request));
    str to = return_to.n ? return_to : STR("/");
    to = n_links ? links_made_first(ctx->arena, to) : to;
    reply_see(r, due ? factors_first(ctx->arena, to) : to);
    return OK;
}

static err sign_out(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    int64_t id = ctx->actor.session_id;
    err e = id ? session_end(ctx, ctx->actor.person_id, id) : OK;
    session_forget(ctx, q, r);
    reply_see(r, oidc_after_sign_out(q));
    reply_header(r, "Clear-Site-Data", STR("\"cache\", \"storage\"")); /* ASVS 14.3.1 */
    return e;
}

const struct route sign_in_routes[] = {
    ROUTE(METHOD_GET, "/sign-in", 0, ROUTE_OPEN, sign_in_form, NULL, "The sign-in page"),
    ROUTE(METHOD_POST, "/sign-in", 0, ROUTE_OPEN | ROUTE_NO_FORM_TOKEN, sign_in, NULL,
          "Sign in by e-mail address and password"),
    ROUTE(METHOD_POST, "/sign-out", 0, ROUTE_SIGNED_IN | ROUTE_ENROL, sign_out, NULL,
          "End the session"),
    {0},
};
