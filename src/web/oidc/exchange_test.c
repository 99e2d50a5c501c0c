/* exchange_test.c - what a provider is asked and what is taken from its answer; forged ones meet
   the whole program in tests/oidc. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/oidc/exchange.h"

#include "base/clock.h"
#include "base/hash.h"
#include "web/oidc/jose.h"
#include "web/oidc/letters_for_test.h"
#include "web/parse/query.h"
#include "web/parse/urlencoded.h"

#include <string.h>

#define NOW ((int64_t)1800000000000)
#define ISSUER "https://idp.example.org"
#define JSON "application/json"

/* A provider, what it published, and somebody who is on the way. */
struct scene {
    struct desk d;
    struct arena *a;
    struct oidc_provider p;
    struct oidc_discovery published;
    struct flow f;
    str private_key, keys; /* the provider's own */
};

static void scene_open(struct scene *s)
{
    desk_open(&s->d, NOW);
    s->a = s->d.ctx.arena;
    s->p = (struct oidc_provider){.profile = STR("other"),
                                  .issuer = STR(ISSUER),
                                  .client_id = STR("us & them"),
                                  .authentication = STR("client_secret_basic"),
                                  .hosts = STR("idp.example.org"),
                                  .body_number = STR("999900011"),
                                  .secret = STR("s:e c")};
    s->published = (struct oidc_discovery){.authorization = STR(ISSUER "/authorize"),
                                           .token = STR(ISSUER "/token"),
                                           .jwks = STR(ISSUER "/keys")};
    s->f = (struct flow){.state = STR("state"),
                         .nonce = STR("n-1"),
                         .verifier = STR("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
                         .began = NOW - 5000};
}

static void scene_keys(struct scene *s)
{
    str public_key;
    jose_key_new(s->a, &s->private_key, &public_key);
    s->keys = str_printf(s->a, "{\"keys\":[%.*s]}", STR_ARG(public_key));
}

static void scene_close(struct scene *s)
{
    desk_close(&s->d);
}

/* ---- to the provider
 * ------------------------------------------------------------------------------------- */

static str address(struct scene *s)
{
    return exchange_address(&s->d.ctx, &s->d.q, &s->p, &s->published, &s->f);
}

/* What the address says of that name. */
static str said(struct scene *s, str where, const char *name)
{
    struct request q = {0};
    bool has_ending;
    str path = str_slice(where, sizeof ISSUER - 1, where.n);
    assert_int_equal(query_parse(s->a, path, &q, &has_ending), OK);
    return params_get(&q.query, name);
}

void test_exchange__the_address_carries_all_that_the_answer_must_fit(void)
{
    struct scene s;
    scene_open(&s);
    str to = address(&s);
    assert_true(str_starts(to, ISSUER "/authorize?response_type=code&"));
    assert_str(said(&s, to, "client_id"), "us & them");
    assert_str(said(&s, to, "redirect_uri"), "https://samstyr.example.no/sign-in/answer");
    assert_str(said(&s, to, "scope"), "openid");
    assert_str(said(&s, to, "state"), "state");
    assert_str(said(&s, to, "nonce"), "n-1");
    /* RFC 7636, appendix B */
    assert_str(said(&s, to, "code_challenge"), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    assert_str(said(&s, to, "code_challenge_method"), "S256");
    assert_false(str_contains(to, STR("acr_values")));
    assert_false(str_contains(to, STR("authorization_details")));
    assert_false(str_contains(to, STR("prompt")));
    scene_close(&s);
}

void test_exchange__the_address_says_what_the_provider_was_set_to(void)
{
    struct scene s;
    scene_open(&s);
    s.published.authorization = STR(ISSUER "/authorize?tenant=7");
    s.p.scopes = STR("openid profile");
    s.p.acr = STR("substantial high");
    s.p.representation = STR("orgno");
    s.f.purpose = FLOW_PROVE;
    str to = address(&s);
    assert_str(said(&s, to, "tenant"), "7");
    assert_str(said(&s, to, "scope"), "openid profile");
    assert_str(said(&s, to, "acr_values"), "substantial high");
    assert_true(str_contains(said(&s, to, "authorization_details"), STR("ansattporten:orgno")));
    assert_str(said(&s, to, "prompt"), "login");
    assert_str(said(&s, to, "max_age"), "0");
    s.p.profile = STR("idporten"); /* takes one level */
    assert_str(said(&s, address(&s), "acr_values"), "substantial");
    scene_close(&s);
}

/* ---- from the browser
 * ------------------------------------------------------------------------------------ */

void test_exchange__an_answer_has_a_state_and_either_a_code_or_an_error(void)
{
    static const struct {
        const char *query;
        bool good;
    } answers[] = {
        {"/?state=s&code=c", true},
        {"/?state=s&error=access_denied", true},
        {"/?state=s&code=c&iss=https://idp.example.org&more=1", true},
        {"/", false},
        {"/?code=c", false},
        {"/?state=&code=c", false},
        {"/?state=s", false},
        {"/?state=s&code=c&error=e", false},
        {"/?state=s&state=s&code=c", false},
        {"/?state=s&code=c&code=c", false},
        {"/?state=s&code=c&iss=a&iss=a", false},
        {"/?state=s&error=a&error=a", false},
    };
    struct arena *a = arena_open();
    struct exchange_answer out;
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        struct request q = {0};
        bool has_ending;
        assert_int_equal(query_parse(a, str_of(answers[i].query), &q, &has_ending), OK);
        if (exchange_answer_read(&q, &out) != answers[i].good) {
            fail_msg("%s", answers[i].query);
        }
    }
    arena_close(a);
}

void test_exchange__an_answer_has_a_ceiling(void)
{
    static char code[4097];
    struct param both[] = {{STR("state"), STR("s")}, {STR("code"), STR("")}};
    struct request q = {.query = {both, 2}};
    struct exchange_answer out;
    memset(code, 'c', sizeof code);
    both[1].value = str_n(code, sizeof code - 1);
    assert_true(exchange_answer_read(&q, &out));
    both[1].value = str_n(code, sizeof code);
    assert_false(exchange_answer_read(&q, &out));
}

/* ---- the code for a token
 * -------------------------------------------------------------------------------- */

#define TIMES "\"iat\":1800000000,\"exp\":1800000300"
#define CLAIMS                                                                                     \
    "{\"iss\":\"" ISSUER "\",\"sub\":\"s\",\"aud\":\"us & them\",\"nonce\":\"n-1\"," TIMES

static str body_of(struct scene *s, const char *claims)
{
    str token = jose_sign(s->a, s->private_key, STR_NONE, str_of(claims));
    return str_printf(s->a,
                      "{\"token_type\":\"Bearer\",\"access_token\":\"at\",\"id_token\":\"%.*s\"}",
                      STR_ARG(token));
}

/* Why nobody came in by that, "none" when somebody did. */
static const char *exchanged(struct scene *s)
{
    struct id_claims claims;
    str id_token;
    const char *why;
    err e = exchange_code(&s->d.ctx, &s->d.q, &s->p, &s->published, &s->f, STR("code"), &claims,
                          &id_token, &why);
    assert_int_equal(e, OK);
    return why ? why : "none";
}

/* What comes of a token that says so, by keys that were fetched at once. */
static const char *claimed(struct scene *s, const char *claims)
{
    desk_clear(&s->d);
    desk_said(&s->d, "token", 200, JSON, body_of(s, claims));
    desk_said(&s->d, "keys", 200, JSON, s->keys);
    return exchanged(s);
}

void test_exchange__a_token_is_taken_when_all_of_it_is_right(void)
{
    struct scene s;
    scene_open(&s);
    scene_keys(&s);
    assert_string_equal(claimed(&s, CLAIMS "}"), "none");
    assert_string_equal(claimed(&s, "{" TIMES "}"), "issuer");
    s.f.purpose = FLOW_PROVE; /* and then the sign-in must be of now */
    assert_string_equal(claimed(&s, CLAIMS "}"), "age");
    assert_string_equal(claimed(&s, CLAIMS ",\"auth_time\":1799999000}"), "age");
    assert_string_equal(claimed(&s, CLAIMS ",\"auth_time\":1799999998}"), "none");
    s.p.representation = STR("orgno"); /* and for the body */
    assert_string_equal(claimed(&s, CLAIMS "}"), "age");
    assert_string_equal(claimed(&s, CLAIMS ",\"auth_time\":1799999998}"), "representation");
    assert_string_equal(claimed(&s, CLAIMS ",\"auth_time\":1799999998,\"authorization_details\":["
                                           "{\"type\":\"ansattporten:orgno\","
                                           "\"orgno\":{\"ID\":\"0192:999900011\"}}]}"),
                        "none");
    scene_close(&s);
}

void test_exchange__an_unknown_key_is_asked_for_once_more(void)
{
    struct scene s;
    scene_open(&s);
    scene_keys(&s);
    str body = body_of(&s, CLAIMS "}");
    desk_said(&s.d, "token", 200, JSON, body);
    desk_said(&s.d, "keys", 200, JSON, STR("{\"keys\":[]}"));
    desk_said(&s.d, "fresh keys", 200, JSON, s.keys);
    assert_string_equal(exchanged(&s), "none");

    desk_clear(&s.d);
    desk_said(&s.d, "token", 200, JSON, body);
    desk_said(&s.d, "keys", 200, JSON, STR("{\"keys\":[]}"));
    desk_said(&s.d, "fresh keys", 200, JSON, STR("{\"keys\":[]}"));
    assert_string_equal(exchanged(&s), "key");

    desk_clear(&s.d);
    desk_said(&s.d, "token", 200, JSON, body);
    desk_said(&s.d, "keys", 500, JSON, STR("{}"));
    assert_string_equal(exchanged(&s), "status");
    scene_close(&s);
}

void test_exchange__an_answer_that_is_no_token_says_why(void)
{
#define WHOLE "\"access_token\":\"a\",\"id_token\":\"i\""
    static const struct {
        int status;
        const char *type, *body, *why;
    } answers[] = {
        {0, "", "", "token-undelivered"},
        {400, JSON, "{\"error\":\"invalid_grant\"}", "token-status"},
        {200, "text/html", "{}", "token-json"},
        {200, JSON, "{", "token-json"},
        {200, JSON, "[]", "token-json"},
        {200, JSON, "{" WHOLE "}", "token-form"},
        {200, JSON, "{\"token_type\":\"Bear\"," WHOLE "}", "token-form"},
        {200, JSON, "{\"token_type\":\"Bearers\"," WHOLE "}", "token-form"},
        {200, JSON, "{\"token_type\":\"Beater\"," WHOLE "}", "token-form"},
        {200, JSON, "{\"token_type\":\"MAC\"," WHOLE "}", "token-form"},
        {200, JSON, "{\"token_type\":\"bearer\",\"id_token\":\"i\"}", "token-form"},
        {200, JSON, "{\"token_type\":\"bearer\",\"access_token\":\"\",\"id_token\":\"i\"}",
         "token-form"},
        {200, JSON, "{\"token_type\":\"bearer\",\"access_token\":\"a\"}", "token-form"},
        {200, JSON, "{\"token_type\":\"bearer\",\"access_token\":\"a\",\"id_token\":7}",
         "token-form"},
        {200, JSON, "{\"token_type\":\"BEARER\"," WHOLE "}", "form"}, /* of the token itself */
    };
    struct scene s;
    scene_open(&s);
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        desk_clear(&s.d);
        desk_said(&s.d, "token", answers[i].status, answers[i].type, str_of(answers[i].body));
        desk_said(&s.d, "keys", 200, JSON, STR("{\"keys\":[]}"));
        assert_string_equal(exchanged(&s), answers[i].why);
    }
    scene_close(&s);
}

