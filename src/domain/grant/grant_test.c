/* grant_test.c - nobody lifts himself or others above himself, and a body never locks itself out.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/grant/grant.h"
#include "kind/kind_for_test.h"

static void granters(struct kind_test *k)
{
    int64_t somebody = kind_test_employ(k, "somebody");
    kind_test_as(k, ROLE_OFFICER);
    assert_done(k, grant_give(&k->ctx, somebody, ROLE_LINE_MANAGER, false));
    assert_refused(k, grant_give(&k->ctx, somebody, ROLE_OPERATOR, false), "grant.above_granter");
    assert_refused(k, grant_give(&k->ctx, somebody, ROLE_TOP_MANAGEMENT, false),
                   "grant.above_granter");
    assert_refused(k, grant_give(&k->ctx, k->ctx.actor.person_id, ROLE_AUDITOR, false),
                   "grant.to_oneself");
    kind_test_as(k, ROLE_LINE_MANAGER);
    assert_refused(k, grant_give(&k->ctx, somebody, ROLE_EMPLOYEE, false), "error.denied");
    kind_test_as(k, ROLE_OPERATOR);
    assert_done(k, grant_give(&k->ctx, somebody, ROLE_OPERATOR, false));
    assert_refused(k, grant_give(&k->ctx, k->ctx.actor.person_id, ROLE_OFFICER, false),
                   "grant.to_oneself");
}

void test_grant__is_given_by_those_who_may(void)
{
    kind_tell(granters);
}

static void subtrees(struct kind_test *k)
{
    int64_t somebody = kind_test_employ(k, "somebody");
    kind_test_as(k, ROLE_OPERATOR);
    assert_refused(k, grant_give(&k->ctx, somebody, ROLE_AUDITOR, true), "grant.outside_subtree");
    kind_test_as(k, (enum role)0);
    kind_test_grant(k, kind_test_person(k, ROLE_OPERATOR), ROLE_OPERATOR, true);
    kind_test_as(k, ROLE_OPERATOR);
    assert_done(k, grant_give(&k->ctx, somebody, ROLE_AUDITOR, true));
}

void test_grant__reaches_no_further_than_the_granters(void)
{
    kind_tell(subtrees);
}

static struct thing *grant_of(struct kind_test *k, enum role role)
{
    int64_t id = 0;
    struct thing *t = NULL;
    assert_done(k, db_int(k->ctx.db, "SELECT max(id) FROM role_grant WHERE person_id = :person",
                          BINDS(B_INT("person", kind_test_person(k, role))), &id));
    assert_done(k, thing_get(&k->ctx, &grant_kind, id, &t));
    return t;
}

static int64_t n_access(struct kind_test *k, enum role role)
{
    int64_t n = 0;
    assert_done(
        k,
        db_int(k->ctx.db,
               "SELECT count(*) FROM access WHERE person_id = :person AND organisation_id = :body "
               "AND (valid_until IS NULL OR valid_until >= :today)",
               BINDS(B_INT("person", kind_test_person(k, role)), B_INT("body", k->body),
                     B_TEXT("today", k->ctx.today)),
               &n));
    return n;
}

static void revocation(struct kind_test *k)
{
    kind_test_as(k, ROLE_OFFICER);
    struct thing *t = grant_of(k, ROLE_OPERATOR);
    assert_refused(k, thing_do(&k->ctx, t, t->version, "revoke", STR("no")), "grant.above_granter");
    t = grant_of(k, ROLE_EMPLOYEE);
    assert_done(k, thing_do(&k->ctx, t, t->version, "revoke", STR("moved")));
    assert_int_equal(n_access(k, ROLE_EMPLOYEE), 0);
    kind_test_as(k, ROLE_OPERATOR);
    t = grant_of(k, ROLE_TOP_MANAGEMENT);
    assert_done(k, thing_do(&k->ctx, t, t->version, "revoke", STR("retired")));
    t = grant_of(k, ROLE_OPERATOR);
    assert_refused(k, thing_do(&k->ctx, t, t->version, "revoke", STR("me too")),
                   "grant.last_granter");
    /* One who begins tomorrow lets nobody in today. */
    struct thing *later = thing_new(&k->ctx, &grant_kind);
    ((struct grant *)later)->person_id = kind_test_person(k, ROLE_EMPLOYEE);
    ((struct grant *)later)->role = STR("operator");
    ((struct grant *)later)->valid_from = STR("2026-11-22");
    assert_done(k, thing_create(&k->ctx, later));
    assert_refused(k, thing_do(&k->ctx, t, t->version, "revoke", STR("me too")),
                   "grant.last_granter");
    struct grant *g = (struct grant *)t;
    g->role = STR("auditor");
    assert_refused(k, thing_change(&k->ctx, t, t->version), "error.denied");
}

void test_grant__revoked_takes_effect_and_the_last_granter_stays(void)
{
    kind_tell(revocation);
}
