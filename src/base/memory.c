/* memory.c - what happens when there is no more of it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>

void memory_gone(void)
{
    fputs("samstyr: out of memory\n", stderr);
    abort();
}
