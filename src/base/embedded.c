/* embedded.c - finding files that the build put into the program. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/embedded.h"

const struct embedded *embedded_find(str name)
{
    size_t low = 0;
    size_t high = n_embedded;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(name, str_of(all_embedded[middle].name));
        if (order == 0)
            return &all_embedded[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}
