/* organisation_test.c - numbers that are right, and steering without circles, reforms in order, and
 * who keeps the register. */
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
    kind_test_as(k, ROLE_OFFICER);
    o->number = STR("991825827");
    assert_refused(k, organisation_create(&k->ctx, o), "error.denied");
}

void test_organisation__is_registered_once_by_the_system_or_an_operator(void)
{
    kind_tell(numbers);
}

static struct organisation *entry(struct kind_test *k, int64_t id)
{
    struct thing *t;
    assert_done(k, thing_get(&k->ctx, &organisation_kind, id, &t));
    return (struct organisation *)t;
}

static err keep(struct kind_test *k, struct organisation *o)
{
    return thing_change(&k->ctx, &o->thing, o->thing.version);
}

static err steered(struct kind_test *k, const char *number, int64_t parent_id)
{
    struct organisation *o = organisation_new(&k->ctx);
    o->name = str_of(number);
    o->level = STR("company");
    o->number = str_of(number);
    o->parent_id = parent_id;
    return organisation_create(&k->ctx, o);
}

/* The operator of k->body gets a role that reaches the bodies below. */
static void keepers(struct kind_test *k)
{
    int64_t below = kind_test_body(k, "991825827", k->body);
    int64_t foreign = kind_test_body(k, "972417858", 0);
    kind_test_as(k, ROLE_OPERATOR);
    struct organisation *o = entry(k, below);
    o->county_code = STR("46");
    assert_refused(k, keep(k, o), "error.denied");
    assert_refused(k, steered(k, "974761467", k->body), "organisation.parent_foreign");

    kind_test_as(k, 0);
    kind_test_grant(k, kind_test_person(k, ROLE_OPERATOR), ROLE_OPERATOR, true);
    kind_test_as(k, ROLE_OPERATOR);
    k->ctx.body = (struct body){0};
    assert_done(k, keep(k, o));
    assert_done(k, steered(k, "974761467", below));
    assert_refused(k, steered(k, "974760983", foreign), "organisation.parent_foreign");
    assert_refused(k, steered(k, "974760983", 0), "organisation.parent_needed");
    o->parent_id = foreign;
    assert_refused(k, keep(k, o), "organisation.parent_foreign");

    struct organisation *other = entry(k, foreign), *self = entry(k, k->body);
    other->county_code = self->county_code = STR("11");
    assert_false(thing_reached(&k->ctx, &other->thing));
    assert_refused(k, keep(k, other), "error.denied");
    assert_refused(k, keep(k, self), "error.denied");
}

void test_organisation__is_kept_from_above_alone(void)
{
    kind_tell(keepers);
}

static void host(struct kind_test *k)
{
    int64_t foreign = kind_test_body(k, "972417858", 0);
    struct organisation *o = entry(k, foreign);
    o->county_code = STR("11");
    assert_done(k, organisation_host(&k->ctx, k->body));
    assert_done(k, organisation_host(&k->ctx, foreign)); /* the first one stays */
    kind_test_as(k, ROLE_OPERATOR);
    k->ctx.body = (struct body){0};
    assert_done(k, keep(k, o));
    assert_done(k, steered(k, "974760983", 0));
    kind_test_as(k, ROLE_OFFICER);
    assert_refused(k, keep(k, entry(k, foreign)), "error.denied");
}

void test_organisation__is_kept_by_the_operators_of_the_host(void)
{
    kind_tell(host);
}

static void own_words(struct kind_test *k)
{
    struct organisation *o = entry(k, k->body);
    kind_test_as(k, ROLE_OFFICER);
    o->name = STR("Nye Eksempelvik");
    assert_done(k, keep(k, o));
    o->level = STR("county");
    assert_refused(k, keep(k, o), "organisation.not_kept");
}

void test_organisation__says_of_itself_what_it_is_called_but_not_its_place(void)
{
    kind_tell(own_words);
}

static void numbers_in_use(struct kind_test *k)
{
    struct organisation *o = entry(k, k->body);
    o->number = STR("991825827");
    assert_refused(k, keep(k, o), "organisation.number_in_use");
    o->number = STR("999900011");
    o->code = STR("9999"); /* a county reform gives a municipality another code */
    assert_done(k, keep(k, o));
}

