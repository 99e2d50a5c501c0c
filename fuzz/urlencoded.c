/* urlencoded.c - fuzz: plain forms. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/parse/urlencoded.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_open();
    struct params p;
    if (urlencoded_parse(a, str_n((const char *)data, n), &p) == OK) {
        for (size_t i = 0; i < p.n; i++) {
            if (p.at[i].name.n > 100 || !str_is_utf8(p.at[i].value, NULL)) {
                abort();
            }
        }
    }
    arena_close(a);
    return 0;
}
