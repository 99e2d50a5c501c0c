/* demand_test.c - who must have a second factor can do nothing else before it is made. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/sign_in/demand.h"

#include "web/sign_in/second_for_test.h"

/* A way in by a provider that said what it asked for: the factors stand in the address. */
static err provided(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    int64_t factors = 0;
    str_to_int(q->args[0], &factors);
    struct sign_in who = {1, (unsigned)factors, STR("Elsewhere")};
    return sign_in_go_on(ctx, q, r, &who, STR("/me"));
}

static const struct route ways[] = {
    {.methods = METHOD_POST,
     .path = "/provided/{factors}",
     .flags = ROUTE_OPEN | ROUTE_NO_FORM_TOKEN,
     .handle = provided},
    {0},
};

#define BY_PASSWORD "email=kari%40x.no&password=en+lang+setning+som+passord"

static struct browser signs_in(struct test_db *t, struct place *place, const char *leads_to)
{
    struct browser b = {.t = t, .seal = place->seal, .more = ways};
    assert_int_equal(browser_post(&b, "/sign-in", BY_PASSWORD "&return_to=%2Fme"), 303);
    assert_str(browser_header(&b, "Location"), leads_to);
    return b;
}

/* The house, and somewhere to keep secrets. */
static void begin(struct test_db *t, struct place *place)
{
    place_open(place);
    browser_house(t);
}

static void leads_there(struct test_db *t)
{
    struct place place;
    begin(t, &place);
    browser_demands(t, ROLE_OFFICER, DEMAND_CAN_COUNT, 0);
    struct browser b = signs_in(t, &place, "/me/factors?return=%2Fme");
    assert_int_equal(browser_get(&b, "/me"), 303);
    assert_str(browser_header(&b, "Location"), "/me/factors?return=%2Fme");
    assert_int_equal(browser_post(&b, "/me", "language=en"), 303);
    assert_str(browser_header(&b, "Location"), "/me/factors");
    assert_int_equal(browser_count(t, "SELECT count(*) FROM person WHERE language = 'en'"), 0);
    assert_int_equal(browser_get(&b, "/me/sessions.json"), 403);
    assert_string_equal(b.reply.type, "application/problem+json");
    assert_page_has(&b, "urn:samstyr:problem:factor-needed");
    assert_int_equal(browser_get(&b, "/sign-in"), 200); /* where all may go he is nobody */
    assert_page_has(&b, "name=\"password\"");

    assert_int_equal(browser_get(&b, "/me/factors?return=%2Fme"), 200);
    assert_page_has(&b, "id=\"factors-demand\"");
    assert_false(str_contains(browser_page(&b), STR("/sign-in?return"))); /* nothing to wait for */
    app_taken_in_use(&b);
    assert_int_equal(browser_get(&b, "/me"), 200);
    assert_int_equal(browser_get(&b, "/me/factors"), 200);
    assert_false(str_contains(browser_page(&b), STR("factors-demand")));
    place_close(&place);
}

void test_demand__lets_nothing_else_be_done_before_the_factor_is_made(void **state)
{
    on_each_migrated(leads_there);
}

static void gives_days(struct test_db *t)
{
    struct place place;
    begin(t, &place);
    struct browser b = signs_in(t, &place, "/me/factors?return=%2Fme"); /* the default: officers */
    assert_int_equal(browser_get(&b, "/me/factors?return=%2Fme"), 200);
    assert_page_has(&b, "href=\"/sign-in?return=%2Fme\"");
    assert_int_equal(browser_get(&b, "/sign-in?return=%2Fme"), 303);
    assert_str(browser_header(&b, "Location"), "/me");
    assert_int_equal(browser_get(&b, "/me"), 200);

    test_now = TEST_NOW + DEMAND_GRACE_DAYS * DAY_MS - 1000;
    b = signs_in(t, &place, "/me/factors?return=%2Fme");
    assert_int_equal(browser_get(&b, "/me"), 200);
    test_now += 1000;
    assert_int_equal(browser_get(&b, "/me"), 303); /* in the middle of the session */

    browser_run(t, "UPDATE role_grant SET role = 'employee', role_bit = 8");
    b = signs_in(t, &place, "/me");
    assert_int_equal(browser_get(&b, "/me"), 200);
    place_close(&place);
}

void test_demand__gives_days_of_grace_and_asks_officers_unless_told_otherwise(void **state)
{
    on_each_migrated(gives_days);
}

static void demo(struct test_db *t)
{
    struct place place;
    begin(t, &place);
    browser_run(t, "UPDATE organisation SET demo = 1");
    signs_in(t, &place, "/me");
    test_now += 400 * DAY_MS;
    struct browser b = signs_in(t, &place, "/me");
    assert_int_equal(browser_get(&b, "/me"), 200);
    place_close(&place);
}

