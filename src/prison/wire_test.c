/* wire_test.c - what a prison answers is read with suspicion. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "prison/wire.h"

#include "base/test.h"
#include "format/csv/read.h"

#include <string.h>

static const struct table_limits most = {
    .bytes = MIB, .rows = 10, .columns = 5, .cells = 20, .cell_bytes = 100};
static const struct json_limits some = {.bytes = KIB, .values = 50, .depth = 4};

static str table_bytes(struct arena *a)
{
    static struct refusal r;
    struct table t;
    struct buf b;
    assert_int_equal(
        csv_read(a, STR("ref;title;note\nR-1;\xc3\x98ving;\nR-2;;siste\n"), &most, &t, &r), OK);
    buf_init(&b, a, MIB);
    wire_table(&b, &t);
    return buf_as_str(&b);
}

static str tree_bytes(struct arena *a)
{
    const struct json *v;
    struct buf b;
    str text = STR("{\"a\":[1,-2.50,true,null,\"\xc3\xa6\"],\"b\":{\"c\":\"\"}}");
    assert_int_equal(json_read(a, text, &some, &v, NULL), OK);
    buf_init(&b, a, MIB);
    wire_tree(&b, v);
    return buf_as_str(&b);
}

static str refusal_bytes(struct arena *a, err code, const char *key)
{
    struct refusal r = {code, key, 7, 3, STR("navn"), STR("12")};
    struct buf b;
    buf_init(&b, a, MIB);
    wire_refusal(&b, &r);
    return buf_as_str(&b);
}

void test_wire__says_what_was_read(void **state)
{
    struct arena *a = arena_open();
    struct table t;
    const struct json *v;
    struct refusal r;
    str table = table_bytes(a), tree = tree_bytes(a);
    assert_int_equal(wire_kind(table), WIRE_TABLE);
    assert_true(wire_table_read(a, table, &most, &t));
    assert_int_equal(t.n_rows, 3);
    assert_int_equal(t.rows[2].number, 3);
    assert_str(row_cell(&t.rows[1], 1).text, "\xc3\x98ving");
    assert_int_equal(row_cell(&t.rows[2], 1).type, CELL_EMPTY);
    assert_int_equal(t.separator, ';');
    assert_int_equal(wire_kind(tree), WIRE_TREE);
    assert_true(wire_tree_read(a, tree, &some, &v));
    assert_str(json_tree_text(a, v), "{\"a\":[1,-2.50,true,null,\"\xc3\xa6\"],\"b\":{\"c\":\"\"}}");
    str said = refusal_bytes(a, ERR_TOO_BIG, "format.table.rows");
    assert_int_equal(wire_kind(said), WIRE_REFUSAL);
    assert_true(wire_refusal_read(a, said, &r));
    assert_int_equal(r.code, ERR_TOO_BIG);
    assert_int_equal(r.column, 3);
    assert_string_equal(r.key, "format.table.rows");
    arena_close(a);
}

static bool takes_cell(struct arena *a, struct cell cell, bool at_the_end)
{
    const struct table_row row = {.number = 1, .cells = &cell, .n_cells = 1};
    const str sheets[] = {STR("Ark"), STR("Andre")};
    const struct table t = {
        .rows = &row, .n_rows = 1, .sheet = STR("Ark"), .sheets = sheets, .n_sheets = 2};
    struct table_limits wide = most;
    struct table taken;
    struct buf b;
    buf_init(&b, a, MIB);
    wire_table(&b, &t);
    if (!at_the_end) {
        buf_char(&b, '.');
    }
    wide.cell_bytes = KIB;
    return wire_table_read(a, buf_as_str(&b), &wide, &taken) &&
           str_eq(taken.sheets[1], sheets[1]) && taken.rows[0].cells[0].type == cell.type &&
           str_eq(taken.rows[0].cells[0].text, cell.text);
}

/* What table.h promises of a cell's text holds of each that is believed. */
void test_wire__believes_a_cell_that_is_what_it_says(void **state)
{
    struct arena *a = arena_open();
    char *digits = arena_alloc(a, 400);
    memset(digits, '1', 400);
    const struct cell good[] = {{CELL_EMPTY, STR("")},
                                {CELL_TEXT, STR("x")},
                                {CELL_NUMBER, STR("-1.5e+3")},
                                {CELL_DAY, STR("2026-11-21")},
                                {CELL_MOMENT, STR("2026-11-21T09:30:00")},
                                {CELL_BOOL, STR("1")},
                                {CELL_BOOL, STR("0")}};
    const struct cell bad[] = {
        {CELL_EMPTY, STR("x")},       {CELL_TEXT, STR("")},      {CELL_NUMBER, STR("")},
        {CELL_NUMBER, STR("=1")},     {CELL_DAY, STR("")},       {CELL_DAY, STR("i dag")},
        {CELL_MOMENT, STR("=1")},     {CELL_BOOL, STR("2")},     {CELL_BOOL, STR("")},
        {CELL_NUMBER, {digits, 400}}, {CELL_DAY, {digits, 400}}, {(enum cell_type)9, STR("x")}};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(takes_cell(a, good[i], true));
        assert_false(takes_cell(a, good[i], false));
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(takes_cell(a, bad[i], true));
    }
    arena_close(a);
}

