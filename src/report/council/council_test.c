/* council_test.c - the yearly report: facts of the year, and the director's words. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/risk/risk.h"
#include "kind/kind_for_test.h"
#include "report/council/council.h"

static void compares_with_the_year_before(struct kind_test *k)
{
    struct council c;
    int64_t now = k->ctx.now;
    ctx_at(&k->ctx, now - 400 * DAY_MS);
    struct risk *r = (struct risk *)thing_new(&k->ctx, &risk_kind);
    r->title = STR("The bridge is out");
    r->likelihood = r->consequence = 5;
    assert_done(k, thing_create(&k->ctx, &r->thing));
    ctx_at(&k->ctx, now - 30 * DAY_MS);
    r->likelihood_after = r->consequence_after = 1;
    assert_done(k, thing_change(&k->ctx, &r->thing, r->thing.version));
    ctx_at(&k->ctx, now);
    assert_done(k, council_read(&k->ctx, 2026, &c));
    assert_true(c.has_before);
    assert_int_equal(c.days[0].above, 1);
    assert_int_equal(c.days[1].above, 0);
    assert_int_equal(c.days[1].risks, 1);
    assert_true(str_is(c.day, "2026-11-21"));
    assert_done(k, council_read(&k->ctx, 2025, &c));
    assert_true(str_is(c.day, "2025-12-31"));
    assert_int_equal(c.days[1].above, 1);
    assert_false(c.has_before);
}

void test_council__compares_with_the_year_before(void)
{
    kind_tell(compares_with_the_year_before);
}

static void keeps_the_words_and_refuses_a_lost_edit(struct kind_test *k)
{
    struct council c;
    assert_done(k, council_write(&k->ctx, 2026, 0, STR(" A good year. ")));
    assert_refused(k, council_write(&k->ctx, 2026, 0, STR("A bad year.")), "council.words.stale");
    assert_done(k, council_read(&k->ctx, 2026, &c));
    assert_true(str_is(c.words, "A good year."));
    assert_int_equal(c.words_version, 1);
    assert_done(k, council_write(&k->ctx, 2026, 1, STR("A better year.")));
    assert_done(k, council_read(&k->ctx, 2026, &c));
    assert_int_equal(c.words_version, 2);
}

void test_council__keeps_the_words_and_refuses_a_lost_edit(void)
{
    kind_tell(keeps_the_words_and_refuses_a_lost_edit);
}
