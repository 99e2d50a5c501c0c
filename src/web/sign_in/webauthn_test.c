/* webauthn_test.c - a key of our own that tells the truth once, and then lies in every way it can.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/sign_in/webauthn.h"
#include "web/sign_in/sign_in_for_test.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

enum { ES256 = -7, PRESENT = 1, VERIFIED = 4, KEY = 64 };

struct bench {
    char folder[32], path[48];
    struct arena *arena;
    struct seal *seal;
    struct ctx ctx;
    struct webauthn_site site;
    EVP_PKEY *pair;
    const EVP_MD *digest;
};

static void bench_open(struct bench *b)
{
    struct request q = {.host = STR("https://samstyr.example:8443")};
    strcpy(b->folder, "/tmp/samstyr-key-XXXXXX");
    assert_non_null(mkdtemp(b->folder));
    snprintf(b->path, sizeof b->path, "%s/a.seal", b->folder);
    b->arena = arena_open();
    b->seal = seal_open(b->path);
    b->pair = EVP_EC_gen("P-256");
    b->digest = EVP_sha256();
    b->site = webauthn_site(b->arena, &q);
    ctx_init(&b->ctx, b->arena, NULL, TEST_NOW);
    assert_non_null(b->seal);
    assert_non_null(b->pair);
}

static void bench_close(struct bench *b)
{
    EVP_PKEY_free(b->pair);
    seal_close(b->seal);
    arena_close(b->arena);
    unlink(b->path);
    assert_int_equal(rmdir(b->folder), 0);
}

/* ---- what a key says
 * ----------------------------------------------------------------------------------- */

static str auth_data(struct bench *b, const char *site, int flags, unsigned count)
{
    unsigned char hash[SHA256_BYTES];
    struct buf out;
    buf_init(&out, b->arena, 4 * KIB);
    sha256(str_of(site), hash);
    buf_append(&out, hash, sizeof hash);
    buf_char(&out, (char)flags);
    for (int shift = 24; shift >= 0; shift -= 8) {
        buf_char(&out, (char)(count >> shift));
    }
    return buf_as_str(&out);
}

/* With a credential "key-one" and the public key in COSE. */
static str auth_data_with_key(struct bench *b, const char *site, int flags)
{
    unsigned char x[32], y[32];
    BIGNUM *n = NULL;
    struct buf out;
    buf_init(&out, b->arena, 4 * KIB);
    buf_str(&out, auth_data(b, site, flags, 0));
    buf_append(&out, "aaguidaaguidaagu\0\7key-one", 16 + 2 + 7);
    buf_append(&out, "\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20", 10);
    assert_int_equal(EVP_PKEY_get_bn_param(b->pair, OSSL_PKEY_PARAM_EC_PUB_X, &n), 1);
    BN_bn2binpad(n, x, sizeof x);
    assert_int_equal(EVP_PKEY_get_bn_param(b->pair, OSSL_PKEY_PARAM_EC_PUB_Y, &n), 1);
    BN_bn2binpad(n, y, sizeof y);
    BN_free(n);
    buf_append(&out, x, sizeof x);
    buf_append(&out, "\x22\x58\x20", 3);
    buf_append(&out, y, sizeof y);
    return buf_as_str(&out);
}

static str client_data(struct bench *b, const char *type, str challenge, const char *rest)
{
    return str_printf(b->arena, "{\"type\":\"%s\",\"challenge\":\"%.*s\",\"origin\":\"%s\"}", type,
                      STR_ARG(challenge), rest);
}

static str signature(struct bench *b, str auth, str client)
{
    unsigned char hash[SHA256_BYTES];
    size_t n = 256;
    char *out = arena_alloc(b->arena, n);
    sha256(client, hash);
    str all = str_printf(b->arena, "%*s", (int)(auth.n + sizeof hash), "");
    memcpy((char *)all.p, auth.p, auth.n);
    memcpy((char *)all.p + auth.n, hash, sizeof hash);
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    assert_int_equal(EVP_DigestSignInit(md, NULL, b->digest, NULL, b->pair), 1);
    assert_int_equal(
        EVP_DigestSign(md, (unsigned char *)out, &n, (const unsigned char *)all.p, all.n), 1);
    EVP_MD_CTX_free(md);
    return str_n(out, n);
}

