/* share.c - shares by whole numbers, and tables where no hidden figure follows from a shown one. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "cube/share.h"

#include <assert.h>

enum { MOST = 32 };

int64_t share_tenths(int64_t yes, int64_t n)
{
    assert(n > 0 && yes >= 0 && yes <= n);
    return (yes * 2000 + n) / (n * 2);
}

int64_t share_of_one(int64_t n)
{
    assert(n > 0);
    return (1000 + n - 1) / n;
}

struct cube_cell *cube_at(const struct cube_table *t, size_t row, size_t column)
{
    assert(row < t->n_rows && column < t->n_columns);
    return &t->cells[row * t->n_columns + column];
}

void cube_add(struct cube_table *t, size_t row, size_t column, int64_t yes, int64_t n)
{
    assert(row + 1 < t->n_rows && column + 1 < t->n_columns && yes >= 0 && yes <= n);
    struct cube_cell *c = cube_at(t, row, column);
    c->yes += yes;
    c->n += n;
}

static void add_to(struct cube_cell *sum, const struct cube_cell *c)
{
    sum->yes += c->yes;
    sum->n += c->n;
}

void cube_sum(struct cube_table *t)
{
    size_t last_row = t->n_rows - 1, last_column = t->n_columns - 1;
    for (size_t r = 0; r < t->n_rows; r++) {
        *cube_at(t, r, last_column) = (struct cube_cell){0};
    }
    for (size_t c = 0; c < t->n_columns; c++) {
        *cube_at(t, last_row, c) = (struct cube_cell){0};
    }
    for (size_t r = 0; r < last_row; r++) {
        for (size_t c = 0; c < last_column; c++) {
            add_to(cube_at(t, r, last_column), cube_at(t, r, c));
            add_to(cube_at(t, last_row, c), cube_at(t, r, c));
            add_to(cube_at(t, last_row, last_column), cube_at(t, r, c));
        }
    }
}

bool cube_hidden(const struct cube_cell *c)
{
    return c->mark == CUBE_FEW || c->mark == CUBE_COVERED;
}

/* --- the graph of what is hidden --- */

/* Which columns a row reaches by hidden cells, and the other way, as bits. */
struct graph {
    uint32_t of_row[MOST], of_column[MOST];
};

static struct graph graph_of(const struct cube_table *t)
{
    struct graph g = {0};
    for (size_t r = 0; r < t->n_rows; r++) {
        for (size_t c = 0; c < t->n_columns; c++) {
            if (cube_hidden(cube_at(t, r, c))) {
                g.of_row[r] |= (uint32_t)1 << c;
                g.of_column[c] |= (uint32_t)1 << r;
            }
        }
    }
    return g;
}

/* Is there no other way from the row to the column than this cell? */
static bool is_bridge(const struct cube_table *t, struct graph g, size_t row, size_t column)
{
    g.of_row[row] &= ~((uint32_t)1 << column);
    g.of_column[column] &= ~((uint32_t)1 << row);
    uint32_t rows = (uint32_t)1 << row, columns = 0, before;
    do {
        before = columns;
        for (size_t r = 0; r < t->n_rows; r++) {
            columns |= rows >> r & 1 ? g.of_row[r] : 0;
        }
        for (size_t c = 0; c < t->n_columns; c++) {
            rows |= columns >> c & 1 ? g.of_column[c] : 0;
        }
    } while (columns != before);
    return !(columns >> column & 1);
}

/* --- hiding --- */

/* Cells of row or column number `line`: the same walk both ways. */
struct line {
    const struct cube_table *t;
    bool is_row;
    size_t at;
};

static size_t line_length(struct line l)
{
    return l.is_row ? l.t->n_columns : l.t->n_rows;
}

static struct cube_cell *line_cell(struct line l, size_t i)
{
    return l.is_row ? cube_at(l.t, l.at, i) : cube_at(l.t, i, l.at);
}

/* Hides the smallest shown cell of the line, the sum only when nothing else is left. */
static bool hide_one(struct line l)
{
    size_t last = line_length(l) - 1;
    struct cube_cell *best = NULL;
    for (size_t i = 0; i < last; i++) {
        struct cube_cell *c = line_cell(l, i);
        if (c->mark == CUBE_SHOWN && (!best || c->n < best->n)) {
            best = c;
        }
    }
    if (!best && line_cell(l, last)->mark == CUBE_SHOWN) {
        best = line_cell(l, last);
    }
    if (best) {
        best->mark = CUBE_COVERED;
    }
    return best != NULL;
}

/* For a bridge whose row and column have nothing left to hide. */
static bool hide_smallest(struct cube_table *t)
{
    struct cube_cell *best = NULL;
    for (size_t i = 0; i < t->n_rows * t->n_columns; i++) {
        struct cube_cell *c = &t->cells[i];
        if (c->mark == CUBE_SHOWN && (!best || c->n < best->n)) {
            best = c;
        }
    }
    if (best) {
        best->mark = CUBE_COVERED;
    }
    return best != NULL;
}

static bool too_open(int64_t yes, int64_t n, int64_t least)
{
    return n < least || yes == 0;
}

/* Whoever knows the sum and the shown ones knows what the hidden ones make together. */
static bool line_leaks(struct line l, int64_t least)
{
    size_t last = line_length(l) - 1;
    int64_t yes = 0, n = 0;
    size_t hidden = 0;
    for (size_t i = 0; i < last; i++) {
        const struct cube_cell *c = line_cell(l, i);
        if (cube_hidden(c)) {
            yes += c->yes;
            n += c->n;
            hidden++;
        }
    }
    return hidden && !cube_hidden(line_cell(l, last)) && too_open(yes, n, least);
}

static bool cover_lines(struct cube_table *t, int64_t least)
{
    bool changed = false;
    for (size_t i = 0; i < t->n_rows + t->n_columns; i++) {
        struct line l = {t, i < t->n_rows, i < t->n_rows ? i : i - t->n_rows};
        while (line_leaks(l, least) && hide_one(l)) {
            changed = true;
        }
    }
    return changed;
}

static bool cover_bridges(struct cube_table *t)
{
    struct graph g = graph_of(t);
    for (size_t r = 0; r < t->n_rows; r++) {
        for (size_t c = 0; c < t->n_columns; c++) {
            if (!cube_hidden(cube_at(t, r, c)) || !is_bridge(t, g, r, c)) {
                continue;
            }
            bool in_row = hide_one((struct line){t, true, r});
            bool in_column = hide_one((struct line){t, false, c});
            return in_row || in_column || hide_smallest(t);
        }
    }
    return false;
}

void cube_protect(struct cube_table *t, int64_t least)
{
    assert(t->n_rows >= 2 && t->n_rows <= MOST && t->n_columns >= 2 && t->n_columns <= MOST);
    for (size_t r = 0; r < t->n_rows; r++) {
        for (size_t c = 0; c < t->n_columns; c++) {
            struct cube_cell *cell = cube_at(t, r, c);
            cell->mark = cell->n == 0                          ? CUBE_EMPTY
                         : too_open(cell->yes, cell->n, least) ? CUBE_FEW
                                                               : CUBE_SHOWN;
        }
    }
    while (cover_lines(t, least) || cover_bridges(t)) {
    }
}
