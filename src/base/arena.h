/* arena.h - memory by lifetime: what one piece of work makes goes with it, whole. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#define KIB ((size_t)1024)
#define MIB ((size_t)1024 * 1024)

struct arena;

/* A new arena. Never NULL: memory running out ends the process (its parent starts another). */
struct arena *arena_open(void);

/* Memory set aside for when the system has none: n bytes, for all arenas that are backed by it.
   Never NULL, as arena_open. It must outlive them. */
struct reserve;
struct reserve *reserve_open(size_t n);
void reserve_close(struct reserve *r); /* takes NULL calmly */

/* An arena that goes on in the reserve when the system has no more: what was begun can be ended.
   NULL when the reserve has no room for it either; what grows beyond that ends the process. */
struct arena *arena_open_backed(struct reserve *r);
/* Does it lie in the reserve from its beginning? Such a one is closed when it is done, not kept. */
bool arena_in_reserve(const struct arena *a);
/* Says, until the arena is reset, that something was left out of what lies in it since a library
   got no memory: nobody shall take it for the whole. */
void arena_lack(struct arena *a);
bool arena_lacks(const struct arena *a);

/* Gives everything back, deferred functions first, newest first. Takes NULL calmly. */
void arena_close(struct arena *a);

/* Empties the arena for the next piece of work, keeping its first block. Runs deferred functions.
 */
void arena_reset(struct arena *a);

/* n bytes, zeroed, aligned for any type, valid until reset or close. n may be 0. */
void *arena_alloc(struct arena *a, size_t n);

/* The same, not zeroed: for what is filled at once. */
void *arena_raw(struct arena *a, size_t n);

/* An array of count elements of size bytes each, zeroed; ends the process when the product
 * overflows. */
void *arena_array(struct arena *a, size_t count, size_t size);

/* The array with room for one more than its n elements: itself while n < *size, else twice as large
   and copied. It may be NULL when *size is 0. */
void *arena_grown(struct arena *a, void *array, size_t n, size_t *size, size_t element);

/* A copy of n bytes with a zero byte after them. */
char *arena_copy(struct arena *a, const void *p, size_t n);

/* fn(p) runs when the arena is reset or closed: for what is not memory (a file, a statement). */
void arena_defer(struct arena *a, void (*fn)(void *), void *p);

/* Bytes handed out since open or reset; for ceilings and for tests. */
size_t arena_used(const struct arena *a);

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, n, type) ((type *)arena_array((a), (n), sizeof(type)))
/* Makes room in the array for one more: ARENA_GROW(a, list, n, &size); list[n++] = ... */
#define ARENA_GROW(a, array, n, size)                                                              \
    ((array) = (n) < *(size) ? (array) : arena_grown((a), (array), (n), (size), sizeof *(array)))

#endif