/* No length, type or count of a changed byte leads out of the bytes (the sanitizers watch), and
   what is taken keeps the promises of its readers. */
static void change_each_byte(str bytes, bool (*take)(struct arena *, str))
{
    static const unsigned char values[] = {0, 1, 0x7F, 0x80, 0xFF};
    struct arena *a = arena_open();
    for (size_t i = 1; i < bytes.n; i++) {
        for (size_t k = 0; k < sizeof values; k++) {
            char *changed = arena_copy(a, bytes.p, bytes.n);
            changed[i] = (char)values[k];
            take(a, str_n(changed, bytes.n));
            arena_reset(a);
        }
        assert_false(take(a, str_slice(bytes, 0, i)) && i + 1 < bytes.n);
    }
    arena_close(a);
}

static bool take_table(struct arena *a, str bytes)
{
    struct table t;
    if (!wire_table_read(a, bytes, &most, &t)) {
        return false;
    }
    for (size_t i = 0; i < t.n_rows; i++) {
        assert_true(t.rows[i].n_cells <= most.columns);
        for (size_t c = 0; c < t.rows[i].n_cells; c++) {
            assert_true(str_is_utf8(t.rows[i].cells[c].text, NULL));
        }
    }
    return true;
}

static bool take_tree(struct arena *a, str bytes)
{
    const struct json *v;
    return wire_tree_read(a, bytes, &some, &v) && json_tree_text(a, v).n > 0;
}

void test_wire__believes_no_changed_byte(void **state)
{
    struct arena *a = arena_open();
    change_each_byte(table_bytes(a), take_table);
    change_each_byte(tree_bytes(a), take_tree);
    arena_close(a);
}

void test_wire__knows_only_words_of_readers(void **state)
{
    struct arena *a = arena_open();
    struct refusal r;
    str said = refusal_bytes(a, ERR_MISSING, "format.xlsx.sheet");
    assert_true(wire_refusal_read(a, said, &r));
    assert_int_equal(r.code, ERR_MISSING);
    char *longer = arena_copy(a, said.p, said.n); /* and a byte after it */
    longer[said.n] = '.';
    assert_false(wire_refusal_read(a, str_n(longer, said.n + 1), &r));
    assert_false(wire_refusal_read(a, str_slice(said, 0, said.n - 1), &r));
    assert_false(wire_refusal_read(a, refusal_bytes(a, ERR_INVALID, "sign_in.title"), &r));
    assert_false(wire_refusal_read(a, refusal_bytes(a, ERR_INVALID, "format.no_such_word"), &r));
    assert_false(wire_refusal_read(a, refusal_bytes(a, ERR_BROKEN, "format.table.rows"), &r));
    assert_false(wire_refusal_read(a, refusal_bytes(a, (err)99, "format.table.rows"), &r));
    arena_close(a);
}

void test_wire__keeps_to_the_limits_of_who_reads(void **state)
{
    struct arena *a = arena_open();
    struct table_limits few = most;
    struct json_limits flat = some;
    struct table t;
    const struct json *v;
    few.rows = 2;
    assert_false(wire_table_read(a, table_bytes(a), &few, &t));
    few = most;
    few.cell_bytes = 4;
    assert_false(wire_table_read(a, table_bytes(a), &few, &t));
    flat.depth = 0;
    assert_false(wire_tree_read(a, tree_bytes(a), &flat, &v));
    flat = some;
    flat.values = 4;
    assert_false(wire_tree_read(a, tree_bytes(a), &flat, &v));
    flat = some;
    flat.values = 6; /* no list has more, and all together have */
    assert_false(wire_tree_read(a, tree_bytes(a), &flat, &v));
    struct buf small;
    buf_init(&small, a, 4);
    const struct table_row none[3] = {{.number = 1}};
    wire_table(&small, &(struct table){.rows = none, .n_rows = 3, .sheet = STR("")});
    assert_true(small.full);
    assert_int_equal(wire_kind(STR("TX")), WIRE_BROKEN);
    assert_int_equal(wire_kind(STR("")), WIRE_BROKEN);
    assert_int_equal(wire_kind(STR("T")), WIRE_BROKEN);
    assert_int_equal(wire_kind(STR("X.")), WIRE_BROKEN);
    arena_close(a);
}
