/* xlsx_test.c - workbooks of other programs, and our own read back. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/xlsx/read.h"
#include "format/xlsx/styles.h"
#include "format/xlsx/write.h"

#include "format/cases.h"
#include "format/json/write.h"

static str shown(struct arena *a, const struct table *t)
{
    static const char *const types[] = {"", "t ", "n ", "d ", "m ", "b "};
    struct buf b;
    buf_init(&b, a, 64 * MIB);
    buf_printf(&b, "%.*s of", STR_ARG(t->sheet));
    for (size_t i = 0; i < t->n_sheets; i++) {
        buf_printf(&b, " %.*s", STR_ARG(t->sheets[i]));
    }
    buf_char(&b, '\n');
    for (size_t i = 0; i < t->n_rows; i++) {
        struct json_writer w;
        json_start(&w, &b);
        json_array_start(&w);
        json_int(&w, t->rows[i].number);
        for (size_t c = 0; c < t->rows[i].n_cells; c++) {
            struct cell cell = t->rows[i].cells[c];
            json_text(&w, str_printf(a, "%s%.*s", types[cell.type], STR_ARG(cell.text)));
        }
        json_array_end(&w);
        buf_char(&b, '\n');
    }
    return buf_as_str(&b);
}

static void taken(struct arena *a, const char *path)
{
    struct table t;
    struct refusal r = {.key = "?"};
    err e = xlsx_read(a, case_read(a, path), STR_NONE, &table_limits_import, &t, &r);
    if (e) {
        print_error("%s: %s %.*s\n", path, r.key, STR_ARG(r.thing));
    }
    assert_int_equal(e, OK);
    case_expect(a, case_beside(a, path, ".rows"), shown(a, &t));
}

void test_xlsx_read__takes_workbooks_of_other_programs(void **state)
{
    (void)state;
    case_each("src/format/xlsx/cases/*.xlsx", taken);
}

static void refused(struct arena *a, const char *path)
{
    struct table t;
    struct refusal r = {0};
    if (!xlsx_read(a, case_read(a, path), STR_NONE, &table_limits_import, &t, &r)) {
        print_error("%s was taken\n", path);
        fail();
    }
    case_expect(a, case_beside(a, path, ".said"), case_said(a, &r));
}

void test_xlsx_read__refuses_with_a_clear_word(void **state)
{
    (void)state;
    case_each("src/format/xlsx/cases/refused/*.xlsx", refused);
}

static str written(struct arena *a, const struct cell *cells, size_t n_columns, size_t n_rows)
{
    struct xlsx_column columns[32];
    struct buf out;
    buf_init(&out, a, 64 * MIB);
    for (size_t i = 0; i < n_columns; i++) {
        columns[i] = (struct xlsx_column){.title = str_printf(a, "Kolonne %zu", i + 1)};
    }
    struct xlsx_writer *w = xlsx_open(
        &out, STR("Tiltak og [risiko]: en lang overskrift som kuttes"), columns, n_columns);
    for (size_t r = 0; r < n_rows; r++) {
        xlsx_row(w, cells + r * n_columns, n_columns);
    }
    assert_int_equal(xlsx_close(w), OK);
    return buf_as_str(&out);
}

void test_xlsx__reads_back_what_it_wrote(void **state)
{
    (void)state;
    struct arena *a = arena_open();
    const struct cell cells[] = {
        cell_text(STR("=1+1")),
        cell_text(STR("@SUM(A1)")),
        cell_text(STR("'merket")),
        cell_text(STR(" rom rundt ")),
        cell_text(STR("linje\nto\ttab")),
        cell_text(STR("\x01 kontroll og _x000D_ ordrett")),
        cell_text(STR("<b>&amp;\"</b>")),
        cell_text(STR("Kárášjohka 🙂")),
        cell_int(a, -42),
        cell_decimal(a, 1999, 2),
        cell_int(a, 123456789012345),
        cell_text(STR("00123")),
        cell_day(STR("2026-11-21")),
        cell_day(STR("1900-02-28")),
        cell_day(STR("1900-03-01")),
        cell_day(STR("2199-12-31")),
        cell_moment(STR("2026-11-21T09:30:00")),
        cell_bool(true),
        cell_bool(false),
        cell_text(STR("siste")),
    };
    enum { N = sizeof cells / sizeof *cells };
    str bytes = written(a, cells, N, 1);
    struct table t;
    struct refusal r = {.key = "?"};
    err e = xlsx_read(a, bytes, STR_NONE, &table_limits_import, &t, &r);
    assert_string_equal(e ? r.key : "", "");
    assert_str(t.sheet, "Tiltak og  risiko   en lang ove");
    assert_int_equal(t.n_rows, 2);
    for (size_t i = 0; i < N; i++) {
        struct cell got = row_cell(&t.rows[1], i);
        assert_str(got.text, str_z(a, cells[i].text));
        assert_int_equal(got.type, cells[i].type);
    }
    arena_close(a);
}

void test_xlsx_write__keeps_every_digit_of_long_numbers(void **state)
{
    (void)state;
    struct arena *a = arena_open();
    const struct cell long_number = cell_int(a, INT64_MAX);
    struct table t;
    str bytes = written(a, &long_number, 1, 1);
    assert_int_equal(xlsx_read(a, bytes, STR_NONE, &table_limits_import, &t, NULL), OK);
    assert_str(row_cell(&t.rows[1], 0).text, "9223372036854775807");
    assert_int_equal(row_cell(&t.rows[1], 0).type, CELL_TEXT);
    arena_close(a);
}

/* What comes of n rows of that text, in a file of at most so many bytes. */
static err closed_with(str text, size_t n, size_t most)
{
    struct arena *a = arena_open();
    const struct xlsx_column column = {.title = STR("a")};
    const struct cell cell = cell_text(text);
    struct buf out;
    buf_init(&out, a, most);
    struct xlsx_writer *w = xlsx_open(&out, STR("a"), &column, 1);
    for (size_t i = 0; i < n; i++) {
        xlsx_row(w, &cell, 1);
    }
    err e = xlsx_close(w);
    arena_close(a);
    return e;
}

