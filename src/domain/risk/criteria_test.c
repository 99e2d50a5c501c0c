/* criteria_test.c - what a body tolerates: the starter set's word, changed with care, for every
 * risk at once. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/risk/criteria.h"
#include "domain/risk/risk.h"
#include "kind/kind_for_test.h"
#include "trail/trail.h"

static struct criteria in_force(struct kind_test *k)
{
    const struct criteria *c;
    assert_done(k, criteria_get(&k->ctx, &c));
    return *c;
}

static void starting(struct kind_test *k)
{
    struct criteria c = in_force(k);
    assert_int_equal(c.version, 0);
    assert_str(c.likelihood[2].word[LANG_NN], "Mogleg");
    assert_int_equal(c.tolerated, 1);
    assert_int_equal(c.levels[2].valid_months, 6);
    assert_done(k, criteria_start(&k->ctx));
    assert_done(k, criteria_start(&k->ctx));
    struct criteria stored = in_force(k);
    assert_int_equal(stored.version, 1);
    assert_memory_equal(c.grid, stored.grid, sizeof c.grid);
    assert_str(stored.levels[3].text.description[LANG_EN],
               str_z(k->ctx.arena, c.levels[3].text.description[LANG_EN]));
}

void test_criteria__start_as_the_starter_set_says(void)
{
    kind_tell(starting);
}

static void judging_again(struct kind_test *k)
{
    struct risk *r = (struct risk *)thing_new(&k->ctx, &risk_kind);
    r->title = STR("Mail is sent to the wrong person");
    r->likelihood = r->consequence = 3;
    r->owner_id = kind_test_person(k, ROLE_LINE_MANAGER);
    assert_done(k, thing_create(&k->ctx, &r->thing));
    assert_done(k, thing_do(&k->ctx, &r->thing, 1, "assess", STR_NONE));
    assert_done(k, thing_do(&k->ctx, &r->thing, 2, "accept", STR("Fine")));
    struct criteria c = in_force(k);
    c.grid[2][2] = c.grid[3][2] = 2;
    kind_test_as(k, ROLE_OFFICER);
    assert_refused(k, criteria_change(&k->ctx, &c, STR(" ")), "form.error.required");
    assert_done(k, criteria_change(&k->ctx, &c, STR("We tolerate less after the incident")));
    struct thing *t;
    assert_done(k, thing_get(&k->ctx, &risk_kind, r->thing.id, &t));
    r = (struct risk *)t;
    assert_str(r->level_after, "high");
    assert_int_equal(r->above_tolerance, 1);
    assert_str(t->state, "assessed");
    struct trail_event *events;
    size_t n;
    assert_done(k, trail_read(&k->ctx, k->body, STR("risk_criteria"), k->body, 0, 10, &events, &n));
    assert_str(events[0].reason, "We tolerate less after the incident");
    assert_str(events[0].changes[0].field, "grid_3");
    assert_done(k, trail_read(&k->ctx, k->body, STR("risk"), t->id, 0, 10, &events, &n));
    assert_str(events[0].verb, "judge");
    assert_int_equal(events[0].thing_version, t->version);
}

void test_criteria__changed_judge_every_risk_anew(void)
{
    kind_tell(judging_again);
}

static void nonsense(struct kind_test *k)
{
    struct criteria c = in_force(k);
    c.grid[4][4] = 0;
    assert_refused(k, criteria_change(&k->ctx, &c, STR("Why")), "risk.criteria.falls");
    c = in_force(k);
    c.levels[3].accept = STR("line_manager");
    assert_refused(k, criteria_change(&k->ctx, &c, STR("Why")), "risk.criteria.lower_down");
    c = in_force(k);
    c.levels[3].valid_months = 36;
    assert_refused(k, criteria_change(&k->ctx, &c, STR("Why")), "risk.criteria.longer");
    c.levels[3].valid_months = 0;
    assert_refused(k, criteria_change(&k->ctx, &c, STR("Why")), "risk.criteria.months_wrong");
    c = in_force(k);
    c.version = 7;
    assert_refused(k, criteria_change(&k->ctx, &c, STR("Why")), "error.stale");
    kind_test_as(k, ROLE_LINE_MANAGER);
    c = in_force(k);
    assert_refused(k, criteria_change(&k->ctx, &c, STR("Why")), "error.denied");
}

void test_criteria__must_hang_together(void)
{
    kind_tell(nonsense);
}