#define ORIGIN "https://samstyr.example:8443"
#define SITE "samstyr.example"

/* ---- what is made of it
 * -------------------------------------------------------------------------------- */

static const char *judged(struct bench *b, const char *type, str client)
{
    str challenge;
    return webauthn_client_data(&b->ctx, b->seal, &b->site, STR("test"), type, client, &challenge);
}

void test_webauthn__takes_no_client_data_but_its_own(void **state)
{
    struct bench b;
    bench_open(&b);
    str ours = webauthn_challenge(&b.ctx, b.seal, STR("test"));
    str others = webauthn_challenge(&b.ctx, b.seal, STR("another purpose"));
    const char *get = "webauthn.get";
    assert_null(judged(&b, get, client_data(&b, get, ours, ORIGIN)));
    assert_null(
        judged(&b, get, client_data(&b, get, ours, ORIGIN "\",\"crossOrigin\":false,\"x\":\"")));
    struct {
        const char *reason;
        str said;
    } lies[] = {
        {"another type", client_data(&b, "webauthn.create", ours, ORIGIN)},
        {"another type", client_data(&b, "payment.get", ours, ORIGIN)},
        {"another origin", client_data(&b, get, ours, "https://samstyr.example")},
        {"another origin", client_data(&b, get, ours, "http://samstyr.example:8443")},
        {"another origin", client_data(&b, get, ours, ORIGIN ".evil.example")},
        {"crossed origins", client_data(&b, get, ours, ORIGIN "\",\"crossOrigin\":true,\"x\":\"")},
        {"crossed origins",
         client_data(&b, get, ours, ORIGIN "\",\"crossOrigin\":\"no\",\"x\":\"")},
        {"another site around ours",
         client_data(&b, get, ours, ORIGIN "\",\"topOrigin\":\"https://evil.example")},
        {"another challenge", client_data(&b, get, others, ORIGIN)},
        {"another challenge", client_data(&b, get, STR(""), ORIGIN)},
        {"another challenge", client_data(&b, get, STR("AAAA"), ORIGIN)},
        {"client data is no JSON", STR("{\"type\":\"webauthn.get\"")},
        {"client data is no JSON", STR("")},
        {"client data is no JSON", STR_NONE},
        {"client data is no JSON", str_printf(b.arena, "{\"x\":\"%04096d\"}", 1)},
        {"client data is no JSON",
         client_data(&b, get, ours, ORIGIN "\",\"origin\":\"https://evil.example")}, /* twice */
    };
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        const char *reason = judged(&b, get, lies[i].said);
        assert_non_null(reason);
        assert_string_equal(reason, lies[i].reason);
    }
    assert_null(webauthn_challenge(&b.ctx, NULL, STR("test")).p); /* nothing to seal it by */
    b.ctx.now += 5 * MINUTE_MS;
    assert_null(judged(&b, get, client_data(&b, get, ours, ORIGIN)));
    b.ctx.now += 1;
    assert_string_equal(judged(&b, get, client_data(&b, get, ours, ORIGIN)), "another challenge");
    bench_close(&b);
}