void test_organisation__keeps_its_number_once_in_use(void)
{
    kind_tell(numbers_in_use);
}

/* 2020: two are joined into one. 2024: the one is divided again. */
static void reforms(struct kind_test *k)
{
    struct organisation *a = entry(k, kind_test_body(k, "972417858", 0)),
                        *b = entry(k, kind_test_body(k, "991825827", 0)),
                        *joined = entry(k, kind_test_body(k, "974761467", 0)),
                        *part = entry(k, kind_test_body(k, "974760983", 0));
    joined->valid_from = STR("2020-01-01");
    assert_done(k, keep(k, joined));
    a->successor_id = b->successor_id = joined->thing.id;
    assert_refused(k, keep(k, a), "organisation.ends_when");
    a->valid_until = STR("2020-01-01");
    assert_refused(k, keep(k, a), "organisation.after_overlaps");
    a->valid_until = b->valid_until = STR("2019-12-31");
    assert_done(k, keep(k, a));
    assert_done(k, keep(k, b));
    joined->valid_from = STR("2019-07-01"); /* seen from the other side */
    assert_refused(k, keep(k, joined), "organisation.before_overlaps");
    joined->valid_from = STR("2020-01-01");

    joined->valid_until = STR("2023-12-31");
    assert_done(k, keep(k, joined));
    part->predecessor_id = joined->thing.id;
    assert_refused(k, keep(k, part), "organisation.begins_when");
    part->valid_from = STR("2023-12-31");
    assert_refused(k, keep(k, part), "organisation.before_overlaps");
    part->valid_from = STR("2024-01-01");
    assert_done(k, keep(k, part));
    joined->valid_until = STR("2024-06-30");
    assert_refused(k, keep(k, joined), "organisation.after_overlaps");
    joined->valid_until = STR("2019-12-01");
    assert_refused(k, keep(k, joined), "organisation.valid_order");
    part->predecessor_id = part->thing.id;
    assert_refused(k, keep(k, part), "organisation.follows_itself");
}

void test_organisation__follows_those_before_it_in_time(void)
{
    kind_tell(reforms);
}

static void closing(struct kind_test *k)
{
    int64_t id = kind_test_body(k, "972417858", 0);
    struct organisation *o = entry(k, id);
    kind_test_body(k, "991825827", id);
    o->valid_until = STR("2026-12-31");
    assert_refused(k, thing_do(&k->ctx, &o->thing, 1, "close", STR("slått sammen")),
                   "organisation.not_ended");
    o->valid_until = STR("2025-12-31");
    assert_refused(k, thing_do(&k->ctx, &o->thing, 1, "close", STR("slått sammen")),
                   "organisation.steers_others");
    assert_done(k, organisation_set_parent(&k->ctx, entry(k, id)->thing.id + 1, k->body));
    assert_done(k, thing_do(&k->ctx, &o->thing, 1, "close", STR("slått sammen")));
    assert_done(k, thing_do(&k->ctx, &o->thing, 2, "reopen", STR("reformen ble utsatt")));
    o = entry(k, id);
    assert_false(o->valid_until.n);
    assert_true(str_is(o->thing.state, "active"));
}

void test_organisation__ends_on_its_last_day_when_it_steers_nobody(void)
{
    kind_tell(closing);
}

static void told(struct kind_test *k)
{
    int64_t n = 0, below = kind_test_body(k, "991825827", k->body);
    assert_done(k, organisation_host(&k->ctx, k->body));
    kind_test_as(k, ROLE_OPERATOR);
    k->ctx.body = (struct body){0};
    struct organisation *o = entry(k, below);
    o->county_code = STR("46");
    assert_done(k, keep(k, o));
    assert_done(k, db_int(k->ctx.db,
                          "SELECT count(*) FROM event WHERE kind = 'organisation' AND thing_id = "
                          ":id AND organisation_id = :id AND thing_version = 2",
                          BINDS(B_INT("id", below)), &n));
    assert_int_equal(n, 1);
}

void test_organisation__is_told_of_in_its_own_history(void)
{
    kind_tell(told);
}
