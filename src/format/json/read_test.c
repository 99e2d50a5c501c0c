/* read_test.c - JSON that is taken, JSON that is refused, and where it says the trouble is. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/json/read.h"

#include "format/cases.h"

static void taken(struct arena *a, const char *path)
{
    const struct json *v;
    struct refusal r;
    err e = json_read(a, case_read(a, path), &json_limits_request, &v, &r);
    if (e) {
        print_error("%s: %s\n", path, r.key);
    }
    assert_int_equal(e, OK);
    str text = json_tree_text(a, v);
    case_expect(a, case_beside(a, path, ".tree"), text);
    const struct json *again;
    assert_int_equal(json_read(a, text, &json_limits_request, &again, NULL), OK);
    assert_true(str_eq(json_tree_text(a, again), text));
}

void test_json_read__takes_what_is_json(void **state)
{
    (void)state;
    case_each("src/format/json/cases/*.json", taken);
}

static void refused(struct arena *a, const char *path)
{
    const struct json *v;
    struct refusal r = {0};
    if (!json_read(a, case_read(a, path), &json_limits_request, &v, &r)) {
        print_error("%s was taken\n", path);
        fail();
    }
    assert_null(v);
    case_expect(a, case_beside(a, path, ".said"), case_said(a, &r));
}

void test_json_read__refuses_with_place_and_reason(void **state)
{
    (void)state;
    case_each("src/format/json/cases/refused/*.json", refused);
}

static err read(struct arena *a, const char *text, struct json_limits limits, struct refusal *r)
{
    const struct json *v;
    return json_read(a, str_of(text), &limits, &v, r);
}

void test_json_read__keeps_its_ceilings(void **state)
{
    (void)state;
    struct arena *a = arena_open();
    struct json_limits limits = {.bytes = 20, .values = 4, .depth = 2};
    struct refusal r;
    assert_int_equal(read(a, "[[1],2]", limits, &r), OK);
    assert_int_equal(read(a, "[[[]]]", limits, &r), ERR_TOO_BIG);
    assert_string_equal(r.key, "format.json.depth");
    assert_int_equal(read(a, "[1,2,3,4]", limits, &r), ERR_TOO_BIG);
    assert_string_equal(r.key, "format.json.values");
    assert_str(r.thing, "/3");
    assert_int_equal(read(a, "[{\"a\":1},{\"b\":2}]", (struct json_limits){50, 5, 2}, &r),
                     ERR_TOO_BIG); /* a name counts as well */
    assert_str(r.thing, "/1");
    assert_int_equal(read(a, "\"more than twenty bytes\"", limits, &r), ERR_TOO_BIG);
    assert_string_equal(r.key, "format.json.bytes");
    assert_str(r.limit, "20");
    arena_close(a);
}

void test_json_read__gives_numbers_exactly(void **state)
{
    (void)state;
    struct arena *a = arena_open();
    static const struct {
        const char *text;
        int decimals;
        bool fits;
        int64_t value;
    } cases[] = {{"12.5", 2, true, 1250},
                 {"12.50", 1, true, 125},
                 {"12.55", 1, false, 0},
                 {"-0.05", 2, true, -5},
                 {"1e3", 0, true, 1000},
                 {"1.25e1", 1, true, 125},
                 {"125E-2", 2, true, 125},
                 {"125e-2", 1, false, 0},
                 {"0e50", 2, true, 0},
                 {"7", 3, true, 7000},
                 {"-9223372036854775808", 0, true, INT64_MIN},
                 {"9223372036854775807", 1, false, 0},
                 {"9.3e18", 0, false, 0},
                 {"1200e-2", 0, true, 12},
                 {"-9223372036854775809.0", 0, false, 0},
                 {"92233720368547758070.0", 0, false, 0},
                 {"0.0000000000000000000000001", 18, false, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct json *v;
        int64_t value = 0;
        assert_int_equal(json_read(a, str_of(cases[i].text), &json_limits_request, &v, NULL), OK);
        bool fits = json_to_scaled(v, cases[i].decimals, &value);
        if (fits != cases[i].fits || value != cases[i].value * fits) {
            print_error("%s\n", cases[i].text);
        }
        assert_int_equal(fits, cases[i].fits);
        if (fits) {
            assert_int_equal(value, cases[i].value);
        }
    }
    arena_close(a);
}

/* A tree can come from elsewhere than from json_read, which lets no such exponent in. */
void test_json_tree__takes_no_number_out_of_what_is_none(void **state)
{
    static const char *const texts[] = {"1e1001", "1e-1001", "1e99999999999999999999", "1e", "e5"};
    int64_t value;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const struct json v = {
            .type = JSON_IS_DECIMAL, .n = (uint32_t)strlen(texts[i]), .text = texts[i]};
        assert_false(json_to_scaled(&v, 0, &value) && value);
    }
    const struct json text = {.type = JSON_IS_TEXT, .n = 1, .text = "1"};
    assert_false(json_to_scaled(&text, 0, &value));
    assert_false(json_to_scaled(NULL, 0, &value));
}

void test_json_tree__walks_what_is_not_there(void **state)
{
    (void)state;
    struct arena *a = arena_open();
    const struct json *v;
    int64_t number;
    assert_int_equal(json_read(a, STR("{\"a\":[{\"b\":7}]}"), &json_limits_request, &v, NULL), OK);
    assert_true(json_to_int(json_get(json_item(json_get(v, "a"), 0), "b"), &number));
    assert_int_equal(number, 7);
    assert_null(json_get(json_item(json_get(v, "x"), 3), "b"));
    assert_null(json_item(json_get(v, "a"), 1));
    assert_null(json_item(v, 0));
    assert_int_equal(json_count(NULL), 0);
    assert_null(json_get_str(v, "a").p);
    arena_close(a);
}
