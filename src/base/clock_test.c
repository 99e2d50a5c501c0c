/* clock_test.c - days, moments, and the two nights a year when the clock jumps. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static void shows(str got, const char *expected)
{
    char text[64] = "";
    for (size_t i = 0; i < got.n && i < sizeof text - 1; i++) {
        text[i] = got.p[i];
    }
    assert_string_equal(text, expected);
}

void test_clock__knows_the_days_of_the_calendar(void)
{
    assert_true(day_is(STR("2026-11-21")));
    assert_true(day_is(STR("2024-02-29")));
    assert_true(day_is(STR("2000-02-29")));
    assert_false(day_is(STR("1900-02-29")));
    assert_false(day_is(STR("2026-02-29")));
    assert_false(day_is(STR("2026-13-01")));
    assert_false(day_is(STR("2026-00-01")));
    assert_false(day_is(STR("2026-1-01")));
    assert_false(day_is(STR("1899-12-31")));
    assert_false(day_is(STR("2200-01-01")));
    assert_false(day_is(STR("2026-11-21 ")));
    assert_false(day_is(STR_NONE));
}

void test_clock__counts_days_as_the_calendar_does(void)
{
    struct arena *a = arena_open();
    shows(day_plus(a, STR("1900-01-01"), 0), "1900-01-01");
    shows(day_plus(a, STR("2199-12-31"), 1), "2199-12-31");
    shows(day_plus(a, STR("1900-01-01"), -1), "1900-01-01");
    str day = STR("1900-01-01");
    int64_t n = 0;
    while (!str_is(day, "2199-12-31")) {
        str next = day_plus(a, day, 1);
        assert_true(day_is(next));
        assert_true(str_compare(day, next) < 0);
        assert_int_equal(days_between(day, next), 1);
        day = next;
        n++;
    }
    assert_int_equal(n, 109572);
    assert_int_equal(days_between(STR("1900-01-01"), day), n);
    assert_int_equal(days_between(STR("2026-03-02"), STR("2026-03-01")), -1);
    assert_int_equal(day_year(day), 2199);
    assert_int_equal(day_month(day), 12);
    arena_close(a);
}

void test_clock__keeps_a_month_end_within_its_month(void)
{
    struct arena *a = arena_open();
    shows(day_plus_months(a, STR("2026-01-31"), 1), "2026-02-28");
    shows(day_plus_months(a, STR("2024-01-31"), 1), "2024-02-29");
    shows(day_plus_months(a, STR("2024-02-29"), 12), "2025-02-28");
    shows(day_plus_months(a, STR("2026-11-30"), 3), "2027-02-28");
    shows(day_plus_months(a, STR("2026-01-15"), -1), "2025-12-15");
    shows(day_plus_months(a, STR("2026-01-15"), 1000000), "2199-12-15");
    arena_close(a);
}

void test_clock__follows_the_wall_clock_in_oslo(void)
{
    clock_init();
    struct arena *a = arena_open();
    /* 2026-03-29 01:00 UTC: 02:00 becomes 03:00 */
    int64_t spring = day_moment(STR("2026-03-29"), 3, 0);
    shows(moment_iso(a, spring), "2026-03-29T01:00:00.000Z");
    shows(moment_local(a, spring - 1), "2026-03-29T01:59");
    shows(moment_local(a, spring), "2026-03-29T03:00");
    shows(moment_iso(a, day_moment(STR("2026-03-29"), 2, 30)), "2026-03-29T01:30:00.000Z");
    /* 2026-10-25 01:00 UTC: 03:00 becomes 02:00; 02:30 is there twice, the first counts */
    shows(moment_iso(a, day_moment(STR("2026-10-25"), 2, 30)), "2026-10-25T00:30:00.000Z");
    shows(moment_iso(a, day_moment(STR("2026-10-25"), 3, 0)), "2026-10-25T02:00:00.000Z");
    shows(moment_iso(a, day_moment(STR("2026-11-21"), 0, 0)), "2026-11-20T23:00:00.000Z");
    shows(day_of(a, day_moment(STR("2026-11-21"), 0, 0)), "2026-11-21");
    shows(day_of(a, day_moment(STR("2026-11-21"), 0, 0) - 1), "2026-11-20");
    shows(moment_iso(a, day_moment(STR("2199-12-31"), 8, 30)), "2199-12-31T07:30:00.000Z");
    shows(day_of(a, INT64_MAX), "2199-12-31");
    shows(day_of(a, INT64_MIN), "1900-01-01");
    arena_close(a);
}

void test_clock__reads_moments(void)
{
    clock_init();
    struct arena *a = arena_open();
    static const struct {
        const char *text, *expected;
    } good[] = {
        {"2026-11-21T08:30:00Z", "2026-11-21T08:30:00.000Z"},
        {"2026-11-21T08:30:00.5Z", "2026-11-21T08:30:00.500Z"},
        {"2026-11-21T08:30:00.123456Z", "2026-11-21T08:30:00.123Z"},
        {"2026-11-21T08:30:00+02:00", "2026-11-21T06:30:00.000Z"},
        {"2026-11-21T08:30-0130", "2026-11-21T10:00:00.000Z"},
        {"2026-11-21T09:30", "2026-11-21T08:30:00.000Z"},
        {"2026-06-21 09:30:10", "2026-06-21T07:30:10.000Z"},
        {"21.11.2026 09.30", "2026-11-21T08:30:00.000Z"},
        {"1.6.26 kl. 9:05", "2026-06-01T07:05:00.000Z"},
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        int64_t ms = 0;
        assert_true(moment_read(str_of(good[i].text), &ms));
        shows(moment_iso(a, ms), good[i].expected);
    }
    static const char *const refused[] = {"",
                                          "2026-11-21",
                                          "2026-11-21T8:30",
                                          "2026-11-21T24:00",
                                          "2026-11-21T08:60",
                                          "2026-11-21T08:30:60Z",
                                          "2026-11-21T08:30:00.Z",
                                          "2026-11-21T08:30:00Zx",
                                          "2026-11-21T08:30:00+25:00",
                                          "21.11.2026",
                                          "21.11.2026 24.00",
                                          "21.11.2026 9.3",
                                          "31.02.2026 09.30",
                                          "2026-02-30T08:30"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        int64_t ms;
        assert_false(moment_read(str_of(refused[i]), &ms));
    }
    arena_close(a);
}

void test_clock__reads_days_as_people_write_them(void)
{
    struct arena *a = arena_open();
    static const char *const good[] = {"2026-11-05", "05.11.2026", "5.11.2026",
                                       "5.11.26",    "5/11/2026",  " 5.11.2026 "};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        str day = STR_NONE;
        assert_true(day_read(a, str_of(good[i]), &day));
        shows(day, "2026-11-05");
    }
    static const char *const refused[] = {"",           "5.11",      "5.11.026", "31.2.2026",
                                          "2026.11.05", "5.11/2026", "x.11.26",  "5.11.2026.1"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        str day;
        assert_false(day_read(a, str_of(refused[i]), &day));
    }
    arena_close(a);
}
