/* memory.h - what happens when there is no more of it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stdbool.h>

/* Says so and ends the process; its parent starts another. */
void memory_gone(void) __attribute__((noreturn));

/* memory_gone unless what was asked for is there. */
static inline void memory_needed(bool is_there)
{
    if (!is_there) {
        memory_gone();
    }
}

#endif
