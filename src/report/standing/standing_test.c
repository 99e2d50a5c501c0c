/* standing_test.c - how a body stands: figures of today, and of days gone by from the history. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/measure/measure.h"
#include "domain/risk/risk.h"
#include "kind/kind_for_test.h"
#include "report/standing/past.h"
#include "report/standing/standing.h"

static struct risk *new_risk(struct kind_test *k, int64_t likelihood, int64_t consequence)
{
    struct risk *r = (struct risk *)thing_new(&k->ctx, &risk_kind);
    r->title = STR("The mill stands still");
    r->likelihood = likelihood;
    r->consequence = consequence;
    assert_done(k, thing_create(&k->ctx, &r->thing));
    return r;
}

static void sees_levels_by_quarter(struct kind_test *k)
{
    struct standing s;
    int64_t now = k->ctx.now;
    ctx_at(&k->ctx, now - 200 * DAY_MS); /* 5 May 2026 */
    struct risk *r = new_risk(k, 5, 5);
    ctx_at(&k->ctx, now - 10 * DAY_MS);
    r->likelihood_after = r->consequence_after = 1;
    assert_done(k, thing_change(&k->ctx, &r->thing, r->thing.version));
    ctx_at(&k->ctx, now);
    assert_done(k, standing_read(&k->ctx, &s));
    assert_int_equal(s.risks, 1);
    assert_int_equal(s.risks_above, 0);
    assert_false(s.has_past);
    assert_int_equal(standing_serious(&s, 1), 0); /* end of March: not there yet */
    assert_int_equal(standing_serious(&s, 2), 1);
    assert_int_equal(standing_serious(&s, 3), 1);
    assert_int_equal(standing_serious(&s, 4), 0);
    assert_int_equal(s.counts[4][0], 1);
}

void test_standing__sees_levels_by_quarter(void)
{
    kind_tell(sees_levels_by_quarter);
}

static void leaves_out_what_was_taken_away(struct kind_test *k)
{
    struct standing s;
    int64_t now = k->ctx.now;
    ctx_at(&k->ctx, now - 200 * DAY_MS);
    struct risk *r = new_risk(k, 5, 5);
    ctx_at(&k->ctx, now - 100 * DAY_MS); /* 13 August 2026 */
    assert_done(k, thing_remove(&k->ctx, &r->thing, r->thing.version, STR("twice")));
    ctx_at(&k->ctx, now);
    assert_done(k, standing_read(&k->ctx, &s));
    assert_int_equal(s.risks, 0);
    assert_int_equal(standing_serious(&s, 2), 1);
    assert_int_equal(standing_serious(&s, 3), 0);
}

void test_standing__leaves_out_what_was_taken_away(void)
{
    kind_tell(leaves_out_what_was_taken_away);
}

void test_standing__rounds_per_cent_and_knows_when_there_is_none(void)
{
    assert_int_equal(standing_percent(1, 3), 33);
    assert_int_equal(standing_percent(2, 3), 67);
    assert_int_equal(standing_percent(0, 5), 0);
    assert_int_equal(standing_percent(0, 0), -1);
}
