/* query.c - fuzz: the address of a request, and the lists of weighted words beside it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/parse/query.h"

#include <stdint.h>
#include <stdlib.h>

static bool any(str tag)
{
    return tag.n > 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_open();
    struct request q = {0};
    bool has_ending;
    str text = str_n((const char *)data, n);
    if (query_parse(a, text, &q, &has_ending) == OK) {
        if (!str_starts(q.path, "/") || !str_is_utf8(q.path, NULL)) {
            abort();
        }
        for (size_t i = 0; i < q.query.n; i++) {
            if (!str_is_utf8(q.query.at[i].value, NULL)) {
                abort();
            }
        }
    }
    ending_of_accept(text);
    accept_best(text, any);
    cookie_get(text, "lang");
    arena_close(a);
    return 0;
}
