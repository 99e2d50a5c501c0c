/* exception_test.c - who may except a body from a requirement, for how long, and what ends it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/exception/exception.h"

#include "kind/kind_for_test.h"

/* Requirements come from files, not by verbs; a test writes its one by hand. */
static int64_t required(struct kind_test *k)
{
    int64_t framework, out = 0;
    assert_done(
        k,
        db_int(
            k->ctx.db,
            "INSERT INTO framework (uuid, ref, version, state, urn, code, created_at, updated_at) "
            "VALUES ('f', 1, 1, 'active', 'urn:test:norm', 'test-norm', 0, 0) RETURNING id",
            NO_BINDS, &framework));
    assert_done(
        k,
        db_int(
            k->ctx.db,
            "INSERT INTO requirement (uuid, ref, version, state, framework_id, urn, code, "
            "sort_key, "
            "node, title_nb, is_assessable, created_at, updated_at) VALUES ('r', 1, 1, 'active', "
            ":framework, 'urn:test:norm:1', '1', '1', 'control', '1 Totrinnspålogging', 1, 0, 0) "
            "RETURNING id",
            BINDS(B_INT("framework", framework)), &out));
    return out;
}

static struct exception *drafted(struct kind_test *k, const char *until)
{
    struct exception *x = (struct exception *)thing_new(&k->ctx, &exception_kind);
    x->title = STR("Two-factor sign-in to the building permit system");
    x->requirement_id = required(k);
    x->reason = STR("The supplier delivers it in spring");
    x->valid_until = str_of(until);
    return x;
}

static struct exception *requested(struct kind_test *k, const char *until)
{
    struct exception *x = drafted(k, until);
    assert_done(k, thing_create(&k->ctx, &x->thing));
    return x;
}

static err take(struct kind_test *k, struct exception *x, const char *verb, const char *reason)
{
    return thing_do(&k->ctx, &x->thing, x->thing.version, verb, str_of(reason));
}

static struct exception *again(struct kind_test *k, const struct exception *x)
{
    struct thing *t;
    assert_done(k, thing_get(&k->ctx, &exception_kind, x->thing.id, &t));
    return (struct exception *)t;
}

static struct exception *approved(struct kind_test *k, const char *until)
{
    struct exception *x = requested(k, until);
    kind_test_as(k, ROLE_TOP_MANAGEMENT);
    assert_done(k, take(k, x, "approve", NULL));
    return x;
}

static void approving(struct kind_test *k)
{
    struct exception *x = requested(k, "2027-05-01");
    kind_test_as(k, ROLE_OFFICER);
    assert_refused(k, take(k, x, "approve", NULL), "error.denied");
    kind_test_as(k, ROLE_LINE_MANAGER);
    assert_refused(k, take(k, x, "refuse", "No"), "error.denied");
    kind_test_as(k, ROLE_TOP_MANAGEMENT);
    assert_done(k, take(k, x, "approve", NULL));
    assert_str(x->thing.state, "approved");
    assert_str(x->approved_on, "2026-11-21");
    assert_int_equal(x->approved_by_id, kind_test_person(k, ROLE_TOP_MANAGEMENT));
}

void test_exception__is_approved_by_top_management_only(void)
{
    kind_tell(approving);
}

static void lasting(struct kind_test *k)
{
    struct exception *x = drafted(k, "2027-11-22");
    assert_refused(k, thing_create(&k->ctx, &x->thing), "exception.too_long");
    x->valid_until = STR("2027-11-21");
    assert_done(k, thing_create(&k->ctx, &x->thing));
    kind_test_as(k, ROLE_TOP_MANAGEMENT);
    x->valid_until = STR("2026-11-21");
    assert_refused(k, take(k, x, "approve", NULL), "exception.passed");
    x = again(k, x);
    x->valid_until = STR("2028-01-01");
    assert_refused(k, take(k, x, "approve", NULL), "exception.too_long");
    assert_str(again(k, x)->thing.state, "requested");
}

void test_exception__lasts_twelve_months_at_most(void)
{
    kind_tell(lasting);
}

static void renewing(struct kind_test *k)
{
    struct exception *x = approved(k, "2027-05-01");
    ctx_at(&k->ctx, KIND_TEST_NOW + (int64_t)150 * 24 * 3600 * 1000);
    x->valid_until = STR("2027-12-01");
    assert_refused(k, take(k, x, "renew", NULL), "exception.same_reason");
    x = again(k, x);
    x->valid_until = STR("2027-12-01");
    x->reason = STR("The supplier is late; signing in is limited to our own network");
    assert_done(k, take(k, x, "renew", NULL));
    assert_str(x->thing.state, "approved");
    assert_str(x->approved_on, "2027-04-20");
    assert_int_equal(x->n_renewals, 1);
}

void test_exception__is_renewed_for_a_new_reason_only(void)
{
    kind_tell(renewing);
}

static void expiring(struct kind_test *k)
{
    size_t n;
    struct exception *x = approved(k, "2026-11-30");
    kind_test_as(k, 0);
    assert_done(k, exceptions_expire(&k->ctx, &n));
    assert_int_equal(n, 0);
    assert_refused(k, take(k, x, "expire", NULL), "exception.still_valid");
    ctx_at(&k->ctx, KIND_TEST_NOW + (int64_t)10 * 24 * 3600 * 1000);
    assert_done(k, exceptions_expire(&k->ctx, &n));
    assert_int_equal(n, 1);
    assert_str(again(k, x)->thing.state, "expired");
}

void test_exception__expires_the_day_after_its_last(void)
{
    kind_tell(expiring);
}

static void standing(struct kind_test *k)
{
    struct exception *x = approved(k, "2027-05-01");
    x->title = STR("Everything");
    assert_refused(k, thing_change(&k->ctx, &x->thing, x->thing.version), "error.locked");
    x = again(k, x);
    kind_test_as(k, ROLE_OFFICER);
    assert_done(k, take(k, x, "withdraw", "It is in place"));
    assert_str(x->thing.state, "withdrawn");
    kind_test_as(k, ROLE_TOP_MANAGEMENT);
    x->reason = STR("Another reason");
    assert_refused(k, take(k, x, "renew", NULL), "error.wrong_state");
}

void test_exception__is_not_changed_once_decided(void)
{
    kind_tell(standing);
}
