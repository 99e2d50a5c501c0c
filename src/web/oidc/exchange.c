/* exchange.c - what is said to a provider, and what is made of its answer. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/oidc/exchange.h"

#include "base/clock.h"
#include "base/hash.h"
#include "base/id.h"
#include "format/json/write.h"
#include "web/later.h"
#include "web/oidc/documents.h"
#include "web/oidc/jose.h"

#include <sodium.h>

enum {
    ANSWER_PART = 4096,
    TOKEN_LARGEST = 128 * 1024,
    TOKEN_MS = 10 * 1000,
    ASSERTION_SECONDS = 60
};

static const struct json_limits limits = {.bytes = TOKEN_LARGEST, .values = 1000, .depth = 12};

/* ---- to the provider
 * --------------------------------------------------------------------------------- */

static void add(struct html *h, const char *name, str value)
{
    if (value.n) {
        buf_z(h->out, h->out->n ? "&" : "");
        buf_z(h->out, name);
        buf_char(h->out, '=');
        html_query_str(h, value);
    }
}

static struct html form_new(struct ctx *ctx, struct buf *out)
{
    buf_init(out, ctx->arena, 16 * KIB);
    return (struct html){.out = out, .arena = ctx->arena};
}

str exchange_redirect(struct ctx *ctx, const struct request *q)
{
    return str_printf(ctx->arena, "%.*s/sign-in/answer", STR_ARG(q->host));
}

static str challenge(struct arena *a, str verifier)
{
    unsigned char hash[SHA256_BYTES];
    sha256(verifier, hash);
    return base64url(a, str_n((const char *)hash, sizeof hash));
}

/* ID-porten takes one level, the lowest that serves, and may answer with a higher one. */
static str first_word(str words)
{
    str first = STR("");
    str_split(&words, ' ', &first);
    return first;
}

str exchange_address(struct ctx *ctx, const struct request *q, const struct oidc_provider *p,
                     const struct oidc_discovery *d, const struct flow *f)
{
    struct buf out;
    struct html h = form_new(ctx, &out);
    add(&h, "response_type", STR("code"));
    add(&h, "client_id", p->client_id);
    add(&h, "redirect_uri", exchange_redirect(ctx, q));
    add(&h, "scope", p->scopes.n ? p->scopes : STR("openid"));
    add(&h, "state", f->state);
    add(&h, "nonce", f->nonce);
    add(&h, "code_challenge", challenge(ctx->arena, f->verifier));
    add(&h, "code_challenge_method", STR("S256"));
    add(&h, "acr_values", str_is(p->profile, "idporten") ? first_word(p->acr) : p->acr);
    add(&h, "authorization_details", oidc_details(ctx->arena, p));
    add(&h, "ui_locales", str_of(lang_code(ctx->lang)));
    if (f->purpose == FLOW_PROVE) {
        add(&h, "prompt", STR("login"));
        add(&h, "max_age", STR("0"));
    }
    return str_printf(ctx->arena, "%.*s%s%.*s", STR_ARG(d->authorization),
                      str_index(d->authorization, '?') < 0 ? "?" : "&", STR_ARG(buf_as_str(&out)));
}

/* ---- from the browser
 * -------------------------------------------------------------------------------- */

static bool take_once(const struct params *query, const char *name, str *out)
{
    size_t n = 0;
    *out = STR("");
    for (size_t i = 0; i < query->n; i++) {
        if (str_is(query->at[i].name, name)) {
            *out = query->at[i].value;
            n++;
        }
    }
    return n <= 1 && out->n <= ANSWER_PART;
}

bool exchange_answer_read(const struct request *q, struct exchange_answer *out)
{
    return take_once(&q->query, "state", &out->state) && take_once(&q->query, "code", &out->code) &&
           take_once(&q->query, "iss", &out->issuer) &&
           take_once(&q->query, "error", &out->error) && out->state.n &&
           (out->code.n != 0) != (out->error.n != 0);
}

/* ---- who we are, to the provider
 * --------------------------------------------------------------------- */

/* RFC 6749 2.3.1: both halves are encoded as in a form first. */
static str basic(struct ctx *ctx, const struct oidc_provider *p)
{
    struct buf out;
    struct html h = form_new(ctx, &out);
    html_query_str(&h, p->client_id);
    buf_char(&out, ':');
    html_query_str(&h, p->secret);
    size_t n = sodium_base64_encoded_len(out.n, sodium_base64_VARIANT_ORIGINAL);
    char *text = arena_alloc(ctx->arena, n);
    sodium_bin2base64(text, n, (const unsigned char *)out.data, out.n,
                      sodium_base64_VARIANT_ORIGINAL);
    return str_printf(ctx->arena, "Basic %s", text);
}

/* RFC 7523 3. The audience is the issuer, as Digdir asks; Entra ID asks for the token's endpoint.
 */
static str assertion(struct ctx *ctx, const struct oidc_provider *p, const struct oidc_discovery *d)
{
    struct buf out;
    struct json_writer w;
    buf_init(&out, ctx->arena, 4 * KIB);
    json_start(&w, &out);
    json_object_start(&w);
    json_member_text(&w, "iss", p->client_id);
    json_member_text(&w, "sub", p->client_id);
    json_member_text(&w, "aud", str_is(p->profile, "entra") ? d->token : p->issuer);
    json_member_text(&w, "jti", id_secret(ctx->arena));
    json_member_int(&w, "iat", ctx->now / SECOND_MS);
    json_member_int(&w, "exp", ctx->now / SECOND_MS + ASSERTION_SECONDS);
    json_object_end(&w);
    /* Entra ID finds the key by its certificate; the others by its kid. */
    str certificate = str_is(p->profile, "entra") ? p->certificate : STR_NONE;
    return jose_sign(ctx->arena, p->private_key, certificate, buf_as_str(&out));
}

