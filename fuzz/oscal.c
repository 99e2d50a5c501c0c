/* oscal.c - any bytes as an OSCAL catalog; what we take is written and read again, the same. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/oscal/read.h"
#include "format/oscal/write.h"

static str written(struct arena *a, const struct oscal_catalog *catalog)
{
    struct buf b;
    struct json_writer w;
    buf_init(&b, a, 64 * MIB);
    json_start(&w, &b);
    oscal_write(&w, catalog);
    return buf_as_str(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_open();
    const struct oscal_catalog *catalog, *again;
    struct refusal r = {0};
    str text = str_n((const char *)data, n);
    if (oscal_read(a, text, &json_limits_document, &catalog, &r)) {
        if (!r.key || !str_is_utf8(r.thing, NULL)) {
            __builtin_trap();
        }
    } else {
        str once = written(a, catalog);
        if (oscal_read(a, once, &json_limits_document, &again, NULL) ||
            !str_eq(written(a, again), once)) {
            __builtin_trap();
        }
    }
    arena_close(a);
    return 0;
}
