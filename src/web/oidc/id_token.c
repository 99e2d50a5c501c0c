/* id_token.c - what a provider says about someone, believed only when all of it is right. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/oidc/id_token.h"

#include "base/hash.h"
#include "format/json/write.h"
#include "web/oidc/jose.h"

#include <string.h>

enum { LONGEST_SUB = 255, LONGEST_KID = 200, DAY_SECONDS = 24 * 60 * 60, OLDEST = 10 * 60 };

static const struct json_limits limits = {.bytes = ID_TOKEN_LARGEST, .values = 2000, .depth = 12};

/* ---- parts and header
 * -------------------------------------------------------------------------------- */

struct parts {
    str header, payload; /* decoded */
};

/* base64url_read takes only the text that an encoder would have made: no padding, no spare bits. */
static bool take_parts(struct arena *a, str token, struct parts *out)
{
    str rest = token, part[4], signature;
    size_t n = 0;
    while (n < 4 && str_split(&rest, '.', &part[n])) {
        n++;
    }
    return n == 3 && part[0].n && part[1].n && part[2].n &&
           base64url_read(a, part[0], &out->header) && base64url_read(a, part[1], &out->payload) &&
           base64url_read(a, part[2], &signature);
}

/* Headers by which a token would bring its own key, or another meaning than plain JWS (RFC 7515
   4.1.2 to 4.1.6, 4.1.11; RFC 7797; RFC 7516). */
static const char *check_header(const struct json *h)
{
    static const char *const never[] = {"jwk", "jku", "x5u", "x5c", "zip", "enc", "cty",
                                        "epk", "iv",  "tag", "apu", "apv", "p2s", "p2c"};
    for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
        if (json_get(h, never[i])) {
            return "header";
        }
    }
    if (json_get(h, "crit") || json_get(h, "b64")) {
        return "critical";
    }
    const struct json *typ = json_get(h, "typ");
    if (typ && !(typ->type == JSON_IS_TEXT &&
                 (str_is(json_str(typ), "JWT") || str_is(json_str(typ), "jwt")))) {
        return "type";
    }
    return NULL;
}

static bool lists(const struct json *list, str value)
{
    for (size_t i = 0; i < json_count(list); i++) {
        const struct json *one = json_item(list, i);
        if (one && one->type == JSON_IS_TEXT && str_eq(json_str(one), value)) {
            return true;
        }
    }
    return false;
}

static str text_of(const struct json *v, const char *name)
{
    const struct json *member = json_get(v, name);
    return member && member->type == JSON_IS_TEXT ? json_str(member) : STR_NONE;
}

static bool is_ours(str alg)
{
    return str_is(alg, "RS256") || str_is(alg, "PS256") || str_is(alg, "ES256");
}

/* ---- the key
 * ----------------------------------------------------------------------------------------- */

static bool is_base64url(struct arena *a, str text, size_t least, size_t most)
{
    str bytes;
    return base64url_read(a, text, &bytes) && bytes.n >= least && bytes.n <= most &&
           bytes.p[0] != 0;
}

/* A modulus of 2048 to 8192 bits; exponent 65537, which every provider has. */
static bool is_rsa(struct arena *a, const struct json *key)
{
    return str_is(text_of(key, "kty"), "RSA") && is_base64url(a, text_of(key, "n"), 256, 1024) &&
           str_is(text_of(key, "e"), "AQAB");
}

static bool is_p256(struct arena *a, const struct json *key)
{
    str x, y;
    return str_is(text_of(key, "kty"), "EC") && str_is(text_of(key, "crv"), "P-256") &&
           base64url_read(a, text_of(key, "x"), &x) && x.n == 32 &&
           base64url_read(a, text_of(key, "y"), &y) && y.n == 32;
}

static bool serves(struct arena *a, const struct json *key, str alg)
{
    str use = text_of(key, "use"), key_alg = text_of(key, "alg");
    const struct json *ops = json_get(key, "key_ops");
    bool fits = (!json_get(key, "use") || str_is(use, "sig")) &&
                (!json_get(key, "alg") || str_eq(key_alg, alg)) &&
                (!ops || lists(ops, STR("verify"))) && !json_get(key, "d") && !json_get(key, "k");
    return fits && (str_is(alg, "ES256") ? is_p256(a, key) : is_rsa(a, key));
}

static str public_part(struct arena *a, const struct json *key)
{
    static const char *const members[] = {"kty", "kid", "n", "e", "crv", "x", "y"};
    struct buf out;
    struct json_writer w;
    buf_init(&out, a, 8 * KIB);
    json_start(&w, &out);
    json_object_start(&w);
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        str value = text_of(key, members[i]);
        if (value.p) {
            json_member_text(&w, members[i], value);
        }
    }
    json_object_end(&w);
    return out.full ? STR_NONE : buf_as_str(&out);
}

/* Two keys of one name would let the order decide: then neither serves. */
str id_key_for(struct arena *a, const struct json *keys, str kid, str alg)
{
    const struct json *list = json_get(keys, "keys"), *found = NULL;
    size_t n = 0;
    if (!list || list->type != JSON_IS_ARRAY || json_count(list) > ID_KEYS_MOST || !kid.n ||
        kid.n > LONGEST_KID) {
        return STR_NONE;
    }
    for (size_t i = 0; i < json_count(list); i++) {
        const struct json *key = json_item(list, i);
        if (str_eq(text_of(key, "kid"), kid)) {
            found = key;
            n++;
        }
    }
    return n == 1 && serves(a, found, alg) ? public_part(a, found) : STR_NONE;
}

