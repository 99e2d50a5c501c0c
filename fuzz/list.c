/* list.c - fuzz: a list asked for in an address, or kept as a view. The first line is the kind, the
   second the query. What is taken is a statement that runs. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "house.h"
#include "kind/query.h"

static err pass(struct ctx *ctx, struct thing *t, const struct label *labels, void *data)
{
    (void)ctx, (void)t, (void)labels, (void)data;
    return OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_open();
    struct ctx ctx;
    struct query q;
    str rest = str_n((const char *)data, n), name = STR("");
    int64_t count = 0;
    str_split(&rest, '\n', &name);
    const struct kind *k = kind_at(name);
    if (k) {
        house_begin(&ctx, a);
        err e = query_of(&ctx, k, str_z(a, rest), &q);
        e = e ? e : query_count(&ctx, &q, &count);
        e = e ? e : query_each(&ctx, &q, WITH_COLUMNS, pass, NULL);
        house_end(&ctx, e);
    }
    arena_close(a);
    return 0;
}
