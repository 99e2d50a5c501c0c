/* parts_test.c - workbooks made by hand, in which one part is out of the ordinary. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/xlsx/package_for_test.h"
#include "format/xlsx/read.h"

#include "format/cases.h"

#define SHEET "xl/worksheets/sheet1.xml"
#define SHEET_OF(rows) "<worksheet><sheetData>" rows "</sheetData></worksheet>"
#define CELL(type, value) "<row><c t=\"" type "\"><v>" value "</v></c></row>"

/* A workbook of one cell, where that member is this instead; left out for STR_NONE. */
static str workbook_with(struct arena *a, const char *member, str text, bool deflated)
{
    struct test_member members[] = {
        TEST_MEMBERS_AROUND, {STR(SHEET), STR(SHEET_OF("<row><c><v>1</v></c></row>"))}, {{0}, {0}}};
    size_t n = sizeof members / sizeof *members - 1, at = 0;
    while (at < n && !str_is(members[at].name, member)) {
        at++;
    }
    members[at] = (struct test_member){str_of(member), text};
    n = at == n ? n + 1 : n;
    if (!text.p) {
        members[at] = members[--n];
    }
    return test_package(a, members, n, deflated);
}

/* The word of the refusal, "" when it is taken. */
static const char *said_of(struct arena *a, str bytes, struct table *t)
{
    struct refusal r = {.key = ""};
    xlsx_read(a, bytes, STR_NONE, &table_limits_import, t, &r);
    return r.key;
}

static const char *said(struct arena *a, const char *member, const char *text, struct table *t)
{
    return said_of(a, workbook_with(a, member, str_of(text), true), t);
}

#define assert_taken(member, xml, expected)                                                        \
    do {                                                                                           \
        assert_string_equal(said(a, (member), (xml), &t), "");                                     \
        assert_str(row_cell(&t.rows[0], 0).text, (expected));                                      \
    } while (0)
#define assert_refused(member, xml, key) assert_string_equal(said(a, (member), (xml), &t), (key))

void test_xlsx_read__takes_cells_as_they_are_written(void **state)
{
    struct arena *a = arena_open();
    struct table t;
    assert_taken(SHEET, SHEET_OF(CELL("d", "2026-11-21")), "2026-11-21");
    assert_int_equal(row_cell(&t.rows[0], 0).type, CELL_DAY);
    assert_taken(SHEET, SHEET_OF(CELL("d", "2026-11-21T09:30:00.5")), "2026-11-21T09:30:00");
    assert_int_equal(row_cell(&t.rows[0], 0).type, CELL_MOMENT);
    assert_taken(SHEET, SHEET_OF(CELL("d", "2026-11-21T09")), "2026-11-21T09");
    assert_int_equal(row_cell(&t.rows[0], 0).type, CELL_TEXT);
    assert_taken(SHEET, SHEET_OF(CELL("d", "en dag")), "en dag");
    assert_taken(SHEET, SHEET_OF(CELL("b", "true")), "1");
    assert_taken(SHEET, SHEET_OF(CELL("b", "no")), "0");
    assert_taken(SHEET, SHEET_OF(CELL("s", " 1 ")), "b");
    assert_taken(SHEET, SHEET_OF(CELL("n", "-0")), "0");
    assert_taken(SHEET, SHEET_OF("<row><x>nei</x><c><v>7</v><x/></c></row>"), "7");
    assert_taken(SHEET, SHEET_OF(CELL("str", "_x000D__x004a__x007A_")), "\rJz");
    assert_taken(SHEET, SHEET_OF(CELL("str", "_x0000__x0080__x00G1__x001G__x001")),
                 "_x0000__x0080__x00G1__x001G__x001");
    assert_taken(SHEET, SHEET_OF(CELL("str", "_x0041a _x00")), "_x0041a _x00");
    arena_close(a);
}

void test_xlsx_read__refuses_a_sheet_that_is_out_of_order(void **state)
{
    static const char *const sheets[] = {
        SHEET_OF("<row><row/></row>"),
        SHEET_OF("<row r=\"x\"/>"),
        SHEET_OF("<row r=\"0\"/>"),
        SHEET_OF("<row><c><c/></c></row>"),
        SHEET_OF("<row><c r=\"12\"/></row>"),
        SHEET_OF("<row><c r=\"\"/></row>"),
        SHEET_OF("<row><c r=\"b1\"/></row>"),
        SHEET_OF("<row><c r=\"ABCD1\"/></row>"),
        SHEET_OF("<row><c t=\"a type of this name\"/></row>"),
        SHEET_OF(CELL("s", "a")),
        SHEET_OF(CELL("s", "-1")),
        SHEET_OF(CELL("n", " ")),
        SHEET_OF(CELL("n", "1-2")),
        SHEET_OF(CELL("n", "1e999")),
        SHEET_OF(CELL("n", "1111111111111111111111111111111111111111")),
    };
    struct arena *a = arena_open();
    struct table t;
    for (size_t i = 0; i < sizeof sheets / sizeof *sheets; i++) {
        assert_refused(SHEET, sheets[i], "format.xlsx.structure");
    }
    arena_close(a);
}

