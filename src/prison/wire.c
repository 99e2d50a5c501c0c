/* wire.c - what a prison answers, as bytes, and the suspicious reading of them.

   An answer is a letter for its kind, its content, and the letter '.' at the end; numbers are eight
   bytes as this machine keeps them. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "prison/wire.h"

#include "base/text.h"

#include <string.h>

enum { SHEETS_MOST = 10000, NUMBER_MOST = 400, END = '.' };

/* ---- writing
 * ------------------------------------------------------------------------------------- */

static void put_number(struct buf *b, int64_t n)
{
    buf_append(b, &n, sizeof n);
}

static void put_text(struct buf *b, str s)
{
    put_number(b, (int64_t)s.n);
    buf_append(b, s.n ? s.p : "", s.n);
}

void wire_table(struct buf *b, const struct table *t)
{
    buf_char(b, 'T');
    buf_char(b, t->separator);
    put_text(b, t->sheet);
    put_number(b, (int64_t)t->n_sheets);
    for (size_t i = 0; i < t->n_sheets; i++) {
        put_text(b, t->sheets[i]);
    }
    put_number(b, (int64_t)t->n_rows);
    for (size_t i = 0; i < t->n_rows && !b->full; i++) {
        put_number(b, t->rows[i].number);
        put_number(b, (int64_t)t->rows[i].n_cells);
        for (size_t c = 0; c < t->rows[i].n_cells; c++) {
            buf_char(b, (char)t->rows[i].cells[c].type);
            put_text(b, t->rows[i].cells[c].text);
        }
    }
    buf_char(b, END);
}

static void put_value(struct buf *b, const struct json *v)
{
    buf_char(b, (char)v->type);
    switch (v->type) {
    case JSON_IS_NULL:
        break;
    case JSON_IS_BOOL:
        buf_char(b, v->yes);
        break;
    case JSON_IS_INT:
        put_number(b, v->number);
        break;
    case JSON_IS_DECIMAL:
    case JSON_IS_TEXT:
        put_text(b, str_n(v->text, v->n));
        break;
    case JSON_IS_ARRAY:
        put_number(b, v->n);
        for (size_t i = 0; i < v->n; i++) {
            put_value(b, &v->items[i]);
        }
        break;
    case JSON_IS_OBJECT:
        put_number(b, v->n);
        for (size_t i = 0; i < v->n; i++) {
            put_text(b, v->members[i].name);
            put_value(b, &v->members[i].value);
        }
        break;
    }
}

void wire_tree(struct buf *b, const struct json *v)
{
    buf_char(b, 'J');
    put_value(b, v);
    buf_char(b, END);
}

void wire_refusal(struct buf *b, const struct refusal *r)
{
    buf_char(b, 'R');
    put_number(b, r->code);
    put_text(b, str_of(r->key));
    put_number(b, r->line);
    put_number(b, r->column);
    put_text(b, r->thing);
    put_text(b, r->limit);
    buf_char(b, END);
}

/* ---- reading
 * ------------------------------------------------------------------------------------- */

/* `broken` once is broken for good: each reader then gives nothing. */
struct reader {
    struct arena *arena;
    str rest;
    bool broken;
};

static struct reader reader_at(struct arena *a, str bytes)
{
    return (struct reader){.arena = a, .rest = str_slice(bytes, 1, bytes.n)};
}

static bool need(struct reader *r, bool ok)
{
    r->broken |= !ok;
    return !r->broken;
}

static unsigned char take_byte(struct reader *r)
{
    if (!need(r, r->rest.n >= 1)) {
        return 0;
    }
    unsigned char c = (unsigned char)r->rest.p[0];
    r->rest = str_slice(r->rest, 1, r->rest.n);
    return c;
}

static int64_t take_number(struct reader *r)
{
    int64_t n = 0;
    if (need(r, r->rest.n >= sizeof n)) {
        memcpy(&n, r->rest.p, sizeof n);
        r->rest = str_slice(r->rest, sizeof n, r->rest.n);
    }
    return n;
}

/* A count of things that take at least `each` bytes: what is left bounds it. */
static size_t take_count(struct reader *r, size_t most, size_t each)
{
    int64_t n = take_number(r);
    return need(r, n >= 0 && (size_t)n <= most && (size_t)n <= r->rest.n / each) ? (size_t)n : 0;
}

static str take_text(struct reader *r, size_t most)
{
    size_t n = take_count(r, most, 1);
    str s = str_slice(r->rest, 0, n);
    r->rest = str_slice(r->rest, n, r->rest.n);
    return need(r, str_is_utf8(s, NULL) && !memchr(s.n ? s.p : "", 0, s.n)) ? s : STR("");
}

static bool at_end(struct reader *r)
{
    return take_byte(r) == END && need(r, r->rest.n == 0);
}

enum wire_kind wire_kind(str bytes)
{
    if (bytes.n < 2 || bytes.p[bytes.n - 1] != END) {
        return WIRE_BROKEN;
    }
    switch (bytes.p[0]) {
    case 'T':
        return WIRE_TABLE;
    case 'J':
        return WIRE_TREE;
    case 'R':
        return WIRE_REFUSAL;
    default:
        return WIRE_BROKEN;
    }
}

static bool only(str s, const char *letters)
{
    for (size_t i = 0; i < s.n; i++) {
        if (!strchr(letters, s.p[i])) {
            return false;
        }
    }
    return true;
}