void test_webauthn__makes_a_key_only_with_its_owner_at_this_site(void **state)
{
    struct bench b;
    struct webauthn_key key;
    bench_open(&b);
    str good = auth_data_with_key(&b, SITE, PRESENT | VERIFIED | KEY);
    assert_null(webauthn_created(b.arena, &b.site, good, ES256, &key));
    assert_str(key.credential_id, "key-one");
    assert_int_equal(key.public_key.n, 64);
    struct {
        int algorithm;
        str said;
    } lies[] = {
        {ES256, auth_data_with_key(&b, "evil.example", PRESENT | VERIFIED | KEY)},
        {ES256, auth_data_with_key(&b, SITE, VERIFIED | KEY)},
        {ES256, auth_data_with_key(&b, SITE, PRESENT | KEY)},
        {ES256, auth_data_with_key(&b, SITE, PRESENT | VERIFIED)},
        {ES256, auth_data(&b, SITE, PRESENT | VERIFIED | KEY, 0)},
        {ES256, auth_data(&b, SITE, PRESENT | VERIFIED, 0)},
        {ES256, str_slice(good, 0, good.n - 1)},
        {ES256, str_slice(good, 0, 36)},
        {ES256, STR("")},
        {-257, good},
        {-8, good},
        {0, good},
        {-65535, good},
    };
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        assert_non_null(webauthn_created(b.arena, &b.site, lies[i].said, lies[i].algorithm, &key));
    }
    bench_close(&b);
}

/* Its bytes, and five more that announce an array of 268 million items: two thousand million bytes,
   if a library made room for them. */
static str with_announcement(struct bench *b, str auth)
{
    struct buf out;
    buf_init(&out, b->arena, 4 * KIB);
    buf_str(&out, auth);
    out.data[SHA256_BYTES] |= (char)0x80;
    buf_append(&out, "\x9a\x10\0\0\0", 5);
    return buf_as_str(&out);
}

static const char *asserted(struct bench *b, const struct webauthn_key *key, str auth, str client,
                            str sign)
{
    int64_t count;
    struct webauthn_answer a = {.auth_data = auth, .client_data = client, .signature = sign};
    return webauthn_asserted(&b->site, key, &a, &count);
}

void test_webauthn__takes_an_answer_only_from_that_key(void **state)
{
    struct bench b, other;
    struct webauthn_key key;
    bench_open(&b);
    bench_open(&other);
    str made = auth_data_with_key(&b, SITE, PRESENT | VERIFIED | KEY);
    assert_null(webauthn_created(b.arena, &b.site, made, ES256, &key));
    str client = client_data(&b, "webauthn.get", STR("any"), ORIGIN);
    str auth = auth_data(&b, SITE, PRESENT | VERIFIED, 7), right = signature(&b, auth, client);
    assert_null(asserted(&b, &key, auth, client, right));

    for (size_t i = 0; i < auth.n * 8; i++) { /* every bit that was signed */
        str changed = str_copy(b.arena, auth);
        ((char *)changed.p)[i / 8] ^= (char)(1 << i % 8);
        assert_non_null(asserted(&b, &key, changed, client, right));
    }
    str elsewhere = auth_data(&b, "evil.example", PRESENT | VERIFIED, 7);
    assert_non_null(asserted(&b, &key, elsewhere, client, signature(&b, elsewhere, client)));
    str absent = auth_data(&b, SITE, VERIFIED, 7);
    assert_non_null(asserted(&b, &key, absent, client, signature(&b, absent, client)));
    str unverified = auth_data(&b, SITE, PRESENT, 7);
    assert_non_null(asserted(&b, &key, unverified, client, signature(&b, unverified, client)));
    str said = client_data(&b, "webauthn.get", STR("some"), ORIGIN);
    assert_non_null(asserted(&b, &key, auth, said, right));
    assert_non_null(asserted(&b, &key, auth, client, signature(&other, auth, client)));
    assert_non_null(asserted(&b, &key, auth, client, str_slice(right, 0, right.n - 1)));
    assert_non_null(asserted(&b, &key, auth, client, STR("")));

    key.sign_count = 7; /* a copy of the key counts for itself */
    assert_string_equal(asserted(&b, &key, auth, client, right), "a counter that went back");
    str next = auth_data(&b, SITE, PRESENT | VERIFIED, 8);
    assert_null(asserted(&b, &key, next, client, signature(&b, next, client)));
    str nought = auth_data(&b, SITE, PRESENT | VERIFIED, 0);
    assert_non_null(asserted(&b, &key, nought, client, signature(&b, nought, client)));
    key.sign_count = 0; /* one that never counts */
    assert_null(asserted(&b, &key, nought, client, signature(&b, nought, client)));
    bench_close(&other);
    bench_close(&b);
}

