/* read_test.c - YAML that is taken, and YAML that is refused. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/yaml/read.h"

#include "format/cases.h"

static void taken(struct arena *a, const char *path)
{
    const struct json *v;
    struct refusal r = {.key = "?"};
    err e = yaml_read(a, case_read(a, path), &json_limits_request, &v, &r);
    if (e) {
        print_error("%s:%d:%d %s %.*s\n", path, (int)r.line, (int)r.column, r.key,
                    STR_ARG(r.thing));
    }
    assert_int_equal(e, OK);
    case_expect(a, case_beside(a, path, ".tree"), json_tree_text(a, v));
}

void test_yaml_read__takes_what_people_write(void **state)
{
    (void)state;
    case_each("src/format/yaml/cases/*.yaml", taken);
}

static void refused(struct arena *a, const char *path)
{
    const struct json *v;
    struct refusal r = {0};
    if (!yaml_read(a, case_read(a, path), &json_limits_request, &v, &r)) {
        print_error("%s was taken: %.*s\n", path, STR_ARG(json_tree_text(a, v)));
        fail();
    }
    case_expect(a, case_beside(a, path, ".said"), case_said(a, &r));
}

void test_yaml_read__refuses_with_place_and_reason(void **state)
{
    (void)state;
    case_each("src/format/yaml/cases/refused/*.yaml", refused);
}

void test_yaml_read__keeps_its_ceilings(void **state)
{
    struct arena *a = arena_open();
    const struct json *v;
    struct refusal r;
    struct json_limits few = {.bytes = 40, .values = 3, .depth = 4};
    assert_int_equal(yaml_read(a, STR("a: 1\n"), &few, &v, &r), OK);
    assert_int_equal(yaml_read(a, STR("a: 1\nb: 2\n"), &few, &v, &r), ERR_TOO_BIG);
    assert_string_equal(r.key, "format.yaml.values"); /* a name counts as well */
    assert_int_equal(r.line, 2);
    assert_int_equal(yaml_read(a, STR("[1, 2, 3]\n"), &few, &v, &r), ERR_TOO_BIG);
    assert_string_equal(r.key, "format.yaml.values");
    arena_close(a);
}

void test_yaml_read__takes_the_lists_of_the_library(void **state)
{
    (void)state;
    struct arena *a = arena_open();
    const struct json *v;
    struct refusal r = {.key = "?"};
    err e = yaml_read(a, case_read(a, "library/organisation/municipalities.yaml"),
                      &json_limits_document, &v, &r);
    assert_string_equal(e ? r.key : "", "");
    arena_close(a);
}
