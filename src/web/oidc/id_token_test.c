/* id_token_test.c - what is said in a token, key by key; forged ones meet the whole program in
   tests/oidc. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/oidc/id_token.h"

#include "base/buf.h"
#include "base/hash.h"
#include "base/test.h"
#include "web/oidc/jose.h"
#include "web/oidc/provider.h"

#include <sodium.h>
#include <string.h>

enum { NOW = 1800000000 };

struct scene {
    struct arena *a;
    str private_key;
    const struct json *keys;
    struct id_demand demand;
};

static const struct json *json_of(struct scene *s, str text)
{
    const struct json *out = NULL;
    assert_int_equal(json_read(s->a, text, &json_limits_request, &out, NULL), OK);
    return out;
}

static void scene_open(struct scene *s)
{
    str public_key;
    s->a = arena_open();
    jose_key_new(s->a, &s->private_key, &public_key);
    s->keys = json_of(s, str_printf(s->a, "{\"keys\":[%.*s]}", STR_ARG(public_key)));
    s->demand = (struct id_demand){.issuer = STR("https://idp.example.org"),
                                   .client_id = STR("us"),
                                   .nonce = STR("n-1"),
                                   .access_token = STR("token"),
                                   .now = NOW};
}

static const char *check(struct scene *s, const char *claims, struct id_claims *out)
{
    str token = jose_sign(s->a, s->private_key, STR_NONE, str_of(claims));
    assert_non_null(token.p);
    return id_token_check(s->a, token, s->keys, &s->demand, out);
}

#define HEAD "{\"iss\":\"https://idp.example.org\",\"sub\":\"s\",\"aud\":\"us\",\"nonce\":\"n-1\","
#define TIMES "\"iat\":1800000000,\"exp\":1800000300"

void test_id_token__is_believed_when_all_is_right(void)
{
    struct scene s;
    struct id_claims c;
    scene_open(&s);
    assert_null(check(&s, HEAD TIMES ",\"name\":\"Kari\"}", &c));
    assert_str(c.sub, "s");
    assert_str(c.name, "Kari");
    arena_close(s.a);
}

void test_id_token__every_changed_character_is_noticed(void)
{
    struct scene s;
    struct id_claims c;
    scene_open(&s);
    str token = jose_sign(s.a, s.private_key, STR_NONE, STR(HEAD TIMES "}"));
    assert_null(id_token_check(s.a, token, s.keys, &s.demand, &c));
    for (size_t i = 0; i < token.n; i++) {
        char *changed = arena_copy(s.a, token.p, token.n);
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        if (!id_token_check(s.a, str_n(changed, token.n), s.keys, &s.demand, &c)) {
            fail_msg("character %zu changed, and believed", i);
        }
    }
    arena_close(s.a);
}

void test_id_token__a_sign_in_of_long_ago_is_not_a_proof_of_now(void)
{
    struct scene s;
    struct id_claims c;
    scene_open(&s);
    s.demand.max_age = 300;
    assert_string_equal(check(&s, HEAD TIMES "}", &c), "age");
    assert_string_equal(check(&s, HEAD TIMES ",\"auth_time\":1799999000}", &c), "age");
    assert_string_equal(check(&s, HEAD TIMES ",\"auth_time\":1800009000}", &c), "age");
    assert_null(check(&s, HEAD TIMES ",\"auth_time\":1799999900}", &c));
    arena_close(s.a);
}

void test_id_token__belongs_to_the_access_token_it_came_with(void)
{
    struct scene s;
    struct id_claims c;
    unsigned char hash[SHA256_BYTES];
    scene_open(&s);
    sha256(STR("token"), hash);
    str half = base64url(s.a, str_n((const char *)hash, sizeof hash / 2));
    str good = str_printf(s.a, HEAD TIMES ",\"at_hash\":\"%.*s\"}", STR_ARG(half));
    assert_null(check(&s, str_z(s.a, good), &c));
    s.demand.access_token = STR("another");
    assert_string_equal(check(&s, str_z(s.a, good), &c), "access-token");
    arena_close(s.a);
}

void test_id_token__only_what_the_provider_says_it_signs_by(void)
{
    struct scene s;
    struct id_claims c;
    scene_open(&s);
    s.demand.algorithms = json_of(&s, STR("[\"ES256\"]"));
    assert_string_equal(check(&s, HEAD TIMES "}", &c), "algorithm");
    s.demand.algorithms = json_of(&s, STR("[\"RS256\",\"ES256\"]"));
    assert_null(check(&s, HEAD TIMES "}", &c));
    arena_close(s.a);
}

void test_id_token__whom_somebody_represents_is_one_body_by_one_right(void)
{
    struct scene s;
    scene_open(&s);
    struct oidc_provider p = {.representation = STR("orgno"), .body_number = STR("999900011")};
    assert_true(oidc_represents(
        json_of(&s, STR("{\"authorization_details\":[{\"type\":\"ansattporten:orgno\","
                        "\"orgno\":{\"ID\":\"0192:999900011\"}}]}")),
        &p));
    assert_false(oidc_represents(
        json_of(&s, STR("{\"authorization_details\":[{\"type\":\"ansattporten:orgno\","
                        "\"orgno\":{\"ID\":\"9908:999900011\"}}]}")),
        &p));
    assert_false(oidc_represents(json_of(&s, STR("{\"authorization_details\":{}}")), &p));
    assert_false(oidc_represents(json_of(&s, STR("{}")), &p));
    p.body_number = STR("");
    assert_false(oidc_represents(
        json_of(&s, STR("{\"authorization_details\":[{\"type\":\"ansattporten:orgno\","
                        "\"orgno\":{\"ID\":\"0192:\"}}]}")),
        &p));
    arena_close(s.a);
}

/* ---- before any signature
 * -------------------------------------------------------------------------------- */

