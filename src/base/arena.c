/* arena.c - memory by lifetime, in blocks that are kept for the next piece of work. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/arena.h"

#include "base/memory.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK = 64 * 1024, LEAST_BLOCK = 8 * 1024 };

struct block {
    struct block *next;
    size_t size, used;
    struct reserve *reserve; /* whose it is; NULL: the system's */
    alignas(max_align_t) unsigned char bytes[];
};

/* Handed out from the front, and empty again when the last block has come back. */
struct reserve {
    size_t size, used, n_blocks;
    alignas(max_align_t) unsigned char bytes[];
};

struct deferred {
    struct deferred *next;
    void (*fn)(void *);
    void *p;
};

/* Lies in its own first block. */
struct arena {
    struct block *blocks; /* newest first; the last one is the first block, which reset keeps */
    struct deferred *deferred;
    struct reserve *reserve; /* may be NULL */
    size_t used;
    bool lacks;
};

static size_t aligned(size_t n)
{
    const size_t align = alignof(max_align_t);
    memory_needed(n <= SIZE_MAX - align);
    return (n + align - 1) / align * align;
}

/* NULL when there is no reserve, or no room in it. */
static struct block *block_of_reserve(struct reserve *r, size_t size)
{
    size_t whole = aligned(sizeof(struct block) + size);
    if (!r || whole > r->size - r->used) {
        return NULL;
    }
    struct block *b = (struct block *)(void *)(r->bytes + r->used);
    r->used += whole;
    r->n_blocks++;
    return b;
}

/* A block of `wanted` bytes, in need of `least`; NULL when there is none. */
static struct block *block_new(size_t least, size_t wanted, struct block *next, struct reserve *r)
{
    if (wanted > SIZE_MAX / 2) {
        return NULL;
    }
    struct block *b = malloc(sizeof *b + wanted);
    bool is_reserve = !b;
    size_t size = b ? wanted : least;
    b = b ? b : block_of_reserve(r, least);
    if (b) {
        *b = (struct block){.next = next, .size = size, .reserve = is_reserve ? r : NULL};
    }
    return b;
}

static void block_free(struct block *b)
{
    struct reserve *r = b->reserve;
    if (!r) {
        free(b);
    } else if (--r->n_blocks == 0) {
        r->used = 0;
    }
}

struct reserve *reserve_open(size_t n)
{
    struct reserve *r = malloc(sizeof *r + n);
    memory_needed(r);
    *r = (struct reserve){.size = n};
    return r;
}

void reserve_close(struct reserve *r)
{
    free(r);
}

static void begin(struct arena *a)
{
    a->blocks->used = aligned(sizeof *a);
    a->used = 0;
    a->lacks = false;
}

struct arena *arena_open_backed(struct reserve *r)
{
    struct block *b = block_new(FIRST_BLOCK, FIRST_BLOCK, NULL, r);
    if (!b) {
        return NULL;
    }
    struct arena *a = (struct arena *)(void *)b->bytes;
    *a = (struct arena){.blocks = b, .reserve = r};
    begin(a);
    return a;
}

bool arena_in_reserve(const struct arena *a)
{
    const struct block *b = a->blocks;
    while (b->next) {
        b = b->next;
    }
    return b->reserve != NULL;
}

void arena_lack(struct arena *a)
{
    a->lacks = true;
}

bool arena_lacks(const struct arena *a)
{
    return a->lacks;
}

struct arena *arena_open(void)
{
    struct arena *a = arena_open_backed(NULL);
    memory_needed(a);
    return a;
}

static void run_deferred(struct arena *a)
{
    while (a->deferred) {
        struct deferred *d = a->deferred;
        a->deferred = d->next;
        d->fn(d->p);
    }
}

void arena_reset(struct arena *a)
{
    run_deferred(a);
    while (a->blocks->next) {
        struct block *b = a->blocks;
        a->blocks = b->next;
        block_free(b);
    }
    begin(a);
}

void arena_close(struct arena *a)
{
    if (!a) {
        return;
    }
    arena_reset(a);
    block_free(a->blocks);
}

void *arena_raw(struct arena *a, size_t n)
{
    size_t need = aligned(n);
    struct block *b = a->blocks;
    if (b->size - b->used < need) {
        size_t size = b->size < 4 * MIB ? b->size * 2 : b->size;
        b = block_new(need > LEAST_BLOCK ? need : LEAST_BLOCK, need > size ? need : size, b,
                      a->reserve);
        memory_needed(b);
        a->blocks = b;
    }
    void *p = b->bytes + b->used;
    b->used += need;
    a->used += need;
    return p;
}

void *arena_alloc(struct arena *a, size_t n)
{
    return memset(arena_raw(a, n), 0, n);
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
    memory_needed(!size || count <= SIZE_MAX / size);
    return arena_alloc(a, count * size);
}

void *arena_grown(struct arena *a, void *array, size_t n, size_t *size, size_t element)
{
    enum { FIRST = 8 };
    if (n < *size) {
        return array;
    }
    *size = *size ? *size * 2 : FIRST;
    void *larger = arena_array(a, *size, element);
    if (n) {
        memcpy(larger, array, n * element);
    }
    return larger;
}

char *arena_copy(struct arena *a, const void *p, size_t n)
{
    char *copy = arena_raw(a, n + 1);
    if (n) {
        memcpy(copy, p, n);
    }
    copy[n] = 0;
    return copy;
}

void arena_defer(struct arena *a, void (*fn)(void *), void *p)
{
    struct deferred *d = ARENA_NEW(a, struct deferred);
    d->next = a->deferred;
    d->fn = fn;
    d->p = p;
    a->deferred = d;
}

size_t arena_used(const struct arena *a)
{
    return a->used;
}