/* Both waits are told from trouble: the handler returns and is called again. */
void test_exchange__waits_for_the_token_and_then_for_the_keys(void)
{
    struct scene s;
    struct id_claims claims;
    str id_token;
    const char *why = "";
    struct courier *courier;
    static const char *const asked[] = {ISSUER "/token", ISSUER "/keys"};
    scene_open(&s);
    str body = STR("{\"token_type\":\"Bearer\",\"access_token\":\"a\",\"id_token\":\"i\"}");
    for (int i = 0; i < 2; i++) {
        desk_post_open(&s.d, &courier);
        if (i) {
            desk_said(&s.d, "token", 200, JSON, body);
        }
        err e = exchange_code(&s.d.ctx, &s.d.q, &s.p, &s.published, &s.f, STR("code"), &claims,
                              &id_token, &why);
        assert_int_equal(e, ERR_BUSY);
        assert_null(why);
        assert_str(desk_post_close(&s.d, courier).url, asked[i]);
    }
    scene_close(&s);
}

/* ---- who we are
 * ------------------------------------------------------------------------------------------ */

/* What the letter's form says of that name. */
static str written(struct scene *s, const struct letter *l, const char *name)
{
    struct params form;
    assert_int_equal(urlencoded_parse(s->a, l->form, &form), OK);
    return params_get(&form, name);
}