/* Why a token of that header is refused that nobody signed. */
static const char *why_unsigned(struct scene *s, str header)
{
    struct id_claims c;
    str h = base64url(s->a, header), body = base64url(s->a, STR(HEAD TIMES "}"));
    str token = str_printf(s->a, "%.*s.%.*s.c2ln", STR_ARG(h), STR_ARG(body));
    const char *why = id_token_check(s->a, token, s->keys, &s->demand, &c);
    return why ? why : "none";
}

void test_id_token__a_header_may_say_little(void)
{
    static const struct {
        str header;
        const char *why;
    } headers[] = {
        {STR("[]"), "form"},
        {STR("{"), "form"},
        {STR("{\"alg\":\"RS256\",\"alg\":\"none\"}"), "form"},
        {STR("{\"alg\":\"RS256\",\"jwk\":{}}"), "header"},
        {STR("{\"alg\":\"RS256\",\"x5u\":\"https://evil.example\"}"), "header"},
        {STR("{\"alg\":\"RS256\",\"p2c\":1}"), "header"},
        {STR("{\"alg\":\"RS256\",\"crit\":[\"exp\"]}"), "critical"},
        {STR("{\"alg\":\"RS256\",\"b64\":false}"), "critical"},
        {STR("{\"alg\":\"RS256\",\"typ\":1}"), "type"},
        {STR("{\"alg\":\"RS256\",\"typ\":\"at+jwt\"}"), "type"},
        {STR("{\"typ\":\"JWT\"}"), "algorithm"},
        {STR("{\"alg\":256,\"typ\":\"jwt\"}"), "algorithm"},
        {STR("{\"alg\":\"none\"}"), "algorithm"},
        {STR("{\"alg\":\"HS256\"}"), "algorithm"},
        {STR("{\"alg\":\"RS256\"}"), "key"},
        {STR("{\"alg\":\"PS256\",\"kid\":\"another\",\"typ\":\"jwt\"}"), "key"},
        {STR("{\"alg\":\"ES256\",\"kid\":\"another\"}"), "key"},
    };
    struct scene s;
    scene_open(&s);
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        assert_string_equal(why_unsigned(&s, headers[i].header), headers[i].why);
    }
    str kid = json_get_str(json_item(json_get(s.keys, "keys"), 0), "kid");
    str header = str_printf(s.a, "{\"alg\":\"RS256\",\"kid\":\"%.*s\"}", STR_ARG(kid));
    assert_string_equal(why_unsigned(&s, header), "signature");
    arena_close(s.a);
}

