/* xlsx.c - any bytes as a workbook; and, as packed bytes say little, also as the XML of a sheet in
   a package that is whole. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/xlsx/package_for_test.h"
#include "format/xlsx/read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void look(struct arena *a, str bytes)
{
    struct table t;
    struct refusal r = {0};
    if (xlsx_read(a, bytes, STR_NONE, &table_limits_import, &t, &r)) {
        if (!r.key || !str_is_utf8(r.thing, NULL)) {
            __builtin_trap();
        }
        return;
    }
    for (size_t i = 0; i < t.n_rows; i++) {
        for (size_t c = 0; c < t.rows[i].n_cells; c++) {
            struct cell cell = row_cell(&t.rows[i], c);
            if (!str_is_utf8(cell.text, NULL) || (cell.type == CELL_EMPTY) != (cell.text.n == 0)) {
                __builtin_trap();
            }
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_open();
    str bytes = str_n((const char *)data, n);
    if (n && data[0] == '<') {
        const struct test_member members[] = {
            TEST_MEMBERS_AROUND,
            {STR("xl/worksheets/sheet1.xml"), bytes},
        };
        bytes = test_package(a, members, sizeof members / sizeof *members, false);
    }
    look(a, bytes);
    arena_close(a);
    return 0;
}