#define DAY(serial) SHEET_OF("<row><c s=\"1\"><v>" serial "</v></c></row>")

void test_xlsx_read__keeps_a_number_that_is_no_day(void **state)
{
    struct arena *a = arena_open();
    struct table t;
    assert_taken(SHEET, DAY("-1"), "-1");
    assert_taken(SHEET, DAY("109575"), "109575"); /* after 2199 */
    assert_taken(SHEET, DAY("109574"), "2199-12-31");
    assert_taken(SHEET, DAY("0.5"), "12:00");
    assert_taken(SHEET, DAY("0.50001"), "12:00:01");
    arena_close(a);
}

#define RELATION(id, type, target)                                                                 \
    "<Relationship Id=\"" id "\" Type=\"" TEST_OFFICE type "\" Target=\"" target "\"/>"

void test_xlsx_read__finds_its_parts(void **state)
{
    struct arena *a = arena_open();
    struct table t;
    assert_taken("_rels/.rels",
                 "<Relationships>" RELATION("a", "thumbnail", "x.jpeg")
                     RELATION("b", "officeDocument", "/xl/workbook.xml")
                         RELATION("c", "officeDocument", "elsewhere.xml") "</Relationships>",
                 "1");
    assert_refused("_rels/.rels", "<Relationships><other/></Relationships>",
                   "format.xlsx.not_workbook");
    assert_refused("xl/_rels/workbook.xml.rels", "<Relationships/>", "format.xlsx.part");
    assert_string_equal(said_of(a, workbook_with(a, "xl/styles.xml", STR_NONE, true), &t), "");
    assert_string_equal(said_of(a, workbook_with(a, "xl/sharedStrings.xml", STR_NONE, true), &t),
                        "format.xlsx.part");
    assert_refused("xl/workbook.xml", "<workbook><sheets/></workbook>", "format.xlsx.not_workbook");
    assert_refused("xl/workbook.xml", "<workbook><sheets>", "format.xlsx.markup");
    assert_refused("xl/workbook.xml", "<!DOCTYPE workbook><workbook/>", "format.xlsx.doctype");
    arena_close(a);
}

void test_xlsx_read__takes_the_first_sheet_that_is_shown(void **state)
{
    struct arena *a = arena_open();
    struct table t;
    assert_taken("xl/workbook.xml",
                 "<workbook><workbookPr date1904=\"true\"/><sheets>"
                 "<sheet name=\"Lister\" id=\"r9\" state=\"hidden\"/>"
                 "<sheet name=\"Ark\" id=\"r1\" state=\"visible\"/></sheets></workbook>",
                 "1");
    assert_str(t.sheet, "Ark");
    assert_taken("xl/workbook.xml",
                 "<workbook><sheets><sheet name=\"Skjult\" id=\"r1\" state=\"veryHidden\"/>"
                 "</sheets></workbook>",
                 "1");
    assert_str(t.sheet, "Skjult"); /* there is no other */
    arena_close(a);
}

static str repeated(struct arena *a, const char *before, const char *piece, size_t n,
                    const char *after)
{
    struct buf b;
    buf_init(&b, a, 64 * MIB);
    buf_z(&b, before);
    for (size_t i = 0; i < n; i++) {
        buf_z(&b, piece);
    }
    buf_z(&b, after);
    return buf_as_str(&b);
}

void test_xlsx_read__keeps_the_ceilings_of_its_parts(void **state)
{
    struct arena *a = arena_open();
    struct table t;
    struct refusal r;
    str sheets = repeated(a, "<workbook><sheets>", "<sheet name=\"a\" id=\"r1\"/>", 501,
                          "</sheets></workbook>");
    assert_string_equal(said_of(a, workbook_with(a, "xl/workbook.xml", sheets, true), &t),
                        "format.xlsx.sheets");
    str texts = repeated(a, "<sst>", "<si/>", 1000001, "</sst>");
    assert_string_equal(said_of(a, workbook_with(a, "xl/sharedStrings.xml", texts, false), &t),
                        "format.xlsx.shared");
    texts = repeated(a, "<sst>", "<si><t>x</t></si>", 1000, "</sst>");
    assert_string_equal(said_of(a, workbook_with(a, "xl/sharedStrings.xml", texts, true), &t), "");
    struct table_limits small = table_limits_import;
    small.bytes = 100;
    assert_int_equal(
        xlsx_read(a, workbook_with(a, SHEET, STR("<worksheet/>"), true), STR_NONE, &small, &t, &r),
        ERR_TOO_BIG);
    assert_string_equal(r.key, "format.table.bytes");
    arena_close(a);
}

