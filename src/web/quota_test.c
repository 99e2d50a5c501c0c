/* quota_test.c - one who calls without end is told to wait, and others notice nothing. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/quota.h"

#include "base/test.h"

#define SECOND ((int64_t)1000000)

void test_quota__lets_a_person_keep_up_the_pace_and_no_more(void **state)
{
    struct quota *q = quota_open(10);
    int64_t now = 1000 * SECOND, n = 0;
    while (!quota_take(q, 7, now)) {
        n++;
    }
    assert_int_equal(n, 10 * QUOTA_SAVED_SECONDS);
    assert_int_equal(quota_take(q, 7, now), 1); /* a refused call is not counted */
    assert_int_equal(quota_take(q, 7, now + SECOND / 10 - 1), 1);
    assert_int_equal(quota_take(q, 7, now + SECOND / 10), 0);
    assert_int_equal(quota_take(q, 7, now + SECOND / 10), 1);
    for (int i = 2; i < 1000; i++) {
        assert_int_equal(quota_take(q, 7, now + i * SECOND / 10), 0); /* at the pace, for ever */
    }
    now += 1000 * SECOND;
    for (n = 0; !quota_take(q, 7, now); n++) {
    }
    assert_int_equal(n, 10 * QUOTA_SAVED_SECONDS); /* rest is saved up to the bound only */
    quota_close(q);
}

void test_quota__refuses_nobody_for_anothers_calls(void **state)
{
    struct quota *q = quota_open(1);
    for (int64_t now = 0; now < 100; now++) {
        quota_take(q, 7, now);
    }
    assert_int_equal(quota_take(q, 7, 100), 1);
    assert_int_equal(quota_take(q, 8, 100), 0);
    assert_int_equal(quota_take(q, 7 + 1024, 100), 0); /* the same place in the book */
    quota_close(q);
}

void test_quota__of_nothing_asks_nothing(void **state)
{
    assert_null(quota_open(0));
    assert_int_equal(quota_take(NULL, 7, 0), 0);
    quota_close(NULL);
}

void test_quota__a_ceiling_beyond_the_clock_stops_nobody(void **state)
{
    struct quota *q = quota_open(5 * SECOND);
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(quota_take(q, 7, 1000 * SECOND), 0);
    }
    quota_close(q);
}
