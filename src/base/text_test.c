/* text_test.c - words, numbers, days and moments as people read them. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/text.h"

#include "base/test.h"

void test_text__groups_whole_numbers(void)
{
    struct arena *a = arena_open();
    assert_str(text_int(a, LANG_NB, 1234567), "1\u00a0234\u00a0567");
    assert_str(text_int(a, LANG_EN, 1234567), "1,234,567");
    assert_str(text_int(a, LANG_NN, 999), "999");
    assert_str(text_int(a, LANG_NB, -1000), "\u22121\u00a0000");
    assert_str(text_int(a, LANG_EN, INT64_MIN), "\u22129,223,372,036,854,775,808");
    arena_close(a);
}

void test_text__writes_decimals(void)
{
    struct arena *a = arena_open();
    assert_str(text_decimal(a, LANG_NB, 12345, 1), "1\u00a0234,5");
    assert_str(text_decimal(a, LANG_EN, 12345, 1), "1,234.5");
    assert_str(text_decimal(a, LANG_NB, 5, 2), "0,05");
    assert_str(text_decimal(a, LANG_NB, -5, 2), "\u22120,05");
    assert_str(text_decimal(a, LANG_EN, 0, 0), "0");
    arena_close(a);
}

void test_text__writes_days(void)
{
    struct arena *a = arena_open();
    assert_str(text_day(a, LANG_NB, STR("2026-11-19")), "19. november 2026");
    assert_str(text_day(a, LANG_EN, STR("2026-11-19")), "19 November 2026");
    assert_str(text_day_short(a, LANG_NN, STR("2026-05-01")), "01.05.2026");
    assert_str(text_day_short(a, LANG_EN, STR("2026-05-01")), "1 May 2026");
    assert_str(text_day(a, LANG_NB, STR("soon")), "soon");
    arena_close(a);
}

void test_text__writes_moments_by_norways_clock(void)
{
    struct arena *a = arena_open();
    assert_str(text_moment(a, LANG_NB, 1795093500000), "19. november 2026 kl. 14.05");
    assert_str(text_moment(a, LANG_EN, 1795093500000), "19 November 2026 at 14:05");
    /* Summer time 2026: from 29 March 01:00 UTC to 25 October 01:00 UTC. */
    assert_str(text_moment(a, LANG_EN, 1774745999000), "29 March 2026 at 01:59");
    assert_str(text_moment(a, LANG_EN, 1774746000000), "29 March 2026 at 03:00");
    assert_str(text_moment(a, LANG_EN, 1792889999000), "25 October 2026 at 02:59");
    assert_str(text_moment(a, LANG_EN, 1792890000000), "25 October 2026 at 02:00");
    assert_str(text_moment(a, LANG_NB, -1), "1. januar 1970 kl. 00.59");
    arena_close(a);
}

void test_text__finds_words_by_key(void)
{
    assert_str(word(LANG_EN, "text.month.1"), "January");
    assert_true(word_has("text.month.12"));
    assert_false(word_has("text.month.13"));
    assert_false(word_has(""));
}

void test_text__knows_languages_by_code(void)
{
    bool ok;
    assert_int_equal(lang_of(STR("nn-NO"), &ok), LANG_NN);
    assert_true(ok);
    assert_int_equal(lang_of(STR("no"), &ok), LANG_NB);
    assert_true(ok);
    assert_int_equal(lang_of(STR("en_GB"), &ok), LANG_EN);
    assert_true(ok);
    assert_int_equal(lang_of(STR("eng"), &ok), LANG_NB);
    assert_false(ok);
}
