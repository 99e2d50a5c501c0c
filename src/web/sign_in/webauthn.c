/* webauthn.c - the checks of WebAuthn: ours but for keys and signatures, which libfido2 reads. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/sign_in/webauthn.h"

#include "base/clock.h"
#include "base/hash.h"
#include "base/memory.h"
#include "format/json/read.h"
#include "web/sign_in/cbor.h"

#include <arpa/inet.h>
#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>

#define GOOD_FOR_MS (5 * MINUTE_MS)

enum {
    LONGEST_CLIENT_DATA = 4 * 1024,
    SHORTEST_AUTH_DATA = 37, /* hash of the site, flags, counter */
    FLAGS_AT = SHA256_BYTES,
    USER_PRESENT = 1 << 0,
    USER_VERIFIED = 1 << 2,
    KEY_INCLUDED = 1 << 6,
    ID_LENGTH_AT = SHORTEST_AUTH_DATA + 16, /* behind the make of the key */
    ID_AT = ID_LENGTH_AT + 2,
};

/* ---- the site
 * ------------------------------------------------------------------------------------------ */

struct webauthn_site webauthn_site(struct arena *a, const struct request *q)
{
    unsigned char address[sizeof(struct in6_addr)];
    struct webauthn_site site = {.origin = str_copy(a, q->host)};
    str host = str_slice(q->host, (size_t)str_index(q->host, '/') + 2, q->host.n);
    ptrdiff_t port = str_index(host, ':');
    host = port >= 0 ? str_slice(host, 0, (size_t)port) : host;
    const char *name = str_z(a, host);
    if (host.n && host.p[0] != '[' && inet_pton(AF_INET, name, address) != 1) {
        site.rp_id = str_of(name);
    }
    return site;
}

str webauthn_challenge(struct ctx *ctx, const struct seal *seal, str purpose)
{
    return seal ? seal_text(seal, ctx->arena, purpose,
                            str_printf(ctx->arena, "%lld", (long long)(ctx->now + GOOD_FOR_MS)))
                : STR_NONE;
}

/* ---- what the browser says
 * ----------------------------------------------------------------------------- */

static bool challenge_stands(struct ctx *ctx, const struct seal *seal, str purpose, str challenge)
{
    str plain;
    int64_t until = 0;
    if (!challenge.n || !seal_read(seal, ctx->arena, purpose, challenge, &plain)) {
        return false;
    }
    str_to_int(plain, &until);
    return ctx->now <= until;
}

const char *webauthn_client_data(struct ctx *ctx, const struct seal *seal,
                                 const struct webauthn_site *site, str purpose, const char *type,
                                 str client_data, str *challenge)
{
    const struct json *json;
    if (!client_data.n || client_data.n > LONGEST_CLIENT_DATA ||
        json_read(ctx->arena, client_data, &json_limits_request, &json, NULL)) {
        return "client data is no JSON";
    }
    const struct json *crossed = json_get(json, "crossOrigin");
    *challenge = str_copy(ctx->arena, json_get_str(json, "challenge"));
    if (!str_is(json_get_str(json, "type"), type)) {
        return "another type";
    }
    if (!str_eq(json_get_str(json, "origin"), site->origin)) {
        return "another origin";
    }
    if (crossed && (crossed->type != JSON_IS_BOOL || crossed->yes)) {
        return "crossed origins";
    }
    if (json_get(json, "topOrigin")) {
        return "another site around ours";
    }
    return challenge_stands(ctx, seal, purpose, *challenge) ? NULL : "another challenge";
}

/* ---- what the key says
 * --------------------------------------------------------------------------------- */

/* The key and what was said beyond the questions, both in CBOR, begin behind the counter or, when a
   key is included, behind its name. */
static bool is_modest(str auth_data)
{
    size_t at = SHORTEST_AUTH_DATA;
    if ((unsigned char)auth_data.p[FLAGS_AT] & KEY_INCLUDED) {
        if (auth_data.n < ID_AT) {
            return false;
        }
        const unsigned char *length = (const unsigned char *)auth_data.p + ID_LENGTH_AT;
        at = ID_AT + ((size_t)length[0] << 8 | length[1]);
    }
    return at <= auth_data.n && cbor_is_modest(str_slice(auth_data, at, auth_data.n));
}

static const char *check_auth_data(const struct webauthn_site *site, str auth_data)
{
    unsigned char hash[SHA256_BYTES];
    if (auth_data.n < SHORTEST_AUTH_DATA) {
        return "too short";
    }
    sha256(site->rp_id, hash);
    if (!bytes_equal(str_slice(auth_data, 0, SHA256_BYTES),
                     str_n((const char *)hash, sizeof hash))) {
        return "another site";
    }
    unsigned char flags = (unsigned char)auth_data.p[FLAGS_AT];
    return !(flags & USER_PRESENT)    ? "nobody was present"
           : !(flags & USER_VERIFIED) ? "the owner was not verified"
           : !is_modest(auth_data)    ? "more is announced than was sent"
                                      : NULL;
}

