/* memo.c - figures that a worker need not work out again. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/memo.h"

#include <stdlib.h>

enum { PLACES = 4096 };

struct memo {
    struct place {
        uint64_t a, b; /* two hashes of the key, together 128 bits; 0, 0 is free */
        int64_t value;
    } places[PLACES];
};

struct memo *memo_open(void)
{
    struct memo *m = calloc(1, sizeof *m);
    if (!m) {
        abort();
    }
    return m;
}

void memo_close(struct memo *m)
{
    free(m);
}

/* FNV-1a with another start for each half; keys are ours, nobody outside chooses them freely enough
 * to gain. */
static struct place hashed(str key)
{
    struct place p = {.a = 0xcbf29ce484222325u, .b = 0x9e3779b97f4a7c15u};
    for (size_t i = 0; i < key.n; i++) {
        p.a = (p.a ^ (unsigned char)key.p[i]) * 0x100000001b3u;
        p.b = (p.b + (unsigned char)key.p[i]) * 0xff51afd7ed558ccdu;
        p.b ^= p.b >> 29;
    }
    return p;
}

bool memo_get(const struct memo *m, str key, int64_t *out)
{
    if (!m) {
        return false;
    }
    struct place wanted = hashed(key);
    const struct place *at = &m->places[wanted.b % PLACES];
    *out = at->value;
    return at->a == wanted.a && at->b == wanted.b;
}

void memo_put(struct memo *m, str key, int64_t value)
{
    if (m) {
        struct place p = hashed(key);
        p.value = value;
        m->places[p.b % PLACES] = p;
    }
}
