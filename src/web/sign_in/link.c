/* link.c - the one-time link: who has it chooses a password, and is in. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/hash.h"
#include "web/gate.h"
#include "web/later.h"
#include "web/oidc/oidc.h"
#include "web/route.h"
#include "web/sign_in/page.h"
#include "web/sign_in/password.h"
#include "web/sign_in/session.h"

#include "choose_password_view.html.h"

struct link_person {
    int64_t id;
    str name, email;
};

/* ERR_MISSING for a link that never was, has been used or is too old. */
static err link_read(struct ctx *ctx, const struct request *q, unsigned char *hash,
                     struct link_person *out)
{
    sha256(q->args[0], hash);
    struct rows *rows;
    err e = db_query(
        ctx->db,
        "SELECT p.id, p.name, p.email FROM sign_in_link l JOIN person p ON p.id = l.person_id "
        "WHERE l.token_hash = :hash AND l.used_at IS NULL AND l.expires_at > :now "
        "AND p.state = 'active' AND p.deleted_at IS NULL",
        BINDS(B_BLOB("hash", str_n((const char *)hash, SHA256_BYTES)), B_INT("now", ctx->now)),
        &rows);
    if (e) {
        return e;
    }
    bool found = rows_next(rows);
    if (found) {
        *out = (struct link_person){rows_int(rows, 0), str_copy(ctx->arena, rows_text(rows, 1)),
                                    str_copy(ctx->arena, rows_text(rows, 2))};
    }
    e = rows_end(rows);
    return e ? e : found ? OK : fault(ctx, ERR_MISSING, "sign_in.error.link");
}

static err choose_draw(struct ctx *ctx, const struct request *q, struct reply *r,
                       const struct link_person *person, const char *error_key)
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
    unsigned char hash[SHA256_BYTES];
    struct link_person person;
    err e = link_read(ctx, q, hash, &person);
    return e ? e : choose_draw(ctx, q, r, &person, NULL);
}

static err link_use(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    unsigned char hash[SHA256_BYTES];
    struct link_person person;
    err e = link_read(ctx, q, hash, &person);
    if (e) {
        return e;
    }
    str password = params_get(&q->form, "password");
    const char *refusal;
    e = password_refusal_of(ctx, q->gate->refused, person.id, password, &refusal);
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
    e = db_run(
        ctx->db, "UPDATE sign_in_link SET used_at = :now WHERE token_hash = :hash",
        BINDS(B_INT("now", ctx->now), B_BLOB("hash", str_n((const char *)hash, sizeof hash))),
        NULL);
    e = e ? e : password_store(ctx, person.id, w->stored);
    struct sign_in who = {.person_id = person.id, .factors = FACTOR_LINK};
    return e ? e : sign_in_go_on(ctx, q, r, &who, STR("/"));
}

const struct route link_routes[] = {
    ROUTE(METHOD_GET, "/sign-in/link/{token}", 0, ROUTE_OPEN, link_form, NULL,
          "The page behind a one-time link"),
    ROUTE(METHOD_POST, "/sign-in/link/{token}", 0, ROUTE_OPEN | ROUTE_NO_FORM_TOKEN, link_use, NULL,
          "Choose a password and sign in"),
    {0},
};
