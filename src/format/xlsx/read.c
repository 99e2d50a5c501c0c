/* read.c - a sheet of an XLSX workbook as rows and cells. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/xlsx/read.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "format/xlsx/markup.h"
#include "format/xlsx/styles.h"

#include <string.h>
#include <strings.h>

enum { SHEETS_MOST = 500, SHARED_MOST = 1000000, ROW_LAST = 1048576, LETTERS_MOST = 3 };

struct sheet {
    str name, relation;
    bool hidden;
};

/* What the parts of a workbook say to each other. */
struct workbook {
    struct arena *arena;
    struct refusal *refusal;
    const struct table_limits *limits;
    struct package *package;
    str folder, main; /* "xl/", "xl/workbook.xml" */
    str shared_part, styles_part;
    struct sheet sheets[SHEETS_MOST];
    size_t n_sheets;
    str wanted;      /* relation of the sheet to read */
    str wanted_part; /* its member */
    bool since_1904;
    str *shared;
    size_t n_shared, size_shared;
    struct styles styles;
};

static err invalid(struct workbook *w, const char *key, int64_t row, int64_t column, str thing)
{
    return refuse(w->refusal, w->arena, ERR_INVALID, key, row, column, thing, STR_NONE);
}

static str joined(struct arena *a, str folder, str target)
{
    return str_starts(target, "/") ? str_slice(target, 1, target.n)
                                   : str_printf(a, "%.*s%.*s", STR_ARG(folder), STR_ARG(target));
}

/* ---- relations: which part is which ---- */

static err on_root_relation(void *with, const char *name, const char *const *attributes)
{
    struct workbook *w = with;
    if (strcmp(name, "Relationship") == 0 && !w->main.p &&
        str_ends(markup_attribute(attributes, "Type"), "/officeDocument")) {
        w->main = joined(w->arena, STR(""), markup_attribute(attributes, "Target"));
        w->main = str_copy(w->arena, w->main);
    }
    return OK;
}

static err on_relation(void *with, const char *name, const char *const *attributes)
{
    struct workbook *w = with;
    str type = markup_attribute(attributes, "Type");
    if (strcmp(name, "Relationship") != 0) {
        return OK;
    }
    str part =
        str_copy(w->arena, joined(w->arena, w->folder, markup_attribute(attributes, "Target")));
    if (str_ends(type, "/sharedStrings")) {
        w->shared_part = part;
    } else if (str_ends(type, "/styles")) {
        w->styles_part = part;
    } else if (str_ends(type, "/worksheet") &&
               str_eq(markup_attribute(attributes, "Id"), w->wanted)) {
        w->wanted_part = part;
    }
    return OK;
}

static err on_workbook(void *with, const char *name, const char *const *attributes)
{
    struct workbook *w = with;
    if (strcmp(name, "workbookPr") == 0) {
        str value = markup_attribute(attributes, "date1904");
        w->since_1904 = str_is(value, "1") || str_is(value, "true");
    } else if (strcmp(name, "sheet") == 0) {
        if (w->n_sheets == SHEETS_MOST) {
            return refuse_limit(w->refusal, w->arena, KEY("format.xlsx.sheets"), 0, 0, STR_NONE,
                                SHEETS_MOST);
        }
        str state = markup_attribute(attributes, "state");
        w->sheets[w->n_sheets++] = (struct sheet){
            .name = str_copy(w->arena, markup_attribute(attributes, "name")),
            .relation = str_copy(w->arena, markup_attribute(attributes, "id")),
            .hidden = state.p && !str_is(state, "visible"),
        };
    }
    return OK;
}

static err what_else(struct workbook *w)
{
    const char *key = package_has(w->package, STR("content.xml")) ? KEY("format.xlsx.ods")
                      : package_has(w->package, STR("xl/workbook.bin"))
                          ? KEY("format.xlsx.binary")
                          : KEY("format.xlsx.not_workbook");
    return invalid(w, key, 0, 0, STR_NONE);
}

/* A part that has to be there. */
static err part(struct workbook *w, str member, const struct markup_taker *taker, void *with)
{
    err e = markup_read(w->package, w->arena, member, taker, with, w->refusal);
    return e == ERR_MISSING ? invalid(w, KEY("format.xlsx.part"), 0, 0, member) : e;
}

