/* activity_test.c - the rules of the year wheel: what is done comes back on time. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/activity/activity.h"
#include "kind/kind_for_test.h"

static void next(struct arena *a, const char *due, const char *recurrence, const char *done,
                 const char *expected)
{
    assert_str(activity_next(a, str_of(due), str_of(recurrence), str_of(done)), expected);
}

void test_activity__comes_back_in_its_own_row(void)
{
    struct arena *a = arena_open();
    next(a, "2026-06-30", "yearly", "2026-06-10", "2027-06-30");  /* early */
    next(a, "2026-06-30", "yearly", "2026-08-01", "2027-06-30");  /* late */
    next(a, "2025-06-30", "yearly", "2026-08-01", "2027-06-30");  /* a year was left out */
    next(a, "2026-01-31", "monthly", "2026-01-31", "2026-02-28"); /* the last day stays the last */
    next(a, "2026-02-28", "monthly", "2026-02-28", "2026-03-31");
    next(a, "2026-02-15", "quarterly", "2026-02-15", "2026-05-15");
    next(a, "2026-02-15", "half_yearly", "2026-02-15", "2026-08-15");
    next(a, "2028-02-29", "yearly", "2028-02-20", "2029-02-28");
    next(a, "2025-07-31", "half_yearly", "2026-01-30",
         "2026-07-31"); /* a day before the time after */
    next(a, "2026-02-15", "none", "2026-02-15", "2026-02-15");
    arena_close(a);
}

static struct activity *planned(struct kind_test *k, const char *recurrence)
{
    struct activity *a = (struct activity *)thing_new(&k->ctx, &activity_kind);
    a->title = STR("Gå gjennom tilganger");
    a->due_on = STR("2026-11-15");
    a->recurrence = str_of(recurrence);
    assert_done(k, thing_create(&k->ctx, &a->thing));
    return a;
}

static void done_once_is_done(struct kind_test *k)
{
    struct activity *a = planned(k, "none");
    a->done_on = STR("2026-11-22");
    assert_refused(k, thing_do(&k->ctx, &a->thing, a->thing.version, "do", STR_NONE),
                   "activity.done_on.future");
    a->done_on = STR("2026-11-20");
    assert_done(k, thing_do(&k->ctx, &a->thing, a->thing.version, "do", STR_NONE));
    assert_str(a->thing.state, "done");
    assert_str(a->last_done_on, "2026-11-20");
    assert_str(a->due_on, "2026-11-15");
}

void test_activity__done_once_is_done(void)
{
    kind_tell(done_once_is_done);
}

static void each_time_is_kept(struct kind_test *k)
{
    struct activity *a = planned(k, "monthly");
    int64_t n;
    kind_test_as(k, ROLE_OFFICER);
    a->done_note = STR("To kontoer fjernet");
    assert_done(k, thing_do(&k->ctx, &a->thing, a->thing.version, "do", STR_NONE));
    assert_str(a->thing.state, "planned");
    assert_str(a->due_on, "2026-12-15");
    assert_str(a->last_note, "To kontoer fjernet");
    assert_true(str_empty(a->done_on) && str_empty(a->done_note));
    ctx_at(&k->ctx, k->ctx.now + 30 * DAY_MS);
    assert_done(k, thing_do(&k->ctx, &a->thing, a->thing.version, "do", STR_NONE));
    assert_done(k, db_int(k->ctx.db, "SELECT count(*) FROM activity_done WHERE activity_id = :id",
                          BINDS(B_INT("id", a->thing.id)), &n));
    assert_int_equal(n, 2);
}

void test_activity__each_time_is_kept(void)
{
    kind_tell(each_time_is_kept);
}

static void is_postponed_to_a_day_to_come(struct kind_test *k)
{
    struct activity *a = planned(k, "yearly");
    a->due_on = STR("2026-11-20");
    assert_refused(k, thing_do(&k->ctx, &a->thing, a->thing.version, "postpone", STR("Sykdom")),
                   "activity.postpone.past");
    a->due_on = STR("2026-12-01");
    assert_refused(k, thing_do(&k->ctx, &a->thing, a->thing.version, "postpone", STR_NONE),
                   "form.error.required");
    assert_done(k, thing_do(&k->ctx, &a->thing, a->thing.version, "postpone", STR("Sykdom")));
}

void test_activity__is_postponed_to_a_day_to_come(void)
{
    kind_tell(is_postponed_to_a_day_to_come);
}
