/* write.c - a table as an XLSX workbook of one sheet (ECMA-376-1: SpreadsheetML in a package). */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/xlsx/write.h"

#include "base/clock.h"
#include "format/xlsx/zip.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 16, NAME_MOST = 31, DIGITS_MOST = 15, TEXT_MOST = 32767, ROWS_MOST = 1048576 };
enum { STYLE_PLAIN, STYLE_TITLE, STYLE_DAY, STYLE_MOMENT }; /* in the order of cellXfs below */
enum { PIECE = 32 * 1024 };

struct xlsx_writer {
    struct zip *zip;
    str name;
    struct buf text; /* of the sheet, what is not packed yet */
    int64_t row;
    size_t n_columns;
    bool too_big;
};

/* ---- the parts around the sheet ---- */

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/"
#define SHEET_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml."
#define RELATION(id, type, target)                                                                 \
    "<Relationship Id=\"" id "\" Type=\"" OFFICE "/" type "\" Target=\"" target "\"/>"
#define PART(name, type)                                                                           \
    "<Override PartName=\"/xl/" name "\" ContentType=\"" SHEET_TYPE type "+xml\"/>"

static const char types[] =
    XML "<Types xmlns=\"" PACKAGE "content-types\">"
        "<Default Extension=\"rels\" "
        "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
        "<Default Extension=\"xml\" ContentType=\"application/xml\"/>" PART("workbook.xml",
                                                                            "sheet.main")
            PART("worksheets/sheet1.xml", "worksheet") PART("styles.xml", "styles") "</Types>";

static const char root[] =
    XML "<Relationships xmlns=\"" PACKAGE
        "relationships\">" RELATION("rId1", "officeDocument", "xl/workbook.xml") "</Relationships>";

static const char relations[] =
    XML "<Relationships xmlns=\"" PACKAGE
        "relationships\">" RELATION("rId1", "worksheet", "worksheets/sheet1.xml")
            RELATION("rId2", "styles", "styles.xml") "</Relationships>";

/* Formats from 164 on are the file's own (18.8.30); the second fill must be gray125. */
static const char styles[] =
    XML "<styleSheet xmlns=\"" MAIN "\">"
        "<numFmts count=\"2\"><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\"/>"
        "<numFmt numFmtId=\"165\" formatCode=\"yyyy\\-mm\\-dd hh:mm\"/></numFmts>"
        "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font>"
        "<font><b/><sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font></fonts>"
        "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
        "<fill><patternFill patternType=\"gray125\"/></fill></fills>"
        "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
        "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>"
        "</cellStyleXfs><cellXfs count=\"4\">"
        "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>"
        "<xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\" "
        "applyAlignment=\"1\"><alignment vertical=\"top\" wrapText=\"1\"/></xf>"
        "<xf numFmtId=\"164\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" "
        "applyNumberFormat=\"1\"/>"
        "<xf numFmtId=\"165\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" "
        "applyNumberFormat=\"1\"/></cellXfs>"
        "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/>"
        "</cellStyles></styleSheet>";

static void part(struct xlsx_writer *w, const char *name, const char *content)
{
    zip_begin(w->zip, name);
    zip_put(w->zip, str_of(content));
    zip_end(w->zip);
}

/* ---- text ---- */

static bool is_code(str s)
{
    bool is = s.n >= 7 && s.p[0] == '_' && s.p[1] == 'x' && s.p[6] == '_';
    for (size_t i = 2; is && i < 6; i++) {
        is = isxdigit((unsigned char)s.p[i]);
    }
    return is;
}

/* A control character becomes its code, _x0001_; what looks like such a code has its underscore
   coded, so that it is read as it stands (22.9.2.19). */
static void escape(struct buf *b, str s)
{
    for (size_t i = 0, n; i < s.n; i += n) {
        for (n = 0;
             i + n < s.n && (unsigned char)s.p[i + n] >= 0x20 && !strchr("<>&\"_", s.p[i + n]);
             n++) {
        }
        buf_append(b, s.p + i, n);
        if (n) {
            continue;
        }
        n = 1;
        switch (s.p[i]) {
        case '<':
            buf_literal(b, "&lt;");
            break;
        case '>':
            buf_literal(b, "&gt;");
            break;
        case '&':
            buf_literal(b, "&amp;");
            break;
        case '"':
            buf_literal(b, "&quot;");
            break;
        case '_':
            buf_z(b, is_code(str_slice(s, i, s.n)) ? "_x005F_" : "_");
            break;
        case '\t':
        case '\n':
            buf_char(b, s.p[i]);
            break;
        default:
            buf_printf(b, "_x%04X_", (unsigned char)s.p[i]);
            break;
        }
    }
}

