/* bombs_test.c - sixty small files that want to become large, deep or endless; each must be refused
   soon and without much memory. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/cases.h"
#include "format/json/read.h"
#include "format/xlsx/package_for_test.h"
#include "format/xlsx/read.h"
#include "format/yaml/read.h"

#include <time.h>

enum { MEMORY_MOST_MIB = 160 };
#define SECONDS_MOST 4.0 /* this build checks every access; a release needs a tenth of it */

typedef err (*reader)(struct arena *a, str bytes, struct refusal *r);

static err as_json(struct arena *a, str bytes, struct refusal *r)
{
    const struct json *v;
    return json_read(a, bytes, &json_limits_document, &v, r);
}

static err as_yaml(struct arena *a, str bytes, struct refusal *r)
{
    const struct json *v;
    return yaml_read(a, bytes, &json_limits_document, &v, r);
}

static err as_xlsx(struct arena *a, str bytes, struct refusal *r)
{
    struct table t;
    return xlsx_read(a, bytes, STR_NONE, &table_limits_import, &t, r);
}

/* Reads it in an arena of its own and looks at the answer, the time and the memory. */
static void refused(const char *name, reader read, str bytes)
{
    struct arena *a = arena_open();
    struct refusal r = {0};
    clock_t start = clock();
    err e = read(a, bytes, &r);
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    size_t mib = arena_used(a) / MIB;
    bool good = e && r.key && word_has(r.key) && seconds < SECONDS_MOST && mib < MEMORY_MOST_MIB;
    if (!good) {
        print_error("%s: %s, %.1f s, %zu MiB\n", name, e ? r.key : "was taken", seconds, mib);
    }
    arena_close(a);
    assert_true(good);
}

/* before, n times piece, middle, n times after, end. */
static str repeated(struct arena *a, const char *before, const char *piece, size_t n,
                    const char *middle, const char *after, const char *end)
{
    struct buf b;
    buf_init(&b, a, 512 * MIB);
    buf_z(&b, before);
    for (size_t i = 0; i < n; i++) {
        buf_z(&b, piece);
    }
    buf_z(&b, middle);
    for (size_t i = 0; i < n; i++) {
        buf_z(&b, after);
    }
    buf_z(&b, end);
    return buf_as_str(&b);
}

struct text_bomb {
    const char *name, *before, *piece;
    size_t n;
    const char *middle, *after, *end;
};

void test_bombs__json_stays_small(void **state)
{
    (void)state;
    static const struct text_bomb bombs[] = {
        {"arrays in arrays", "", "[", 1000000, "", "]", ""},
        {"arrays never closed", "", "[", 4000000, "", "", ""},
        {"objects in objects", "", "{\"a\":", 200000, "1", "}", ""},
        {"mixed nesting", "", "[{\"a\":", 100000, "1", "}]", ""},
        {"nesting late", "[1,", "[", 40, "", "]", "]"},
        {"very many nulls", "[0", ",null", 1100000, "]", "", ""},
        {"very many empty arrays", "[0", ",[]", 1100000, "]", "", ""},
        {"very many empty objects", "[0", ",{}", 1100000, "]", "", ""},
        {"one name very often", "{\"a\":0", ",\"a\":0", 400000, "}", "", ""},
        {"long whole number", "", "9", 1000000, "", "", ""},
        {"long decimal", "0.", "1", 1000000, "", "", ""},
        {"huge exponent", "[1e", "9", 1000, "]", "", ""},
        {"tiny exponent", "[1e-", "9", 1000, "]", "", ""},
        {"long text never closed", "\"", "a", 4000000, "", "", ""},
        {"backslashes never closed", "\"", "\\", 4000001, "", "", ""},
        {"half pairs", "\"", "\\ud800", 100000, "\"", "", ""},
        {"bad bytes", "\"", "\xff\xfe", 1000000, "\"", "", ""},
        {"overlong bytes", "\"", "\xc0\x80", 1000000, "\"", "", ""},
        {"white space alone", "", " \n", 4000000, "", "", ""},
        {"above the ceiling", "\"", "aaaaaaaaaaaaaaaa", 1100000, "\"", "", ""},
    };
    for (size_t i = 0; i < sizeof bombs / sizeof *bombs; i++) {
        struct arena *a = arena_open();
        const struct text_bomb *b = &bombs[i];
        refused(b->name, as_json,
                repeated(a, b->before, b->piece, b->n, b->middle, b->after, b->end));
        arena_close(a);
    }
}

