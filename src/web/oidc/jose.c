/* jose.c - signatures of JSON Web Tokens. The only file that knows cjose. */
/* SPDX-License-Identifier: EUPL-1.2 */
#define OPENSSL_API_COMPAT 0x10100000L /* cjose hands its keys out as OpenSSL 1.1 knew them */
#include "web/oidc/jose.h"

#include "base/buf.h"
#include "base/hash.h"
#include "base/memory.h"
#include "format/json/read.h"

#include <cjose/cjose.h>

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_BITS = 3072 };

bool jose_verify(struct arena *a, str token, str key, str payload)
{
    cjose_err trouble;
    const char *text = str_z(a, token);
    uint8_t *signed_payload = NULL;
    size_t n = 0;
    cjose_jwk_t *jwk = cjose_jwk_import(key.p, key.n, &trouble);
    cjose_jws_t *jws = jwk ? cjose_jws_import(text, token.n, &trouble) : NULL;
    if (jws && cjose_jws_verify(jws, jwk, &trouble)) {
        cjose_jws_get_plaintext(jws, &signed_payload, &n, &trouble);
    }
    bool good = signed_payload && str_eq(str_n((const char *)signed_payload, n), payload);
    cjose_jws_release(jws);
    cjose_jwk_release(jwk);
    return good;
}

static str signed_text(struct arena *a, cjose_jws_t *jws)
{
    cjose_err trouble;
    const char *text = NULL;
    if (jws) {
        cjose_jws_export(jws, &text, &trouble);
    }
    return str_copy(a, str_of(text));
}

/* Of the DER, as the provider computed it when the certificate was registered there. */
static void set_thumbprint(struct arena *a, cjose_header_t *header, str certificate)
{
    cjose_err trouble;
    unsigned char hash[SHA256_BYTES];
    size_t n = 0;
    char *der = arena_alloc(a, certificate.n);
    sodium_base642bin((unsigned char *)der, certificate.n, certificate.p, certificate.n, NULL, &n,
                      NULL, sodium_base64_VARIANT_ORIGINAL);
    sha256(str_n(der, n), hash);
    str text = base64url(a, str_n((const char *)hash, sizeof hash));
    memory_needed(cjose_header_set(header, "x5t#S256", str_z(a, text), &trouble));
}

str jose_sign(struct arena *a, str key, str certificate, str payload)
{
    cjose_err trouble;
    cjose_jwk_t *jwk = cjose_jwk_import(key.p, key.n, &trouble);
    cjose_header_t *header = cjose_header_new(&trouble);
    const char *kid = jwk ? cjose_jwk_get_kid(jwk, &trouble) : NULL;
    cjose_jws_t *jws = NULL;
    memory_needed(header);
    if (kid) {
        memory_needed(cjose_header_set(header, CJOSE_HDR_ALG, "RS256", &trouble));
        memory_needed(cjose_header_set(header, CJOSE_HDR_KID, kid, &trouble));
        memory_needed(cjose_header_set(header, "typ", "JWT", &trouble));
        if (certificate.n) {
            set_thumbprint(a, header, certificate);
        }
        jws = cjose_jws_sign(jwk, header, (const uint8_t *)payload.p, payload.n, &trouble);
    }
    str out = signed_text(a, jws);
    cjose_jws_release(jws);
    cjose_header_release(header);
    cjose_jwk_release(jwk);
    return out;
}

/* RFC 7638: members in the order of their names, nothing else. */
static str thumbprint(struct arena *a, const char *public_key)
{
    const struct json *key = NULL;
    unsigned char hash[SHA256_BYTES];
    struct buf plain;
    memory_needed(json_read(a, str_of(public_key), &json_limits_request, &key, NULL) == OK);
    buf_init(&plain, a, 4 * KIB);
    buf_literal(&plain, "{\"e\":\"");
    buf_str(&plain, json_get_str(key, "e"));
    buf_literal(&plain, "\",\"kty\":\"RSA\",\"n\":\"");
    buf_str(&plain, json_get_str(key, "n"));
    buf_literal(&plain, "\"}");
    sha256(buf_as_str(&plain), hash);
    return base64url(a, str_n((const char *)hash, sizeof hash));
}

/* The key as JSON, for free. */
static char *key_text(const cjose_jwk_t *jwk, bool with_private_part)
{
    cjose_err trouble;
    char *text = cjose_jwk_to_json(jwk, with_private_part, &trouble);
    memory_needed(text);
    return text;
}

void jose_key_new(struct arena *a, str *private_key, str *public_key)
{
    static const uint8_t exponent[] = {1, 0, 1};
    cjose_err trouble;
    cjose_jwk_t *jwk = cjose_jwk_create_RSA_random(KEY_BITS, exponent, sizeof exponent, &trouble);
    memory_needed(jwk);
    char *nameless = key_text(jwk, false);
    str kid = thumbprint(a, nameless);
    memory_needed(cjose_jwk_set_kid(jwk, kid.p, kid.n, &trouble));
    char *public_text = key_text(jwk, false), *private_text = key_text(jwk, true);
    *public_key = str_copy(a, str_of(public_text));
    *private_key = str_copy(a, str_of(private_text));
    bytes_wipe(private_text, strlen(private_text));
    free(nameless);
    free(public_text);
    free(private_text);
    cjose_jwk_release(jwk);
}

/* ---- a certificate for the key
 * ----------------------------------------------------------------------------------- */

static void fill(X509 *x, EVP_PKEY *key, const char *name, int64_t from, int days)
{
    uint64_t serial;
    X509_NAME *who = X509_get_subject_name(x);
    randombytes_buf(&serial, sizeof serial);
    memory_needed(X509_set_version(x, 2));
    memory_needed(ASN1_INTEGER_set_uint64(X509_get_serialNumber(x), serial >> 1));
    memory_needed(ASN1_TIME_set(X509_getm_notBefore(x), (time_t)from));
    memory_needed(ASN1_TIME_adj(X509_getm_notAfter(x), (time_t)from, days, 0));
    memory_needed(X509_set_pubkey(x, key));
    memory_needed(X509_NAME_add_entry_by_txt(who, "CN", MBSTRING_UTF8, (const unsigned char *)name,
                                             -1, -1, 0));
    memory_needed(X509_set_issuer_name(x, who));
    memory_needed(X509_sign(x, key, EVP_sha256()) > 0);
}

static str der_text(struct arena *a, X509 *x)
{
    unsigned char *der = NULL;
    int n = i2d_X509(x, &der);
    memory_needed(n > 0);
    size_t room = sodium_base64_encoded_len((size_t)n, sodium_base64_VARIANT_ORIGINAL);
    char *text = arena_alloc(a, room);
    sodium_bin2base64(text, room, der, (size_t)n, sodium_base64_VARIANT_ORIGINAL);
    OPENSSL_free(der);
    return str_of(text);
}

str jose_certificate(struct arena *a, str key, const char *name, int64_t from, int days)
{
    cjose_err trouble;
    cjose_jwk_t *jwk = cjose_jwk_import(key.p, key.n, &trouble);
    memory_needed(jwk);
    EVP_PKEY *pair = EVP_PKEY_new();
    X509 *x = X509_new();
    memory_needed(pair);
    memory_needed(x);
    memory_needed(EVP_PKEY_set1_RSA(pair, cjose_jwk_get_keydata(jwk, &trouble)));
    fill(x, pair, name, from, days);
    str out = der_text(a, x);
    X509_free(x);
    EVP_PKEY_free(pair);
    cjose_jwk_release(jwk);
    return out;
}