void test_id_token__has_three_parts_and_a_ceiling(void)
{
    static const char *const shapes[] = {
        "a",        "e30.e30",       "e30.e30.c2ln.c2ln", ".e30.c2ln",   "e30..c2ln",
        "e30.e30.", "e30=.e30.c2ln", "e30.e3 .c2ln",      "e30.e30.c2l", "e30.e30.c2ln.",
        "..."};
    struct scene s;
    struct id_claims c;
    scene_open(&s);
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        assert_string_equal(id_token_check(s.a, str_of(shapes[i]), s.keys, &s.demand, &c), "form");
    }
    static char much[ID_TOKEN_LARGEST + 1];
    memset(much, 'A', sizeof much);
    assert_string_equal(id_token_check(s.a, STR_NONE, s.keys, &s.demand, &c), "size");
    assert_string_equal(id_token_check(s.a, str_n(much, sizeof much), s.keys, &s.demand, &c),
                        "size");
    assert_string_equal(id_token_check(s.a, str_n(much, sizeof much - 1), s.keys, &s.demand, &c),
                        "form");
    arena_close(s.a);
}

/* ---- which key serves
 * ------------------------------------------------------------------------------------ */

/* So many bytes in base64url, the first of them 0 or 255. */
static str bytes_of(struct arena *a, size_t n, bool from_nought)
{
    char *p = arena_alloc(a, n + 1);
    memset(p, 0xFF, n);
    p[0] = from_nought ? 0 : p[0];
    return base64url(a, str_n(p, n));
}

static bool serves(struct scene *s, const char *alg, str key)
{
    str keys =
        str_printf(s->a, "{\"keys\":[{\"kid\":\"other\"},{\"kid\":\"k\",%.*s}]}", STR_ARG(key));
    return id_key_for(s->a, json_of(s, keys), STR("k"), str_of(alg)).p != NULL;
}

static str rsa(struct scene *s, str n, const char *more)
{
    return str_printf(s->a, "\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"%.*s\"%s", STR_ARG(n), more);
}

static str p256(struct scene *s, str x, str y)
{
    return str_printf(s->a, "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%.*s\",\"y\":\"%.*s\"",
                      STR_ARG(x), STR_ARG(y));
}

