/* jsonstat_test.c - datasets read, refused, and written again the same. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/jsonstat/read.h"
#include "format/jsonstat/write.h"

#include "format/cases.h"

static str written(struct arena *a, const struct jsonstat *set)
{
    struct buf b;
    struct json_writer w;
    buf_init(&b, a, 16 * MIB);
    json_start(&w, &b);
    jsonstat_write(&w, set);
    assert_true(json_is_whole(&w));
    return buf_as_str(&b);
}

static void taken(struct arena *a, const char *path)
{
    struct jsonstat set, again;
    struct refusal r = {.key = "?"};
    err e = jsonstat_read(a, case_read(a, path), &json_limits_document, &set, &r);
    if (e) {
        print_error("%s: %s %.*s\n", path, r.key, STR_ARG(r.thing));
    }
    assert_int_equal(e, OK);
    str once = written(a, &set);
    case_expect(a, case_beside(a, path, ".again"), once);
    assert_int_equal(jsonstat_read(a, once, &json_limits_document, &again, NULL), OK);
    assert_true(str_eq(written(a, &again), once));
}

void test_jsonstat__is_the_same_after_a_round_trip(void **state)
{
    (void)state;
    case_each("src/format/jsonstat/cases/*.json", taken);
}

static void refused(struct arena *a, const char *path)
{
    struct jsonstat set;
    struct refusal r = {0};
    if (!jsonstat_read(a, case_read(a, path), &json_limits_document, &set, &r)) {
        print_error("%s was taken\n", path);
        fail();
    }
    case_expect(a, case_beside(a, path, ".said"), case_said(a, &r));
}

void test_jsonstat_read__refuses_what_would_move_cells(void **state)
{
    (void)state;
    case_each("src/format/jsonstat/cases/refused/*.json", refused);
}

void test_jsonstat_read__finds_the_cell_by_category(void **state)
{
    (void)state;
    struct arena *a = arena_open();
    struct jsonstat set;
    str text = case_read(a, "src/format/jsonstat/cases/survey.json");
    assert_int_equal(jsonstat_read(a, text, &json_limits_document, &set, NULL), OK);
    assert_int_equal(set.n_cells, 2 * 3 * 2);
    assert_int_equal(set.dimensions[2].role, JSONSTAT_TIME);
    size_t positions[] = {jsonstat_category_find(&set.dimensions[0], STR("OVELSE")),
                          jsonstat_category_find(&set.dimensions[1], STR("FYLKE")),
                          jsonstat_category_find(&set.dimensions[2], STR("2026"))};
    size_t cell = jsonstat_cell(&set, positions);
    assert_int_equal(set.values[cell].type, JSON_IS_NULL);
    assert_str(set.status[cell], "..");
    positions[1] = jsonstat_category_find(&set.dimensions[1], STR("STAT"));
    cell = jsonstat_cell(&set, positions);
    int64_t tenths;
    assert_true(json_to_scaled(&set.values[cell], 1, &tenths));
    assert_int_equal(tenths, 848);
    assert_int_equal(set.dimensions[0].categories[0].decimals, 1);
    arena_close(a);
}

static const char *cells_over(struct arena *a, int rows, int columns)
{
    struct buf b;
    struct jsonstat set;
    struct refusal r = {.key = "taken"};
    buf_init(&b, a, MIB);
    buf_printf(&b,
               "{\"version\":\"2.0\",\"class\":\"dataset\",\"id\":[\"a\",\"b\"],"
               "\"size\":[%d,%d],\"value\":{},\"dimension\":{",
               rows, columns);
    for (int d = 0; d < 2; d++) {
        buf_printf(&b, "%s\"%c\":{\"category\":{\"index\":[\"0\"", d ? "," : "", 'a' + d);
        for (int i = 1; i < (d ? columns : rows); i++) {
            buf_printf(&b, ",\"%d\"", i);
        }
        buf_z(&b, "]}}");
    }
    buf_z(&b, "}}");
    jsonstat_read(a, buf_as_str(&b), &json_limits_document, &set, &r);
    return r.key;
}

/* A few kilobytes can ask for a cube of any size. */
void test_jsonstat_read__makes_no_cube_above_its_ceiling(void **state)
{
    struct arena *a = arena_open();
    assert_string_equal(cells_over(a, 1000, 1000), "taken");
    assert_string_equal(cells_over(a, 1001, 1000), "format.jsonstat.cells");
    arena_close(a);
}

void test_jsonstat_write__says_what_a_figure_counts(void **state)
{
    struct arena *a = arena_open();
    const struct jsonstat_category measures[] = {
        {.id = STR("N"), .label = STR("Antall"), .decimals = -1},
        {.id = STR("P"), .unit_label = STR("prosent"), .unit_symbol = STR("%"), .decimals = 1},
        {.id = STR("K"), .unit_symbol = STR("kr"), .decimals = -1}};
    const struct jsonstat_category years[] = {{.id = STR("2025"), .decimals = -1},
                                              {.id = STR("2026"), .decimals = -1}};
    const struct jsonstat_dimension dimensions[] = {
        {.id = STR("M"), .role = JSONSTAT_METRIC, .categories = measures, .n_categories = 3},
        {.id = STR("T"), .role = JSONSTAT_TIME, .categories = years, .n_categories = 2},
        {.id = STR("U"), .role = JSONSTAT_TIME, .categories = years, .n_categories = 1}};
    const struct json values[6] = {{.type = JSON_IS_INT, .number = 7}};
    const str none[6] = {STR_NONE};
    struct jsonstat set = {
        .dimensions = dimensions, .n_dimensions = 3, .n_cells = 6, .values = values};
    str text = written(a, &set);
    assert_true(str_contains(text, STR("\"unit\":{\"P\":{\"label\":\"prosent\",\"symbol\":\"%\","
                                       "\"decimals\":1},\"K\":{\"symbol\":\"kr\"}}")));
    assert_true(str_contains(text, STR("\"role\":{\"time\":[\"T\",\"U\"],\"metric\":[\"M\"]}")));
    assert_true(str_contains(text, STR("\"value\":[7,null,null,null,null,null]")));
    set.status = none; /* asked for, and none is said */
    assert_true(str_eq(written(a, &set), text));
    assert_int_equal(jsonstat_category_find(&dimensions[0], STR("X")), 3);
    arena_close(a);
}

void test_jsonstat_read__is_quick_with_many_categories_in_another_order(void **state)
{
    (void)state;
    enum { N = 100000 };
    struct arena *a = arena_open();
    struct buf b;
    struct jsonstat set;
    buf_init(&b, a, 16 * MIB);
    buf_printf(&b,
               "{\"version\":\"2.0\",\"class\":\"dataset\",\"id\":[\"a\"],\"size\":[%d],"
               "\"dimension\":{\"a\":{\"category\":{\"index\":[\"k0\"",
               N);
    for (int i = 1; i < N; i++) {
        buf_printf(&b, ",\"k%d\"", i);
    }
    buf_z(&b, "],\"label\":{\"k0\":\"x\"");
    for (int i = N - 1; i > 0; i--) {
        buf_printf(&b, ",\"k%d\":\"l%d\"", i, i);
    }
    buf_z(&b, "}}}},\"value\":{}}");
    struct json_limits limits = json_limits_document;
    assert_int_equal(jsonstat_read(a, buf_as_str(&b), &limits, &set, NULL), OK);
    assert_str(set.dimensions[0].categories[777].label, "l777");
    arena_close(a);
}
