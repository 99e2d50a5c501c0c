/* provider_test.c - what an operator has set and a provider publishes about itself, thing by thing.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/oidc/provider.h"

#include "db/db_for_test.h"
#include "db/engine.h"
#include "format/json/read.h"
#include "web/oidc/letters_for_test.h"

#include "lists.h"

#define NOW ((int64_t)1795000000000)
#define ISSUER "https://idp.example.org"

static struct oidc_provider provider(void)
{
    return (struct oidc_provider){.issuer = STR(ISSUER), .hosts = STR("idp.example.org")};
}

/* ---- what it publishes
 * ----------------------------------------------------------------------------------- */

#define AT "\"authorization_endpoint\":\"" ISSUER "/authorize\","
#define TOKEN "\"token_endpoint\":\"" ISSUER "/token\","
#define KEYS "\"jwks_uri\":\"" ISSUER "/keys\","
#define CODE "\"response_types_supported\":[\"code\"]"
#define ALL "\"issuer\":\"" ISSUER "\"," AT TOKEN KEYS CODE

/* Why that document may not be used, "none" when it may. */
static const char *why_not(struct arena *a, const char *text, struct oidc_discovery *out)
{
    struct oidc_provider p = provider();
    const struct json *doc;
    assert_int_equal(json_read(a, str_of(text), &json_limits_request, &doc, NULL), OK);
    const char *why = oidc_discovery_read(doc, &p, false, out);
    return why ? why : "none";
}

void test_oidc_discovery__is_of_that_issuer_within_its_hosts_and_gives_codes(void)
{
    static const struct {
        const char *text, *why;
    } documents[] = {
        {"{" ALL "}", "none"},
        {"{}", "issuer"},
        {"{\"issuer\":7," AT TOKEN KEYS CODE "}", "issuer"},
        {"{\"issuer\":\"" ISSUER "/\"," AT TOKEN KEYS CODE "}", "issuer"},
        {"{\"issuer\":\"" ISSUER "\"," TOKEN KEYS CODE "}", "endpoint"},
        {"{\"issuer\":\"" ISSUER "\"," AT KEYS CODE "}", "endpoint"},
        {"{\"issuer\":\"" ISSUER "\"," AT TOKEN CODE "}", "endpoint"},
        {"{\"issuer\":\"" ISSUER "\"," AT TOKEN "\"jwks_uri\":[\"" ISSUER "/keys\"]," CODE "}",
         "endpoint"},
        {"{\"issuer\":\"" ISSUER "\"," AT TOKEN "\"jwks_uri\":\"https://evil.example/keys\"," CODE
         "}",
         "endpoint"},
        {"{\"issuer\":\"" ISSUER "\"," AT TOKEN KEYS "\"a\":1}", "code"},
        {"{\"issuer\":\"" ISSUER "\"," AT TOKEN KEYS "\"response_types_supported\":[\"token\"]}",
         "code"},
        {"{" ALL ",\"code_challenge_methods_supported\":[\"plain\"]}", "code"},
        {"{" ALL ",\"code_challenge_methods_supported\":[\"plain\",\"S256\"]}", "none"},
    };
    struct arena *a = arena_open();
    struct oidc_discovery d;
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
        assert_string_equal(why_not(a, documents[i].text, &d), documents[i].why);
    }
    arena_close(a);
}

void test_oidc_discovery__what_it_need_not_say_is_believed_when_it_is_plain(void)
{
    struct arena *a = arena_open();
    struct oidc_discovery d;
    assert_string_equal(why_not(a, "{" ALL "}", &d), "none");
    assert_str(d.authorization, ISSUER "/authorize");
    assert_str(d.token, ISSUER "/token");
    assert_str(d.jwks, ISSUER "/keys");
    assert_str(d.end_session, "");
    assert_null(d.algorithms);
    assert_false(d.says_issuer);
#define SAYS ",\"authorization_response_iss_parameter_supported\":"
    why_not(a, "{" ALL SAYS "\"true\"}", &d);
    assert_false(d.says_issuer);
    why_not(a, "{" ALL SAYS "false}", &d);
    assert_false(d.says_issuer);
    why_not(a, "{" ALL SAYS "true,\"end_session_endpoint\":\"" ISSUER "/bye\"}", &d);
    assert_true(d.says_issuer);
    assert_str(d.end_session, ISSUER "/bye");
    why_not(a, "{" ALL ",\"end_session_endpoint\":\"https://evil.example/bye\"}", &d);
    assert_str(d.end_session, "");
    arena_close(a);
}

