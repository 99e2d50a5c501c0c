/* multipart.c - fuzz: forms with files. The first line is the Content-Type, the rest the body. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/parse/multipart.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_open();
    str rest = str_n((const char *)data, n), type;
    struct params p;
    struct upload *uploads;
    size_t n_uploads;
    if (str_split(&rest, '\n', &type) &&
        multipart_parse(a, type, rest, &p, &uploads, &n_uploads) == OK) {
        size_t bytes = 0;
        for (size_t i = 0; i < n_uploads; i++) {
            bytes += uploads[i].bytes.n;
        }
        if (bytes > n) {
            abort();
        }
    }
    arena_close(a);
    return 0;
}