/* A signature of another sort, as the standard wants it: over the bytes themselves. */
static const char *asserted_by(struct bench *b, int algorithm, str public_key)
{
    struct webauthn_key key = {.algorithm = algorithm, .public_key = public_key};
    str client = client_data(b, "webauthn.get", STR("any"), ORIGIN);
    str auth = auth_data(b, SITE, PRESENT | VERIFIED, 1);
    return asserted(b, &key, auth, client, signature(b, auth, client));
}

static str raw_key(struct bench *b)
{
    size_t n = 32;
    char *out = arena_alloc(b->arena, n);
    assert_int_equal(EVP_PKEY_get_raw_public_key(b->pair, (unsigned char *)out, &n), 1);
    return str_n(out, n);
}

/* The modulus and 65537. */
static str rsa_key(struct bench *b)
{
    BIGNUM *n = NULL;
    char *out = arena_alloc(b->arena, 259);
    assert_int_equal(EVP_PKEY_get_bn_param(b->pair, OSSL_PKEY_PARAM_RSA_N, &n), 1);
    assert_int_equal(BN_bn2binpad(n, (unsigned char *)out, 256), 256);
    BN_free(n);
    memcpy(out + 256, "\1\0\1", 3);
    return str_n(out, 259);
}

void test_webauthn__knows_three_sorts_of_signatures(void **state)
{
    struct bench b;
    bench_open(&b);
    struct webauthn_key es;
    str made = auth_data_with_key(&b, SITE, PRESENT | VERIFIED | KEY);
    assert_null(webauthn_created(b.arena, &b.site, made, ES256, &es));
    assert_null(asserted_by(&b, ES256, es.public_key));
    assert_non_null(asserted_by(&b, ES256, STR("cut short")));
    assert_non_null(asserted_by(&b, -257, es.public_key));

    EVP_PKEY_free(b.pair);
    b.pair = EVP_RSA_gen(2048);
    assert_null(asserted_by(&b, -257, rsa_key(&b)));
    assert_non_null(asserted_by(&b, ES256, es.public_key));
    assert_non_null(asserted_by(&b, -257, STR("cut short")));
    assert_non_null(asserted_by(&b, 0, rsa_key(&b)));

    EVP_PKEY_free(b.pair);
    b.pair = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    b.digest = NULL; /* a part of the signature itself */
    assert_null(asserted_by(&b, -8, raw_key(&b)));
    assert_non_null(asserted_by(&b, -8, STR("cut short")));
    bench_close(&b);
}

void test_webauthn__no_answer_is_no_answer(void **state)
{
    struct bench b;
    bench_open(&b);
    struct webauthn_key key;
    str made = auth_data_with_key(&b, SITE, PRESENT | VERIFIED | KEY);
    assert_null(webauthn_created(b.arena, &b.site, made, ES256, &key));
    str auth = auth_data(&b, SITE, PRESENT | VERIFIED, 1);
    assert_string_equal(asserted(&b, &key, auth, STR("{}"), STR_NONE), "no signature");
    assert_string_equal(asserted(&b, &key, auth, STR_NONE, STR("x")), "no signature");
    str nameless = str_printf(b.arena, "%*s", (int)made.n - 7, ""); /* a key with no name */
    memcpy((char *)nameless.p, made.p, 54);
    ((char *)nameless.p)[54] = 0;
    memcpy((char *)nameless.p + 55, made.p + 62, made.n - 62);
    assert_non_null(webauthn_created(b.arena, &b.site, nameless, ES256, &key));
    bench_close(&b);
}