void test_id_token__a_key_serves_when_it_is_of_the_right_sort_and_size(void)
{
    struct scene s;
    s.a = arena_open();
    str n = bytes_of(s.a, 256, false), x = bytes_of(s.a, 32, false);
    assert_true(serves(&s, "RS256", rsa(&s, n, "")));
    assert_true(serves(&s, "PS256", rsa(&s, bytes_of(s.a, 1024, false), "")));
    assert_true(serves(
        &s, "RS256", rsa(&s, n, ",\"use\":\"sig\",\"alg\":\"RS256\",\"key_ops\":[1,\"verify\"]")));
    assert_true(serves(&s, "ES256", p256(&s, x, x)));
    static const char *const more[] = {
        ",\"use\":\"enc\"",
        ",\"use\":1",
        ",\"alg\":\"PS256\"",
        ",\"alg\":null",
        ",\"key_ops\":[\"encrypt\"]",
        ",\"key_ops\":{\"verify\":1}",
        ",\"d\":\"AQAB\"",
        ",\"k\":\"AQAB\"",
    };
    for (size_t i = 0; i < sizeof more / sizeof *more; i++) {
        assert_false(serves(&s, "RS256", rsa(&s, n, more[i])));
    }
    assert_false(serves(&s, "RS256", rsa(&s, bytes_of(s.a, 255, false), "")));
    assert_false(serves(&s, "RS256", rsa(&s, bytes_of(s.a, 1025, false), "")));
    assert_false(serves(&s, "RS256", rsa(&s, bytes_of(s.a, 256, true), "")));
    assert_false(serves(&s, "RS256", rsa(&s, STR("A+/="), "")));
    assert_false(serves(&s, "RS256", STR("\"kty\":\"RSA\",\"e\":\"AQAB\"")));
    str three = str_printf(s.a, "\"kty\":\"RSA\",\"e\":\"Aw\",\"n\":\"%.*s\"", STR_ARG(n));
    assert_false(serves(&s, "RS256", three));
    assert_false(serves(&s, "RS256", p256(&s, x, x)));
    assert_false(serves(&s, "ES256", rsa(&s, n, "")));
    assert_false(serves(&s, "ES256", STR("\"kty\":\"EC\",\"crv\":\"P-384\"")));
    assert_false(serves(&s, "ES256", STR("\"kty\":\"EC\",\"crv\":\"P-256\"")));
    assert_false(serves(&s, "ES256", p256(&s, x, bytes_of(s.a, 33, false))));
    assert_false(serves(&s, "ES256", p256(&s, bytes_of(s.a, 31, false), x)));
    assert_false(serves(&s, "ES256", p256(&s, STR("!"), x)));
    assert_false(serves(&s, "ES256", p256(&s, x, STR("!"))));
    str bulky = str_printf(s.a, ",\"crv\":\"%09000d\"", 1); /* no member of an RSA key */
    assert_false(serves(&s, "RS256", rsa(&s, n, bulky.p)));
    arena_close(s.a);
}

void test_id_token__one_key_alone_has_that_name(void)
{
    static const char *const none[] = {
        "{}", "[]", "{\"keys\":{\"kid\":\"k\"}}", "{\"keys\":[]}", "{\"keys\":[1,\"k\"]}",
    };
    struct scene s;
    s.a = arena_open();
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        assert_null(id_key_for(s.a, json_of(&s, str_of(none[i])), STR("k"), STR("RS256")).p);
    }
    str key = rsa(&s, bytes_of(s.a, 256, false), "");
    str twice = str_printf(s.a, "\"x5t\":1},{\"kid\":\"k\",%.*s},{\"kid\":\"k\",%.*s", STR_ARG(key),
                           STR_ARG(key));
    assert_false(serves(&s, "RS256", twice));

    struct buf keys;
    buf_init(&keys, s.a, 64 * KIB);
    buf_printf(&keys, "{\"keys\":[{\"kid\":\"k\",%.*s},{\"kid\":\"%0200d\",%.*s},{\"kid\":\"\"}",
               STR_ARG(key), 7, STR_ARG(key));
    for (int i = 3; i < ID_KEYS_MOST; i++) {
        buf_printf(&keys, ",{\"kid\":\"k%d\"}", i);
    }
    str most = str_printf(s.a, "%.*s]}", STR_ARG(buf_as_str(&keys)));
    str over = str_printf(s.a, "%.*s,{}]}", STR_ARG(buf_as_str(&keys)));
    assert_non_null(id_key_for(s.a, json_of(&s, most), STR("k"), STR("RS256")).p);
    assert_non_null(
        id_key_for(s.a, json_of(&s, most), str_printf(s.a, "%0200d", 7), STR("RS256")).p);
    assert_null(id_key_for(s.a, json_of(&s, most), str_printf(s.a, "%0201d", 7), STR("RS256")).p);
    assert_null(id_key_for(s.a, json_of(&s, most), STR(""), STR("RS256")).p);
    assert_null(id_key_for(s.a, json_of(&s, over), STR("k"), STR("RS256")).p);
    arena_close(s.a);
}

