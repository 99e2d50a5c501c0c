/* link.c - the one-time link: who has it chooses a password, and is in. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/gate.h"
#include "web/later.h"
#include "web/oidc/oidc.h"
#include "web/route.h"
#include "web/sign_in/one_time.h"
#include "web/sign_in/page.h"
#include "web/sign_in/password.h"
#include "web/sign_in/session.h"

#include "choose_password_view.html.h"

static err choose_draw(struct ctx *ctx, const struct request *q, struct reply *r,
                       const struct one_time *person, const char *error_key)
{
    struct html *h = sign_in_page(ctx);
    struct choose_password_view v = {
        .name = person->name,
        .email = person->email,
        .action = q->path,
        .error = error_key ? word(ctx->lang, error_key) : STR(""),
    };
    err e = oidc_buttons(ctx, STR(""), q->args[0], &v.providers, &v.n_providers);
    if (!e) {
        choose_password_view_html(h, &v);
        sign_in_page_send(ctx, q, r, KEY("sign_in.choose.title"), h);
    }
    return e;
}

static err link_form(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct one_time person;
    err e = one_time_read(ctx, q->args[0], &person);
    return e ? e : choose_draw(ctx, q, r, &person, NULL);
}

static err link_use(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct one_time person;
    err e = one_time_read(ctx, q->args[0], &person);
    if (e) {
        return e;
    }
    str password = params_get(&q->form, "password");
    const char *refusal;
    e = password_refusal_of(ctx, q->gate->refused, person.person_id, password, &refusal);
    if (e) {
        return e;
    }
    if (refusal) {
        e = choose_draw(ctx, q, r, &person, refusal);
        r->status = 422;
        return e ? e : ERR_INVALID;
    }
    struct password_work mine, *w = &mine;
    password_work_init(w, password, STR(""));
    if (!later_run(q, ctx->arena, password_hash, (void **)&w, sizeof *w)) {
        return ERR_BUSY;
    }
    e = one_time_use(ctx, q->args[0]);
    e = e ? e : password_store(ctx, person.person_id, w->stored);
    struct sign_in who = {.person_id = person.person_id, .factors = FACTOR_LINK};
    return e ? e : sign_in_go_on(ctx, q, r, &who, STR("/"));
}

const struct route link_routes[] = {
    ROUTE(METHOD_GET, "/sign-in/link/{token}", 0, ROUTE_OPEN, link_form, NULL,
          "The page behind a one-time link"),
    ROUTE(METHOD_POST, "/sign-in/link/{token}", 0, ROUTE_OPEN | ROUTE_NO_FORM_TOKEN, link_use, NULL,
          "Choose a password and sign in"),
    {0},
};
