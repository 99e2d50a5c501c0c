/* gate_test.c - who comes through the gate, and what is kept of what they do; on each engine. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/gate_for_test.h"

/* ---- addresses to knock at
 * ------------------------------------------------------------------------------ */

static err tell_actor(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    buf_printf(&r->body, "%lld %u %.*s", (long long)ctx->actor.person_id, ctx->actor.roles,
               STR_ARG(ctx->body.number));
    return OK;
}

static err add_failure(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    err e = db_run(ctx->db, "INSERT INTO sign_in_failure (subject, at) VALUES ('test', 1)",
                   NO_BINDS, NULL);
    r->no_commit = params_has(&q->form, "rehearse");
    if (params_has(&q->form, "draw")) {
        r->status = 422;
        buf_literal(&r->body, "the form again");
        return ERR_INVALID;
    }
    if (params_has(&q->form, "fail")) {
        return fault_at(ctx, "title", KEY("sign_in.password_short"));
    }
    return e;
}

static void add_one(void *work)
{
    ++*(int *)work;
}

static err slow(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    int mine = 41, *n = &mine;
    if (!later_run(q, ctx->arena, add_one, (void **)&n, sizeof *n)) {
        return ERR_BUSY;
    }
    buf_int(&r->body, *n);
    return OK;
}

static const struct route test_rows[] = {
    {.methods = METHOD_GET, .path = "/open", .flags = ROUTE_OPEN, .handle = tell_actor},
    {.methods = METHOD_GET, .path = "/anyone", .flags = ROUTE_SIGNED_IN, .handle = tell_actor},
    {.methods = METHOD_GET, .path = "/officer", .roles = ROLE_OFFICER, .handle = tell_actor},
    {.methods = METHOD_GET,
     .path = "/o/{organisation}/x",
     .roles = ROLES_READ,
     .handle = tell_actor},
    {.methods = METHOD_GET,
     .path = "/o/{organisation}/settings",
     .roles = ROLE_OPERATOR,
     .handle = tell_actor},
    {.methods = METHOD_POST,
     .path = "/o/{organisation}/x",
     .roles = ROLES_WORK,
     .handle = add_failure},
    {.methods = METHOD_GET | METHOD_POST, .path = "/slow", .flags = ROUTE_OPEN, .handle = slow},
    {0},
};

static int knock(struct test_db *t, struct knock k)
{
    k.rows = test_rows;
    return knock_at(t, k);
}

/* ---- stories
 * ---------------------------------------------------------------------------------------------- */

static void knows_people(struct test_db *t)
{
    house(t);
    assert_int_equal(knock(t, (struct knock){.target = "/open"}), 200);
    assert_str(buf_as_str(&reply.body), "-1 0 ");
    assert_int_equal(knock(t, (struct knock){.target = "/anyone", .session = "kari"}), 200);
    assert_str(buf_as_str(&reply.body), "1 12 ");
    assert_int_equal(knock(t, (struct knock){.target = "/anyone?x=1"}), 303);
    assert_str(header("Location"), "/sign-in?return=%2Fanyone%3Fx%3D1");
    assert_int_equal(knock(t, (struct knock){.target = "/anyone.json"}), 401);
    assert_int_equal(knock(t, (struct knock){.target = "/anyone", .session = "eve"}), 303);
    assert_int_equal(knock(t, (struct knock){.target = "/open", .bearer = "eve"}), 401);
    assert_int_equal(knock(t, (struct knock){.target = "/anyone", .bearer = "reads"}), 200);
}

void test_gate__knows_people_by_session_and_token(void **state)
{
    on_each_migrated(knows_people);
}

static void asks_roles(struct test_db *t)
{
    house(t);
    assert_int_equal(knock(t, (struct knock){.target = "/o/222222222/x", .session = "kari"}), 200);
    assert_str(buf_as_str(&reply.body), "1 12 222222222");
    assert_int_equal(knock(t, (struct knock){.target = "/o/222222222/settings", .session = "kari"}),
                     403);
    assert_int_equal(knock(t, (struct knock){.target = "/o/222222222/x", .session = "ola"}),
                     200); /* from above */
    assert_int_equal(knock(t, (struct knock){.target = "/o/111111111/x", .session = "kari"}),
                     404); /* not upwards */
    assert_int_equal(knock(t, (struct knock){.target = "/officer", .session = "kari"}), 200);
    assert_int_equal(knock(t, (struct knock){.target = "/officer", .session = "ola"}), 403);
}

void test_gate__asks_for_roles_in_that_very_body(void **state)
{
    on_each_migrated(asks_roles);
}

static void foreign_as_missing(struct test_db *t)
{
    house(t);
    assert_int_equal(knock(t, (struct knock){.target = "/o/999999999/x.json", .session = "kari"}),
                     404);
    str missing = buf_as_str(&reply.body);
    assert_int_equal(knock(t, (struct knock){.target = "/o/333333333/x.json", .session = "kari"}),
                     404); /* the grant has ended */
    assert_true(str_eq(buf_as_str(&reply.body), missing));
}

void test_gate__answers_alike_for_foreign_and_missing(void **state)
{
    on_each_migrated(foreign_as_missing);
}

