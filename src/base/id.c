/* id.c - UUIDs and random bytes. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/id.h"

#include "base/hash.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

enum { UUID_LENGTH = 36 };

void id_random(void *to, size_t n)
{
    unsigned char *p = to;
    while (n) {
        ssize_t got = getrandom(p, n, 0);
        if (got < 0 && errno != EINTR) {
            fputs("samstyr: the kernel gives no random bytes\n", stderr);
            abort();
        }
        if (got > 0) {
            p += got;
            n -= (size_t)got;
        }
    }
}

str id_uuid(struct arena *a, int64_t now_ms)
{
    unsigned char bytes[16];
    id_random(bytes, sizeof bytes);
    for (int i = 0; i < 6; i++) {
        bytes[i] = (unsigned char)((uint64_t)now_ms >> (8 * (5 - i)));
    }
    bytes[6] = (unsigned char)(0x70 | (bytes[6] & 0x0F));
    bytes[8] = (unsigned char)(0x80 | (bytes[8] & 0x3F));
    static const char digits[] = "0123456789abcdef";
    char *p = arena_alloc(a, UUID_LENGTH + 1);
    size_t n = 0;
    for (int i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10) {
            p[n++] = '-';
        }
        p[n++] = digits[bytes[i] >> 4];
        p[n++] = digits[bytes[i] & 15];
    }
    return (str){p, n};
}

bool id_is_uuid(str s)
{
    if (s.n != UUID_LENGTH) {
        return false;
    }
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
            return false;
        }
    }
    return true;
}

str id_secret(struct arena *a)
{
    char bytes[32];
    id_random(bytes, sizeof bytes);
    str secret = base64url(a, str_n(bytes, sizeof bytes));
    bytes_wipe(bytes, sizeof bytes);
    return secret;
}
