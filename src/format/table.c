/* table.c - rows and cells as CSV and XLSX give and take them. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/table.h"

#include "base/buf.h"
#include "base/memory.h"
#include "base/text.h"
#include "format/json/write.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

const struct table_limits table_limits_import = {
    .bytes = 10 * MIB, .rows = 100000, .columns = 500, .cells = 2000000, .cell_bytes = 32 * KIB};

struct cell row_cell(const struct table_row *row, size_t i)
{
    return i < row->n_cells ? row->cells[i] : cell_empty();
}

struct cell cell_empty(void)
{
    return (struct cell){CELL_EMPTY, STR("")};
}

static struct cell typed(enum cell_type type, str text)
{
    return text.n ? (struct cell){type, text} : cell_empty();
}

struct cell cell_text(str text)
{
    return typed(CELL_TEXT, text);
}

struct cell cell_int(struct arena *a, int64_t value)
{
    return typed(CELL_NUMBER, str_from_int(a, value));
}

struct cell cell_decimal(struct arena *a, int64_t scaled, int decimals)
{
    struct buf b;
    struct json_writer w;
    buf_init(&b, a, 64);
    json_start(&w, &b);
    json_decimal(&w, scaled, decimals);
    return typed(CELL_NUMBER, buf_as_str(&b));
}

struct cell cell_day(str day)
{
    return typed(CELL_DAY, day);
}

struct cell cell_moment(str moment)
{
    return typed(CELL_MOMENT, moment);
}

struct cell cell_bool(bool value)
{
    return typed(CELL_BOOL, value ? STR("1") : STR("0"));
}

void table_start(struct table_builder *t, struct arena *a, const struct table_limits *limits,
                 struct refusal *r)
{
    *t = (struct table_builder){.arena = a, .limits = limits, .refusal = r};
}

static void *grown(void *p, size_t *size, size_t least, size_t each)
{
    if (least <= *size) {
        return p;
    }
    size_t n = *size ? *size : 64;
    while (n < least) {
        n *= 2;
    }
    p = realloc(p, n * each);
    memory_needed(p);
    *size = n;
    return p;
}

err table_put(struct table_builder *t, int64_t row, size_t column, struct cell cell)
{
    const struct table_limits *most = t->limits;
    int64_t shown = (int64_t)column + 1;
    if (cell.text.n > most->cell_bytes) {
        return refuse_limit(t->refusal, t->arena, KEY("format.table.cell"), row, shown, STR_NONE,
                            most->cell_bytes);
    }
    if (column >= most->columns) {
        return cell.type == CELL_EMPTY
                   ? OK
                   : refuse_limit(t->refusal, t->arena, KEY("format.table.columns"), row, shown,
                                  STR_NONE, most->columns);
    }
    assert(column >= t->n_cells);
    t->cells = grown(t->cells, &t->size_cells, column + 1, sizeof *t->cells);
    while (t->n_cells < column) {
        t->cells[t->n_cells++] = cell_empty();
    }
    t->cells[t->n_cells++] = cell;
    if (cell.type != CELL_EMPTY) {
        t->n_content = t->n_cells;
    }
    return OK;
}

err table_end_row(struct table_builder *t, int64_t row)
{
    const struct table_limits *most = t->limits;
    size_t n = t->n_content;
    t->n_cells = t->n_content = 0;
    if (!n) {
        return OK;
    }
    if (t->n_rows >= most->rows) {
        return refuse_limit(t->refusal, t->arena, KEY("format.table.rows"), row, 0, STR_NONE,
                            most->rows);
    }
    if (n > most->cells - t->n_total) {
        return refuse_limit(t->refusal, t->arena, KEY("format.table.cells"), row, 0, STR_NONE,
                            most->cells);
    }
    struct cell *cells = ARENA_ARRAY(t->arena, n, struct cell);
    memcpy(cells, t->cells, n * sizeof *cells);
    t->rows = grown(t->rows, &t->size_rows, t->n_rows + 1, sizeof *t->rows);
    t->rows[t->n_rows++] = (struct table_row){.number = row, .cells = cells, .n_cells = n};
    t->n_total += n;
    return OK;
}

void table_finish(struct table_builder *t, struct table *out)
{
    struct table_row *rows = ARENA_ARRAY(t->arena, t->n_rows, struct table_row);
    memcpy(rows, t->rows, t->n_rows * sizeof *rows);
    *out = (struct table){.rows = rows, .n_rows = t->n_rows, .sheet = STR("")};
}

void table_done(struct table_builder *t)
{
    free(t->cells);
    free(t->rows);
    *t = (struct table_builder){0};
}
