/* refused.c - a list of passwords that the operator brings: read once, kept as sorted hashes. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/sign_in/refused.h"

#include "base/arena.h"
#include "base/hash.h"
#include "base/limit.h"
#include "base/memory.h"
#include "web/sign_in/password.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct refused {
    uint64_t *hashes;
    size_t n, room;
};

static uint64_t hash_of(struct arena *a, str password)
{
    unsigned char hash[SHA256_BYTES];
    uint64_t first;
    sha256(str_lower(a, password), hash);
    memcpy(&first, hash, sizeof first);
    return first;
}

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void add(struct refused *r, uint64_t hash)
{
    if (r->n == r->room) {
        r->room = r->room ? 2 * r->room : 4096;
        r->hashes = realloc(r->hashes, r->room * sizeof *r->hashes);
        memory_needed(r->hashes);
    }
    r->hashes[r->n++] = hash;
}

/* What is too short or too long is refused without a list. */
static bool lines_read(struct refused *r, FILE *file, struct arena *a)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t n;
    while ((n = getline(&line, &room, file)) >= 0 && r->n <= REFUSED_MOST) {
        while (n && (line[n - 1] == '\n' || line[n - 1] == '\r')) {
            n--;
        }
        str password = str_n(line, (size_t)n);
        if (!password_refusal(password)) {
            add(r, hash_of(a, password));
            arena_reset(a);
        }
    }
    free(line);
    errno = r->n > REFUSED_MOST ? EFBIG : errno;
    return !ferror(file) && r->n <= REFUSED_MOST;
}

struct refused *refused_read(const char *path)
{
    FILE *file = fopen(path, "re");
    if (!file) {
        return NULL;
    }
    struct arena *a = arena_open();
    struct refused *r = calloc(1, sizeof *r);
    memory_needed(r);
    bool whole = lines_read(r, file, a);
    int trouble = errno;
    fclose(file);
    arena_close(a);
    if (!whole) {
        refused_close(r);
        errno = trouble;
        return NULL;
    }
    if (r->n) {
        qsort(r->hashes, r->n, sizeof *r->hashes, by_value);
    }
    return r;
}

void refused_close(struct refused *r)
{
    if (r) {
        free(r->hashes);
        free(r);
    }
}

size_t refused_count(const struct refused *r)
{
    return r ? r->n : 0;
}

bool refused_has(const struct refused *r, str password)
{
    if (!refused_count(r)) {
        return false;
    }
    struct arena *a = arena_open();
    uint64_t hash = hash_of(a, password);
    arena_close(a);
    return bsearch(&hash, r->hashes, r->n, sizeof hash, by_value) != NULL;
}

const struct limit refused_limits[] = {
    {"Sign-in", "passwords of the operator's list that are long enough to be chosen", REFUSED_MOST,
     LIMIT_COUNT, "the service does not start"},
    {0},
};