/* ---- claims, each wrong once
 * ------------------------------------------------------------------------------ */

#define ISS "\"iss\":\"https://idp.example.org\","
#define SUB "\"sub\":\"s\","
#define AUD "\"aud\":\"us\","
#define NONCE "\"nonce\":\"n-1\","

void test_id_token__each_claim_is_asked(void)
{
    static const struct {
        const char *why, *claims;
    } said[] = {
        {"claims", "[]"},
        {"claims", "not even JSON"},
        {"issuer", "{" SUB AUD NONCE TIMES "}"},
        {"issuer", "{\"iss\":\"https://idp.example.org/\"," SUB AUD NONCE TIMES "}"},
        {"subject", "{" ISS AUD NONCE TIMES "}"},
        {"subject", "{" ISS "\"sub\":\"\"," AUD NONCE TIMES "}"},
        {"subject", "{" ISS "\"sub\":7," AUD NONCE TIMES "}"},
        {"subject", "{" ISS "\"sub\":\"a\x7f\"," AUD NONCE TIMES "}"},
        {"subject", "{" ISS "\"sub\":\"k\xC3\xA5ri\"," AUD NONCE TIMES "}"},
        {"audience", "{" ISS SUB NONCE TIMES "}"},
        {"audience", "{" ISS SUB "\"aud\":\"them\"," NONCE TIMES "}"},
        {"audience", "{" ISS SUB "\"aud\":7," NONCE TIMES "}"},
        {"audience", "{" ISS SUB "\"aud\":[\"them\"]," NONCE TIMES "}"},
        {"audience", "{" ISS SUB "\"aud\":[\"us\",\"them\"]," NONCE TIMES "}"},
        {"audience", "{" ISS SUB "\"aud\":{\"us\":\"us\"}," NONCE TIMES "}"},
        {"audience", HEAD TIMES ",\"azp\":\"them\"}"},
        {"audience", HEAD TIMES ",\"azp\":[\"us\"]}"},
        {"nonce", "{" ISS SUB AUD TIMES "}"},
        {"nonce", "{" ISS SUB AUD "\"nonce\":\"n-2\"," TIMES "}"},
        {"time", HEAD "\"iat\":1800000000}"},
        {"time", HEAD "\"exp\":1800000300}"},
        {"time", HEAD "\"iat\":\"1800000000\",\"exp\":1800000300}"},
        {"time", HEAD "\"iat\":-1,\"exp\":1800000300}"},
        {"time", HEAD "\"iat\":1800000000,\"exp\":1099511627776}"},
        {"time", HEAD "\"iat\":1799999900,\"exp\":1799999940}"},
        {"time", HEAD "\"iat\":1800000010,\"exp\":1800000010}"},
        {"time", HEAD "\"iat\":1800000000,\"exp\":1800086401}"},
        {"time", HEAD "\"iat\":1800000061,\"exp\":1800000300}"},
        {"time", HEAD "\"iat\":1799999399,\"exp\":1800000300}"},
        {"time", HEAD TIMES ",\"nbf\":1800000061}"},
        {"time", HEAD TIMES ",\"nbf\":\"now\"}"},
        {NULL, HEAD TIMES ",\"nbf\":1800000060}"},
        {NULL, HEAD "\"iat\":1799999400,\"exp\":1800086400}"},
        {NULL, "{" ISS SUB "\"aud\":[\"us\"],\"azp\":\"us\"," NONCE TIMES "}"},
        {"access-token", HEAD TIMES ",\"at_hash\":\"\"}"},
    };
    struct scene s;
    struct id_claims c;
    scene_open(&s);
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        const char *why = check(&s, said[i].claims, &c);
        assert_string_equal(why ? why : "none", said[i].why ? said[i].why : "none");
        assert_true(why ? !c.sub.p : str_is(c.sub, "s"));
    }
    const char *longest = str_printf(s.a, "{" ISS "\"sub\":\"%0255d\"," AUD NONCE TIMES "}", 1).p;
    assert_null(check(&s, longest, &c));
    longest = str_printf(s.a, "{" ISS "\"sub\":\"%0256d\"," AUD NONCE TIMES "}", 1).p;
    assert_string_equal(check(&s, longest, &c), "subject");

    s.demand.acr = STR("high  substantial");
    assert_string_equal(check(&s, HEAD TIMES "}", &c), "acr");
    assert_string_equal(check(&s, HEAD TIMES ",\"acr\":\"\"}", &c), "acr");
    assert_string_equal(check(&s, HEAD TIMES ",\"acr\":\"low\"}", &c), "acr");
    assert_null(check(&s, HEAD TIMES ",\"acr\":\"substantial\"}", &c));
    s.demand.acr = STR("");
    s.demand.max_age = 300;
    assert_string_equal(check(&s, HEAD TIMES ",\"auth_time\":\"now\"}", &c), "age");
    s.demand.max_age = 0;
    s.demand.issuer = STR(""); /* whoever has no name speaks for nobody */
    assert_string_equal(check(&s, "{\"iss\":\"\"," SUB AUD NONCE TIMES "}", &c), "issuer");
    arena_close(s.a);
}

