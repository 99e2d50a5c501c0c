/* erased.c - the list of what a log says was erased. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/erased.h"

#include <stdlib.h>
#include <string.h>

static int erased_order(const void *a, const void *b)
{
    const struct erased *x = a, *y = b;
    return x->number != y->number ? (x->number < y->number ? -1 : 1)
                                  : str_compare(x->name, y->name);
}

static void erased_put(struct erased_list *list, int64_t number, str name)
{
    if (list->n == list->size) {
        size_t size = list->size ? list->size * 2 : 64;
        struct erased *at = ARENA_ARRAY(list->arena, size, struct erased);
        if (list->n) {
            memcpy(at, list->at, list->n * sizeof *at);
        }
        list->at = at;
        list->size = size;
    }
    list->at[list->n++] = (struct erased){number, str_copy(list->arena, name)};
    list->is_sorted = false;
}

bool erased_add(struct erased_list *list, const struct entry *e)
{
    for (size_t i = 0; str_is(e->type, "erase") && i < e->n_notes; i++) {
        str rest = e->notes[i], number, name;
        int64_t n;
        if (!str_starts(rest, "erases ")) {
            continue;
        }
        rest = str_slice(rest, sizeof "erases " - 1, rest.n);
        str_split(&rest, ' ', &number);
        if (!str_to_int(number, &n) || n < 0 || n >= e->number) {
            return false;
        }
        while (str_split(&rest, ',', &name)) {
            erased_put(list, n, name);
        }
    }
    return true;
}

bool erased_has(struct erased_list *list, int64_t number, str name)
{
    if (!list->n) {
        return false;
    }
    if (!list->is_sorted) {
        qsort(list->at, list->n, sizeof *list->at, erased_order);
        list->is_sorted = true;
    }
    struct erased wanted = {number, name};
    return bsearch(&wanted, list->at, list->n, sizeof *list->at, erased_order) != NULL;
}
