/* header.c - fuzz: the header of a request, a line each. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/parse/header.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct headers h;
    str rest = str_n((const char *)data, n), line;
    int64_t length;
    bool chunked;
    h = (struct headers){0};
    while (str_split(&rest, '\n', &line)) {
        ptrdiff_t colon = str_index(line, ':');
        str name = colon < 0 ? line : str_slice(line, 0, (size_t)colon);
        headers_add(&h, name,
                    colon < 0 ? STR("") : str_trim(str_slice(line, (size_t)colon + 1, line.n)));
    }
    if (headers_check(&h, false, &length, &chunked) == 0 &&
        (length < -1 || (chunked && length >= 0))) {
        abort();
    }
    headers_are_plain(&h, 0, n);
    return 0;
}