/* The letter that asks for a token, as it lies at the courier's door. */
static struct letter asked(struct scene *s)
{
    struct id_claims claims;
    struct courier *courier;
    str id_token;
    const char *why;
    desk_post_open(&s->d, &courier);
    assert_int_equal(exchange_code(&s->d.ctx, &s->d.q, &s->p, &s->published, &s->f,
                                   STR("a code & more"), &claims, &id_token, &why),
                     ERR_BUSY);
    struct letter letter = desk_post_close(&s->d, courier);
    assert_str(letter.url, ISSUER "/token");
    assert_str(letter.hosts, "idp.example.org");
    assert_str(written(s, &letter, "grant_type"), "authorization_code");
    assert_str(written(s, &letter, "code"), "a code & more");
    assert_str(written(s, &letter, "redirect_uri"), "https://samstyr.example.no/sign-in/answer");
    assert_str(written(s, &letter, "code_verifier"), "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    return letter;
}

void test_exchange__a_secret_goes_by_the_way_that_was_set(void)
{
    struct scene s;
    scene_open(&s);
    struct letter l = asked(&s);
    /* both halves as in a form (RFC 6749 2.3.1): us%20%26%20them:s%3Ae%20c */
    assert_str(l.authorization, "Basic dXMlMjAlMjYlMjB0aGVtOnMlM0FlJTIwYw==");
    assert_false(str_contains(l.form, STR("secret")));

    s.p.authentication = STR("client_secret_post");
    l = asked(&s);
    assert_null(l.authorization.p);
    assert_str(written(&s, &l, "client_id"), "us & them");
    assert_str(written(&s, &l, "client_secret"), "s:e c");
    scene_close(&s);
}

/* What we sign for a provider of that profile says it is meant for. */
static str audience(struct scene *s, const char *profile, str *header)
{
    str part, bytes;
    const struct json *claims;
    s->p.profile = str_of(profile);
    struct letter l = asked(s);
    str token = written(s, &l, "client_assertion");
    assert_str(written(s, &l, "client_id"), "us & them");
    assert_str(written(s, &l, "client_assertion_type"),
               "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    str_split(&token, '.', &part);
    assert_true(base64url_read(s->a, part, header));
    str_split(&token, '.', &part);
    assert_true(base64url_read(s->a, part, &bytes));
    assert_int_equal(json_read(s->a, bytes, &json_limits_request, &claims, NULL), OK);
    assert_str(json_get_str(claims, "iss"), "us & them");
    assert_str(json_get_str(claims, "sub"), "us & them");
    return json_get_str(claims, "aud");
}

void test_exchange__a_key_signs_for_the_issuer_or_for_entras_endpoint(void)
{
    struct scene s;
    str header;
    scene_open(&s);
    scene_keys(&s);
    s.p.authentication = STR("private_key_jwt");
    s.p.private_key = s.private_key;
    s.p.certificate = jose_certificate(s.a, s.private_key, "samstyr", NOW / SECOND_MS, 30);
    assert_str(audience(&s, "idporten", &header), ISSUER);
    assert_false(str_contains(header, STR("x5t#S256")));
    assert_str(audience(&s, "entra", &header), ISSUER "/token");
    assert_true(str_contains(header, STR("x5t#S256")));
    scene_close(&s);
}

void test_exchange__without_its_secret_nothing_is_asked(void)
{
    static const char *const ways[] = {"client_secret_basic", "client_secret_post",
                                       "private_key_jwt"};
    struct scene s;
    scene_open(&s);
    s.p.secret = STR_NONE;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        s.p.authentication = str_of(ways[i]);
        assert_string_equal(exchanged(&s), "secret");
        assert_null(s.d.later.letters);
    }
    s.p.private_key = STR("no key at all");
    assert_string_equal(exchanged(&s), "secret");
    scene_close(&s);
}