void test_xlsx_write__says_when_a_sheet_cannot_hold_it(void **state)
{
    static char text[40000];
    memset(text, 'x', sizeof text);
    assert_int_equal(closed_with(str_n(text, 32767), 1, MIB), OK);
    assert_int_equal(closed_with(str_n(text, 32768), 1, MIB), ERR_TOO_BIG);
    assert_int_equal(closed_with(STR(""), 1048575, 16 * MIB), OK);
    assert_int_equal(closed_with(STR(""), 1048576, 16 * MIB), ERR_TOO_BIG);
}

void test_xlsx_write__says_when_the_file_is_too_large(void **state)
{
    for (size_t most = 0; most < 16 * KIB; most += 97) {
        assert_int_equal(closed_with(STR("b"), 1, most), ERR_TOO_BIG);
    }
    assert_int_equal(closed_with(STR("b"), 1, MIB), OK);
}

/* A cell that claims a type which its text does not have is written as text: nothing is lost. */
void test_xlsx_write__keeps_as_text_what_is_no_number_or_day(void **state)
{
    struct arena *a = arena_open();
    const struct cell cells[] = {
        {CELL_NUMBER, STR("1e3")},
        {CELL_NUMBER, STR("=1")},
        {CELL_NUMBER, STR("-")},
        {CELL_NUMBER, STR("12-5")},
        {CELL_DAY, STR("2026")},
        {CELL_DAY, STR("2026-02-30")},
        {CELL_MOMENT, STR("2026-11-21T24:00")},
        {CELL_MOMENT, STR("2026-11-21T09")},
        {CELL_DAY, STR("2026-11-21 og et langt tillegg til dagen")},
        {CELL_MOMENT, STR("2026-11-21T09:30")},
        cell_empty(),
        cell_text(STR("_x00 _x000Dx_ _x00G0_")),
    };
    static const struct cell expected[] = {
        {CELL_NUMBER, {"1000", 4}},
        {CELL_TEXT, {"=1", 2}},
        {CELL_TEXT, {"-", 1}},
        {CELL_TEXT, {"12-5", 4}},
        {CELL_TEXT, {"2026", 4}},
        {CELL_TEXT, {"2026-02-30", 10}},
        {CELL_TEXT, {"2026-11-21T24:00", 16}},
        {CELL_TEXT, {"2026-11-21T09", 13}},
        {CELL_TEXT, {"2026-11-21 og et langt tillegg til dagen", 40}},
        {CELL_MOMENT, {"2026-11-21T09:30:00", 19}},
        {CELL_EMPTY, {"", 0}},
        {CELL_TEXT, {"_x00 _x000Dx_ _x00G0_", 21}},
    };
    enum { N = sizeof cells / sizeof *cells };
    struct table t;
    str bytes = written(a, cells, N, 1);
    assert_int_equal(xlsx_read(a, bytes, STR_NONE, &table_limits_import, &t, NULL), OK);
    for (size_t i = 0; i < N; i++) {
        assert_str(row_cell(&t.rows[1], i).text, expected[i].text.p);
        assert_int_equal(row_cell(&t.rows[1], i).type, expected[i].type);
    }
    arena_close(a);
}

