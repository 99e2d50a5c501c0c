/* indicator_test.c - which facts count, in which year, and what takes them back. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/lesson/lesson.h"
#include "domain/management_review/management_review.h"
#include "domain/measure/measure.h"
#include "kind/kind_for_test.h"
#include "report/indicator/indicator.h"

static struct indicator_result results[INDICATORS];

static size_t facts(struct kind_test *k, int year, int indicator)
{
    assert_done(k, indicator_compute(&k->ctx, k->ctx.body.id, year, results));
    assert_int_equal(results[indicator - 1].is_yes, results[indicator - 1].n_facts > 0);
    return results[indicator - 1].n_facts;
}

static void step(struct kind_test *k, struct thing *t, const char *verb)
{
    assert_done(k, thing_do(&k->ctx, t, t->version, verb, STR("fordi")));
}

static struct measure *measure(struct kind_test *k)
{
    struct measure *m = (struct measure *)thing_new(&k->ctx, &measure_kind);
    m->title = STR("Frakoblet sikkerhetskopi");
    m->owner_id = kind_test_person(k, ROLE_OFFICER);
    assert_done(k, thing_create(&k->ctx, &m->thing));
    return m;
}

static void of_measures(struct kind_test *k)
{
    struct measure *m = measure(k);
    kind_test_as(k, ROLE_OFFICER);
    assert_int_equal(facts(k, 2026, 2), 0);
    step(k, &m->thing, "put-in-operation");
    assert_int_equal(facts(k, 2026, 2), 1);
    assert_str(results[1].facts[0].who, "officer");
    assert_str(results[1].facts[0].verb, "put-in-operation");
    assert_int_equal(results[1].facts[0].thing_id, m->thing.id);
    assert_int_equal(facts(k, 2025, 2), 0);
    assert_int_equal(facts(k, 2026, 3), 0);
    step(k, &m->thing, "improve");
    step(k, &m->thing, "retire");
    assert_int_equal(facts(k, 2026, 3), 2);
    assert_int_equal(facts(k, 2026, 2), 1); /* it was new this year all the same */
    struct measure *gone = measure(k);
    step(k, &gone->thing, "put-in-operation");
    assert_int_equal(facts(k, 2026, 2), 2);
    assert_done(k, thing_remove(&k->ctx, &gone->thing, gone->thing.version, STR("dobbelt")));
    assert_int_equal(facts(k, 2026, 2), 1);
}

void test_indicator__counts_measures_until_they_are_deleted(void)
{
    kind_tell(of_measures);
}

/* The year turns at midnight in Norway, which is 23:00 UTC. */
static void at_midnight(struct kind_test *k)
{
    ctx_at(&k->ctx, day_moment(STR("2025-12-31"), 23, 59));
    struct measure *before = measure(k), *after = measure(k);
    step(k, &before->thing, "put-in-operation");
    ctx_at(&k->ctx, day_moment(STR("2026-01-01"), 0, 1));
    step(k, &after->thing, "put-in-operation");
    assert_int_equal(facts(k, 2025, 2), 1);
    assert_int_equal(results[1].facts[0].thing_id, before->thing.id);
    assert_int_equal(facts(k, 2026, 2), 1);
    assert_int_equal(results[1].facts[0].thing_id, after->thing.id);
}

void test_indicator__follows_the_calendar_of_norway(void)
{
    kind_tell(at_midnight);
}

static struct lesson *lesson(struct kind_test *k, const char *source)
{
    bool incident = strcmp(source, "incident") == 0;
    struct thing *from = thing_new(&k->ctx, kind_named(str_of(source)));
    *field_str(from, kind_field(from->kind, STR("title"))) = STR("Strøm borte");
    if (incident) {
        *field_str(from, kind_field(from->kind, STR("description"))) = STR("I elleve timer.");
    }
    assert_done(k, thing_create(&k->ctx, from));
    struct lesson *l = (struct lesson *)thing_new(&k->ctx, &lesson_kind);
    int64_t *ids = ARENA_NEW(k->ctx.arena, int64_t);
    *ids = measure(k)->thing.id;
    l->title = STR("Listen må finnes på papir");
    *(incident ? &l->incident_id : &l->exercise_id) = from->id;
    l->measure_ids = (struct ids){ids, 1};
    assert_done(k, thing_create(&k->ctx, &l->thing));
    return l;
}

