/* table.h - rows and cells as CSV and XLSX give and take them, so that import and export need not
   know which it is. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FORMAT_TABLE_H
#define FORMAT_TABLE_H

#include "format/refusal.h"

enum cell_type {
    CELL_EMPTY,
    CELL_TEXT,
    CELL_NUMBER, /* "-12.5": a decimal point, no spaces; beyond 15 digits perhaps an exponent */
    CELL_DAY,    /* "2026-11-21" */
    CELL_MOMENT, /* "2026-11-21T09:30:00", wall clock, as spreadsheets know no zones */
    CELL_BOOL,   /* "1" or "0" */
};

/* CSV gives only CELL_EMPTY and CELL_TEXT: what looks like a number is for the reader of the field.
 */
struct cell {
    enum cell_type type;
    str text; /* "" when empty */
};

struct table_row {
    int64_t number; /* the row as people see it in their program: lines of CSV that a quoted cell
                       spans count as one; 1 is the first */
    const struct cell *cells;
    size_t n_cells;
};

/* Rows without any content are left out; the first row is the heading. */
struct table {
    const struct table_row *rows;
    size_t n_rows;
    str sheet;         /* the sheet read; "" for CSV */
    const str *sheets; /* all sheets of the file, in order */
    size_t n_sheets;
    char separator; /* of CSV; 0 for XLSX */
};

struct table_limits {
    size_t bytes, rows, columns, cells; /* cells: in the whole table */
    size_t cell_bytes;
};

/* 10 MiB, 100,000 rows, 500 columns, 2,000,000 cells, 32 KiB a cell. */
extern const struct table_limits table_limits_import;

/* The i-th cell of the row; an empty one beyond its end. */
struct cell row_cell(const struct table_row *row, size_t i);

struct cell cell_empty(void);
struct cell cell_text(str text); /* empty for STR_NONE and "" */
struct cell cell_int(struct arena *a, int64_t value);
/* 12345 with 2 decimals is 123.45; decimals 0 to 18. */
struct cell cell_decimal(struct arena *a, int64_t scaled, int decimals);
struct cell cell_day(str day);       /* empty for STR_NONE and "" */
struct cell cell_moment(str moment); /* as moment_local writes it; seconds may follow */
struct cell cell_bool(bool value);

/* For the readers: collects cells into rows. Start, add, end each row, then finish; done always. */
struct table_builder {
    struct arena *arena;
    const struct table_limits *limits;
    struct refusal *refusal;
    struct cell *cells;                    /* of the row in work */
    size_t n_cells, size_cells, n_content; /* n_content: cells up to the last that is not empty */
    struct table_row *rows;
    size_t n_rows, size_rows, n_total;
};

void table_start(struct table_builder *t, struct arena *a, const struct table_limits *limits,
                 struct refusal *r);
/* Puts a cell at column (0 is the first; not left of one that is there already). ERR_TOO_BIG over a
   ceiling, told with row and column. */
err table_put(struct table_builder *t, int64_t row, size_t column, struct cell cell);
/* Ends the row; one without content vanishes. */
err table_end_row(struct table_builder *t, int64_t row);
/* There is a row at least. */
void table_finish(struct table_builder *t, struct table *out);
void table_done(struct table_builder *t);

#endif
