/* exercise_test.c - the rules of exercises. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/exercise/exercise.h"
#include "kind/kind_for_test.h"

static struct exercise *planned(struct kind_test *k)
{
    struct exercise *x = (struct exercise *)thing_new(&k->ctx, &exercise_kind);
    x->title = STR("Natten alt ble låst");
    x->planned_on = STR("2026-11-20");
    assert_done(k, thing_create(&k->ctx, &x->thing));
    return x;
}

static void is_not_evaluated_before_it_was_run(struct kind_test *k)
{
    struct exercise *x = planned(k);
    x->evaluation = STR("Gikk bra");
    assert_refused(k, thing_do(&k->ctx, &x->thing, x->thing.version, "evaluate", STR_NONE),
                   "error.wrong_state");
    x->ran_on = STR("2026-11-22");
    assert_refused(k, thing_do(&k->ctx, &x->thing, x->thing.version, "run", STR_NONE),
                   "exercise.ran_on.future");
    x->ran_on = STR_NONE;
    assert_done(k, thing_do(&k->ctx, &x->thing, x->thing.version, "run", STR_NONE));
    assert_str(x->ran_on, "2026-11-21");
    x->evaluation = STR_NONE;
    assert_refused(k, thing_do(&k->ctx, &x->thing, x->thing.version, "evaluate", STR_NONE),
                   "form.error.required");
    x->evaluation = STR("Ingen hadde listen på papir.");
    assert_done(k, thing_do(&k->ctx, &x->thing, x->thing.version, "evaluate", STR_NONE));
    assert_str(x->evaluated_on, "2026-11-21");
}

void test_exercise__is_not_evaluated_before_it_was_run(void)
{
    kind_tell(is_not_evaluated_before_it_was_run);
}

static void has_no_day_while_it_is_planned(struct kind_test *k)
{
    struct exercise *x = planned(k);
    x->ran_on = STR("2026-11-20");
    assert_refused(k, thing_change(&k->ctx, &x->thing, x->thing.version),
                   "exercise.ran_on.planned");
}

void test_exercise__has_no_day_while_it_is_planned(void)
{
    kind_tell(has_no_day_while_it_is_planned);
}

static void is_cancelled_with_a_reason(struct kind_test *k)
{
    struct exercise *x = planned(k);
    assert_refused(k, thing_do(&k->ctx, &x->thing, x->thing.version, "cancel", STR_NONE),
                   "form.error.required");
    assert_done(k, thing_do(&k->ctx, &x->thing, x->thing.version, "cancel", STR("Ekte hendelse")));
    assert_str(x->thing.state, "cancelled");
}

void test_exercise__is_cancelled_with_a_reason(void)
{
    kind_tell(is_cancelled_with_a_reason);
}