void test_bombs__yaml_stays_small(void **state)
{
    (void)state;
    static const struct text_bomb bombs[] = {
        {"flow in flow", "", "[", 100000, "", "]", ""},
        {"flow never closed", "", "[", 100000, "", "", ""},
        {"mappings in mappings", "", "{a: ", 50000, "1", "}", ""},
        {"sequences on a line", "", "- ", 100000, "a", "", ""},
        {"keys without end", "", "? ", 50000, "a", "", ""},
        {"nine lists of nine", "a: &a [x]\nb: &b [*a,*a]\n", "c: [*b,*b]\n", 10, "", "", ""},
        {"an anchor to itself", "a: &a\n  b: *a\n", "", 1, "", "", ""},
        {"anchors everywhere", "", "- &a 1\n", 100000, "", "", ""},
        {"merge keys", "a: &a {x: 1}\n", "b: {<<: *a}\n", 1000, "", "", ""},
        {"tags everywhere", "", "- !!binary aGVp\n", 100000, "", "", ""},
        {"many documents", "", "---\na: 1\n", 100000, "", "", ""},
        {"many items", "", "- 1\n", 1100000, "", "", ""},
        {"one name very often", "", "a: 1\n", 200000, "", "", ""},
        {"long name", "? ", "aaaaaaaaaaaaaaaa", 1100000, ": 1\n", "", ""},
        {"quotes never closed", "\"", "a\n", 1000000, "", "", ""},
        {"bad bytes", "a: ", "\xff", 1000000, "", "", ""},
        {"control characters", "a: ", "\x01", 1000000, "", "", ""},
        {"aliases of nothing", "", "- *x\n", 100000, "", "", ""},
        {"comments alone", "", "# nothing here\n", 500000, "", "", ""},
        {"tabs", "a:\n", "\t", 100000, "b: 1", "", ""},
    };
    for (size_t i = 0; i < sizeof bombs / sizeof *bombs; i++) {
        struct arena *a = arena_open();
        const struct text_bomb *b = &bombs[i];
        refused(b->name, as_yaml,
                repeated(a, b->before, b->piece, b->n, b->middle, b->after, b->end));
        arena_close(a);
    }
}

/* A workbook with that sheet and nothing else out of order. */
static str with_sheet(struct arena *a, str sheet, bool deflated)
{
    const struct test_member members[] = {TEST_MEMBERS_AROUND,
                                          {STR("xl/worksheets/sheet1.xml"), sheet}};
    return test_package(a, members, sizeof members / sizeof *members, deflated);
}

void test_bombs__sheets_stay_small(void **state)
{
    (void)state;
#define SHEET "<worksheet><sheetData>"
#define SHEET_END "</sheetData></worksheet>"
    static const struct text_bomb bombs[] = {
        {"spaces packed a thousandfold", SHEET, "                                ", 1000000, "", "",
         SHEET_END},
        {"deep markup", "", "<a>", 200000, "", "</a>", ""},
        {"deep markup never closed", "", "<a>", 1000000, "", "", ""},
        {"laughs", "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">", " ",
         1, "]><worksheet>&b;</worksheet>", "", ""},
        {"outside entity", "<!DOCTYPE l [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>", " ", 1,
         "<worksheet>&a;</worksheet>", "", ""},
        {"outside type", "<!DOCTYPE l SYSTEM \"http://127.0.0.1/\">", " ", 1, "<worksheet/>", "",
         ""},
        {"undefined entity", SHEET, "&x;", 1000, "", "", SHEET_END},
        {"far row", SHEET "<row r=\"", "9", 50, "\"/>", "", SHEET_END},
        {"far column", SHEET "<row><c r=\"", "Z", 50, "1\"/></row>", "", SHEET_END},
        {"long number", SHEET "<row><c><v>", "9", 100000, "</v></c></row>", "", SHEET_END},
        {"huge exponent", SHEET "<row><c><v>1e", "9", 20, "</v></c></row>", "", SHEET_END},
        {"long cell", SHEET "<row><c t=\"str\"><v>", "abcdefgh", 100000, "</v></c></row>", "",
         SHEET_END},
        {"very many rows", SHEET, "<row><c><v>1</v></c></row>", 100001, "", "", SHEET_END},
        {"very wide row", SHEET "<row>", "<c><v>1</v></c>", 501, "</row>", "", SHEET_END},
        {"shared text from nowhere", SHEET "<row><c t=\"s\"><v>", "4", 9, "</v></c></row>", "",
         SHEET_END},
        {"bad bytes", SHEET "<row><c t=\"str\"><v>", "\xff", 1000, "</v></c></row>", "", SHEET_END},
    };
    for (size_t i = 0; i < sizeof bombs / sizeof *bombs; i++) {
        struct arena *a = arena_open();
        const struct text_bomb *b = &bombs[i];
        str sheet = repeated(a, b->before, b->piece, b->n, b->middle, b->after, b->end);
        refused(b->name, as_xlsx, with_sheet(a, sheet, i == 0));
        arena_close(a);
    }
}

static str many_members(struct arena *a, size_t n)
{
    struct test_member *members = ARENA_ARRAY(a, n, struct test_member);
    for (size_t i = 0; i < n; i++) {
        members[i] = (struct test_member){str_printf(a, "xl/%zu.xml", i), STR("<a/>")};
    }
    return test_package(a, members, n, false);
}

/* Says in the directory that the first member unpacks to that many bytes. */
static str lying(struct arena *a, uint32_t size)
{
    str bytes = str_copy(a, with_sheet(a, STR(SHEET "<row><c><v>1</v></c></row>" SHEET_END), true));
    char *entry = memmem(bytes.p, bytes.n, "PK\x01\x02", 4);
    for (int i = 0; i < 4; i++) {
        entry[24 + i] = (char)(size >> (8 * i) & 0xFF);
    }
    return bytes;
}

void test_bombs__packages_stay_small(void **state)
{
    (void)state;
    struct arena *a = arena_open();
    refused("many members", as_xlsx, many_members(a, 1001));
    const struct test_member inner[] = {{STR("a.zip"), STR("PK\x03\x04")}};
    refused("a package within", as_xlsx, test_package(a, inner, 1, false));
    refused("says it is four gigabytes", as_xlsx, lying(a, 0xFFFFFFF0U));
    refused("says it is nothing", as_xlsx, lying(a, 0));
    arena_close(a);
}
