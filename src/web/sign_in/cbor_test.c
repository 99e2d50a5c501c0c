/* cbor_test.c - what may be handed on, and what announces more than it holds. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/sign_in/cbor.h"

#include "base/hash.h"
#include "base/test.h"

static bool is_modest(const char *hex_text)
{
    struct arena *a = arena_open();
    str bytes;
    assert_true(hex_read(a, str_of(hex_text), &bytes));
    bool modest = cbor_is_modest(bytes);
    arena_close(a);
    return modest;
}

void test_cbor__is_taken_when_all_of_it_is_there(void **state)
{
    static const char *const good[] = {
        "",
        "00",
        "a0",
        "80",
        "f6",
        "1bffffffffffffffff",           /* a number may be large */
        "a201022040",                   /* {1: 2, -1: h''} */
        "a16b6372656450726f7465637402", /* {"credProtect": 2} */
        ("a5010203262001215820000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
         "225820000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"), /* a key */
        "c000",
        "8181810040", /* items one after another, three deep */
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        if (!is_modest(good[i])) {
            print_error("refused: %s\n", good[i]);
            fail();
        }
    }
}

void test_cbor__is_refused_when_it_announces_more_than_it_holds(void **state)
{
    static const char *const bad[] = {
        "9affffffff",
        "9bffffffffffffffff",
        "baffffffff",
        "bb7fffffffffffffff",
        "5affffffff00",
        "7b000000010000000000",
        "81",
        "a100",
        "18",
        "1b00000000000000",
        "c0",
        "9f00ff", /* no length yet */
        "5f4100ff",
        "1c",
        "ff",
        "8181818100",
        "8180818180818181ff",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (is_modest(bad[i])) {
            print_error("taken: %s\n", bad[i]);
            fail();
        }
    }
}
