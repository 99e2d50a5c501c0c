/* organisation_test.c - numbers that are right, and steering without circles. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/organisation/organisation.h"
#include "kind/kind_for_test.h"

void test_organisation__number_has_nine_digits_and_a_check_digit(void)
{
    assert_true(organisation_number_is(STR("991825827")));
    assert_true(organisation_number_is(STR("999900011")));
    assert_false(organisation_number_is(STR("991825826")));
    assert_false(organisation_number_is(STR("99182582")));
    assert_false(organisation_number_is(STR("9918258270")));
    assert_false(organisation_number_is(STR("99182582x")));
    assert_false(organisation_number_is(STR("")));
}

static int64_t n_above(struct kind_test *k, int64_t id)
{
    int64_t n = 0;
    assert_done(k, db_int(k->ctx.db,
                          "SELECT count(*) FROM organisation_closure WHERE descendant_id = :id",
                          BINDS(B_INT("id", id)), &n));
    return n;
}

static void steering(struct kind_test *k)
{
    int64_t ministry = kind_test_body(k, "972417858", 0);
    int64_t agency = kind_test_body(k, "991825827", ministry);
    int64_t unit = kind_test_body(k, "974761467", agency);
    assert_int_equal(n_above(k, unit), 3);
    assert_refused(k, organisation_set_parent(&k->ctx, ministry, unit), "organisation.circle");
    assert_refused(k, organisation_set_parent(&k->ctx, ministry, ministry), "organisation.circle");
    assert_done(k, organisation_set_parent(&k->ctx, agency, 0));
    assert_int_equal(n_above(k, unit), 2);
    assert_done(k, organisation_set_parent(&k->ctx, agency, k->body));
    assert_int_equal(n_above(k, unit), 3);
    int64_t n = 0;
    assert_done(k, db_int(k->ctx.db,
                          "SELECT count(*) FROM organisation_closure WHERE ancestor_id = :a AND "
                          "descendant_id = :d "
                          "AND depth = 2",
                          BINDS(B_INT("a", k->body), B_INT("d", unit)), &n));
    assert_int_equal(n, 1);
}

void test_organisation__is_steered_without_circles(void)
{
    kind_tell(steering);
}

static void numbers(struct kind_test *k)
{
    struct organisation *o = organisation_new(&k->ctx);
    o->name = STR("Feil kommune");
    o->level = STR("municipality");
    o->number = STR("123456789");
    assert_refused(k, organisation_create(&k->ctx, o), "organisation.number_wrong");
    o->number = STR("999900011");
    assert_refused(k, organisation_create(&k->ctx, o), "form.error.taken");
    o->number = STR_NONE;
    assert_refused(k, organisation_create(&k->ctx, o), "organisation.number_or_code");
    kind_test_as(k, ROLE_OPERATOR);
    o->number = STR("991825827");
    assert_refused(k, organisation_create(&k->ctx, o), "error.denied");
}

void test_organisation__is_registered_once_by_the_system(void)
{
    kind_tell(numbers);
}