void test_webauthn__makes_no_room_for_what_is_only_announced(void **state)
{
    struct bench b;
    struct webauthn_key key;
    bench_open(&b);
    const char *reason = "more is announced than was sent";
    str made = auth_data_with_key(&b, SITE, PRESENT | VERIFIED | KEY);
    assert_string_equal(
        webauthn_created(b.arena, &b.site, with_announcement(&b, made), ES256, &key), reason);
    assert_null(webauthn_created(b.arena, &b.site, made, ES256, &key));
    str client = client_data(&b, "webauthn.get", STR("any"), ORIGIN);
    str auth = with_announcement(&b, auth_data(&b, SITE, PRESENT | VERIFIED, 7));
    assert_string_equal(asserted(&b, &key, auth, client, signature(&b, auth, client)), reason);
    str cut = str_slice(made, 0, 37 + 16 + 1);
    assert_string_equal(asserted(&b, &key, cut, client, signature(&b, cut, client)), reason);
    cut = str_slice(made, 0, 37 + 16 + 2 + 3); /* of a name of seven bytes */
    assert_string_equal(asserted(&b, &key, cut, client, signature(&b, cut, client)), reason);
    bench_close(&b);
}

void test_webauthn__has_no_keys_at_a_bare_address(void **state)
{
    struct arena *a = arena_open();
    struct request q = {.host = STR("http://127.0.0.1:8080")};
    assert_false(webauthn_site(a, &q).rp_id.p);
    q.host = STR("http://[::1]:8080");
    assert_false(webauthn_site(a, &q).rp_id.p);
    q.host = STR("http://:8080");
    assert_false(webauthn_site(a, &q).rp_id.p);
    q.host = STR("https://samstyr.kommune.no");
    assert_str(webauthn_site(a, &q).rp_id, "samstyr.kommune.no");
    q.host = STR("http://localhost:8080");
    assert_str(webauthn_site(a, &q).rp_id, "localhost");
    assert_str(webauthn_site(a, &q).origin, "http://localhost:8080");
    arena_close(a);
}

/* ---- at the gate
 * ----------------------------------------------------------------------------------------- */

static const char *form_of(struct bench *b, const char *prefix, str auth, str client, str sign)
{
    str c = base64url(b->arena, client), s = base64url(b->arena, sign),
        d = base64url(b->arena, auth);
    return str_printf(b->arena,
                      "a=1&%sclient_data=%.*s&%sauth_data=%.*s&%ssignature=%.*s&%scredential=%.*s",
                      prefix, STR_ARG(c), prefix, STR_ARG(d), prefix, STR_ARG(s), prefix,
                      STR_ARG(base64url(b->arena, STR("key-one"))))
        .p;
}

/* The bench's key is Kari's. */
static void key_kept(struct test_db *t, struct bench *b, struct webauthn_key *key)
{
    b->site.origin = STR("https://samstyr.example");
    str made = auth_data_with_key(b, SITE, PRESENT | VERIFIED | KEY);
    assert_null(webauthn_created(b->arena, &b->site, made, ES256, key));
    assert_ok(t, db_run(t->db,
                        "INSERT INTO passkey (person_id, credential_id, algorithm, public_key, "
                        "sign_count, name, created_at) VALUES (1, :id, -7, :key, 0, 'k', 1)",
                        BINDS(B_BLOB("id", key->credential_id), B_BLOB("key", key->public_key)),
                        NULL));
}