void test_oidc_discovery__is_asked_for_below_the_issuer(void)
{
    static const char *const issuers[] = {ISSUER, ISSUER "/"};
    struct desk d;
    struct courier *courier;
    desk_open(&d, NOW);
    for (size_t i = 0; i < sizeof issuers / sizeof *issuers; i++) {
        struct oidc_provider p = provider();
        struct oidc_discovery out;
        const char *why;
        p.issuer = str_of(issuers[i]);
        desk_post_open(&d, &courier);
        assert_int_equal(oidc_discovery_get(&d.ctx, &d.q, &p, &out, &why), ERR_BUSY);
        assert_null(why);
        assert_str(desk_post_close(&d, courier).url, ISSUER "/.well-known/openid-configuration");
    }
    desk_close(&d);
}

void test_oidc_discovery__says_why_it_may_not_be_used(void)
{
    struct desk d;
    struct oidc_provider p = provider();
    struct oidc_discovery out;
    const char *why;
    desk_open(&d, NOW);
    desk_said(&d, "discovery", 200, "application/json", STR("{" ALL "}"));
    assert_int_equal(oidc_discovery_get(&d.ctx, &d.q, &p, &out, &why), OK);
    assert_null(why);
    desk_clear(&d);
    desk_said(&d, "discovery", 200, "application/json", STR("{}"));
    assert_int_equal(oidc_discovery_get(&d.ctx, &d.q, &p, &out, &why), ERR_BUSY);
    assert_string_equal(why, "issuer");
    desk_close(&d);
}

/* ---- what was set
 * ---------------------------------------------------------------------------------------- */

static void set(struct test_db *t)
{
    struct desk d;
    struct oidc_provider p;
    assert_ok(
        t, db_script(
               t->db,
               "INSERT INTO organisation (id, uuid, ref, number, name, level, created_at, "
               "updated_at) VALUES (1, 'o1', 1, '999900011', 'Under', 'municipality', 1, 1);"
               "INSERT INTO provider (id, uuid, organisation_id, ref, version, state, title, "
               "profile, issuer, client_id, authentication, provisioning, secret, created_at, "
               "updated_at) VALUES (1, 'u1', 1, 1, 1, 'active', 'Entra', 'other', 'https://x.no', "
               "'c', 'client_secret_post', 'linked', 'not ours', 1, 1), (2, 'u2', 1, 2, 1, "
               "'draft', 'Utkast', 'other', 'https://y.no', 'c', 'client_secret_post', 'linked', "
               "NULL, 1, 1)"));
    desk_open(&d, NOW);
    d.ctx.db = t->db;
    assert_ok(t, oidc_provider_read(&d.ctx, &d.q, STR("u1"), &p));
    assert_str(p.title, "Entra");
    assert_str(p.body_number, "999900011");
    assert_null(p.secret.p); /* sealed by another installation */
    assert_int_equal(oidc_provider_read(&d.ctx, &d.q, STR("u2"), &p), ERR_MISSING);
    assert_int_equal(oidc_provider_read(&d.ctx, &d.q, STR("u3"), &p), ERR_MISSING);
    int64_t n = 1;
    for (err e = ERR_BROKEN; e; n++) { /* whichever call or row it is that fails */
        t->db->fail_at = n;
        e = oidc_provider_read(&d.ctx, &d.q, STR("u1"), &p);
        assert_true(e == OK || e == ERR_BROKEN);
    }
    assert_true(n > 2);
    t->db->fail_at = 0;
    desk_close(&d);
}

void test_oidc_provider__is_read_when_it_is_in_use(void **state)
{
    (void)state;
    on_each_migrated(set);
}
