/* csv_test.c - tables as other programs save them, and our own read back. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/csv/read.h"
#include "format/csv/write.h"

#include "format/cases.h"
#include "format/csv/formula.h"
#include "format/json/write.h"

/* A table as JSON, a line a row, so that a case can be read. */
static str shown(struct arena *a, const struct table *t)
{
    struct buf b;
    buf_init(&b, a, 64 * MIB);
    for (size_t i = 0; i < t->n_rows; i++) {
        struct json_writer w;
        json_start(&w, &b);
        json_array_start(&w);
        json_int(&w, t->rows[i].number);
        for (size_t c = 0; c < t->rows[i].n_cells; c++) {
            json_text(&w, t->rows[i].cells[c].text);
        }
        json_array_end(&w);
        buf_char(&b, '\n');
    }
    return buf_as_str(&b);
}

static void taken(struct arena *a, const char *path)
{
    struct table t;
    struct refusal r = {0};
    err e = csv_read(a, case_read(a, path), &table_limits_import, &t, &r);
    if (e) {
        print_error("%s: %s\n", path, r.key);
    }
    assert_int_equal(e, OK);
    str rows = shown(a, &t);
    case_expect(a, case_beside(a, path, ".rows"), rows);
}

void test_csv_read__takes_what_spreadsheets_save(void **state)
{
    (void)state;
    case_each("src/format/csv/cases/*.csv", taken);
}

static void refused(struct arena *a, const char *path)
{
    struct table t;
    struct refusal r = {0};
    if (!csv_read(a, case_read(a, path), &table_limits_import, &t, &r)) {
        print_error("%s was taken\n", path);
        fail();
    }
    case_expect(a, case_beside(a, path, ".said"), case_said(a, &r));
}

void test_csv_read__refuses_with_row_and_remedy(void **state)
{
    (void)state;
    case_each("src/format/csv/cases/refused/*.csv", refused);
}

static const char *read_with(struct arena *a, const char *text, struct table_limits limits)
{
    struct table t;
    struct refusal r = {.key = ""};
    assert_int_equal(csv_read(a, str_of(text), &limits, &t, &r), ERR_TOO_BIG);
    return r.key;
}

void test_csv_read__keeps_its_ceilings(void **state)
{
    (void)state;
    struct arena *a = arena_open();
    struct table_limits few = {.bytes = 40, .rows = 2, .columns = 3, .cells = 5, .cell_bytes = 8};
    assert_string_equal(read_with(a, "a;b\nc\nd\n", few), "format.table.rows");
    assert_string_equal(read_with(a, "a;b;c;d\n", few), "format.table.columns");
    assert_string_equal(read_with(a, "a;b;c\nd;e;f\n", few), "format.table.cells");
    assert_string_equal(read_with(a, "a;123456789\n", few), "format.table.cell");
    struct table t;
    assert_int_equal(csv_read(a, STR("a;b;c;;;\nd\n"), &few, &t, NULL), OK); /* nothing beyond */
    assert_int_equal(row_cell(&t.rows[1], 2).type, CELL_EMPTY);
    assert_string_equal(read_with(a, "a;b;c;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;\n", few),
                        "format.table.bytes");
    arena_close(a);
}

void test_csv_read__takes_a_table_that_is_wide_and_long(void **state)
{
    enum { COLUMNS = 300, ROWS = 700 };
    struct arena *a = arena_open();
    struct table t;
    struct buf b;
    buf_init(&b, a, 8 * MIB);
    for (int i = 0; i < ROWS; i++) {
        for (int c = 0; c < COLUMNS; c++) {
            buf_printf(&b, "%s%d", c ? ";" : "", i * COLUMNS + c);
        }
        buf_char(&b, '\n');
    }
    assert_int_equal(csv_read(a, buf_as_str(&b), &table_limits_import, &t, NULL), OK);
    assert_int_equal(t.n_rows, ROWS);
    assert_str(row_cell(&t.rows[ROWS - 1], COLUMNS - 1).text, "209999");
    arena_close(a);
}

void test_csv__reads_back_what_it_wrote(void **state)
{
    (void)state;
    static const char *const texts[] = {"Navn",
                                        "=1+1",
                                        "'=1+1",
                                        "''+2",
                                        "+47 22 00 00 00",
                                        "-5",
                                        "@SUM(A1)",
                                        "\tinn",
                                        "\rlinje",
                                        "\n",
                                        "＝1",
                                        "'＠x",
                                        "'vanlig",
                                        "'",
                                        "\"ja\"",
                                        "a;b",
                                        "a,b",
                                        " rom ",
                                        "linje\r\nto",
                                        "",
                                        "'-",
                                        "Blåbær",
                                        "=\"a\";\"b\"",
                                        "''",
                                        "sep=;",
                                        "\xEF\xBB\xBFmidt",
                                        "'\"=",
                                        "siste"};
    enum { N = sizeof texts / sizeof *texts };
    struct arena *a = arena_open();
    struct buf out;
    struct table t;
    struct cell cells[N];
    for (size_t i = 0; i < N; i++) {
        cells[i] = cell_text(str_of(texts[i]));
    }
    buf_init(&out, a, 1 * MIB);
    csv_start(&out);
    for (size_t i = 0; i + 1 < N; i++) {
        csv_row(&out, cells + i, N - i);
    }
    assert_int_equal(csv_read(a, buf_as_str(&out), &table_limits_import, &t, NULL), OK);
    assert_int_equal(t.n_rows, N - 1);
    for (size_t i = 0; i < t.n_rows; i++) {
        assert_int_equal(t.rows[i].n_cells, N - i);
        for (size_t c = 0; c < N - i; c++) {
            assert_str(row_cell(&t.rows[i], c).text, texts[i + c]);
        }
    }
    arena_close(a);
}

/* What a spreadsheet trims before it looks for a formula, and what it takes for one. */
void test_csv_formula__is_seen_behind_spaces_of_any_script(void **state)
{
    static const char *const formulas[] = {"=1",       "  +1",     "\u00a0-1", "\u202f@a",
                                           "\u3000=1", "\ufeff=1", "\u2003=1", "\u200b=1",
                                           "'=1",      "\x7f",     "\t"};
    static const char *const texts[] = {"",         " ",        "a=1", "1", "\u2019=1\u2019",
                                        "\u20ac 5", "\u00e5 =1"};
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++) {
        assert_true(formula_begins(str_of(formulas[i])));
    }
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_false(formula_begins(str_of(texts[i])));
    }
}

void test_csv_write__marks_formulas_and_leaves_numbers(void **state)
{
    (void)state;
    struct arena *a = arena_open();
    struct buf out;
    buf_init(&out, a, 1 * KIB);
    csv_start(&out);
    const struct cell cells[] = {cell_text(STR("=cmd|'/c calc'!A0")),
                                 cell_int(a, -5),
                                 cell_decimal(a, -1250, 2),
                                 cell_text(STR("-5")),
                                 cell_day(STR("2026-11-21")),
                                 cell_bool(true),
                                 cell_text(STR_NONE),
                                 {CELL_NUMBER, STR("=1")},
                                 {CELL_NUMBER, STR("+1")},
                                 {CELL_NUMBER, STR("")},
                                 cell_text(STR("rom "))};
    csv_row(&out, cells, sizeof cells / sizeof *cells);
    assert_str(buf_as_str(&out),
               "\xEF\xBB\xBF'=cmd|'/c calc'!A0;-5;-12,50;'-5;2026-11-21;1;;'=1;'+1;;\"rom \"\r\n");
    arena_close(a);
}