static void signs_in(struct test_db *t)
{
    struct bench b;
    struct webauthn_key key;
    bench_open(&b);
    browser_house(t);
    key_kept(t, &b, &key);
    struct browser kari = {.t = t, .seal = b.seal}, thief = kari;
    str challenge = webauthn_challenge(&b.ctx, b.seal, STR("passkey to sign in"));
    str client = client_data(&b, "webauthn.get", challenge, "https://samstyr.example");
    str auth = auth_data(&b, SITE, PRESENT | VERIFIED, 1);
    const char *form = form_of(&b, "", auth, client, signature(&b, auth, client));
    assert_int_equal(browser_post(&kari, "/sign-in/passkey", form), 303);
    assert_str(browser_header(&kari, "Location"), "/");
    assert_int_equal(browser_get(&kari, "/me"), 200);
    /* heard on the way and sent again: the challenge is used up, whatever the counter says */
    browser_run(t, "UPDATE passkey SET sign_count = 0");
    assert_int_equal(browser_post(&thief, "/sign-in/passkey", form), 303);
    assert_str(browser_header(&thief, "Location"), "/sign-in?passkey=refused");
    assert_false(thief.cookie.p);
    assert_int_equal(browser_post(&thief, "/sign-in/passkey", "credential=a2V5LW9uZQ"), 303);
    assert_false(thief.cookie.p);
    /* who is shut out is out by key too */
    str fresh = webauthn_challenge(&b.ctx, b.seal, STR("passkey to sign in"));
    str again = client_data(&b, "webauthn.get", fresh, "https://samstyr.example");
    browser_run(t, "UPDATE person SET state = 'disabled' WHERE id = 1");
    form = form_of(&b, "", auth, again, signature(&b, auth, again));
    assert_int_equal(browser_post(&thief, "/sign-in/passkey", form), 403);
    assert_false(thief.cookie.p);
    bench_close(&b);
}

void test_webauthn__signs_in_once_for_each_challenge(void **state)
{
    on_each_migrated(signs_in);
}

static err decide(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    buf_literal(&r->body, "decided");
    return OK;
}

static const struct route decisions[] = {
    {.methods = METHOD_POST,
     .path = "/decide",
     .flags = ROUTE_SIGNED_IN | ROUTE_STEP_UP,
     .handle = decide},
    {0},
};

/* A proof for that session, by whoever holds the key's other half. */
static const char *proof_of(struct bench *b, struct bench *signer, int64_t session)
{
    str purpose = str_printf(b->arena, "passkey to prove in session %lld", (long long)session);
    str client = client_data(b, "webauthn.get", webauthn_challenge(&b->ctx, b->seal, purpose),
                             "https://samstyr.example");
    str auth = auth_data(b, SITE, PRESENT | VERIFIED, 0);
    return form_of(b, "proof_", auth, client, signature(signer, auth, client));
}

static void proves(struct test_db *t)
{
    struct bench b, other;
    struct webauthn_key key;
    bench_open(&b);
    bench_open(&other);
    browser_house(t);
    struct browser kari = browser_of_kari(t, decisions);
    kari.seal = b.seal;
    key_kept(t, &b, &key);
    int64_t session = browser_count(t, "SELECT max(id) FROM session");
    test_now += STEP_UP_MS;
    b.ctx.now = test_now;
    browser_run(t, "UPDATE person SET password = NULL WHERE id = 1");
    assert_int_equal(browser_post(&kari, "/decide", "a=1"), 403);
    assert_page_has(&kari, "data-site=\"samstyr.example\"");
    assert_int_equal(browser_post(&kari, "/decide", proof_of(&b, &other, session)), 403);
    assert_int_equal(browser_post(&kari, "/decide", proof_of(&b, &b, session + 1)), 403);
    assert_int_equal(browser_post(&kari, "/decide", proof_of(&b, &b, session)), 200);
    assert_str(browser_page(&kari), "decided");

    kari.has_failed = true;
    for (kari.fail_at = 1; kari.has_failed; kari.fail_at++) { /* asked by what can be found out */
        int status = browser_get(&kari, "/me/prove");
        assert_true(status == 200 || (status == 500 && kari.has_failed));
    }
    assert_page_has(&kari, "data-challenge=");
    bench_close(&other);
    bench_close(&b);
}

void test_webauthn__proves_in_the_session_that_was_asked(void **state)
{
    on_each_migrated(proves);
}