static err find_workbook(struct workbook *w)
{
    static const struct markup_taker relations = {.start = on_root_relation};
    static const struct markup_taker workbook = {.start = on_workbook};
    err e = markup_read(w->package, w->arena, STR("_rels/.rels"), &relations, w, w->refusal);
    if (e && e != ERR_MISSING) {
        return e;
    }
    if (!w->main.p || !str_ends(w->main, ".xml")) {
        return what_else(w);
    }
    e = part(w, w->main, &workbook, w);
    return e || w->n_sheets ? e : what_else(w);
}

static bool same_name(str a, str b)
{
    return a.n == b.n && strncasecmp(a.p, b.p, a.n) == 0;
}

static err choose_sheet(struct workbook *w, str wanted, str *name)
{
    const struct sheet *chosen = NULL;
    for (size_t i = 0; i < w->n_sheets && !chosen; i++) {
        const struct sheet *s = &w->sheets[i];
        if (wanted.p ? same_name(s->name, wanted) : !s->hidden) {
            chosen = s;
        }
    }
    if (!chosen && wanted.p) {
        return refuse(w->refusal, w->arena, ERR_MISSING, KEY("format.xlsx.sheet"), 0, 0, wanted,
                      STR_NONE);
    }
    chosen = chosen ? chosen : &w->sheets[0];
    w->wanted = chosen->relation;
    *name = chosen->name;
    return OK;
}

static err find_parts(struct workbook *w, str sheet)
{
    static const struct markup_taker relations = {.start = on_relation};
    size_t slash = 0;
    for (size_t i = 0; i < w->main.n; i++) {
        slash = w->main.p[i] == '/' ? i + 1 : slash;
    }
    w->folder = str_slice(w->main, 0, slash);
    str name = str_slice(w->main, slash, w->main.n);
    err e = part(w, str_printf(w->arena, "%.*s_rels/%.*s.rels", STR_ARG(w->folder), STR_ARG(name)),
                 &relations, w);
    return e || w->wanted_part.p ? e : invalid(w, KEY("format.xlsx.part"), 0, 0, sheet);
}

/* ---- texts ---- */

/* _x000D_ stands for a character that XML cannot hold, _x005F_ for an underscore before such a one
   (ECMA-376-1, 22.9.2.19). Only those below 0x80 matter here; others stay as they are. */
static str decoded(struct arena *a, str s)
{
    if (!str_contains(s, STR("_x00"))) {
        return s;
    }
    char *to = arena_copy(a, s.p, s.n);
    size_t n = 0;
    for (size_t i = 0; i < s.n;) {
        str code = str_slice(s, i, 7);
        char low[3] = {0};
        if (code.n == 7 && str_starts(code, "_x00") && code.p[6] == '_') {
            memcpy(low, code.p + 4, 2);
        }
        if (low[0] >= '0' && low[0] <= '7' && strspn(low, "0123456789ABCDEFabcdef") == 2 &&
            strcmp(low, "00") != 0) {
            unsigned high = (unsigned)(low[0] - '0');
            unsigned rest = (unsigned)(low[1] <= '9' ? low[1] - '0' : (low[1] | 0x20) - 'a' + 10);
            to[n++] = (char)(high << 4 | rest);
            i += 7;
        } else {
            to[n++] = s.p[i++];
        }
    }
    return str_n(to, n);
}

/* A text in pieces: <t> alone or in runs <r><t>, without the reading aid <rPh>. */
struct collector {
    struct buf text;
    bool in_text, in_aid;
};

static bool collect_start(struct collector *c, const char *name)
{
    c->in_aid |= strcmp(name, "rPh") == 0;
    bool begins = strcmp(name, "t") == 0 && !c->in_aid;
    c->in_text |= begins;
    return begins;
}

static void collect_end(struct collector *c, const char *name)
{
    if (strcmp(name, "rPh") == 0) {
        c->in_aid = false;
    }
    if (strcmp(name, "t") == 0 || strcmp(name, "v") == 0) {
        c->in_text = false;
    }
}

/* Keeps one byte more than a cell may have, so that the table refuses the cell with its place. */
static void collect(struct collector *c, str text)
{
    size_t room = c->text.ceiling - c->text.n;
    if (c->in_text) {
        buf_append(&c->text, text.p, text.n < room ? text.n : room);
    }
}

static str collected(struct collector *c)
{
    str s = decoded(c->text.arena, str_copy(c->text.arena, buf_as_str(&c->text)));
    c->text.n = 0;
    return s;
}

static void collector_init(struct collector *c, struct workbook *w)
{
    *c = (struct collector){0};
    buf_init(&c->text, w->arena, w->limits->cell_bytes + 1);
}

