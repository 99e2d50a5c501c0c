/* jsonstat.c - any bytes as a dataset; what we take is written and read again, the same. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/jsonstat/read.h"
#include "format/jsonstat/write.h"

static str written(struct arena *a, const struct jsonstat *set)
{
    struct buf b;
    struct json_writer w;
    buf_init(&b, a, 64 * MIB);
    json_start(&w, &b);
    jsonstat_write(&w, set);
    return buf_as_str(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const struct json_limits wide = {.bytes = 64 * MIB, .values = 5000000, .depth = 34};
    struct arena *a = arena_open();
    struct jsonstat set, again;
    struct refusal r = {0};
    if (jsonstat_read(a, str_n((const char *)data, n), &json_limits_document, &set, &r)) {
        if (!r.key || !str_is_utf8(r.thing, NULL)) {
            __builtin_trap();
        }
    } else if (set.n_cells <= 10000) {
        str once = written(a, &set);
        if (jsonstat_read(a, once, &wide, &again, NULL) || !str_eq(written(a, &again), once)) {
            __builtin_trap();
        }
    }
    arena_close(a);
    return 0;
}
