/* csv.c - any bytes as CSV; what we take is written and read again, cell by cell the same. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/csv/read.h"
#include "format/csv/write.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_open();
    struct table t, again;
    struct refusal r = {0};
    struct buf out;
    if (csv_read(a, str_n((const char *)data, n), &table_limits_import, &t, &r)) {
        if (!r.key || !str_is_utf8(r.thing, NULL)) {
            __builtin_trap();
        }
        arena_close(a);
        return 0;
    }
    buf_init(&out, a, 64 * MIB);
    csv_start(&out);
    for (size_t i = 0; i < t.n_rows; i++) {
        csv_row(&out, t.rows[i].cells, t.rows[i].n_cells);
    }
    struct table_limits wide = table_limits_import;
    wide.bytes = 64 * MIB;
    if (csv_read(a, buf_as_str(&out), &wide, &again, &r) || again.n_rows != t.n_rows) {
        __builtin_trap();
    }
    for (size_t i = 0; i < t.n_rows; i++) {
        for (size_t c = 0; c < t.rows[i].n_cells; c++) {
            if (!str_eq(row_cell(&t.rows[i], c).text, row_cell(&again.rows[i], c).text)) {
                __builtin_trap();
            }
        }
    }
    arena_close(a);
    return 0;
}
