/* words.c - fuzz: words that people look for, and the order of names. A question that we make of
   them is one that the engine understands; the order is one. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "db/norwegian.h"
#include "db/search.h"
#include "house.h"

static int sign(int v)
{
    return (v > 0) - (v < 0);
}

static void ordered(str s)
{
    str rest = s, a = STR(""), b = STR(""), c = STR("");
    str_split(&rest, '\n', &a);
    str_split(&rest, '\n', &b);
    str_split(&rest, '\n', &c);
    int ab = sign(norwegian_compare(a, b)), bc = sign(norwegian_compare(b, c));
    if (ab != -sign(norwegian_compare(b, a)) || norwegian_compare(a, a) != 0 ||
        (ab < 0 && bc < 0 && norwegian_compare(a, c) >= 0) ||
        (str_is_utf8(s, NULL) && ab != sign(norwegian_compare_slowly(a, b)))) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_open();
    struct ctx ctx;
    str s = str_n((const char *)data, n);
    int64_t found = 0;
    ordered(s);
    if (!str_is_utf8(s, NULL)) { /* a request with such text has been refused */
        arena_close(a);
        return 0;
    }
    house_begin(&ctx, a);
    err e = search_put(ctx.db, 1, "risk", 1, s, s);
    str match = search_query_in(a, ctx.db, 1, "risk", s);
    if (!e && match.n) {
        e = db_int(
            ctx.db,
            str_printf(a, "SELECT count(*) FROM search WHERE %s", search_condition(ctx.db)).p,
            BINDS(B_TEXT("search_match", match)), &found);
        if (!e && found != 1) {
            abort(); /* a text is found by its own words */
        }
    }
    house_end(&ctx, e);
    arena_close(a);
    return 0;
}
