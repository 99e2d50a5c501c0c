/* gate_test.c - who comes through the gate, and what is kept of what they do; on each engine. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "base/hash.h"
#include "db/db_for_test.h"
#include "db/migrate.h"
#include "web/gate.h"
#include "web/later.h"
#include "web/parse/query.h"

#include "lists.h"

#define NOW ((int64_t)1795000000000)

static int64_t now = NOW;

static int64_t test_now(void)
{
    return now;
}

/* ---- a house of two bodies, and addresses to knock at
 * ---------------------------------------------------- */

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

static void insert(struct test_db *t, const char *sql)
{
    assert_int_equal(db_script(t->db, sql), OK);
}

static void session_add(struct test_db *t, const char *secret, int64_t person, int64_t seen_at)
{
    unsigned char hash[SHA256_BYTES];
    sha256(str_of(secret), hash);
    assert_int_equal(db_run(t->db,
                            "INSERT INTO session (token_hash, person_id, form_token, factors, "
                            "created_at, proved_at, seen_at, expires_at) "
                            "VALUES (:hash, :person, 'ft', 1, :seen, :seen, :seen, :expires)",
                            BINDS(B_BLOB("hash", str_n((const char *)hash, sizeof hash)),
                                  B_INT("person", person), B_INT("seen", seen_at),
                                  B_INT("expires", NOW + 12 * HOUR_MS)),
                            NULL),
                     OK);
}

static void token_add(struct test_db *t, const char *secret, const char *scopes)
{
    unsigned char hash[SHA256_BYTES];
    sha256(str_of(secret), hash);
    assert_int_equal(db_run(t->db,
                            "INSERT INTO token (token_hash, person_id, name, scopes, created_at) "
                            "VALUES (:hash, 1, 't', :scopes, 1)",
                            BINDS(B_BLOB("hash", str_n((const char *)hash, sizeof hash)),
                                  B_TEXT("scopes", str_of(scopes))),
                            NULL),
                     OK);
}

static void house(struct test_db *t)
{
    now = NOW;
    assert_int_equal(migrate(t->db, all_schema_steps, NOW, NULL), OK);
    insert(t,
           "INSERT INTO organisation (id, uuid, ref, number, name, level, created_at, updated_at) "
           "VALUES "
           "(1, 'o1', 1, '111111111', 'Over', 'state', 1, 1), (2, 'o2', 2, '222222222', 'Under', "
           "'municipality', 1, 1), "
           "(3, 'o3', 3, '333333333', 'Annen', 'municipality', 1, 1);"
           "INSERT INTO organisation_closure (ancestor_id, descendant_id, depth) VALUES (1, 1, 0), "
           "(2, 2, 0), (3, 3, 0), (1, 2, 1);"
           "INSERT INTO person (id, uuid, organisation_id, ref, name, email, created_at, "
           "updated_at) VALUES "
           "(1, 'p1', 2, 1, 'Kari', 'kari@x.no', 1, 1), (2, 'p2', 1, 1, 'Ola', 'ola@x.no', 1, 1);"
           "INSERT INTO role_grant (id, uuid, organisation_id, ref, person_id, role, role_bit, "
           "subtree, valid_from, valid_until, created_at, updated_at) "
           "VALUES (1, 'g1', 2, 1, 1, 'officer', 4, 0, NULL, NULL, 1, 1), (2, 'g2', 2, 2, 1, "
           "'employee', 8, 0, NULL, NULL, 1, 1), "
           "(3, 'g3', 3, 1, 1, 'officer', 4, 0, '2020-01-01', '2020-12-31', 1, 1), "
           "(4, 'g4', 1, 1, 2, 'auditor', 16, 1, NULL, NULL, 1, 1);");
    session_add(t, "kari", 1, NOW - MINUTE_MS / 2);
    session_add(t, "ola", 2, NOW);
    token_add(t, "reads", "read");
    token_add(t, "writes", "read write");
}

struct knock {
    enum method method;
    const char *target, *session, *bearer, *form, *fetch_site, *origin, *accept_language;
    struct later *later;
};

static struct reply reply;

/* Knocks, and gives the status. */
static int knock(struct test_db *t, struct knock k)
{
    struct arena *a = t->arena;
    struct routes *routes = routes_new(a);
    routes_add(routes, test_rows);
    routes_done(routes);
    struct gate gate = {.routes = routes, .db = t->db, .now = test_now, .ready = true};
    struct request q = {
        .method = k.method ? k.method : METHOD_GET, .host = STR("http://a.no"), .later = k.later};
    bool has_ending;
    assert_int_equal(query_parse(a, str_of(k.target), &q, &has_ending), OK);
    q.fetch_site = str_of(k.fetch_site);
    q.origin = str_of(k.origin);
    q.accept_language = str_of(k.accept_language);
    if (k.form) {
        q.body = str_of(k.form);
        q.body_type = q.content_type = STR("application/x-www-form-urlencoded");
    }
    str cookie = k.session ? str_printf(a, "a=b; samstyr_session=%s", k.session) : STR_NONE;
    str bearer = k.bearer ? str_printf(a, "Bearer %s", k.bearer) : STR_NONE;
    gate_answer(&gate, a, &q, cookie, bearer, &reply);
    return reply.status;
}

static str header(const char *name)
{
    for (size_t i = 0; i < reply.n_headers; i++) {
        if (strcmp(reply.headers[i].name, name) == 0) {
            return reply.headers[i].value;
        }
    }
    return STR_NONE;
}

static int64_t failures(struct test_db *t)
{
    int64_t n = -1;
    assert_int_equal(db_int(t->db, "SELECT count(*) FROM sign_in_failure", NO_BINDS, &n), OK);
    return n;
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
    on_each_engine(knows_people);
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
    on_each_engine(asks_roles);
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
    on_each_engine(foreign_as_missing);
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
    on_each_engine(sessions_end);
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
    on_each_engine(form_token);
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
    on_each_engine(keeps_or_not);
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
    on_each_engine(slow_work);
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
    on_each_engine(headers_and_language);
}