/* What table.h promises of the types; what is text is judged by whoever takes it. */
static bool cell_holds(struct cell c)
{
    switch (c.type) {
    case CELL_EMPTY:
        return c.text.n == 0;
    case CELL_TEXT:
        return c.text.n > 0;
    case CELL_NUMBER:
        return c.text.n > 0 && c.text.n < NUMBER_MOST && only(c.text, "0123456789+-.eE");
    case CELL_DAY:
    case CELL_MOMENT:
        return c.text.n > 0 && c.text.n < NUMBER_MOST && only(c.text, "0123456789-:T.");
    case CELL_BOOL:
        return str_is(c.text, "0") || str_is(c.text, "1");
    }
    return false;
}

static void take_row(struct reader *r, const struct table_limits *most, struct table_row *out)
{
    out->number = take_number(r);
    out->n_cells = take_count(r, most->columns, 9);
    struct cell *cells = ARENA_ARRAY(r->arena, out->n_cells, struct cell);
    out->cells = cells;
    for (size_t i = 0; i < out->n_cells && !r->broken; i++) {
        cells[i].type = take_byte(r);
        cells[i].text = take_text(r, most->cell_bytes);
        need(r, cell_holds(cells[i]));
    }
}

bool wire_table_read(struct arena *a, str bytes, const struct table_limits *most, struct table *out)
{
    struct reader r = reader_at(a, bytes);
    *out = (struct table){0};
    out->separator = (char)take_byte(&r);
    out->sheet = take_text(&r, MIB);
    out->n_sheets = take_count(&r, SHEETS_MOST, 8);
    str *sheets = ARENA_ARRAY(a, out->n_sheets, str);
    out->sheets = sheets;
    for (size_t i = 0; i < out->n_sheets; i++) {
        sheets[i] = take_text(&r, MIB);
    }
    out->n_rows = take_count(&r, most->rows, 16);
    struct table_row *rows = ARENA_ARRAY(a, out->n_rows, struct table_row);
    out->rows = rows;
    size_t n = 0;
    for (size_t i = 0; i < out->n_rows && !r.broken; i++) {
        take_row(&r, most, &rows[i]);
        n += rows[i].n_cells;
        need(&r, n <= most->cells);
    }
    return at_end(&r);
}

struct tree_reader {
    struct reader r;
    const struct json_limits *most;
    size_t values;
};

static struct json take_value(struct tree_reader *t, unsigned depth);

static void take_items(struct tree_reader *t, struct json *v, unsigned depth)
{
    v->n = (uint32_t)take_count(&t->r, t->most->values, 1);
    struct json *items = ARENA_ARRAY(t->r.arena, v->n, struct json);
    v->items = items;
    for (size_t i = 0; i < v->n && !t->r.broken; i++) {
        items[i] = take_value(t, depth + 1);
    }
}

static void take_members(struct tree_reader *t, struct json *v, unsigned depth)
{
    v->n = (uint32_t)take_count(&t->r, t->most->values, 9);
    struct json_member *members = ARENA_ARRAY(t->r.arena, v->n, struct json_member);
    v->members = members;
    for (size_t i = 0; i < v->n && !t->r.broken; i++) {
        members[i].name = take_text(&t->r, t->most->bytes);
        members[i].value = take_value(t, depth + 1);
        t->values++;
    }
}

static struct json take_value(struct tree_reader *t, unsigned depth)
{
    struct json v = {.type = take_byte(&t->r)};
    str text;
    need(&t->r, ++t->values <= t->most->values && depth <= t->most->depth);
    switch (t->r.broken ? JSON_IS_NULL : v.type) {
    case JSON_IS_NULL:
        break;
    case JSON_IS_BOOL:
        v.yes = take_byte(&t->r) == 1;
        break;
    case JSON_IS_INT:
        v.number = take_number(&t->r);
        break;
    case JSON_IS_DECIMAL:
    case JSON_IS_TEXT:
        text = take_text(&t->r, t->most->bytes);
        need(&t->r, v.type == JSON_IS_TEXT || (text.n && only(text, "0123456789+-.eE")));
        v.text = text.p;
        v.n = (uint32_t)text.n;
        break;
    case JSON_IS_ARRAY:
        take_items(t, &v, depth);
        break;
    case JSON_IS_OBJECT:
        take_members(t, &v, depth);
        break;
    default:
        need(&t->r, false);
    }
    return v;
}

bool wire_tree_read(struct arena *a, str bytes, const struct json_limits *most,
                    const struct json **out)
{
    struct tree_reader t = {reader_at(a, bytes), most, 0};
    struct json *v = ARENA_NEW(a, struct json);
    *v = take_value(&t, 0);
    *out = v;
    return at_end(&t.r);
}

bool wire_refusal_read(struct arena *a, str bytes, struct refusal *out)
{
    struct reader r = reader_at(a, bytes);
    int64_t code = take_number(&r);
    str key = take_text(&r, 200);
    *out = (struct refusal){.code = (err)code, .key = str_z(a, key)};
    out->line = take_number(&r);
    out->column = take_number(&r);
    out->thing = take_text(&r, KIB);
    out->limit = take_text(&r, KIB);
    bool known = code == ERR_INVALID || code == ERR_TOO_BIG || code == ERR_MISSING;
    return at_end(&r) && known && str_starts(key, "format.") && word_has(out->key);
}