static void of_lessons(struct kind_test *k)
{
    struct lesson *incident = lesson(k, "incident"), *exercise = lesson(k, "exercise");
    step(k, &incident->thing, "use");
    assert_int_equal(facts(k, 2026, 4), 1);
    assert_int_equal(facts(k, 2026, 5), 0);
    step(k, &exercise->thing, "use");
    assert_int_equal(facts(k, 2026, 5), 1);
    step(k, &exercise->thing, "reopen");
    assert_int_equal(facts(k, 2026, 5), 0); /* taken back */
    step(k, &exercise->thing, "use");
    assert_int_equal(facts(k, 2026, 5), 1); /* the last step counts, once */
    assert_int_equal(facts(k, 2026, 4), 1);
}

void test_indicator__counts_lessons_by_their_source_until_they_are_opened_again(void)
{
    kind_tell(of_lessons);
}

static void of_reviews(struct kind_test *k)
{
    struct management_review *r =
        (struct management_review *)thing_new(&k->ctx, &management_review_kind);
    r->title = STR("Gjennomgang");
    assert_done(k, thing_create(&k->ctx, &r->thing));
    step(k, &r->thing, "prepare");
    assert_done(k, review_decision_add(&k->ctx, r, STR("Øve i mars"),
                                       kind_test_person(k, ROLE_OFFICER), STR_NONE));
    assert_int_equal(facts(k, 2026, 1), 0); /* decided, but not held */
    struct thing *t;
    assert_done(k, thing_get(&k->ctx, &management_review_kind, r->thing.id, &t));
    r = (struct management_review *)t;
    r->held_on = k->ctx.today;
    step(k, &r->thing, "hold");
    assert_int_equal(facts(k, 2026, 1), 1);
    struct thing *again;
    assert_done(k, thing_get(&k->ctx, &management_review_kind, r->thing.id, &again));
    step(k, again, "reopen");
    assert_int_equal(facts(k, 2026, 1), 0);
}

void test_indicator__counts_reviews_that_decided_something(void)
{
    kind_tell(of_reviews);
}

static void own_answer(struct kind_test *k)
{
    kind_test_as(k, ROLE_OFFICER);
    assert_done(k, indicator_answer(&k->ctx, 2026, 2, STR("yes"), STR("ført i skjemaet")));
    assert_int_equal(facts(k, 2026, 2), 0);
    assert_true(results[1].differs);
    assert_str(results[1].answered_by, "officer");
    assert_done(k, indicator_answer(&k->ctx, 2026, 2, STR("unknown"), STR("")));
    facts(k, 2026, 2);
    assert_false(results[1].differs);
    int64_t n = 0;
    assert_done(k,
                db_int(k->ctx.db, "SELECT count(*) FROM event WHERE kind = 'questionnaire_answer'",
                       NO_BINDS, &n));
    assert_int_equal(n, 2);
    assert_refused(k, indicator_answer(&k->ctx, 2027, 2, STR("yes"), STR("")),
                   "indicator.answer.year");
    assert_refused(k, indicator_answer(&k->ctx, 2026, 6, STR("yes"), STR("")),
                   "indicator.answer.indicator");
    assert_refused(k, indicator_answer(&k->ctx, 2026, 1, STR("kanskje"), STR("")),
                   "indicator.answer.choose");
}

void test_indicator__keeps_the_own_answer_beside_the_facts(void)
{
    kind_tell(own_answer);
}
