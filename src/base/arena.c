/* arena.c - memory by lifetime, in blocks that are kept for the next piece of work. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/arena.h"

#include "base/memory.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK = 64 * 1024 };

struct block {
    struct block *next;
    size_t size, used;
    alignas(max_align_t) unsigned char bytes[];
};

struct deferred {
    struct deferred *next;
    void (*fn)(void *);
    void *p;
};

struct arena {
    struct block *blocks; /* newest first; the last one is the first block, which reset keeps */
    struct deferred *deferred;
    size_t used;
};

static struct block *block_new(size_t size, struct block *next)
{
    memory_needed(size <= SIZE_MAX - sizeof(struct block));
    struct block *b = malloc(sizeof *b + size);
    memory_needed(b);
    b->next = next;
    b->size = size;
    b->used = 0;
    return b;
}

struct arena *arena_open(void)
{
    struct arena *a = calloc(1, sizeof *a);
    memory_needed(a);
    a->blocks = block_new(FIRST_BLOCK, NULL);
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
        free(b);
    }
    a->blocks->used = 0;
    a->used = 0;
}

void arena_close(struct arena *a)
{
    if (!a) {
        return;
    }
    arena_reset(a);
    free(a->blocks);
    free(a);
}

void *arena_raw(struct arena *a, size_t n)
{
    const size_t align = alignof(max_align_t);
    memory_needed(n <= SIZE_MAX - align);
    size_t need = (n + align - 1) / align * align;
    struct block *b = a->blocks;
    if (b->size - b->used < need) {
        size_t size = b->size < 4 * MIB ? b->size * 2 : b->size;
        b = block_new(need > size ? need : size, b);
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
