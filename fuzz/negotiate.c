/* negotiate.c - fuzz: cookies, and what a browser says that it would like. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/parse/query.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static bool is_short(str tag)
{
    return tag.n == 2;
}

static void inside(str part, str whole)
{
    if (part.n && (part.p < whole.p || part.p + part.n > whole.p + whole.n)) {
        __builtin_trap();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    str s = str_n((const char *)data, n);
    inside(cookie_get(s, "__Host-samstyr_session"), s);
    inside(cookie_get(s, "lang"), s);
    str tag = accept_best(s, is_short);
    inside(tag, s);
    if (tag.n && tag.n != 2) {
        __builtin_trap();
    }
    if (!ending_type(ending_of_accept(s))) {
        __builtin_trap();
    }
    return 0;
}
