/* provider_secret.c - the secret of a provider, or a key pair: set here, sealed, never shown again.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "domain/provider/provider.h"
#include "kind/pages.h"
#include "kind/store.h"
#include "provider_secret_panel.html.h"
#include "web/later.h"
#include "web/oidc/jose.h"
#include "web/oidc/provider.h"

#include <stdio.h>

enum { SHORTEST_SECRET = 8, LONGEST_SECRET = 500, KEY_ROOM = 8 * 1024, CERTIFICATE_DAYS = 730 };

/* Writes what was sealed, and when, into the history; what it is stays out of it. */
static err keep(struct ctx *ctx, const struct request *q, struct reply *r, struct provider *p,
                const char *sql, const struct secret *what, str plain)
{
    struct thing *t = &p->thing;
    str sealed = secret_seal(ctx, q->gate->seal, what, t->uuid, plain);
    p->secret_at = ctx->now;
    err e = thing_change(ctx, t, t->version);
    e = e ? e : db_run(ctx->db, sql, BINDS(B_TEXT("sealed", sealed), B_INT("id", t->id)), NULL);
    return e ? e
             : page_see(ctx, r, kind_address(ctx, &provider_kind, t->id),
                        KEY("provider.secret.set"), STR_NONE);
}

static err provider_of(struct ctx *ctx, const struct request *q, struct provider **out)
{
    struct thing *t;
    err e = pages_thing(ctx, q, &provider_kind, &t);
    if (!e && t->deleted_at) {
        e = fault(ctx, ERR_MISSING, "error.missing");
    }
    *out = (struct provider *)t;
    return e ? e : q->gate->seal ? OK : fault(ctx, ERR_CONFLICT, "provider.no_seal");
}

static err secret_set(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    (void)data;
    struct provider *p;
    str secret = str_trim(params_get(&q->form, "secret"));
    err e = provider_of(ctx, q, &p);
    if (!e && (secret.n < SHORTEST_SECRET || secret.n > LONGEST_SECRET)) {
        e = fault(ctx, ERR_INVALID, "provider.secret.length");
    }
    return e ? e
             : keep(ctx, q, r, p, "UPDATE provider SET secret = :sealed WHERE id = :id",
                    &oidc_client_secret, secret);
}

/* Making a key takes a second: beside the loop. */
struct key_work {
    int64_t from; /* the second from which the certificate holds */
    char private_key[KEY_ROOM], public_key[KEY_ROOM], certificate[KEY_ROOM];
};

static void make_key(void *work)
{
    struct key_work *w = work;
    struct arena *a = arena_open();
    str private_key, public_key;
    jose_key_new(a, &private_key, &public_key);
    str certificate = jose_certificate(a, private_key, "Samstyr", w->from, CERTIFICATE_DAYS);
    snprintf(w->private_key, sizeof w->private_key, "%.*s", STR_ARG(private_key));
    snprintf(w->public_key, sizeof w->public_key, "%.*s", STR_ARG(public_key));
    snprintf(w->certificate, sizeof w->certificate, "%.*s", STR_ARG(certificate));
    arena_close(a);
}

static err key_make(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    (void)data;
    struct provider *p;
    struct key_work *w = ARENA_NEW(ctx->arena, struct key_work);
    w->from = ctx->now / SECOND_MS;
    err e = provider_of(ctx, q, &p);
    if (e) {
        return e;
    }
    if (!later_run(q, ctx->arena, make_key, (void **)&w, sizeof *w)) {
        return ERR_BUSY;
    }
    p->public_key = str_of(w->public_key);
    p->certificate = str_of(w->certificate);
    return keep(ctx, q, r, p, "UPDATE provider SET private_key = :sealed WHERE id = :id",
                &oidc_private_key_secret, str_of(w->private_key));
}

/* As other programs and the pages of providers take it: PEM (RFC 7468). */
static err certificate_file(struct ctx *ctx, const struct request *q, struct reply *r,
                            const void *data)
{
    (void)data;
    enum { LINE = 64 };
    struct thing *t;
    err e = pages_thing(ctx, q, &provider_kind, &t);
    str rest = e ? STR("") : ((const struct provider *)t)->certificate;
    if (e || !rest.n) {
        return e ? e : fault(ctx, ERR_MISSING, "error.missing");
    }
    buf_literal(&r->body, "-----BEGIN CERTIFICATE-----\n");
    for (size_t at = 0; at < rest.n; at += LINE) {
        buf_str(&r->body, str_slice(rest, at, LINE));
        buf_char(&r->body, '\n');
    }
    buf_literal(&r->body, "-----END CERTIFICATE-----\n");
    r->type = "application/x-pem-file";
    reply_attachment(r, STR("samstyr.pem"));
    return OK;
}

const struct route provider_secret_routes[] = {
    ROUTE(METHOD_GET, "/o/{organisation}/providers/{id}/certificate/file", ROLE_OPERATOR, 0,
          certificate_file, NULL, "the certificate of a provider's key, to be registered there"),
    ROUTE(METHOD_POST, "/o/{organisation}/providers/{id}/secret", ROLE_OPERATOR, ROUTE_STEP_UP,
          secret_set, NULL, "set the client secret of a provider"),
    ROUTE(METHOD_POST, "/o/{organisation}/providers/{id}/key", ROLE_OPERATOR, ROUTE_STEP_UP,
          key_make, NULL, "make a key pair for a provider, and keep the private key"),
    {0},
};

static err draw(struct ctx *ctx, struct thing *t, struct html *h)
{
    const struct provider *p = (const struct provider *)t;
    str address = kind_address(ctx, &provider_kind, t->id);
    if (!ctx_may(ctx, ROLE_OPERATOR) || str_is(t->state, "active") || t->deleted_at) {
        return OK;
    }
    provider_secret_panel_html(
        h, &(struct provider_secret_panel){
               .form_token = ctx->actor.form_token,
               .file_href = p->certificate.n
                                ? str_printf(ctx->arena, "%.*s/certificate/file", STR_ARG(address))
                                : STR_NONE,
               .is_key = str_is(p->authentication, "private_key_jwt"),
               .key_action = str_printf(ctx->arena, "%.*s/key", STR_ARG(address)),
               .secret_action = str_printf(ctx->arena, "%.*s/secret", STR_ARG(address))});
    return OK;
}

const struct panel provider_secret_panel = {
    .kind = "provider", .order = 10, .place = PANEL_SIDE, .draw = draw};
