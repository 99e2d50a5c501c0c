/* supplier_test.c - what may be said of a supplier. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/supplier/supplier.h"
#include "kind/kind_for_test.h"

static struct supplier *called(struct kind_test *k, const char *number)
{
    struct supplier *s = (struct supplier *)thing_new(&k->ctx, &supplier_kind);
    s->name = STR("Drift AS");
    s->number = str_of(number);
    return s;
}

static void numbers(struct kind_test *k)
{
    static const char *const wrong[] = {"964950769", "96495076", "96495076x", "000000010"};
    for (size_t i = 0; i < 4; i++) {
        assert_refused(k, thing_create(&k->ctx, &called(k, wrong[i])->thing),
                       "supplier.number_wrong");
    }
    assert_done(k, thing_create(&k->ctx, &called(k, "974760673")->thing));
    assert_refused(k, thing_create(&k->ctx, &called(k, "974760673")->thing), "form.error.taken");
    assert_done(k, thing_create(&k->ctx, &called(k, NULL)->thing));
}

void test_supplier__has_an_organisation_number_that_checks(void)
{
    kind_tell(numbers);
}

static void assessment(struct kind_test *k)
{
    struct supplier *s = called(k, NULL);
    assert_done(k, thing_create(&k->ctx, &s->thing));
    s->next_assessment_on = STR("2026-11-21");
    assert_refused(k, thing_do(&k->ctx, &s->thing, 1, "assess", STR("Read the report")),
                   "supplier.next_passed");
    s->next_assessment_on = STR("2027-11-21");
    assert_refused(k, thing_do(&k->ctx, &s->thing, 1, "assess", STR_NONE), "form.error.required");
    assert_done(k, thing_do(&k->ctx, &s->thing, 1, "assess", STR("Read the report")));
    assert_str(s->assessed_on, "2026-11-21");
}

void test_supplier__is_assessed_with_a_finding_and_a_next_day(void)
{
    kind_tell(assessment);
}
