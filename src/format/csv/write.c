/* write.c - CSV that a Norwegian spreadsheet opens rightly, and that runs nothing there. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/csv/write.h"

#include "format/csv/formula.h"

#include <string.h>

void csv_start(struct buf *out)
{
    buf_literal(out, "\xEF\xBB\xBF");
}

/* The other separators count as well, so that a reader that guesses does not guess wrongly. */
static bool needs_quotes(str s)
{
    if (s.n && (s.p[0] == ' ' || s.p[s.n - 1] == ' ')) {
        return true;
    }
    for (size_t i = 0; i < s.n; i++) {
        if (memchr(";\"\r\n,\t", s.p[i], 6)) {
            return true;
        }
    }
    return false;
}

static void text(struct buf *out, str s)
{
    bool marked = formula_begins(s);
    bool quotes = needs_quotes(s);
    if (quotes) {
        buf_char(out, '"');
    }
    if (marked) {
        buf_char(out, '\'');
    }
    while (s.n) {
        ptrdiff_t quote = str_index(s, '"');
        size_t n = quote < 0 ? s.n : (size_t)quote + 1;
        buf_append(out, s.p, n);
        if (quote >= 0) {
            buf_char(out, '"');
        }
        s = str_slice(s, n, s.n);
    }
    if (quotes) {
        buf_char(out, '"');
    }
}

/* Anything but a number has no way past the mark, whatever type the cell claims. */
static bool is_number(str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (!memchr("0123456789-.eE+", s.p[i], 15)) {
            return false;
        }
    }
    return s.n && s.p[0] != '+';
}

static void number(struct buf *out, str s)
{
    for (size_t i = 0; i < s.n; i++) {
        buf_char(out, s.p[i] == '.' ? ',' : s.p[i]);
    }
}

void csv_row(struct buf *out, const struct cell *cells, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i) {
            buf_char(out, ';');
        }
        cells[i].type == CELL_NUMBER &&is_number(cells[i].text) ? number(out, cells[i].text)
                                                                : text(out, cells[i].text);
    }
    buf_literal(out, "\r\n");
}
