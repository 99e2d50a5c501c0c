/* person_test.c - who lets people in and out. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/person/person.h"
#include "kind/kind_for_test.h"

static struct person *person(struct kind_test *k, enum role role)
{
    struct thing *t = NULL;
    assert_done(k, thing_get(&k->ctx, &person_kind, kind_test_person(k, role), &t));
    return (struct person *)t;
}

static void sessions_end(struct kind_test *k)
{
    struct person *p = person(k, ROLE_EMPLOYEE);
    int64_t n = -1;
    assert_done(k, db_run(k->ctx.db,
                          "INSERT INTO session (token_hash, person_id, form_token, factors, "
                          "created_at, proved_at, seen_at, expires_at) "
                          "VALUES (:hash, :person, 'x', 1, 1, 1, 1, 1)",
                          BINDS(B_BLOB("hash", STR("h")), B_INT("person", p->thing.id)), NULL));
    kind_test_as(k, ROLE_OPERATOR);
    assert_refused(k, thing_do(&k->ctx, &p->thing, p->thing.version, "disable", STR_NONE),
                   "form.error.required");
    assert_done(k, thing_do(&k->ctx, &p->thing, p->thing.version, "disable", STR("has left")));
    assert_done(k, db_int(k->ctx.db, "SELECT count(*) FROM session", NO_BINDS, &n));
    assert_int_equal(n, 0);
    assert_done(k, thing_do(&k->ctx, &p->thing, p->thing.version, "enable", STR_NONE));
    struct person *me = person(k, ROLE_OPERATOR);
    assert_refused(k, thing_do(&k->ctx, &me->thing, me->thing.version, "disable", STR("tired")),
                   "person.not_oneself");
}

void test_person__shut_out_is_signed_out_at_once(void)
{
    kind_tell(sessions_end);
}

static void addresses(struct kind_test *k)
{
    kind_test_as(k, ROLE_OFFICER);
    struct person *p = person(k, ROLE_OPERATOR);
    p->email = STR("mine@evil.example");
    assert_refused(k, thing_change(&k->ctx, &p->thing, p->thing.version),
                   "person.email_by_operator");
    p = person(k, ROLE_OPERATOR);
    p->unit = STR("IKT");
    assert_done(k, thing_change(&k->ctx, &p->thing, p->thing.version));
    kind_test_as(k, ROLE_OPERATOR);
    p = person(k, ROLE_EMPLOYEE);
    p->email = STR("New.Address@Body.Example");
    assert_done(k, thing_change(&k->ctx, &p->thing, p->thing.version));
    assert_str(person(k, ROLE_EMPLOYEE)->email, "new.address@body.example");
    p = person(k, ROLE_AUDITOR);
    p->email = STR("new.address@body.example");
    assert_refused(k, thing_change(&k->ctx, &p->thing, p->thing.version), "form.error.taken");
}

void test_person__address_is_one_of_a_kind_and_changed_by_operators(void)
{
    kind_tell(addresses);
}

static void high_and_low(struct kind_test *k)
{
    kind_test_as(k, ROLE_OFFICER);
    struct person *p = person(k, ROLE_TOP_MANAGEMENT);
    assert_refused(k, thing_do(&k->ctx, &p->thing, p->thing.version, "disable", STR("coup")),
                   "person.above_officer");
    kind_test_as(k, ROLE_EMPLOYEE);
    struct thing *t;
    assert_refused(k, thing_get(&k->ctx, &person_kind, p->thing.id, &t), "error.missing");
    assert_done(k, thing_get(&k->ctx, &person_kind, kind_test_person(k, ROLE_EMPLOYEE), &t));
}

void test_person__officer_cannot_shut_out_those_above(void)
{
    kind_tell(high_and_low);
}

static int64_t links_waiting(struct kind_test *k)
{
    int64_t n = -1;
    assert_done(k, db_int(k->ctx.db, "SELECT count(*) FROM sign_in_link WHERE expires_at > :now",
                          BINDS(B_INT("now", k->ctx.now)), &n));
    return n;
}

static int64_t links_untold(struct kind_test *k)
{
    int64_t n = -1;
    assert_done(k, db_int(k->ctx.db, "SELECT count(*) FROM sign_in_link WHERE told_at IS NULL",
                          NO_BINDS, &n));
    return n;
}

static void links(struct kind_test *k)
{
    struct thing *employee = &person(k, ROLE_EMPLOYEE)->thing,
                 *top = &person(k, ROLE_TOP_MANAGEMENT)->thing;
    str first, second;
    kind_test_as(k, ROLE_OFFICER);
    assert_done(k, person_link_make(&k->ctx, employee, STR(""), &first));
    assert_done(k, person_link_make(&k->ctx, employee, STR(""), &second));
    assert_true(!str_eq(first, second));
    assert_int_equal(links_waiting(k), 1);
    assert_refused(k, person_link_make(&k->ctx, top, STR(""), &first), "person.link.above");
    kind_test_as(k, ROLE_OPERATOR);
    assert_done(k, person_link_make(&k->ctx, top, STR(""), &first));
    assert_int_equal(links_untold(k), 0); /* the first way in is no news to anybody */
    assert_done(k, db_run(k->ctx.db, "UPDATE person SET password = 'x' WHERE id = :id",
                          BINDS(B_INT("id", employee->id)), NULL));
    assert_refused(k, person_link_make(&k->ctx, employee, STR(" "), &first), "person.link.why");
    assert_done(k, person_link_make(&k->ctx, employee, STR("rang, known by voice"), &first));
    assert_int_equal(links_untold(k), 1);
    assert_int_equal(links_waiting(k), 2);
    assert_refused(k, person_link_make(&k->ctx, &person(k, ROLE_OPERATOR)->thing, STR("x"), &first),
                   "person.link.oneself");
    assert_done(k, db_run(k->ctx.db, "UPDATE person SET state = 'disabled' WHERE id = :id",
                          BINDS(B_INT("id", employee->id)), NULL));
    assert_refused(k, person_link_make(&k->ctx, employee, STR("x"), &first),
                   "person.link.shut_out");
}

void test_person__sign_in_link_is_one_and_within_ones_own_rights(void)
{
    kind_tell(links);
}
