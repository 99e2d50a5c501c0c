/* jose.c - signatures of JSON Web Tokens. The only file that knows cjose. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/oidc/jose.h"

#include "base/buf.h"
#include "base/hash.h"
#include "base/memory.h"
#include "format/json/read.h"

#include <cjose/cjose.h>

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

str jose_sign(struct arena *a, str key, str payload)
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
    json_read(a, str_of(public_key), &json_limits_request, &key, NULL);
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
