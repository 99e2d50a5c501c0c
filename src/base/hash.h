/* hash.h - SHA-256 and HMAC, and bytes as hex or base64url text. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/arena.h"
#include "base/str.h"

enum { SHA256_BYTES = 32 };

/* The digest of one text; in place, nothing is allocated that stays. */
void sha256(str s, unsigned char out[SHA256_BYTES]);
/* The digest of several texts one after another, as if they were one. */
void sha256_list(const str *parts, size_t n, unsigned char out[SHA256_BYTES]);
/* The digest as 64 hex digits. */
str sha256_hex(struct arena *a, str s);
/* The same digest for those who make thousands: what OpenSSL sets up for each is set up once. Lives in
   the arena; one thread's own. */
struct hasher;
struct hasher *hasher_new(struct arena *a);
void hasher_list(struct hasher *h, const str *parts, size_t n, unsigned char out[SHA256_BYTES]);

void hmac_sha256(str key, str s, unsigned char out[SHA256_BYTES]);

/* Are two byte strings equal? Takes the same time wherever they differ; the length is no secret. */
bool bytes_equal(str a, str b);
/* Overwrites a secret in a way that the compiler keeps. */
void bytes_wipe(void *p, size_t n);

/* Lower-case hex; hex_read takes both cases and refuses anything else. */
str hex(struct arena *a, str bytes);
bool hex_read(struct arena *a, str text, str *out);
/* RFC 4648 section 5, without padding. base64url_read refuses padding, other characters and bits
   that no encoder would have left, so that one value has one text. */
str base64url(struct arena *a, str bytes);
bool base64url_read(struct arena *a, str text, str *out);

#endif
