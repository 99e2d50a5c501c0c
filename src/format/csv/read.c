/* read.c - CSV to rows and cells. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/csv/read.h"

#include "base/text.h"
#include "format/csv/formula.h"

#include <string.h>

struct reader {
    struct arena *arena;
    struct refusal *refusal;
    struct table_builder table;
    char *text; /* our copy; cells stand in it, doubled quotes made single on the spot */
    size_t n, at;
    char separator;
    int64_t row;
    size_t column;
};

static err invalid(struct reader *in, const char *key, int64_t row, int64_t column, str thing)
{
    return refuse(in->refusal, in->arena, ERR_INVALID, key, row, column, thing, STR_NONE);
}

static int64_t line_of(str text, size_t offset)
{
    int64_t line = 1;
    for (size_t i = 0; i < offset; i++) {
        line += text.p[i] == '\n';
    }
    return line;
}

/* The line in which the byte at offset stands: shown to people who look for their strange letter.
 */
static str line_text(str text, size_t offset)
{
    size_t start = offset, end = offset;
    while (start > 0 && offset - start < 40 && text.p[start - 1] != '\n') {
        start--;
    }
    while (end < text.n && end - offset < 20 && text.p[end] != '\n' && text.p[end] != '\r') {
        end++;
    }
    return str_slice(text, start, end - start);
}

/* What is no CSV text at all is told apart here, since the remedies differ. */
static err check_text(struct reader *in, str text)
{
    size_t at = 0;
    if (str_starts(text, "PK\x03\x04") || str_starts(text, "\xD0\xCF\x11\xE0")) {
        return invalid(in, KEY("format.csv.workbook"), 0, 0, STR_NONE);
    }
    if (str_starts(text, "\xFF\xFE") || str_starts(text, "\xFE\xFF")) {
        return invalid(in, KEY("format.csv.utf16"), 0, 0, STR_NONE);
    }
    if (text.n && memchr(text.p, 0, text.n)) {
        return invalid(in, KEY("format.csv.binary"), 0, 0, STR_NONE);
    }
    if (!str_is_utf8(text, &at)) {
        return invalid(in, KEY("format.csv.utf8"), line_of(text, at), 0, line_text(text, at));
    }
    return OK;
}

/* "sep=;" in the first line, as spreadsheets write and obey it. */
static bool named_separator(struct reader *in)
{
    str s = str_n(in->text, in->n);
    bool named = s.n > 5 && str_starts(s, "sep=") && (s.p[5] == '\r' || s.p[5] == '\n') &&
                 strchr(";,\t", s.p[4]);
    if (named) {
        in->separator = s.p[4];
        in->at = s.p[5] == '\r' && s.n > 6 && s.p[6] == '\n' ? 7 : 6;
        in->row++;
    }
    return named;
}

static void find_separator(struct reader *in)
{
    static const char separators[] = ";\t,"; /* in the order of trust when counts are equal */
    size_t count[3] = {0};
    bool quoted = false;
    for (size_t i = 0; i < in->n && (quoted || (in->text[i] != '\n' && in->text[i] != '\r')); i++) {
        quoted ^= in->text[i] == '"';
        const char *s = quoted ? NULL : strchr(separators, in->text[i]);
        if (s) {
            count[s - separators]++;
        }
    }
    size_t best = 0;
    for (size_t i = 1; i < 3; i++) {
        if (count[i] > count[best]) {
            best = i;
        }
    }
    in->separator = separators[best];
}

static bool at_end(const struct reader *in)
{
    char c = in->at < in->n ? in->text[in->at] : '\n';
    return c == in->separator || c == '\n' || c == '\r';
}

static err quoted(struct reader *in, str *out)
{
    char *start = in->text + ++in->at, *to = start;
    for (;;) {
        char *from = in->text + in->at;
        char *quote = memchr(from, '"', in->n - in->at);
        if (!quote) {
            return invalid(in, KEY("format.csv.unclosed"), in->row, (int64_t)in->column + 1,
                           str_slice(str_n(start, (size_t)(in->text + in->n - start)), 0, 40));
        }
        size_t n = (size_t)(quote - from);
        memmove(to, from, n);
        to += n;
        in->at += n + 1;
        if (in->at >= in->n || in->text[in->at] != '"') {
            break;
        }
        *to++ = '"';
        in->at++;
    }
    *out = str_n(start, (size_t)(to - start));
    return at_end(in)
               ? OK
               : invalid(in, KEY("format.csv.quote"), in->row, (int64_t)in->column + 1, *out);
}

static str plain(struct reader *in)
{
    size_t start = in->at;
    while (!at_end(in)) {
        in->at++;
    }
    return str_n(in->text + start, in->at - start);
}

static err cell(struct reader *in)
{
    str s = STR("");
    if (in->at < in->n && in->text[in->at] == '"') {
        err e = quoted(in, &s);
        if (e) {
            return e;
        }
    } else {
        s = plain(in);
    }
    if (s.n && s.p[0] == '\'' && formula_begins(s)) {
        s = str_slice(s, 1, s.n);
    }
    return table_put(&in->table, in->row, in->column++, cell_text(s));
}

static err row(struct reader *in)
{
    in->column = 0;
    for (;;) {
        err e = cell(in);
        if (e) {
            return e;
        }
        if (in->at >= in->n || in->text[in->at] != in->separator) {
            break;
        }
        in->at++;
    }
    if (in->at < in->n) {
        bool crlf = in->text[in->at] == '\r' && in->at + 1 < in->n && in->text[in->at + 1] == '\n';
        in->at += crlf ? 2 : 1;
    }
    return table_end_row(&in->table, in->row++);
}

err csv_read(struct arena *a, str text, const struct table_limits *limits, struct table *out,
             struct refusal *r)
{
    struct reader in = {.arena = a, .refusal = r, .row = 1};
    if (text.n > limits->bytes) {
        return refuse_limit(r, a, KEY("format.table.bytes"), 0, 0, STR_NONE, limits->bytes);
    }
    err e = check_text(&in, text);
    if (e) {
        return e;
    }
    if (str_starts(text, "\xEF\xBB\xBF")) {
        text = str_slice(text, 3, text.n);
    }
    in.text = arena_copy(a, text.p, text.n);
    in.n = text.n;
    if (!named_separator(&in)) {
        find_separator(&in);
    }
    table_start(&in.table, a, limits, r);
    while (!e && in.at < in.n) {
        e = row(&in);
    }
    if (!e && !in.table.n_rows) {
        e = invalid(&in, KEY("format.table.empty"), 0, 0, STR_NONE);
    }
    if (!e) {
        table_finish(&in.table, out);
        out->separator = in.separator;
    }
    table_done(&in.table);
    return e;
}