/* In its place within quotes. */
static void put_name(struct buf *b, str name)
{
    struct buf plain;
    size_t letters = 0;
    buf_init(&plain, b->arena, 4 * NAME_MOST);
    for (size_t i = 0; i < name.n; i++) {
        bool first = ((unsigned char)name.p[i] & 0xC0) != 0x80;
        if (first && ++letters > NAME_MOST) {
            break;
        }
        buf_char(&plain, memchr("[]:*?/\\'", name.p[i], 8) ? ' ' : name.p[i]);
    }
    escape(b, plain.n ? buf_as_str(&plain) : STR("Samstyr"));
}

/* ---- cells ---- */

/* "A" is column 0. */
static void put_letters(struct buf *b, size_t column)
{
    if (column >= 26) {
        put_letters(b, column / 26 - 1);
    }
    buf_char(b, (char)('A' + column % 26));
}

static void begin_cell(struct xlsx_writer *w, size_t column, int style)
{
    struct buf *b = &w->text;
    buf_literal(b, "<c r=\"");
    put_letters(b, column);
    buf_int(b, w->row);
    buf_char(b, '"');
    if (style) {
        buf_literal(b, " s=\"");
        buf_int(b, style);
        buf_char(b, '"');
    }
}

static void put_value(struct xlsx_writer *w, size_t column, int style, double value)
{
    begin_cell(w, column, style);
    buf_printf(&w->text, "><v>%.16G</v></c>", value);
}

static void put_text(struct xlsx_writer *w, size_t column, int style, str s)
{
    struct buf *b = &w->text;
    if (s.n > TEXT_MOST && str_length(s) > TEXT_MOST) {
        w->too_big = true;
        return;
    }
    bool edges = isspace((unsigned char)s.p[0]) || isspace((unsigned char)s.p[s.n - 1]);
    begin_cell(w, column, style);
    buf_z(b,
          edges ? " t=\"inlineStr\"><is><t xml:space=\"preserve\">" : " t=\"inlineStr\"><is><t>");
    escape(b, s);
    buf_literal(b, "</t></is></c>");
}

/* False when it is none, or has so many digits that some would be lost. */
static bool short_number(str s, double *out)
{
    char text[40], *end;
    size_t digits = 0;
    for (size_t i = 0; i < s.n; i++) {
        digits += isdigit((unsigned char)s.p[i]) != 0;
        if (!memchr("0123456789-.eE+", s.p[i], 15)) {
            return false;
        }
    }
    if (!digits || digits > DIGITS_MOST || s.n >= sizeof text) {
        return false;
    }
    memcpy(text, s.p, s.n);
    text[s.n] = 0;
    *out = strtod(text, &end);
    return !*end && isfinite(*out);
}

/* Two digits at that place, less than most; -1 when they are not there. */
static int two(str s, size_t at, int most)
{
    bool is =
        at + 2 <= s.n && isdigit((unsigned char)s.p[at]) && isdigit((unsigned char)s.p[at + 1]);
    int value = is ? (s.p[at] - '0') * 10 + s.p[at + 1] - '0' : most;
    return value < most ? value : -1;
}

/* Days since the end of 1899, and their fraction; the 29th of February 1900 is counted, which the
   calendar has not (18.17.4.1). "2026-11-21", then perhaps "T09:30" and ":00". */
static bool serial(str s, double *out)
{
    str day = str_slice(s, 0, 10);
    if (!day_is(day) || (s.n != 10 && s.n != 16 && s.n != 19)) {
        return false;
    }
    int64_t days = days_between(STR("1900-01-01"), day) + 1;
    *out = (double)(days > 59 ? days + 1 : days);
    if (s.n == 10) {
        return true;
    }
    int hour = two(s, 11, 24), minute = two(s, 14, 60), second = s.n == 19 ? two(s, 17, 60) : 0;
    *out += (hour * 3600 + minute * 60 + second) / 86400.0;
    return s.p[10] == 'T' && s.p[13] == ':' && (s.n == 16 || s.p[16] == ':') && hour >= 0 &&
           minute >= 0 && second >= 0;
}

static void put(struct xlsx_writer *w, size_t column, const struct cell *cell)
{
    double value;
    bool is_day = cell->type == CELL_DAY;
    if (cell->type == CELL_EMPTY || !cell->text.n) {
        return;
    }
    if (cell->type == CELL_NUMBER && short_number(cell->text, &value)) {
        put_value(w, column, STYLE_PLAIN, value);
    } else if ((is_day || cell->type == CELL_MOMENT) && serial(cell->text, &value)) {
        put_value(w, column, is_day ? STYLE_DAY : STYLE_MOMENT, value);
    } else if (cell->type == CELL_BOOL) {
        begin_cell(w, column, STYLE_PLAIN);
        buf_z(&w->text,
              str_is(cell->text, "1") ? " t=\"b\"><v>1</v></c>" : " t=\"b\"><v>0</v></c>");
    } else {
        put_text(w, column, STYLE_PLAIN, cell->text);
    }
}

