/* norwegian_test.c - the short road of the collation never disagrees with ICU. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/test.h"
#include "db/norwegian.h"

static int sign(int c)
{
    return (c > 0) - (c < 0);
}

void test_norwegian__short_road_agrees_with_icu(void)
{
    static const char *const parts[] = {
        "a", "A",  "aa", "AA", "b", "o", "O", "w",        "v",        "t",    "h",
        "d", "1",  "12", "0",  "9", "-", " ", "_",        "'",        ".",    "~",
        "(", "\t", "æ",  "å",  "ä", "ü", "þ", "\xCC\x8A", "\xC2\xAD", "\x01", "z"};
    enum { N_PARTS = sizeof parts / sizeof *parts, MOST = 5 };
    uint64_t seed = 20261121;
    for (int round = 0; round < 400000; round++) {
        char text[2][64];
        str s[2];
        for (int i = 0; i < 2; i++) {
            size_t n = 0;
            seed = seed * 6364136223846793005U + 1442695040888963407U;
            uint64_t bits = seed >> 24;
            for (uint64_t left = bits % (MOST + 1); left; left--) {
                bits /= 6;
                seed = seed * 6364136223846793005U + 1442695040888963407U;
                for (const char *p = parts[(seed >> 33) % N_PARTS]; *p; p++) {
                    text[i][n++] = *p;
                }
            }
            s[i] = str_n(text[i], n);
        }
        int slow = sign(norwegian_compare_slowly(s[0], s[1]));
        if (sign(norwegian_compare(s[0], s[1])) != slow ||
            sign(norwegian_compare(s[1], s[0])) != -slow) {
            print_error("\"%.*s\" and \"%.*s\"\n", STR_ARG(s[0]), STR_ARG(s[1]));
            fail();
        }
    }
}

void test_norwegian__puts_our_letters_last(void)
{
    static const char *const sorted[] = {"",   " ", "-", "1",  "2",  "10",       "a", "A",
                                         "ab", "b", "z", "æ",  "Æ",  "ä",        "ø", "Ø",
                                         "ö",  "å", "Å", "aa", "Aa", "b\xC3\xA5"};
    for (size_t i = 1; i + 1 < sizeof sorted / sizeof *sorted; i++) {
        assert_true(norwegian_compare(str_of(sorted[i - 1]), str_of(sorted[i])) < 0);
    }
}