void test_demand__asks_nothing_in_a_demonstration(void **state)
{
    on_each_migrated(demo);
}

static void what_counts(struct test_db *t)
{
    struct place place;
    begin(t, &place);
    browser_demands(t, ROLES_NONE, DEMAND_CAN_COUNT, 0);
    struct browser b = signs_in(t, &place, "/me");
    str secret = app_taken_in_use(&b);
    const char *paper = shown_code(&b, 0, "code=");

    browser_demands(t, ROLE_OFFICER, FACTOR_PASSKEY, 0);
    test_now += MINUTE_MS;
    b = signs_in(t, &place, "/sign-in/second");
    assert_int_equal(browser_post(&b, "/sign-in/second", app_code(&b, secret, "code=")), 303);
    assert_str(browser_header(&b, "Location"), "/me/factors?return=%2Fme");
    assert_int_equal(browser_get(&b, "/me"), 303); /* a code is not a passkey */

    browser_demands(t, ROLE_OFFICER, FACTOR_TOTP, 0);
    b = signs_in(t, &place, "/sign-in/second");
    assert_int_equal(browser_post(&b, "/sign-in/second", paper), 303); /* stands for the app */
    assert_int_equal(browser_get(&b, "/me"), 200);
    assert_int_equal(browser_post(&b, "/me/password",
                                  "current=en+lang+setning+som+passord&new=en+enda+lengre+setning"),
                     303);
    assert_int_equal(browser_get(&b, "/me"), 200); /* and is not forgotten with the old password */
    assert_int_equal(browser_post(&b, "/me/factors/totp/remove", ""), 409); /* not the last one */
    assert_int_equal(browser_count(t, "SELECT count(*) FROM totp"), 1);
    place_close(&place);
}

void test_demand__is_met_by_what_counts_alone(void **state)
{
    on_each_migrated(what_counts);
}

static void by_provider(struct test_db *t)
{
    struct place place;
    begin(t, &place);
    const char *one = "/provided/32", *two = "/provided/96";
    browser_demands(t, ROLE_OFFICER, FACTOR_TOTP | FACTOR_PROVIDER_STRONG, 0);
    struct browser b = {.t = t, .seal = place.seal, .more = ways};
    assert_int_equal(browser_post(&b, two, ""), 303);
    assert_str(browser_header(&b, "Location"), "/me");
    assert_int_equal(browser_get(&b, "/me"), 200);
    assert_int_equal(browser_post(&b, one, ""), 303);
    assert_str(browser_header(&b, "Location"), "/me/factors?return=%2Fme");
    assert_int_equal(browser_get(&b, "/me"), 303);
    app_taken_in_use(&b);
    assert_int_equal(browser_post(&b, one, ""), 303); /* who has one shows it, by that way too */
    assert_str(browser_header(&b, "Location"), "/sign-in/second");

    browser_demands(t, ROLE_OFFICER, FACTOR_TOTP, 0); /* no longer by others */
    assert_int_equal(browser_post(&b, two, ""), 303);
    assert_str(browser_header(&b, "Location"), "/me/factors?return=%2Fme");
    assert_int_equal(browser_get(&b, "/me/factors"), 200);
    assert_page_has(&b, "href=\"/me/prove\"");
    place_close(&place);
}

void test_demand__counts_a_provider_that_asked_for_two(void **state)
{
    on_each_migrated(by_provider);
}

/* ---- changed
 * --------------------------------------------------------------------------------------------- */

static err changes(struct test_db *t, struct ctx *ctx, const struct demand *to, const char *reason)
{
    ctx_init(ctx, t->arena, t->db, test_now);
    assert_int_equal(ctx_body(ctx, 1), OK);
    ctx->actor = (struct actor){.person_id = 1, .roles = ROLE_OFFICER, .proved = true};
    assert_int_equal(db_begin_write(t->db), OK);
    err e = demand_change(ctx, to, str_of(reason));
    assert_int_equal(e ? (db_rollback(t->db), OK) : db_commit(t->db), OK);
    return e;
}

static struct demand reads(struct test_db *t, struct ctx *ctx)
{
    struct demand d;
    ctx_init(ctx, t->arena, t->db, test_now);
    assert_int_equal(ctx_body(ctx, 1), OK);
    assert_int_equal(demand_read(ctx, &d), OK);
    return d;
}