/* ---- shared texts ---- */

struct sharing {
    struct workbook *workbook;
    struct collector collector;
};

static err on_shared_start(void *with, const char *name, const char *const *attributes)
{
    struct sharing *in = with;
    (void)attributes;
    collect_start(&in->collector, name);
    return OK;
}

static err on_shared_end(void *with, const char *name)
{
    struct sharing *in = with;
    struct workbook *w = in->workbook;
    collect_end(&in->collector, name);
    if (strcmp(name, "si") != 0) {
        return OK;
    }
    if (w->n_shared == SHARED_MOST) {
        return refuse_limit(w->refusal, w->arena, KEY("format.xlsx.shared"), 0, 0, STR_NONE,
                            SHARED_MOST);
    }
    if (w->n_shared == w->size_shared) {
        size_t size = w->size_shared ? w->size_shared * 2 : 256;
        str *shared = ARENA_ARRAY(w->arena, size, str);
        if (w->n_shared) {
            memcpy(shared, w->shared, w->n_shared * sizeof *shared);
        }
        w->shared = shared;
        w->size_shared = size;
    }
    w->shared[w->n_shared++] = collected(&in->collector);
    return OK;
}

static err on_shared_text(void *with, str text)
{
    collect(&((struct sharing *)with)->collector, text);
    return OK;
}

static err read_shared(struct workbook *w)
{
    static const struct markup_taker taker = {on_shared_start, on_shared_end, on_shared_text};
    struct sharing in = {.workbook = w};
    collector_init(&in.collector, w);
    return w->shared_part.p ? part(w, w->shared_part, &taker, &in) : OK;
}

/* ---- the sheet ---- */

struct sheet_reading {
    struct workbook *workbook;
    struct table_builder table;
    struct collector collector;
    int64_t row; /* as people count, 0 before the first */
    size_t column;
    bool in_row, in_cell;
    char type[12]; /* of the cell in work */
    int64_t style;
};

static err broken(struct sheet_reading *in)
{
    size_t column = in->column == SIZE_MAX ? 0 : in->column;
    return invalid(in->workbook, KEY("format.xlsx.structure"), in->row, (int64_t)column + 1,
                   STR_NONE);
}

static err row_start(struct sheet_reading *in, const char *const *attributes)
{
    str r = markup_attribute(attributes, "r");
    int64_t number = in->row + 1;
    if (in->in_row || (r.p && !str_to_int(r, &number)) || number <= in->row || number > ROW_LAST) {
        return broken(in);
    }
    in->row = number;
    in->column = SIZE_MAX; /* the next one is the first */
    in->in_row = true;
    return OK;
}

/* "BC12" is in column 54; SIZE_MAX when the letters are none. */
static size_t column_of(str reference)
{
    size_t column = 0, i = 0;
    for (; i < reference.n && reference.p[i] >= 'A' && reference.p[i] <= 'Z'; i++) {
        column = column * 26 + (size_t)(reference.p[i] - 'A' + 1);
        if (i == LETTERS_MOST) {
            return SIZE_MAX;
        }
    }
    return i ? column - 1 : SIZE_MAX;
}

static err cell_start(struct sheet_reading *in, const char *const *attributes)
{
    str r = markup_attribute(attributes, "r"), type = markup_attribute(attributes, "t");
    size_t column = r.p ? column_of(r) : in->column + 1;
    bool after = in->column == SIZE_MAX || column > in->column;
    if (in->in_cell || column == SIZE_MAX || !after || type.n >= sizeof in->type) {
        return broken(in);
    }
    in->column = column;
    in->in_cell = true;
    memcpy(in->type, type.p ? type.p : "n", type.p ? type.n : 1);
    in->type[type.p ? type.n : 1] = 0;
    in->style = -1;
    str_to_int(markup_attribute(attributes, "s"), &in->style);
    in->collector.text.n = 0;
    return OK;
}

static err on_sheet_start(void *with, const char *name, const char *const *attributes)
{
    struct sheet_reading *in = with;
    if (strcmp(name, "row") == 0) {
        return row_start(in, attributes);
    }
    if (!in->in_row) {
        return OK;
    }
    if (strcmp(name, "c") == 0) {
        return cell_start(in, attributes);
    }
    if (in->in_cell && !collect_start(&in->collector, name)) {
        in->collector.in_text |= strcmp(name, "v") == 0;
    }
    return OK;
}

