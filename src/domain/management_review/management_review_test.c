/* management_review_test.c - the rules of reviews: no decision, no review; what is signed stays. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/management_review/management_review.h"
#include "domain/measure/measure.h"
#include "kind/kind_for_test.h"

static struct management_review *prepared(struct kind_test *k)
{
    struct management_review *r =
        (struct management_review *)thing_new(&k->ctx, &management_review_kind);
    kind_test_as(k, ROLE_OFFICER);
    r->title = STR("Ledelsens gjennomgang 2026");
    assert_done(k, thing_create(&k->ctx, &r->thing));
    assert_done(k, thing_do(&k->ctx, &r->thing, r->thing.version, "prepare", STR_NONE));
    return r;
}

static void decide(struct kind_test *k, struct management_review *r)
{
    assert_done(k, review_decision_add(&k->ctx, r, STR("Døgnvakt på logger"),
                                       kind_test_person(k, ROLE_LINE_MANAGER), STR("2027-03-31")));
}

static struct management_review *held(struct kind_test *k)
{
    struct management_review *r = prepared(k);
    decide(k, r);
    r->held_on = STR("2026-11-20");
    assert_done(k, thing_do(&k->ctx, &r->thing, r->thing.version, "hold", STR_NONE));
    return r;
}

static void freezes_how_things_stood(struct kind_test *k)
{
    struct measure *m = (struct measure *)thing_new(&k->ctx, &measure_kind);
    m->title = STR("To [lag] *sikring*");
    m->due_on = STR("2026-11-01");
    assert_done(k, thing_create(&k->ctx, &m->thing));
    struct management_review *r = prepared(k);
    assert_true(
        str_contains(r->inputs, STR("[T-1 To \\[lag\\] \\*sikring\\*](/o/999900011/measures/")));
    assert_true(str_contains(r->inputs, STR("1. november 2026")));
    assert_true(r->prepared_at == k->ctx.now);
}

void test_management_review__freezes_how_things_stood(void)
{
    kind_tell(freezes_how_things_stood);
}

static void is_not_held_without_a_decision(struct kind_test *k)
{
    struct management_review *r = prepared(k);
    r->held_on = STR("2026-11-20");
    assert_refused(k, thing_do(&k->ctx, &r->thing, r->thing.version, "hold", STR_NONE),
                   "management_review.no_decision");
    decide(k, r);
    r->held_on = STR("2026-11-22");
    assert_refused(k, thing_do(&k->ctx, &r->thing, r->thing.version, "hold", STR_NONE),
                   "management_review.held_on.future");
    r->held_on = STR("2026-11-20");
    assert_done(k, thing_do(&k->ctx, &r->thing, r->thing.version, "hold", STR_NONE));
}

void test_management_review__is_not_held_without_a_decision(void)
{
    kind_tell(is_not_held_without_a_decision);
}

static void what_is_signed_stays(struct kind_test *k)
{
    struct management_review *r = held(k);
    struct review_decision *decisions;
    size_t n;
    assert_refused(k, thing_do(&k->ctx, &r->thing, r->thing.version, "sign", STR_NONE),
                   "error.denied");
    kind_test_as(k, ROLE_TOP_MANAGEMENT);
    assert_done(k, thing_do(&k->ctx, &r->thing, r->thing.version, "sign", STR_NONE));
    assert_true(str_contains(r->minutes, STR("Døgnvakt på logger – line_manager, 31. mars 2027")));
    assert_done(k, review_decisions(&k->ctx, r->thing.id, &decisions, &n));
    assert_refused(k, review_decision_remove(&k->ctx, r, decisions[0].id),
                   "management_review.is_signed");
    assert_refused(k, review_decision_add(&k->ctx, r, STR("Mer"), 0, STR_NONE),
                   "management_review.is_signed");
    r->conclusion = STR("Noe annet");
    assert_refused(k, thing_change(&k->ctx, &r->thing, r->thing.version), "error.locked");
    assert_done(k, review_decision_done(&k->ctx, r, decisions[0].id));
    assert_refused(k, review_decision_done(&k->ctx, r, decisions[0].id),
                   "management_review.decision.is_done");
}

void test_management_review__what_is_signed_stays(void)
{
    kind_tell(what_is_signed_stays);
}

static void a_decision_becomes_a_measure(struct kind_test *k)
{
    struct management_review *r = prepared(k);
    struct review_decision *decisions;
    struct thing *t;
    size_t n;
    int64_t id;
    decide(k, r);
    assert_done(k, review_decisions(&k->ctx, r->thing.id, &decisions, &n));
    assert_done(k, review_decision_measure(&k->ctx, r, decisions[0].id, &id));
    assert_done(k, thing_get(&k->ctx, &measure_kind, id, &t));
    assert_str(((struct measure *)t)->title, "Døgnvakt på logger");
    assert_str(((struct measure *)t)->due_on, "2027-03-31");
    assert_refused(k, review_decision_measure(&k->ctx, r, decisions[0].id, &id),
                   "management_review.decision.has_measure");
    assert_refused(k, review_decision_add(&k->ctx, r, STR_NONE, -1, STR("i morgen")),
                   "management_review.decision.due_on");
}

void test_management_review__a_decision_becomes_a_measure(void)
{
    kind_tell(a_decision_becomes_a_measure);
}
