/* hash.c - SHA-256 by OpenSSL, or without memory by libsodium; hex and base64url. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/hash.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

/* Asking OpenSSL for an algorithm by name costs more than the digest of a short text, so it is
   asked once a process. */
static EVP_MD *algorithm;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void must(bool ok)
{
    if (!ok) {
        fputs("samstyr: SHA-256 is not available\n", stderr);
        abort();
    }
}

static void fetch(void)
{
    algorithm = EVP_MD_fetch(NULL, "SHA256", NULL);
    must(algorithm != NULL);
}

/* NULL when there is no memory. */
static EVP_MD_CTX *context_new(void)
{
    pthread_once(&once, fetch);
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    if (c && !EVP_DigestInit_ex2(c, algorithm, NULL)) {
        EVP_MD_CTX_free(c);
        c = NULL;
    }
    return c;
}

/* By libsodium, which is slower and asks for no memory. */
static void digest_in_place(const str *parts, size_t n, unsigned char out[SHA256_BYTES])
{
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    for (size_t i = 0; i < n; i++) {
        crypto_hash_sha256_update(&state, (const unsigned char *)(parts[i].n ? parts[i].p : ""),
                                  parts[i].n);
    }
    crypto_hash_sha256_final(&state, out);
}

/* The digest of the parts; c, if there is one, is then used up. */
static void digest(EVP_MD_CTX *c, const str *parts, size_t n, unsigned char out[SHA256_BYTES])
{
    if (!c) {
        digest_in_place(parts, n, out);
        return;
    }
    bool ok = true;
    for (size_t i = 0; i < n && ok; i++) {
        ok = parts[i].n == 0 || EVP_DigestUpdate(c, parts[i].p, parts[i].n);
    }
    must(ok && EVP_DigestFinal_ex(c, out, NULL));
}

void sha256_list(const str *parts, size_t n, unsigned char out[SHA256_BYTES])
{
    EVP_MD_CTX *c = context_new();
    digest(c, parts, n, out);
    EVP_MD_CTX_free(c);
}

struct hasher {
    EVP_MD_CTX *c;
};

static void hasher_done(void *h)
{
    EVP_MD_CTX_free(((struct hasher *)h)->c);
}

struct hasher *hasher_new(struct arena *a)
{
    struct hasher *h = ARENA_NEW(a, struct hasher);
    h->c = context_new();
    arena_defer(a, hasher_done, h);
    return h;
}

void hasher_list(struct hasher *h, const str *parts, size_t n, unsigned char out[SHA256_BYTES])
{
    digest(h->c, parts, n, out);
    if (h->c && !EVP_DigestInit_ex2(h->c, NULL, NULL)) { /* it asks for memory each time */
        EVP_MD_CTX_free(h->c);
        h->c = NULL;
    }
}

void sha256(str s, unsigned char out[SHA256_BYTES])
{
    sha256_list(&s, 1, out);
}

str sha256_hex(struct arena *a, str s)
{
    unsigned char digest[SHA256_BYTES];
    sha256(s, digest);
    return hex(a, str_n((const char *)digest, sizeof digest));
}

void hmac_sha256(str key, str s, unsigned char out[SHA256_BYTES])
{
    pthread_once(&once, fetch);
    const unsigned char *text = (const unsigned char *)(s.n ? s.p : "");
    if (!HMAC(algorithm, key.n ? key.p : "", (int)key.n, text, s.n, out, NULL)) {
        crypto_auth_hmacsha256_state state;
        crypto_auth_hmacsha256_init(&state, (const unsigned char *)(key.n ? key.p : ""), key.n);
        crypto_auth_hmacsha256_update(&state, text, s.n);
        crypto_auth_hmacsha256_final(&state, out);
    }
}

bool bytes_equal(str a, str b)
{
    return a.n == b.n && (a.n == 0 || CRYPTO_memcmp(a.p, b.p, a.n) == 0);
}

void bytes_wipe(void *p, size_t n)
{
    OPENSSL_cleanse(p, n);
}

str hex(struct arena *a, str bytes)
{
    static const char digits[] = "0123456789abcdef";
    char *p = arena_alloc(a, bytes.n * 2 + 1);
    for (size_t i = 0; i < bytes.n; i++) {
        p[i * 2] = digits[(unsigned char)bytes.p[i] >> 4];
        p[i * 2 + 1] = digits[(unsigned char)bytes.p[i] & 15];
    }
    return (str){p, bytes.n * 2};
}

static int hex_digit(char c)
{
    char low = (char)(c | 0x20);
    return c >= '0' && c <= '9' ? c - '0' : low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

bool hex_read(struct arena *a, str text, str *out)
{
    if (text.n % 2) {
        return false;
    }
    char *p = arena_alloc(a, text.n / 2 + 1);
    for (size_t i = 0; i < text.n / 2; i++) {
        int high = hex_digit(text.p[i * 2]), low = hex_digit(text.p[i * 2 + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        p[i] = (char)(high * 16 + low);
    }
    *out = (str){p, text.n / 2};
    return true;
}

str base64url(struct arena *a, str bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    char *p = arena_alloc(a, bytes.n / 3 * 4 + 5);
    size_t n = 0;
    unsigned bits = 0, n_bits = 0;
    for (size_t i = 0; i < bytes.n; i++) {
        bits = bits << 8 | (unsigned char)bytes.p[i];
        for (n_bits += 8; n_bits >= 6; n_bits -= 6) {
            p[n++] = digits[bits >> (n_bits - 6) & 63];
        }
    }
    if (n_bits) {
        p[n++] = digits[bits << (6 - n_bits) & 63];
    }
    return (str){p, n};
}

static int base64url_digit(char c)
{
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
        return c - '0' + 52;
    }
    return c == '-' ? 62 : c == '_' ? 63 : -1;
}

bool base64url_read(struct arena *a, str text, str *out)
{
    char *p = arena_alloc(a, text.n / 4 * 3 + 3);
    size_t n = 0;
    unsigned bits = 0, n_bits = 0;
    for (size_t i = 0; i < text.n; i++) {
        int digit = base64url_digit(text.p[i]);
        if (digit < 0) {
            return false;
        }
        bits = bits << 6 | (unsigned)digit;
        n_bits += 6;
        if (n_bits >= 8) {
            n_bits -= 8;
            p[n++] = (char)(bits >> n_bits);
        }
    }
    *out = (str){p, n};
    return n_bits < 6 && (bits & ((1U << n_bits) - 1)) == 0;
}
