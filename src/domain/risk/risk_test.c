/* risk_test.c - how risks are judged, who may accept them, and for how long that holds. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/measure/measure.h"
#include "domain/risk/risk.h"
#include "kind/kind_for_test.h"
#include "kind/query.h"
#include "trail/trail.h"

static struct risk *registered(struct kind_test *k, int64_t likelihood, int64_t consequence)
{
    struct risk *r = (struct risk *)thing_new(&k->ctx, &risk_kind);
    r->title = STR("Ransomware locks every system");
    r->likelihood = likelihood;
    r->consequence = consequence;
    r->owner_id = kind_test_person(k, ROLE_LINE_MANAGER);
    assert_done(k, thing_create(&k->ctx, &r->thing));
    return r;
}

static err take(struct kind_test *k, struct risk *r, const char *verb, const char *reason)
{
    return thing_do(&k->ctx, &r->thing, r->thing.version, verb, str_of(reason));
}

static struct risk *assessed(struct kind_test *k, int64_t likelihood, int64_t consequence)
{
    struct risk *r = registered(k, likelihood, consequence);
    assert_done(k, take(k, r, "assess", NULL));
    return r;
}

static struct risk *again(struct kind_test *k, const struct risk *r)
{
    struct thing *t;
    assert_done(k, thing_get(&k->ctx, &risk_kind, r->thing.id, &t));
    return (struct risk *)t;
}

static void judging(struct kind_test *k)
{
    struct risk *r = assessed(k, 4, 5);
    assert_str(r->level_before, "critical");
    assert_str(r->level_after, "critical");
    assert_int_equal(r->score, 20);
    assert_int_equal(r->above_tolerance, 1);
    assert_str(r->next_review_on, "2027-11-21");
    r->likelihood_after = 2;
    r->consequence_after = 3;
    assert_done(k, take(k, r, "reassess", "Two-factor sign-in is in operation"));
    assert_str(r->level_before, "critical");
    assert_str(r->level_after, "moderate");
    assert_int_equal(r->score, 6);
    assert_int_equal(r->above_tolerance, 0);
}

void test_risk__is_judged_by_the_grid_before_and_after(void)
{
    kind_tell(judging);
}

static void half(struct kind_test *k)
{
    struct risk *r = registered(k, NO_NUMBER, NO_NUMBER);
    assert_refused(k, take(k, r, "assess", NULL), "form.error.required");
    r->likelihood = 2;
    assert_refused(k, thing_change(&k->ctx, &r->thing, r->thing.version), "risk.half");
    r->likelihood = NO_NUMBER;
    r->likelihood_after = r->consequence_after = 2;
    assert_refused(k, thing_change(&k->ctx, &r->thing, r->thing.version), "risk.before_missing");
}

void test_risk__needs_both_likelihood_and_consequence(void)
{
    kind_tell(half);
}

static void treating(struct kind_test *k)
{
    struct risk *r = assessed(k, 4, 5);
    r->treatment = STR("reduce");
    assert_refused(k, take(k, r, "treat", NULL), "risk.no_measure");
    struct measure *m = (struct measure *)thing_new(&k->ctx, &measure_kind);
    m->title = STR("Two-factor sign-in");
    assert_done(k, thing_create(&k->ctx, &m->thing));
    r->measure_ids = (struct ids){&m->thing.id, 1};
    assert_done(k, take(k, r, "treat", NULL));
    assert_str(r->thing.state, "in_treatment");
    struct risk *other = assessed(k, 1, 1);
    other->treatment = STR("share");
    assert_done(k, take(k, other, "treat", NULL));
}

void test_risk__is_reduced_by_at_least_one_measure(void)
{
    kind_tell(treating);
}

static void accepting(struct kind_test *k)
{
    struct risk *high = assessed(k, 3, 4), *moderate = assessed(k, 3, 3);
    kind_test_as(k, ROLE_OFFICER);
    assert_refused(k, take(k, moderate, "accept", "Fine"), "error.denied");
    kind_test_as(k, ROLE_LINE_MANAGER);
    assert_refused(k, take(k, high, "accept", "We are busy"), "risk.accept_higher");
    assert_str(again(k, high)->thing.state, "assessed");
    assert_refused(k, take(k, moderate, "accept", NULL), "form.error.required");
    assert_done(k, take(k, moderate, "accept", "Simple measures are in place"));
    assert_str(moderate->accepted_until, "2027-11-21");
    assert_int_equal(moderate->accepted_by_id, kind_test_person(k, ROLE_LINE_MANAGER));
    kind_test_as(k, ROLE_TOP_MANAGEMENT);
    high->accepted_by_id = 0; /* what the refused step left in memory is no matter of the store's */
    high = again(k, high);
    assert_done(k, take(k, high, "accept", "Until the new system is here"));
    assert_str(high->accepted_level, "high");
    assert_str(high->accepted_until, "2027-05-21");
}