/* ---- the sheet ---- */

static void pack(struct xlsx_writer *w)
{
    zip_put(w->zip, buf_as_str(&w->text));
    w->text.n = 0;
}

static void begin_row(struct xlsx_writer *w)
{
    w->row++;
    w->too_big |= w->row > ROWS_MOST;
    buf_printf(&w->text, "<row r=\"%lld\">", (long long)w->row);
}

static void end_row(struct xlsx_writer *w)
{
    buf_literal(&w->text, "</row>");
    if (w->text.n >= PIECE) {
        pack(w);
    }
}

/* A width is stored with the cell's margins: five pixels more, of seven a character (18.3.1.13). */
static void begin_sheet(struct xlsx_writer *w, const struct xlsx_column *columns)
{
    struct buf *b = &w->text;
    buf_literal(b, XML "<worksheet xmlns=\"" MAIN "\"><sheetViews>"
                       "<sheetView tabSelected=\"1\" workbookViewId=\"0\"><pane ySplit=\"1\" "
                       "topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>"
                       "<selection pane=\"bottomLeft\"/></sheetView></sheetViews>"
                       "<sheetFormatPr defaultRowHeight=\"15\"/><cols>");
    for (size_t i = 0; i < w->n_columns; i++) {
        buf_printf(b, "<col min=\"%zu\" max=\"%zu\" width=\"%d.7109375\" customWidth=\"1\"/>",
                   i + 1, i + 1, columns[i].width ? columns[i].width : WIDTH);
    }
    buf_literal(b, "</cols><sheetData>");
    begin_row(w);
    for (size_t i = 0; i < w->n_columns; i++) {
        if (columns[i].title.n) {
            put_text(w, i, STYLE_TITLE, columns[i].title);
        }
    }
    end_row(w);
}

struct xlsx_writer *xlsx_open(struct buf *out, str sheet, const struct xlsx_column *columns,
                              size_t n)
{
    struct xlsx_writer *w = ARENA_NEW(out->arena, struct xlsx_writer);
    *w = (struct xlsx_writer){.zip = zip_open(out), .name = sheet, .n_columns = n};
    buf_init(&w->text, out->arena, SIZE_MAX / 4);
    part(w, "[Content_Types].xml", types);
    part(w, "_rels/.rels", root);
    part(w, "xl/_rels/workbook.xml.rels", relations);
    part(w, "xl/styles.xml", styles);
    zip_begin(w->zip, "xl/worksheets/sheet1.xml");
    begin_sheet(w, columns);
    return w;
}

void xlsx_row(struct xlsx_writer *w, const struct cell *cells, size_t n)
{
    begin_row(w);
    for (size_t i = 0; i < n; i++) {
        put(w, i, &cells[i]);
    }
    end_row(w);
}

/* "A1:D17", or with dollars. */
static void put_range(struct xlsx_writer *w, bool is_absolute)
{
    struct buf *b = &w->text;
    buf_z(b, is_absolute ? "$A$1:$" : "A1:");
    put_letters(b, w->n_columns - 1);
    buf_z(b, is_absolute ? "$" : "");
    buf_int(b, w->row);
}

static void end_sheet(struct xlsx_writer *w)
{
    buf_literal(&w->text, "</sheetData><autoFilter ref=\"");
    put_range(w, false);
    buf_literal(&w->text, "\"/></worksheet>");
    pack(w);
    zip_end(w->zip);
}

/* Filter buttons are also a hidden name (18.2.5). */
static void workbook(struct xlsx_writer *w)
{
    struct buf *b = &w->text;
    buf_literal(b, XML "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" OFFICE
                       "\"><bookViews><workbookView/></bookViews><sheets><sheet name=\"");
    put_name(b, w->name);
    buf_literal(b, "\" sheetId=\"1\" r:id=\"rId1\"/></sheets><definedNames><definedName "
                   "name=\"_xlnm._FilterDatabase\" localSheetId=\"0\" hidden=\"1\">'");
    put_name(b, w->name);
    buf_literal(b, "'!");
    put_range(w, true);
    buf_literal(b, "</definedName></definedNames></workbook>");
    zip_begin(w->zip, "xl/workbook.xml");
    pack(w);
    zip_end(w->zip);
}

err xlsx_close(struct xlsx_writer *w)
{
    end_sheet(w);
    workbook(w);
    err e = zip_close(w->zip);
    return e ? e : w->too_big ? ERR_TOO_BIG : OK;
}
