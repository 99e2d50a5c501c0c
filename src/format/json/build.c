/* build.c - puts a tree together from values that come one after the other. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/json/build.h"

#include <stdlib.h>
#include <string.h>

enum { COMPARED_BY_PAIRS = 16 };

void json_build(struct json_builder *b, struct json_member m)
{
    if (b->n == b->size) {
        struct json_member *before = b->pile;
        b->size = b->size ? b->size * 2 : 256;
        b->pile = ARENA_ARRAY(b->arena, b->size, struct json_member);
        if (b->n) {
            memcpy(b->pile, before, b->n * sizeof *before);
        }
    }
    b->pile[b->n++] = m;
}

struct json json_build_array(struct json_builder *b, size_t first)
{
    size_t n = b->n - first;
    struct json *items = ARENA_ARRAY(b->arena, n, struct json);
    for (size_t i = 0; i < n; i++) {
        items[i] = b->pile[first + i].value;
    }
    b->n = first;
    return (struct json){.type = JSON_IS_ARRAY, .n = (uint32_t)n, .items = items};
}

static int by_name(const void *a, const void *b)
{
    const struct json_member *const *x = a, *const *y = b;
    return str_compare((*x)->name, (*y)->name);
}

/* A name that occurs twice among n members, STR_NONE when each differs. */
static str repeated(struct arena *a, const struct json_member *m, size_t n)
{
    if (n <= COMPARED_BY_PAIRS) {
        for (size_t i = 1; i < n; i++) {
            for (size_t j = 0; j < i; j++) {
                if (str_eq(m[i].name, m[j].name)) {
                    return m[i].name;
                }
            }
        }
        return STR_NONE;
    }
    str found = STR_NONE;
    const struct json_member **sorted = ARENA_ARRAY(a, n, const struct json_member *);
    for (size_t i = 0; i < n; i++) {
        sorted[i] = &m[i];
    }
    qsort(sorted, n, sizeof *sorted, by_name);
    for (size_t i = 1; i < n && !found.p; i++) {
        if (str_eq(sorted[i - 1]->name, sorted[i]->name)) {
            found = sorted[i]->name;
        }
    }
    return found;
}

struct json json_build_object(struct json_builder *b, size_t first, str *twice)
{
    size_t n = b->n - first;
    *twice = n ? repeated(b->arena, b->pile + first, n) : STR_NONE;
    if (twice->p) {
        return (struct json){.type = JSON_IS_NULL};
    }
    struct json_member *members = ARENA_ARRAY(b->arena, n, struct json_member);
    if (n) {
        memcpy(members, b->pile + first, n * sizeof *members);
    }
    b->n = first;
    return (struct json){.type = JSON_IS_OBJECT, .n = (uint32_t)n, .members = members};
}