static str sheet_named(struct arena *a, str name)
{
    const struct xlsx_column column = {.title = STR("a")};
    struct buf out;
    struct table t;
    buf_init(&out, a, MIB);
    assert_int_equal(xlsx_close(xlsx_open(&out, name, &column, 1)), OK);
    assert_int_equal(xlsx_read(a, buf_as_str(&out), STR_NONE, &table_limits_import, &t, NULL), OK);
    return t.sheet;
}

void test_xlsx_write__names_the_sheet_as_spreadsheets_can(void **state)
{
    struct arena *a = arena_open();
    assert_str(sheet_named(a, STR("")), "Samstyr");
    assert_str(sheet_named(a, STR("\u00d8velser og beredskap i \u00e5r og neste \u00e5r")),
               "\u00d8velser og beredskap i \u00e5r og ne");
    arena_close(a);
}

void test_xlsx_write__makes_the_same_of_the_same(void **state)
{
    struct arena *a = arena_open();
    const struct cell cell = cell_text(STR("b"));
    str first = written(a, &cell, 1, 1);
    assert_true(str_eq(written(a, &cell, 1, 1), first));
    arena_close(a);
}

/* A file may follow on other text. */
void test_xlsx_write__begins_where_the_buffer_ends(void **state)
{
    struct arena *a = arena_open();
    const struct xlsx_column column = {.title = STR("a")};
    const struct cell cell = cell_text(STR("b"));
    struct buf out;
    struct table t;
    buf_init(&out, a, MIB);
    buf_literal(&out, "before");
    struct xlsx_writer *w = xlsx_open(&out, STR("a"), &column, 1);
    xlsx_row(w, &cell, 1);
    assert_int_equal(xlsx_close(w), OK);
    str file = str_slice(buf_as_str(&out), 6, out.n);
    assert_int_equal(xlsx_read(a, file, STR_NONE, &table_limits_import, &t, NULL), OK);
    assert_str(row_cell(&t.rows[1], 0).text, "b");
    arena_close(a);
}

void test_xlsx_write__can_be_left_unfinished(void **state)
{
    struct arena *a = arena_open();
    const struct xlsx_column column = {.title = STR("a")};
    struct buf out;
    buf_init(&out, a, MIB);
    xlsx_open(&out, STR("a"), &column, 1);
    arena_close(a); /* the sanitizers see what stays */
}

void test_xlsx_read__finds_a_sheet_by_name(void **state)
{
    (void)state;
    struct arena *a = arena_open();
    struct table t;
    struct refusal r;
    str bytes = case_read(a, "src/format/xlsx/cases/excel.xlsx");
    assert_int_equal(xlsx_read(a, bytes, STR("ANDRE"), &table_limits_import, &t, &r), OK);
    assert_str(t.sheet, "Andre");
    assert_int_equal(xlsx_read(a, bytes, STR("Tredje"), &table_limits_import, &t, &r), ERR_MISSING);
    assert_string_equal(r.key, "format.xlsx.sheet");
    arena_close(a);
}

void test_xlsx_styles__tells_dates_by_their_format(void **state)
{
    (void)state;
    static const char *const dates[] = {"yyyy\\-mm\\-dd", "dd.mm.yyyy", "[$-414]d. mmmm yyyy;@",
                                        "hh:mm",          "d/m",        "_-yyyy",
                                        "* yyyy",         "\\dyyyy"};
    static const char *const others[] = {
        "General",           "0.00", "#,##0 \"dager\"", "[Red]0.00E+00", "@", "\"day\"0", "0\\d",
        "[$kr-414]\\ #,##0", "0;d"};
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        assert_true(styles_is_date_code(str_of(dates[i])));
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_false(styles_is_date_code(str_of(others[i])));
    }
}
