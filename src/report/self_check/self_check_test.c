/* self_check_test.c - a body answers for itself, and nobody's answer is lost. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/kind_for_test.h"
#include "report/self_check/self_check.h"
#include "trail/trail.h"

static void keeps_answers_by_year(struct kind_test *k)
{
    struct self_check s;
    assert_done(k, self_check_read(&k->ctx, 2026, &s));
    assert_int_equal(s.n_questions, 15);
    assert_int_equal(s.n_answered, 0);
    assert_done(k,
                self_check_answer(&k->ctx, 2026, &s.questions[0], 0, STR("no"), STR(" not yet ")));
    assert_done(k, self_check_answer(&k->ctx, 2026, &s.questions[1], 0, STR("unknown"), STR("")));
    assert_done(k, self_check_read(&k->ctx, 2026, &s));
    assert_int_equal(s.n_answered, 2);
    assert_int_equal(s.n_no, 1);
    assert_true(str_is(s.questions[0].note, "not yet"));
    assert_true(str_is(s.questions[0].answered_on, "2026-11-21"));
    assert_done(k, self_check_read(&k->ctx, 2025, &s));
    assert_int_equal(s.n_answered, 0);
    assert_int_equal(s.n_years, 1);
}

void test_self_check__keeps_answers_by_year(void)
{
    kind_tell(keeps_answers_by_year);
}

static void refuses_what_came_too_late(struct kind_test *k)
{
    struct self_check s;
    struct self_check_question before;
    assert_done(k, self_check_read(&k->ctx, 2026, &s));
    before = s.questions[0];
    assert_done(k, self_check_answer(&k->ctx, 2026, &before, 0, STR("no"), STR("")));
    assert_refused(k, self_check_answer(&k->ctx, 2026, &before, 0, STR("yes"), STR("")),
                   "self_check.stale");
    assert_done(k, self_check_read(&k->ctx, 2026, &s));
    assert_done(k, self_check_answer(&k->ctx, 2026, &s.questions[0], 1, STR("yes"), STR("")));
    assert_refused(k, self_check_answer(&k->ctx, 2026, &s.questions[0], 1, STR("partly"), STR("")),
                   "self_check.stale");
    assert_refused(k, self_check_answer(&k->ctx, 2026, &s.questions[0], 2, STR("perhaps"), STR("")),
                   "self_check.answer.wrong");
}

void test_self_check__refuses_what_came_too_late(void)
{
    kind_tell(refuses_what_came_too_late);
}

static void writes_history_for_each_change_only(struct kind_test *k)
{
    struct self_check s;
    int64_t n = 0;
    assert_done(k, self_check_read(&k->ctx, 2026, &s));
    assert_done(k, self_check_answer(&k->ctx, 2026, &s.questions[0], 0, STR("no"), STR("")));
    assert_done(k, self_check_read(&k->ctx, 2026, &s));
    assert_done(k, self_check_answer(&k->ctx, 2026, &s.questions[0], 1, STR("no"), STR("  ")));
    assert_done(k, self_check_answer(&k->ctx, 2026, &s.questions[0], 1, STR("partly"), STR("")));
    assert_done(k, db_int(k->ctx.db, "SELECT count(*) FROM event WHERE kind = 'self_check_answer'",
                          NO_BINDS, &n));
    assert_int_equal(n, 2);
}

void test_self_check__writes_history_for_each_change_only(void)
{
    kind_tell(writes_history_for_each_change_only);
}