/* An ISO 8601 text, which strict workbooks use for days and moments. */
static struct cell iso(str s)
{
    if (!day_is(str_slice(s, 0, 10))) {
        return cell_text(s);
    }
    return s.n == 10 ? cell_day(s) : s.n >= 16 ? cell_moment(str_slice(s, 0, 19)) : cell_text(s);
}

static bool shared_text(const struct workbook *w, str index, struct cell *out)
{
    int64_t i;
    if (!str_to_int(str_trim(index), &i) || i < 0 || (size_t)i >= w->n_shared) {
        return false;
    }
    *out = cell_text(w->shared[i]);
    return true;
}

static bool cell_of(struct sheet_reading *in, str text, struct cell *out)
{
    const struct workbook *w = in->workbook;
    *out = cell_empty();
    if (strcmp(in->type, "inlineStr") == 0 || strcmp(in->type, "str") == 0 ||
        strcmp(in->type, "e") == 0) {
        *out = cell_text(text);
        return true;
    }
    if (!text.n) {
        return true;
    }
    switch (in->type[0]) {
    case 's':
        return shared_text(w, text, out);
    case 'b':
        *out = cell_bool(str_is(text, "1") || str_is(text, "true"));
        return true;
    case 'd':
        *out = iso(text);
        return true;
    case 'n': {
        bool is_date =
            in->style >= 0 && (size_t)in->style < w->styles.n && w->styles.is_date[in->style];
        return styles_cell(w->arena, text, is_date, w->since_1904, out);
    }
    default:
        return false;
    }
}

static err on_sheet_end(void *with, const char *name)
{
    struct sheet_reading *in = with;
    if (in->in_row && strcmp(name, "row") == 0) {
        in->in_row = false;
        return table_end_row(&in->table, in->row);
    }
    if (!in->in_cell) {
        return OK;
    }
    collect_end(&in->collector, name);
    if (strcmp(name, "c") != 0) {
        return OK;
    }
    in->in_cell = false;
    struct cell cell;
    bool stays = !in->type[1] && strchr("snb", in->type[0]); /* looked at now, needs no copy */
    str text = stays ? buf_as_str(&in->collector.text) : collected(&in->collector);
    return cell_of(in, text, &cell) ? table_put(&in->table, in->row, in->column, cell) : broken(in);
}

static err on_sheet_text(void *with, str text)
{
    collect(&((struct sheet_reading *)with)->collector, text);
    return OK;
}

static err read_sheet(struct workbook *w, struct table *out)
{
    static const struct markup_taker taker = {on_sheet_start, on_sheet_end, on_sheet_text};
    struct sheet_reading in = {.workbook = w};
    collector_init(&in.collector, w);
    table_start(&in.table, w->arena, w->limits, w->refusal);
    err e = part(w, w->wanted_part, &taker, &in);
    if (!e && !in.table.n_rows) {
        e = invalid(w, KEY("format.table.empty"), 0, 0, STR_NONE);
    }
    if (!e) {
        table_finish(&in.table, out);
    }
    table_done(&in.table);
    return e;
}

err xlsx_read(struct arena *a, str bytes, str sheet, const struct table_limits *limits,
              struct table *out, struct refusal *r)
{
    str name = STR("");
    if (bytes.n > limits->bytes) {
        return refuse_limit(r, a, KEY("format.table.bytes"), 0, 0, STR_NONE, limits->bytes);
    }
    struct workbook *w = ARENA_NEW(a, struct workbook);
    w->arena = a;
    w->refusal = r;
    w->limits = limits;
    err e = package_open(a, bytes, &w->package, r);
    e = e ? e : find_workbook(w);
    e = e ? e : choose_sheet(w, sheet, &name);
    e = e ? e : find_parts(w, name);
    e = e ? e : read_shared(w);
    if (!e && w->styles_part.p) {
        e = styles_read(w->package, a, w->styles_part, &w->styles, r);
        e = e == ERR_MISSING ? OK : e;
    }
    e = e ? e : read_sheet(w, out);
    if (!e) {
        str *sheets = ARENA_ARRAY(a, w->n_sheets, str);
        for (size_t i = 0; i < w->n_sheets; i++) {
            sheets[i] = w->sheets[i].name;
        }
        out->sheet = name;
        out->sheets = sheets;
        out->n_sheets = w->n_sheets;
    }
    return e;
}

bool xlsx_looks_so(str bytes)
{
    return str_starts(bytes, "PK\x03\x04");
}
