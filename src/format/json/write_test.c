/* write_test.c - JSON written as other programs expect it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/json/write.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static struct arena *arena;
static struct buf out;
static struct json_writer w;

static void fresh(size_t ceiling)
{
    arena_close(arena);
    arena = arena_open();
    buf_init(&out, arena, ceiling);
    json_start(&w, &out);
}

static void expect(const char *json)
{
    assert_true(json_is_whole(&w));
    assert_string_equal(str_z(arena, buf_as_str(&out)), json);
}

void test_json_write__sets_commas_and_colons(void **state)
{
    (void)state;
    fresh(1 * KIB);
    json_object_start(&w);
    json_member_text(&w, "title", STR("Sikkerhetskopi"));
    json_member_int(&w, "version", -3);
    json_key(&w, "tags");
    json_array_start(&w);
    json_null_value(&w);
    json_bool(&w, true);
    json_object_start(&w);
    json_object_end(&w);
    json_array_start(&w);
    json_array_end(&w);
    json_text(&w, STR_NONE);
    json_array_end(&w);
    json_key(&w, "raw");
    json_raw(&w, STR("[1, 2]"));
    json_key(&w, "none");
    json_raw(&w, STR_NONE);
    json_member_bool(&w, "last", false);
    json_object_end(&w);
    expect("{\"title\":\"Sikkerhetskopi\",\"version\":-3,\"tags\":[null,true,{},[],null],"
           "\"raw\":[1, 2],\"none\":null,\"last\":false}");
}

void test_json_write__escapes_what_json_asks_for(void **state)
{
    (void)state;
    fresh(1 * KIB);
    json_text(&w, STR("a long plain start, \"quoted\" \\ and\n\r\t\b\f\0\x1f\x7f Blåbær </b>"));
    expect("\"a long plain start, \\\"quoted\\\" \\\\ and\\n\\r\\t\\b\\f\\u0000\\u001f\x7f "
           "Blåbær </b>\"");
}

/* Texts are looked at eight bytes at a time: whatever needs an escape is found wherever it stands.
 */
void test_json_write__escapes_at_each_place(void **state)
{
    (void)state;
    static const struct {
        char c;
        const char *json;
    } signs[] = {{'"', "\\\""},        {'\\', "\\\\"},      {'\n', "\\n"}, {0x1f, "\\u001f"},
                 {0, "\\u0000"},       {' ', " "},          {'!', "!"},    {0x7f, "\x7f"},
                 {(char)0xa2, "\xa2"}, {(char)0xdc, "\xdc"}};
    char text[] = "abcdefghijklmnopqrstuvwxyz";
    for (size_t n = 1; n < sizeof text; n++) {
        for (size_t at = 0; at < n; at++) {
            for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
                char before = text[at];
                text[at] = signs[i].c;
                fresh(1 * KIB);
                json_text(&w, str_n(text, n));
                text[at] = before;
                expect(str_printf(arena, "\"%.*s%s%.*s\"", (int)at, text, signs[i].json,
                                  (int)(n - at - 1), text + at + 1)
                           .p);
            }
        }
    }
}

void test_json_write__keeps_decimals_exact(void **state)
{
    (void)state;
    static const struct {
        int64_t scaled;
        int decimals;
        const char *json;
    } cases[] = {{0, 0, "0"},
                 {0, 2, "0.00"},
                 {5, 2, "0.05"},
                 {-5, 1, "-0.5"},
                 {12345, 2, "123.45"},
                 {-700, 0, "-700"},
                 {INT64_MIN, 2, "-92233720368547758.08"},
                 {1, 18, "0.000000000000000001"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fresh(1 * KIB);
        json_decimal(&w, cases[i].scaled, cases[i].decimals);
        expect(cases[i].json);
    }
}

void test_json_write__stops_at_the_ceiling(void **state)
{
    (void)state;
    fresh(16);
    json_array_start(&w);
    json_text(&w, STR("longer than the buffer may become"));
    json_array_end(&w);
    assert_true(out.full);
    assert_true(out.n <= 16);
    for (size_t ceiling = 1; ceiling < 10; ceiling++) {
        fresh(ceiling);
        json_object_start(&w);
        json_key_ready(&w, STR("\"title\":"));
        assert_true(out.full);
        assert_int_equal(out.n, 1);
        fresh(ceiling);
        json_object_start(&w);
        json_member_ready(&w, STR("\"title\":null"));
        assert_true(out.full);
        assert_int_equal(out.n, 1);
    }
}

void test_json_write__takes_keys_made_ready(void)
{
    struct arena *a = arena_open();
    struct buf b;
    struct json_writer keyed;
    buf_init(&b, a, KIB);
    json_start(&keyed, &b);
    json_object_start(&keyed);
    json_key_ready(&keyed, json_key_make(a, STR("one")));
    json_int(&keyed, 1);
    json_key_ready(&keyed, json_key_make(a, STR("a \"quote\"")));
    json_int(&keyed, 2);
    json_member_ready(&keyed, STR("\"none\":null"));
    json_member_text(&keyed, "last", STR("x"));
    json_object_end(&keyed);
    assert_true(
        str_is(buf_as_str(&b), "{\"one\":1,\"a \\\"quote\\\"\":2,\"none\":null,\"last\":\"x\"}"));
    arena_close(a);
}