void test_risk__is_accepted_only_by_who_may_accept_its_level(void)
{
    kind_tell(accepting);
}

static void nobodys(struct kind_test *k)
{
    struct risk *r = assessed(k, 1, 1);
    r->owner_id = 0;
    assert_done(k, thing_change(&k->ctx, &r->thing, r->thing.version));
    assert_refused(k, take(k, r, "accept", "Fine"), "risk.no_owner");
}

void test_risk__without_an_owner_is_not_accepted(void)
{
    kind_tell(nobodys);
}

static int64_t in_view(struct kind_test *k, const char *name)
{
    for (size_t i = 0; i < risk_kind.n_views; i++) {
        if (strcmp(risk_kind.views[i].name, name) == 0) {
            struct query q;
            int64_t n;
            assert_done(k, query_of(&k->ctx, &risk_kind, risk_kind.views[i].query, &q));
            assert_done(k, query_count(&k->ctx, &q, &n));
            return n;
        }
    }
    fail_msg("no view %s", name);
    return 0;
}

static void expiry(struct kind_test *k)
{
    struct risk *r = assessed(k, 4, 4);
    assert_int_equal(in_view(k, "above_tolerance"), 1);
    assert_done(k, take(k, r, "accept", "For a short time"));
    assert_int_equal(in_view(k, "expired"), 0);
    ctx_at(&k->ctx, KIND_TEST_NOW + 181 * DAY_MS);
    assert_str(k->ctx.today, "2027-05-21");
    assert_int_equal(in_view(k, "expired"), 0);
    ctx_at(&k->ctx, KIND_TEST_NOW + 182 * DAY_MS);
    assert_int_equal(in_view(k, "expired"), 1);
    assert_done(k, take(k, r, "accept", "Looked at again"));
    assert_int_equal(in_view(k, "expired"), 0);
}

void test_risk__acceptance_expires_and_can_be_renewed(void)
{
    kind_tell(expiry);
}

static void growing(struct kind_test *k)
{
    struct risk *r = assessed(k, 2, 3);
    assert_done(k, take(k, r, "accept", "Fine"));
    r->likelihood_after = 2;
    r->consequence_after = 2;
    assert_done(k, take(k, r, "reassess", "Less"));
    assert_str(r->thing.state, "accepted");
    r->likelihood_after = r->consequence_after = 4;
    assert_done(k, take(k, r, "reassess", "A neighbour was hit"));
    assert_str(again(k, r)->thing.state, "assessed");
    assert_int_equal(again(k, r)->accepted_until.n, 0);
}

void test_risk__that_grows_is_no_longer_accepted(void)
{
    kind_tell(growing);
}

static void reopening(struct kind_test *k)
{
    struct risk *never = registered(k, NO_NUMBER, NO_NUMBER), *r = assessed(k, 1, 1);
    assert_done(k, take(k, never, "close", "Not ours"));
    assert_done(k, take(k, never, "reopen", "Ours after all"));
    assert_str(never->thing.state, "registered");
    assert_done(k, take(k, r, "accept", "Fine"));
    assert_done(k, take(k, r, "reopen", "Things have changed"));
    assert_str(r->thing.state, "assessed");
    assert_int_equal(r->accepted_by_id, 0);
}

void test_risk__reopened_has_no_acceptance(void)
{
    kind_tell(reopening);
}