/* ---- the claims
 * -------------------------------------------------------------------------------------- */

/* One audience, ours; azp, where it is said, is us as well (OpenID Connect Core 3.1.3.7, 3 to 5).
 */
static bool is_for_us(const struct json *c, str client_id)
{
    const struct json *aud = json_get(c, "aud"), *azp = json_get(c, "azp");
    bool to_us = aud && (aud->type == JSON_IS_TEXT ? str_eq(json_str(aud), client_id)
                                                   : json_count(aud) == 1 && lists(aud, client_id));
    return to_us && (!azp || str_eq(text_of(c, "azp"), client_id));
}

static bool moment(const struct json *c, const char *name, int64_t *out)
{
    return json_to_int(json_get(c, name), out) && *out >= 0 && *out < (int64_t)1 << 40;
}

/* Issued now, by a clock that may be a minute off; valid still, and not for more than a day. */
static bool is_timely(const struct json *c, int64_t now)
{
    int64_t exp, iat, nbf;
    if (!moment(c, "exp", &exp) || !moment(c, "iat", &iat)) {
        return false;
    }
    if (json_get(c, "nbf") && (!moment(c, "nbf", &nbf) || nbf > now + ID_SKEW)) {
        return false;
    }
    return exp > now - ID_SKEW && exp > iat && exp <= now + DAY_SECONDS && iat <= now + ID_SKEW &&
           iat >= now - OLDEST;
}

static bool is_recent(const struct json *c, const struct id_demand *d)
{
    int64_t at;
    return !d->max_age || (moment(c, "auth_time", &at) && at <= d->now + ID_SKEW &&
                           at >= d->now - d->max_age - ID_SKEW);
}

static bool is_one_of(str list, str value)
{
    str one;
    while (value.n && str_split(&list, ' ', &one)) {
        if (str_eq(one, value)) {
            return true;
        }
    }
    return false;
}

/* OpenID Connect Core 3.1.3.8: the left half of the hash; all our algorithms hash by SHA-256. */
static bool fits_access_token(struct arena *a, const struct json *c, str access_token)
{
    unsigned char hash[SHA256_BYTES];
    if (!json_get(c, "at_hash")) {
        return true;
    }
    sha256(access_token, hash);
    return str_eq(text_of(c, "at_hash"), base64url(a, str_n((const char *)hash, sizeof hash / 2)));
}

static bool is_subject(str sub)
{
    for (size_t i = 0; i < sub.n; i++) {
        if (sub.p[i] < ' ' || sub.p[i] > '~') {
            return false;
        }
    }
    return sub.n > 0 && sub.n <= LONGEST_SUB;
}

static const char *check_claims(struct arena *a, const struct json *c, const struct id_demand *d)
{
    str nonce = text_of(c, "nonce");
    return !str_eq(text_of(c, "iss"), d->issuer) || !d->issuer.n ? "issuer"
           : !is_subject(text_of(c, "sub"))                      ? "subject"
           : !is_for_us(c, d->client_id)                         ? "audience"
           : !nonce.n || !bytes_equal(nonce, d->nonce)           ? "nonce"
           : !is_timely(c, d->now)                               ? "time"
           : d->acr.n && !is_one_of(d->acr, text_of(c, "acr"))   ? "acr"
           : !is_recent(c, d)                                    ? "age"
           : !fits_access_token(a, c, d->access_token)           ? "access-token"
                                                                 : NULL;
}

/* ---- all of it
 * -------------------------------------------------------------------------------------- */

const char *id_token_check(struct arena *a, str token, const struct json *keys,
                           const struct id_demand *d, struct id_claims *out)
{
    struct parts parts;
    const struct json *header, *claims;
    *out = (struct id_claims){0};
    if (!token.n || token.n > ID_TOKEN_LARGEST) {
        return "size";
    }
    if (!take_parts(a, token, &parts) || json_read(a, parts.header, &limits, &header, NULL) ||
        header->type != JSON_IS_OBJECT) {
        return "form";
    }
    const char *why = check_header(header);
    if (why) {
        return why;
    }
    str alg = text_of(header, "alg");
    if (!is_ours(alg) || (d->algorithms && !lists(d->algorithms, alg))) {
        return "algorithm";
    }
    str key = id_key_for(a, keys, text_of(header, "kid"), alg);
    if (!key.p) {
        return "key";
    }
    if (!jose_verify(a, token, key, parts.payload)) {
        return "signature";
    }
    if (json_read(a, parts.payload, &limits, &claims, NULL) || claims->type != JSON_IS_OBJECT) {
        return "claims";
    }
    why = check_claims(a, claims, d);
    if (!why) {
        *out = (struct id_claims){.sub = text_of(claims, "sub"),
                                  .name = text_of(claims, "name"),
                                  .email = text_of(claims, "email"),
                                  .acr = text_of(claims, "acr"),
                                  .all = claims};
    }
    return why;
}