static void sessions_end(struct test_db *t)
{
    house(t);
    now = NOW + 29 * MINUTE_MS;
    assert_int_equal(knock(t, (struct knock){.target = "/anyone", .session = "kari"}),
                     200); /* and is seen */
    now = NOW + 58 * MINUTE_MS;
    assert_int_equal(knock(t, (struct knock){.target = "/anyone", .session = "kari"}), 200);
    assert_int_equal(knock(t, (struct knock){.target = "/anyone", .session = "ola"}), 303);
    now = NOW + 58 * MINUTE_MS + 31 * MINUTE_MS;
    assert_int_equal(knock(t, (struct knock){.target = "/anyone", .session = "kari"}), 303);
    for (now = NOW, session_add(t, "busy", 1, NOW); now < NOW + 12 * HOUR_MS;
         now += 20 * MINUTE_MS) {
        assert_int_equal(knock(t, (struct knock){.target = "/anyone", .session = "busy"}), 200);
    }
    assert_int_equal(knock(t, (struct knock){.target = "/anyone", .session = "busy"}), 303);
    now = NOW;
    insert(t, "UPDATE person SET state = 'disabled' WHERE id = 2");
    assert_int_equal(knock(t, (struct knock){.target = "/anyone", .session = "ola"}), 303);
}

void test_gate__ends_idle_and_old_sessions_and_those_of_disabled_people(void **state)
{
    on_each_migrated(sessions_end);
}

static void form_token(struct test_db *t)
{
    house(t);
    struct knock k = {.method = METHOD_POST, .target = "/o/222222222/x", .session = "kari"};
    assert_int_equal(knock(t, k), 403);
    k.form = "form_token=wrong";
    assert_int_equal(knock(t, k), 403);
    k.form = "form_token=";
    assert_int_equal(knock(t, k), 403);
    k.form = "form_token=ft";
    k.fetch_site = "cross-site";
    assert_int_equal(knock(t, k), 403);
    assert_int_equal(failures(t), 0);
    k.fetch_site = "same-origin";
    assert_int_equal(knock(t, k), 200);
    assert_int_equal(failures(t), 1);
    k = (struct knock){
        .method = METHOD_POST, .target = "/o/222222222/x", .bearer = "writes", .form = "a=1"};
    assert_int_equal(knock(t, k), 200);
    k.bearer = "reads";
    assert_int_equal(knock(t, k), 403);
    assert_int_equal(failures(t), 2);
    k = (struct knock){.method = METHOD_POST, .target = "/slow", .origin = "http://evil.no"};
    assert_int_equal(knock(t, k), 403);
    k.origin = "https://a.no";
    assert_int_equal(knock(t, k), 200);
}

void test_gate__changes_nothing_for_a_form_from_elsewhere(void **state)
{
    on_each_migrated(form_token);
}

static void keeps_or_not(struct test_db *t)
{
    house(t);
    struct knock k = {.method = METHOD_POST,
                      .target = "/o/222222222/x",
                      .bearer = "writes",
                      .form = "rehearse=1"};
    assert_int_equal(knock(t, k), 200);
    k.form = "draw=1";
    assert_int_equal(knock(t, k), 422);
    assert_str(buf_as_str(&reply.body), "the form again");
    k.form = "fail=1";
    assert_int_equal(knock(t, k), 422);
    assert_true(str_contains(buf_as_str(&reply.body), STR("\"field\":\"title\"")));
    assert_string_equal(reply.type, "application/problem+json");
    assert_int_equal(failures(t), 0);
    k.form = "bad=%";
    assert_int_equal(knock(t, k), 400);
    k.target = "/o/222222222/x?lang=xx";
    k.form = "ok=1";
    assert_int_equal(knock(t, k), 200);
    assert_int_equal(failures(t), 1);
    assert_false(db_in_transaction(t->db));
}

void test_gate__keeps_what_went_well_and_nothing_else(void **state)
{
    on_each_migrated(keeps_or_not);
}

static void slow_work(struct test_db *t)
{
    house(t);
    struct later later = {0};
    struct knock k = {.target = "/slow", .later = &later};
    assert_int_equal(knock(t, k), 0);
    assert_int_equal(later.state, LATER_WANTED);
    assert_false(db_in_transaction(t->db));
    later.run(later.work);
    later.ran = true;
    later.state = LATER_DONE;
    later.ran = true;
    assert_int_equal(knock(t, k), 200);
    assert_str(buf_as_str(&reply.body), "42");
    later.state = LATER_REFUSED;
    assert_int_equal(knock(t, k), 503);
}

void test_gate__lets_slow_work_be_done_beside(void **state)
{
    on_each_migrated(slow_work);
}

static void headers_and_language(struct test_db *t)
{
    house(t);
    assert_int_equal(knock(t, (struct knock){.target = "/nowhere"}), 404);
    assert_true(str_starts(header("Content-Security-Policy"), "default-src 'none'"));
    assert_str(header("X-Content-Type-Options"), "nosniff");
    assert_str(header("Cache-Control"), "no-store");
    assert_int_equal(knock(t, (struct knock){.method = METHOD_DELETE, .target = "/slow"}), 405);
    assert_str(header("Allow"), "GET, HEAD, POST");
    knock(t, (struct knock){.target = "/nowhere.json", .accept_language = "nn-NO,nb;q=0.5"});
    assert_true(str_contains(buf_as_str(&reply.body), word(LANG_NN, "error.404.title")));
    knock(t, (struct knock){.target = "/open?lang=en"});
    assert_true(str_starts(header("Set-Cookie"), "lang=en;"));
}

void test_gate__sets_headers_and_speaks_the_askers_language(void **state)
{
    on_each_migrated(headers_and_language);
}
