/* erased.h - fields whose values were erased, as the log's own entries of the type "erase" say. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TRAIL_ERASED_H
#define TRAIL_ERASED_H

#include "trail/entry.h"

struct erased {
    int64_t number;
    str name;
};

struct erased_list {
    struct arena *arena;
    struct erased *at;
    size_t n, size;
    bool is_sorted;
};

/* Adds what an entry says was erased; calm when it says nothing. False when it says it wrongly. */
bool erased_add(struct erased_list *list, const struct entry *e);
bool erased_has(struct erased_list *list, int64_t number, str name);

#endif