static bool is_known(int algorithm)
{
    return algorithm == COSE_ES256 || algorithm == COSE_EDDSA || algorithm == COSE_RS256;
}

static const char *key_read(struct arena *a, fido_cred_t *cred, str auth_data, int algorithm,
                            struct webauthn_key *out)
{
    int trouble = fido_cred_set_type(cred, algorithm);
    trouble |= fido_cred_set_authdata_raw(cred, (const unsigned char *)auth_data.p, auth_data.n);
    if (trouble || !fido_cred_id_len(cred)) {
        return "no key of that kind";
    }
    *out = (struct webauthn_key){
        .credential_id =
            str_copy(a, str_n((const char *)fido_cred_id_ptr(cred), fido_cred_id_len(cred))),
        .public_key = str_copy(
            a, str_n((const char *)fido_cred_pubkey_ptr(cred), fido_cred_pubkey_len(cred))),
        .algorithm = algorithm,
        .sign_count = fido_cred_sigcount(cred),
    };
    return NULL;
}

const char *webauthn_created(struct arena *a, const struct webauthn_site *site, str auth_data,
                             int algorithm, struct webauthn_key *out)
{
    const char *reason = check_auth_data(site, auth_data);
    if (reason) {
        return reason;
    }
    if (!((unsigned char)auth_data.p[FLAGS_AT] & KEY_INCLUDED) || !is_known(algorithm)) {
        return "no key of a kind that we know";
    }
    fido_cred_t *cred = fido_cred_new();
    memory_needed(cred);
    reason = key_read(a, cred, auth_data, algorithm, out);
    fido_cred_free(&cred);
    return reason;
}

/* A key that was kept whole is read whole; of one that was not, nothing holds. */
static bool signature_holds(const fido_assert_t *assert, const struct webauthn_key *key)
{
    const void *bytes = key->public_key.p;
    size_t n = key->public_key.n;
    es256_pk_t *es = es256_pk_new();
    eddsa_pk_t *ed = eddsa_pk_new();
    rs256_pk_t *rs = rs256_pk_new();
    memory_needed(es);
    memory_needed(ed);
    memory_needed(rs);
    int trouble = key->algorithm == COSE_ES256   ? es256_pk_from_ptr(es, bytes, n)
                  : key->algorithm == COSE_EDDSA ? eddsa_pk_from_ptr(ed, bytes, n)
                                                 : rs256_pk_from_ptr(rs, bytes, n);
    const void *read = key->algorithm == COSE_ES256   ? (const void *)es
                       : key->algorithm == COSE_EDDSA ? (const void *)ed
                                                      : (const void *)rs;
    trouble = trouble ? trouble : fido_assert_verify(assert, 0, key->algorithm, read);
    es256_pk_free(&es);
    eddsa_pk_free(&ed);
    rs256_pk_free(&rs);
    return trouble == FIDO_OK;
}

static const char *verify(struct arena *a, fido_assert_t *assert, const struct webauthn_site *site,
                          const struct webauthn_key *key, const struct webauthn_answer *answer)
{
    unsigned char hash[SHA256_BYTES];
    const unsigned char *said = (const unsigned char *)answer->auth_data.p;
    const unsigned char *sign = (const unsigned char *)answer->signature.p;
    sha256(answer->client_data, hash);
    int trouble = fido_assert_set_clientdata_hash(assert, hash, sizeof hash);
    trouble |= fido_assert_set_rp(assert, str_z(a, site->rp_id));
    trouble |= fido_assert_set_count(assert, 1);
    trouble |= fido_assert_set_up(assert, FIDO_OPT_TRUE);
    trouble |= fido_assert_set_uv(assert, FIDO_OPT_TRUE);
    trouble |= fido_assert_set_authdata_raw(assert, 0, said, answer->auth_data.n);
    trouble |= fido_assert_set_sig(assert, 0, sign, answer->signature.n);
    return trouble == FIDO_OK && signature_holds(assert, key) ? NULL : "another signature";
}

const char *webauthn_asserted(const struct webauthn_site *site, const struct webauthn_key *key,
                              const struct webauthn_answer *answer, int64_t *sign_count)
{
    const char *reason = check_auth_data(site, answer->auth_data);
    if (reason) {
        return reason;
    }
    if (!answer->signature.n || !answer->client_data.n) {
        return "no signature";
    }
    struct arena *a = arena_open();
    fido_assert_t *assert = fido_assert_new();
    memory_needed(assert);
    reason = verify(a, assert, site, key, answer);
    *sign_count = reason ? 0 : fido_assert_sigcount(assert, 0);
    fido_assert_free(&assert);
    arena_close(a);
    if (!reason && (*sign_count || key->sign_count) && *sign_count <= key->sign_count) {
        reason = "a counter that went back"; /* section 6.1.1: a copy is about */
    }
    return reason;
}
