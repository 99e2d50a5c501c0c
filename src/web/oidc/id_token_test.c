/* id_token_test.c - what is said in a token, key by key; forged ones meet the whole program in
   tests/oidc. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/oidc/id_token.h"

#include "base/hash.h"
#include "base/test.h"
#include "web/oidc/jose.h"
#include "web/oidc/provider.h"

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
    assert_true(jose_key_new(s->a, &s->private_key, &public_key));
    s->keys = json_of(s, str_printf(s->a, "{\"keys\":[%.*s]}", STR_ARG(public_key)));
    s->demand = (struct id_demand){.issuer = STR("https://idp.example.org"),
                                   .client_id = STR("us"),
                                   .nonce = STR("n-1"),
                                   .access_token = STR("token"),
                                   .now = NOW};
}

static const char *check(struct scene *s, const char *claims, struct id_claims *out)
{
    str token = jose_sign(s->a, s->private_key, str_of(claims));
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
    str token = jose_sign(s.a, s.private_key, STR(HEAD TIMES "}"));
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