/* False when what is needed has not been set, or cannot be opened by this installation's key. */
static bool letter_of_code(struct ctx *ctx, const struct request *q, const struct oidc_provider *p,
                           const struct oidc_discovery *d, const struct flow *f, str code,
                           struct letter *out)
{
    struct buf *form = ARENA_NEW(ctx->arena, struct buf);
    struct html h = form_new(ctx, form);
    *out = (struct letter){
        .url = d->token, .hosts = p->hosts, .ceiling = TOKEN_LARGEST, .ms = TOKEN_MS};
    add(&h, "grant_type", STR("authorization_code"));
    add(&h, "code", code);
    add(&h, "redirect_uri", exchange_redirect(ctx, q));
    add(&h, "code_verifier", f->verifier);
    if (str_is(p->authentication, "private_key_jwt")) {
        str signed_by_us = p->private_key.n ? assertion(ctx, p, d) : STR_NONE;
        add(&h, "client_id", p->client_id);
        add(&h, "client_assertion_type",
            STR("urn:ietf:params:oauth:client-assertion-type:jwt-bearer"));
        add(&h, "client_assertion", signed_by_us);
        out->form = buf_as_str(form);
        return signed_by_us.n != 0;
    }
    if (str_is(p->authentication, "client_secret_post")) {
        add(&h, "client_id", p->client_id);
        add(&h, "client_secret", p->secret);
    } else {
        out->authorization = basic(ctx, p);
    }
    out->form = buf_as_str(form);
    return p->secret.n != 0;
}

/* ---- the token
 * --------------------------------------------------------------------------------------- */

static bool is_bearer(str type)
{
    static const char bearer[] = "bearer";
    for (size_t i = 0; i < sizeof bearer - 1; i++) {
        if (i >= type.n || (type.p[i] | 0x20) != bearer[i]) {
            return false;
        }
    }
    return type.n == sizeof bearer - 1;
}

static const char *read_token(struct ctx *ctx, const struct answer *answer, str *id_token,
                              str *access_token)
{
    const struct json *body;
    if (answer->status != 200) {
        return answer->status ? "token-status" : "token-undelivered";
    }
    if (!str_is(answer->type, "application/json") ||
        json_read(ctx->arena, answer->body, &limits, &body, NULL) || body->type != JSON_IS_OBJECT) {
        return "token-json";
    }
    *access_token = json_get_str(body, "access_token");
    *id_token = json_get_str(body, "id_token");
    return !is_bearer(json_get_str(body, "token_type")) || !access_token->n || !id_token->n
               ? "token-form"
               : NULL;
}

/* Keys are kept for an hour; a kid that is not among them asks for fresh ones, once a minute. */
static err check(struct ctx *ctx, const struct request *q, const struct oidc_provider *p,
                 const struct oidc_discovery *d, const struct id_demand *demand, str id_token,
                 struct id_claims *out, const char **why)
{
    static const struct {
        const char *name;
        int64_t age;
    } tries[] = {{"keys", HOUR_MS}, {"fresh keys", MINUTE_MS}};
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        const struct json *keys;
        err e = document_get(ctx, q, tries[i].name, d->jwks, p->hosts, tries[i].age, &keys, why);
        if (e) {
            return *why ? OK : e;
        }
        *why = id_token_check(ctx->arena, id_token, keys, demand, out);
        if (!*why || !str_is(str_of(*why), "key")) {
            return OK;
        }
    }
    return OK;
}

/* Whoever proves again shall have signed in there after he was sent; never 0, which asks nothing.
 */
static int64_t since(const struct ctx *ctx, const struct flow *f)
{
    return (ctx->now - f->began) / SECOND_MS + 1;
}

err exchange_code(struct ctx *ctx, const struct request *q, const struct oidc_provider *p,
                  const struct oidc_discovery *d, const struct flow *f, str code,
                  struct id_claims *out, str *id_token, const char **why)
{
    struct letter letter;
    struct answer answer;
    str access_token;
    *why = NULL;
    if (!letter_of_code(ctx, q, p, d, f, code, &letter)) {
        *why = "secret";
        return OK;
    }
    if (!later_ask(q, ctx->arena, "token", &letter, &answer)) {
        return ERR_BUSY;
    }
    *why = read_token(ctx, &answer, id_token, &access_token);
    if (*why) {
        return OK;
    }
    struct id_demand demand = {.issuer = p->issuer,
                               .client_id = p->client_id,
                               .nonce = f->nonce,
                               .acr = p->acr,
                               .access_token = access_token,
                               .algorithms = d->algorithms,
                               .now = ctx->now / SECOND_MS,
                               .max_age = f->purpose == FLOW_PROVE ? since(ctx, f) : 0};
    err e = check(ctx, q, p, d, &demand, *id_token, out, why);
    if (!e && !*why && p->representation.n && !oidc_represents(out->all, p)) {
        *why = "representation";
    }
    return e;
}
