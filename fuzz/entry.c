/* entry.c - fuzz: an entry of the history; what is read is written again, byte for byte. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/entry.h"

#include "base/arena.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_open();
    str s = str_n((const char *)data, n);
    struct entry e;
    if (entry_read(a, s, &e) && !str_eq(entry_write(a, &e), s)) {
        __builtin_trap();
    }
    arena_close(a);
    return 0;
}