/* ---- signatures
 * ------------------------------------------------------------------------------------------ */

void test_jose__believes_a_signature_over_that_very_payload_by_that_very_key(void)
{
    struct scene s;
    scene_open(&s);
    str payload = STR("{\"a\":1}"), token = jose_sign(s.a, s.private_key, STR_NONE, payload);
    str key = id_key_for(s.a, s.keys, json_get_str(json_item(json_get(s.keys, "keys"), 0), "kid"),
                         STR("RS256"));
    assert_true(jose_verify(s.a, token, key, payload));
    assert_false(jose_verify(s.a, token, key, STR("{\"a\":2}")));
    assert_false(jose_verify(s.a, token, STR("{\"kty\":\"RSA\"}"), payload));
    assert_false(jose_verify(s.a, STR("no.token"), key, payload));
    str other_private, other_public;
    jose_key_new(s.a, &other_private, &other_public);
    assert_false(jose_verify(s.a, token, other_public, payload));
    arena_close(s.a);
}

void test_jose__signs_by_a_whole_key_with_a_name(void)
{
    struct scene s;
    scene_open(&s);
    assert_null(jose_sign(s.a, STR("no key"), STR_NONE, STR("{}")).p);
    const struct json *key = json_of(&s, s.private_key);
    str nameless = str_printf(s.a, "{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"%.*s\",\"d\":\"%.*s\"}",
                              STR_ARG(json_get_str(key, "n")), STR_ARG(json_get_str(key, "d")));
    assert_null(jose_sign(s.a, nameless, STR_NONE, STR("{}")).p);
    arena_close(s.a);
}

void test_jose__names_its_key_by_the_certificate_when_there_is_one(void)
{
    struct scene s;
    scene_open(&s);
    str certificate = jose_certificate(s.a, s.private_key, "samstyr", NOW, 30);
    char *der = arena_alloc(s.a, certificate.n);
    size_t n = 0;
    assert_int_equal(sodium_base642bin((unsigned char *)der, certificate.n, certificate.p,
                                       certificate.n, NULL, &n, NULL,
                                       sodium_base64_VARIANT_ORIGINAL),
                     0);
    unsigned char hash[SHA256_BYTES];
    sha256(str_n(der, n), hash);
    str token = jose_sign(s.a, s.private_key, certificate, STR("{}")), part, header;
    str_split(&token, '.', &part);
    assert_true(base64url_read(s.a, part, &header));
    str name = json_get_str(json_of(&s, header), "x5t#S256");
    assert_true(name.n && str_eq(name, base64url(s.a, str_n((const char *)hash, sizeof hash))));
    arena_close(s.a);
}