static void changed(struct test_db *t)
{
    struct place place;
    struct ctx ctx;
    begin(t, &place);
    struct demand d = reads(t, &ctx);
    assert_int_equal(d.roles, ROLE_OFFICER | ROLE_OPERATOR);
    assert_int_equal(d.version, 0);
    d.roles = ROLES_NONE;
    assert_int_equal(changes(t, &ctx, &d, "  "), ERR_INVALID);
    assert_int_equal(changes(t, &ctx, &d, "we begin in spring"), OK);
    struct browser b = signs_in(t, &place, "/me");

    d = reads(t, &ctx);
    assert_int_equal(d.version, 1);
    struct demand stale = d;
    d.roles = ROLE_OFFICER;
    d.grace_days = 0;
    assert_int_equal(changes(t, &ctx, &d, "now"), OK);
    assert_int_equal(browser_get(&b, "/me"), 303); /* whoever is in feels it at once */
    stale.roles = ROLE_EMPLOYEE;
    assert_int_equal(changes(t, &ctx, &stale, "too late"), ERR_STALE);

    d = reads(t, &ctx);
    int64_t since = d.since;
    test_now += MINUTE_MS;
    d.grace_days = DEMAND_GRACE_LONGEST;
    assert_int_equal(changes(t, &ctx, &d, "more time"), OK);
    d = reads(t, &ctx);
    assert_int_equal(d.since, since); /* no new days by changing their number */
    assert_int_equal(browser_get(&b, "/me"), 200);

    struct demand wrong = d;
    wrong.counts = FACTOR_PROVIDER_STRONG;
    assert_int_equal(changes(t, &ctx, &wrong, "x"), ERR_INVALID);
    wrong.counts = FACTOR_TOTP | FACTOR_PASSWORD;
    assert_int_equal(changes(t, &ctx, &wrong, "x"), ERR_INVALID);
    wrong = d;
    wrong.grace_days = DEMAND_GRACE_LONGEST + 1;
    assert_int_equal(changes(t, &ctx, &wrong, "x"), ERR_INVALID);
    wrong = d;
    wrong.roles = 1 << 9;
    assert_int_equal(changes(t, &ctx, &wrong, "x"), ERR_INVALID);
    assert_int_equal(browser_count(t, "SELECT count(*) FROM event WHERE kind = 'sign_in_demand'"),
                     3);
    assert_int_equal(reads(t, &ctx).version, 3);
    place_close(&place);
}

void test_demand__is_changed_with_a_reason_and_felt_at_once(void **state)
{
    on_each_migrated(changed);
}

static void lacking(struct test_db *t)
{
    struct place place;
    struct ctx ctx;
    struct demand_lack *list;
    size_t n;
    begin(t, &place);
    browser_demands(t, ROLE_OFFICER, FACTOR_TOTP, 7);
    struct demand d = reads(t, &ctx);
    assert_int_equal(demand_lacking(&ctx, &d, &list, &n), OK);
    assert_int_equal(n, 1);
    assert_str(list[0].name, "Kari");
    assert_int_equal(list[0].due_at, TEST_NOW + 7 * DAY_MS);
    struct browser b = signs_in(t, &place, "/me/factors?return=%2Fme");
    app_taken_in_use(&b);
    d = reads(t, &ctx);
    assert_int_equal(demand_lacking(&ctx, &d, &list, &n), OK);
    assert_int_equal(n, 0);
    d.counts = FACTOR_PASSKEY | FACTOR_PROVIDER_STRONG;
    assert_int_equal(demand_lacking(&ctx, &d, &list, &n), OK);
    assert_int_equal(n, 1);
    assert_int_equal(browser_post(&b, "/provided/96", ""), 303);
    assert_int_equal(demand_lacking(&ctx, &d, &list, &n), OK);
    assert_int_equal(n, 0);

    browser_run(t,
                "WITH RECURSIVE n (i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 309) "
                "INSERT INTO person (id, uuid, organisation_id, ref, name, email, created_at, "
                "updated_at) SELECT i, 'm' || CAST(i AS TEXT), 1, i, 'Many', "
                "CAST(i AS TEXT) || '@x.no', 1, 1 FROM n");
    browser_run(t, "INSERT INTO role_grant (id, uuid, organisation_id, ref, person_id, role, "
                   "role_bit, subtree, created_at, updated_at) SELECT id, uuid, 1, ref, id, "
                   "'officer', 4, 0, 1, 1 FROM person WHERE id >= 10");
    assert_int_equal(demand_lacking(&ctx, &d, &list, &n), OK);
    assert_int_equal(n, 300);
    assert_int_equal(list[299].person_id, 309);
    place_close(&place);
}

void test_demand__names_those_who_lack_one(void **state)
{
    on_each_migrated(lacking);
}
