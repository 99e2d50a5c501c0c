/* wire.c - fuzz: what a prison's cell may have written, believed only as far as it holds. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "prison/wire.h"

#include "base/text.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void table(struct arena *a, str bytes)
{
    struct table t;
    if (!wire_table_read(a, bytes, &table_limits_import, &t)) {
        return;
    }
    for (size_t i = 0; i < t.n_rows; i++) {
        for (size_t c = 0; c < t.rows[i].n_cells; c++) {
            str text = t.rows[i].cells[c].text;
            if (!str_is_utf8(text, NULL) || text.n > table_limits_import.cell_bytes) {
                __builtin_trap();
            }
        }
    }
}

static void tree(struct arena *a, str bytes)
{
    const struct json *v, *again;
    struct buf b;
    if (!wire_tree_read(a, bytes, &json_limits_document, &v)) {
        return;
    }
    buf_init(&b, a, 64 * MIB);
    wire_tree(&b, v);
    if (!wire_tree_read(a, buf_as_str(&b), &json_limits_document, &again)) {
        __builtin_trap();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_open();
    str bytes = str_n((const char *)data, n);
    struct refusal r;
    switch (wire_kind(bytes)) {
    case WIRE_TABLE:
        table(a, bytes);
        break;
    case WIRE_TREE:
        tree(a, bytes);
        break;
    case WIRE_REFUSAL:
        if (wire_refusal_read(a, bytes, &r) && !word_has(r.key)) {
            __builtin_trap();
        }
        break;
    case WIRE_BROKEN:
        break;
    }
    arena_close(a);
    return 0;
}