/* More formats and styles than any workbook has are left alone: their numbers stay numbers. */
void test_xlsx_styles__looks_at_no_more_than_it_keeps(void **state)
{
    struct arena *a = arena_open();
    struct table t;
    struct buf b;
    buf_init(&b, a, 16 * MIB);
    buf_z(&b, "<styleSheet><numFmts>");
    for (int i = 0; i < 4100; i++) {
        buf_printf(&b, "<numFmt numFmtId=\"%d\" formatCode=\"yyyy\"/>", 200 + i);
    }
    buf_z(&b, "</numFmts><cellXfs>");
    for (int i = 0; i < 66000; i++) {
        buf_printf(&b, "<xf numFmtId=\"%d\"/>", i == 1 ? 200 : i == 2 ? 4299 : i % 60);
    }
    buf_z(&b, "</cellXfs></styleSheet>");
    struct test_member members[] = {
        TEST_ROOT,
        TEST_WORKBOOK,
        TEST_RELATIONS,
        TEST_SHARED,
        {STR("xl/styles.xml"), buf_as_str(&b)},
        {STR(SHEET), STR(SHEET_OF("<row><c s=\"1\"><v>61</v></c><c s=\"2\"><v>61</v></c>"
                                  "<c s=\"65999\"><v>61</v></c></row>"))}};
    str bytes = test_package(a, members, sizeof members / sizeof *members, false);
    assert_string_equal(said_of(a, bytes, &t), "");
    assert_str(row_cell(&t.rows[0], 0).text, "1900-03-01");
    assert_str(row_cell(&t.rows[0], 1).text, "61");
    assert_str(row_cell(&t.rows[0], 2).text, "61");
    arena_close(a);
}

/* ---- the ZIP file around it */

static char *entry_of(str bytes, size_t which)
{
    char *at = memmem(bytes.p, bytes.n, "PK\x01\x02", 4);
    while (which--) {
        at = memmem(at + 4, (size_t)(bytes.p + bytes.n - at) - 4, "PK\x01\x02", 4);
    }
    return at;
}

static void put(char *to, uint32_t v)
{
    for (int i = 0; i < 4; i++) {
        to[i] = (char)(v >> (8 * i) & 0xFF);
    }
}

void test_xlsx_package__refuses_names_that_lead_elsewhere(void **state)
{
    static const str names[] = {
        {"/etc/passwd", 11}, {"xl/../../a", 10}, {"xl\\a.xml", 8}, {"xl/a\0.xml", 9}};
    struct arena *a = arena_open();
    struct table t;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct test_member members[] = {TEST_MEMBERS_AROUND, {names[i], STR("x")}};
        str bytes = test_package(a, members, sizeof members / sizeof *members, true);
        assert_string_equal(said_of(a, bytes, &t), "format.xlsx.name");
    }
    str name = repeated(a, "", "n", 201, "");
    struct test_member members[] = {TEST_MEMBERS_AROUND, {name, STR("x")}};
    assert_string_equal(said_of(a, test_package(a, members, 6, true), &t), "format.xlsx.damaged");
    arena_close(a);
}

/* What the directory says of the sheet's size, and what comes out of it. */
void test_xlsx_package__believes_no_size(void **state)
{
    enum { CRC = 16, PACKED = 20, UNPACKED = 24, OFFSET = 42, SHEET_AT = 5 };
    enum {
        LOCAL = 30,
        LOCAL_BEFORE = 2
    }; /* the member's own header: its size, and how much earlier
          a field stands in it */
    static const struct {
        size_t field;
        uint32_t value;
        bool in_both;
    } lies[] = {{UNPACKED, 20, true}, /* the rest is not read: its sum is wrong */
                {UNPACKED, 20, false}, {UNPACKED, 5000, true},      {CRC, 1, true},
                {CRC, 1, false},       {OFFSET, 0x7FFFFFF0, false}, {0, 0, false}};
    struct arena *a = arena_open();
    struct table t;
    str sheet = STR(SHEET_OF("<row><c><v>1</v></c></row>"));
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        str bytes = workbook_with(a, SHEET, sheet, true);
        put(entry_of(bytes, SHEET_AT) + lies[i].field, lies[i].value);
        if (lies[i].in_both) {
            char *local = (char *)memmem(bytes.p, bytes.n, SHEET, strlen(SHEET)) - LOCAL;
            put(local + lies[i].field - LOCAL_BEFORE, lies[i].value);
        }
        assert_string_equal(said_of(a, bytes, &t), "format.xlsx.damaged");
    }
    str bytes = workbook_with(a, SHEET, sheet, true);
    for (size_t i = 3; i < 5; i++) { /* 60 MiB each, and packed no less */
        put(entry_of(bytes, i) + PACKED, 60 * MIB);
        put(entry_of(bytes, i) + UNPACKED, 60 * MIB);
    }
    assert_string_equal(said_of(a, bytes, &t), "format.xlsx.unpacked");
    put(entry_of(bytes, 3) + PACKED, 110 * MIB);
    put(entry_of(bytes, 3) + UNPACKED, 110 * MIB);
    assert_string_equal(said_of(a, bytes, &t), "format.xlsx.unpacked");
    bytes = workbook_with(a, SHEET, sheet, true);
    char *packed = memmem(bytes.p, bytes.n, SHEET, strlen(SHEET));
    memset(packed + strlen(SHEET), 0xFF, 20); /* no deflated bytes */
    assert_string_equal(said_of(a, bytes, &t), "format.xlsx.damaged");
    arena_close(a);
}
