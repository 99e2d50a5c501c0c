/* gate_trouble_test.c - what the gate makes of trouble: a database that fails or is taken, a
   handler that goes too far, somebody who calls too often. Nothing is half done, and each answer is
   whole. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "db/engine.h"
#include "trail/reading.h"
#include "web/gate_for_test.h"
#include "web/quota.h"

/* ---- addresses where trouble lives
 * ---------------------------------------------------------------------- */

static int64_t failures_so_far(struct ctx *ctx)
{
    int64_t n = 0;
    db_int(ctx->db, "SELECT count(*) FROM sign_in_failure", NO_BINDS, &n);
    return n;
}

static err keep_one(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    ctx->rehearsal = params_has(&q->form, "rehearse");
    reading_note(ctx, "risk", 2, failures_so_far(ctx), 1);
    buf_literal(&r->body, "written");
    return db_run(ctx->db, "INSERT INTO sign_in_failure (subject, at) VALUES ('test', 1)", NO_BINDS,
                  NULL);
}

static err read_secret(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    int64_t id = 0;
    str_to_int(params_get(&q->query, "id"), &id);
    reading_note(ctx, "risk", 2, id, 1);
    buf_literal(&r->body, "secret");
    if (params_has(&q->query, "refuse")) {
        r->status = 422; /* as a form that is drawn again around what there is */
        return ERR_INVALID;
    }
    return OK;
}

/* More than the answer may hold; with "refuse", as a form that is drawn again. */
static err flood(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    bool refuse = params_has(&q->query, "refuse");
    r->body.ceiling = 4;
    buf_literal(&r->body, "half");
    buf_literal(&r->body, " a page");
    r->status = refuse ? 422 : 200;
    return refuse ? ERR_INVALID : OK;
}

static err refuse_in_silence(struct ctx *ctx, const struct request *q, struct reply *r,
                             const void *data)
{
    r->status = 422;
    return ERR_INVALID;
}

static err refuse_row(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    fault_field(&ctx->fault, STR("title"), 12, KEY("form.required"), NULL, 0);
    return fault_field(&ctx->fault, STR("title"), 0, KEY("form.required"), NULL, 0);
}

static err ask_for_proof(struct ctx *ctx, const struct request *q, struct reply *r,
                         const void *data)
{
    return ctx_proved(ctx);
}

static err well(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    return OK;
}

/* Another transaction has what this one needs, or something else is not to be had now. */
static err busy(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    return params_has(&q->form, "locked")   ? fault(ctx, ERR_BUSY, "db.busy")
           : params_has(&q->form, "costly") ? fault(ctx, ERR_BUSY, "db.costly")
                                            : ERR_BUSY;
}

static err alive(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    buf_literal(&r->body, "alive");
    reply_header(r, "Cache-Control", STR("max-age=5"));
    return OK;
}

static const struct route trouble_rows[] = {
    {.methods = METHOD_POST,
     .path = "/o/{organisation}/x",
     .roles = ROLES_WORK,
     .handle = keep_one},
    {.methods = METHOD_GET,
     .path = "/o/{organisation}/secret",
     .roles = ROLES_READ,
     .handle = read_secret},
    {.methods = METHOD_GET, .path = "/flood", .flags = ROUTE_OPEN, .handle = flood},
    {.methods = METHOD_GET, .path = "/silent", .flags = ROUTE_OPEN, .handle = refuse_in_silence},
    {.methods = METHOD_GET, .path = "/row", .flags = ROUTE_OPEN, .handle = refuse_row},
    {.methods = METHOD_GET, .path = "/prove", .flags = ROUTE_OPEN, .handle = ask_for_proof},
    {.methods = METHOD_GET | METHOD_POST | METHOD_PUT,
     .path = "/well",
     .flags = ROUTE_OPEN,
     .handle = well},
    {.methods = METHOD_POST,
     .path = "/busy",
     .flags = ROUTE_OPEN | ROUTE_NO_FORM_TOKEN,
     .handle = busy},
    {.methods = METHOD_GET,
     .path = "/counted",
     .flags = ROUTE_OPEN | ROUTE_WRITES,
     .handle = keep_one},
    {.methods = METHOD_GET, .path = "/alive", .flags = ROUTE_OPEN | ROUTE_NO_WORK, .handle = alive},
    {.methods = METHOD_POST, .path = "/files", .flags = ROUTE_OPEN | ROUTE_UPLOAD, .handle = well},
    {.methods = METHOD_GET, .path = "/me", .flags = ROUTE_SIGNED_IN, .handle = well},
    {0},
};

static int knock(struct test_db *t, struct knock k)
{
    k.rows = trouble_rows;
    return knock_at(t, k);
}

static int64_t readings(struct test_db *t, int64_t thing)
{
    int64_t n = -1;
    assert_ok(t, db_int(t->db, "SELECT count(*) FROM event WHERE verb = 'read' AND thing_id = :id",
                        BINDS(B_INT("id", thing)), &n));
    return n;
}

/* ---- a database that fails
 * ------------------------------------------------------------------------------ */

/* Knocks while that call of the database fails, and with on each after it. False when there are
   fewer calls. Whatever happened, no transaction is left open. */
static bool knock_failing(struct test_db *t, struct knock k, int64_t at, bool on)
{
    assert_ok(t, db_run(t->db, "UPDATE session SET seen_at = :at", /* so that it is touched */
                        BINDS(B_INT("at", now - 2 * MINUTE_MS)), NULL));
    t->db->fail_at = at;
    t->db->fail_on = on;
    knock(t, k);
    bool reached = t->db->fail_at <= (on ? 1 : 0);
    t->db->fail_at = 0;
    t->db->fail_on = false;
    assert_false(db_in_transaction(t->db));
    return reached;
}

static void writes_all_or_nothing(struct test_db *t, struct knock k, bool on)
{
    sig_atomic_t *stop = (sig_atomic_t *)k.stop;
    int64_t at = 1, stops = 0;
    for (bool reached = true; reached; at++) {
        int64_t before = failures(t);
        reached = knock_failing(t, k, at, on);
        assert_true(reply.status == 200 || reply.status == 500);
        assert_int_equal(failures(t), before + (reply.status == 200));
        assert_true(reached || reply.status == 200);
        assert_true(reply.status == 200 || !str_contains(buf_as_str(&reply.body), STR("written")));
        if (stop) {
            assert_true(!*stop || reply.status == 500);
            stops += *stop;
            *stop = 0;
        }
    }
    assert_true(at > 6);
    assert_true(!stop || stops > 0); /* a worker whose commit failed opens the database anew */
}

static void writes_fail(struct test_db *t)
{
    house(t);
    volatile sig_atomic_t stop = 0;
    struct knock k = {.method = METHOD_POST,
                      .target = "/o/222222222/x",
                      .session = "kari",
                      .form = "form_token=ft"};
    writes_all_or_nothing(t, k, false);
    writes_all_or_nothing(t, k, true);
    k.stop = &stop;
    writes_all_or_nothing(t, k, false);
}

void test_gate__keeps_nothing_of_a_work_of_which_one_call_failed(void **state)
{
    on_each_migrated(writes_fail);
}

static void reads_all_or_nothing(struct test_db *t, int64_t first, const char *more, int status)
{
    int64_t at = 1;
    for (bool reached = true; reached; at++) {
        const char *target =
            str_printf(t->arena, "/o/222222222/secret?id=%lld%s", (long long)(first + at), more).p;
        reached = knock_failing(t, (struct knock){.target = target, .session = "kari"}, at, false);
        bool shown = str_contains(buf_as_str(&reply.body), STR("secret"));
        assert_true(shown == (reply.status == status));
        assert_int_equal(readings(t, first + at), shown);
        assert_true(reached || shown);
    }
    assert_true(at > 6);
}

static void readings_fail(struct test_db *t)
{
    house(t);
    reads_all_or_nothing(t, 0, "", 200);
    reads_all_or_nothing(t, 1000, "&refuse=1", 422);
}

void test_gate__shows_no_secret_whose_reading_was_not_written(void **state)
{
    on_each_migrated(readings_fail);
}

static void nowhere_fails(struct test_db *t)
{
    house(t);
    for (int64_t at = 1;
         knock_failing(t, (struct knock){.target = "/no", .session = "kari"}, at, false); at++) {
        assert_int_equal(reply.status, 404);
    }
    assert_int_equal(reply.status, 404);
}

void test_gate__an_address_that_leads_nowhere_does_so_without_a_database(void **state)
{
    on_each_migrated(nowhere_fails);
}

static void asleep(struct test_db *t)
{
    house(t);
    assert_int_equal(knock(t, (struct knock){.target = "/me", .session = "kari", .asleep = true}),
                     503);
    assert_str(header("Retry-After"), "1");
    assert_int_equal(knock(t, (struct knock){.target = "/no", .session = "kari", .asleep = true}),
                     404);
}

void test_gate__asks_to_come_back_while_the_database_is_not_ready(void **state)
{
    on_each_migrated(asleep);
}

/* ---- a database that is taken (SQLite has one writer)
 * --------------------------------------------------- */

void test_gate__stands_aside_while_another_writes_and_gives_up_in_time(void **state)
{
    struct test_db t;
    test_db_open_migrated(&t, DB_SQLITE, NULL);
    house(&t);
    struct db *other = test_db_again(&t);
    struct later later = {0};
    struct knock k = {.method = METHOD_POST,
                      .target = "/o/222222222/x",
                      .session = "kari",
                      .form = "form_token=ft",
                      .later = &later};
    assert_ok(&t, db_begin_write(other));
    assert_int_equal(knock(&t, k), 0);
    assert_true(asked.wants_lock);
    assert_true(asked.lock_wanted_at > 0);

    k.lock_wanted_at = steady_ms() - 5001;
    assert_int_equal(knock(&t, k), 503);
    assert_false(asked.wants_lock);
    assert_str(header("Retry-After"), "1");

    k.later = NULL; /* nobody is there to ask again */
    k.lock_wanted_at = 0;
    db_patience(t.db, 0);
    assert_int_equal(knock(&t, k), 503);
    assert_false(asked.wants_lock);

    k = (struct knock){.target = "/o/222222222/secret", .session = "kari", .later = &later};
    assert_int_equal(knock(&t, k), 0); /* what was read cannot be written down yet */
    assert_true(asked.wants_lock);

    db_rollback(other);
    assert_int_equal(knock(&t, k), 200);
    assert_ok(&t, db_begin_write(other));
    assert_int_equal(knock(&t, k), 200); /* it stands there already */
    assert_int_equal(readings(&t, 0), 1);
    db_rollback(other);
    db_close(other);
    assert_int_equal(failures(&t), 0);
    test_db_close(&t);
}

/* ---- a handler that goes too far
 * ------------------------------------------------------------------------ */

static void goes_too_far(struct test_db *t)
{
    house(t);
    assert_int_equal(knock(t, (struct knock){.target = "/flood"}), 413);
    assert_false(str_starts(buf_as_str(&reply.body), "half"));
    assert_int_equal(knock(t, (struct knock){.target = "/flood?refuse=1"}), 422);
    assert_false(str_starts(buf_as_str(&reply.body), "half"));
    assert_int_equal(knock(t, (struct knock){.target = "/silent.json"}), 422);
    assert_true(str_contains(buf_as_str(&reply.body), STR("urn:samstyr:problem:invalid")));
    assert_int_equal(knock(t, (struct knock){.target = "/prove"}), 403);
    assert_str(buf_as_str(&reply.body), "403\n");
    struct knock k = {.method = METHOD_POST,
                      .target = "/o/222222222/x",
                      .session = "kari",
                      .form = "form_token=ft&rehearse=1"};
    assert_int_equal(knock(t, k), 200);
    assert_int_equal(failures(t), 0);
}

void test_gate__gives_whole_answers_only(void **state)
{
    on_each_migrated(goes_too_far);
}

static void tells_rows(struct test_db *t)
{
    house(t);
    assert_int_equal(knock(t, (struct knock){.target = "/row.json?lang=en"}), 422);
    str body = buf_as_str(&reply.body);
    ptrdiff_t first = str_index(body, '[');
    assert_true(first > 0);
    assert_true(str_contains(body, STR("\"row\":12}")));
    assert_true(str_ends(body, "\"}]}")); /* a form has no rows */
}

void test_problem__names_the_row_that_was_refused(void **state)
{
    on_each_migrated(tells_rows);
}

/* ---- who calls too often, and what cannot be had now
 * ----------------------------------------------------- */

static void calls_too_often(struct test_db *t)
{
    house(t);
    struct quota *quota = quota_open(1);
    struct later later = {0};
    struct knock k = {.target = "/me.json", .session = "kari", .quota = quota};
    for (int i = 0; i < QUOTA_SAVED_SECONDS; i++) {
        assert_int_equal(knock(t, k), 200);
    }
    assert_int_equal(knock(t, k), 429);
    assert_str(header("Retry-After"), "1");
    assert_true(str_contains(buf_as_str(&reply.body), STR("urn:samstyr:problem:busy")));
    k.is_counted = true; /* asked again by the server: the same call */
    assert_int_equal(knock(t, k), 200);
    k.is_counted = false;
    k.session = "ola";
    assert_int_equal(knock(t, k), 200);
    assert_int_equal(knock(t, (struct knock){.target = "/well", .quota = quota}), 200);
    quota_close(quota);

    k = (struct knock){
        .method = METHOD_POST, .target = "/busy", .form = "locked=1", .later = &later};
    assert_int_equal(knock(t, k), 0);
    assert_true(asked.wants_lock);
    k.others_wait = true;
    assert_int_equal(knock(t, k), 0);
    k.form = "costly=1";
    assert_int_equal(knock(t, k), 503);
    assert_false(asked.wants_lock);
    k.form = "a=1";
    assert_int_equal(knock(t, k), 503);
}

void test_gate__tells_who_calls_too_often_when_to_come_back(void **state)
{
    on_each_migrated(calls_too_often);
}

static void drawn(struct ctx *ctx, const struct request *q, struct reply *r)
{
    buf_printf(&r->body, "drawn %s", ctx->fault.key ? ctx->fault.key : "without a word");
}

static void rows_say(struct test_db *t)
{
    house(t);
    static const enum method methods[] = {METHOD_PATCH, METHOD_DELETE, METHOD_PUT};
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        assert_int_equal(knock(t, (struct knock){.method = methods[i], .target = "/alive"}), 405);
        assert_str(header("Allow"), "GET, HEAD");
    }
    assert_int_equal(knock(t, (struct knock){.target = "/alive", .asleep = true}), 200);
    assert_str(header("Cache-Control"), "max-age=5");
    assert_int_equal(knock(t, (struct knock){.target = "/counted"}), 200);
    assert_int_equal(failures(t), 1); /* a GET whose row says that it writes */

    struct knock k = {.method = METHOD_POST,
                      .target = "/well",
                      .form = "x",
                      .body_type = "multipart/form-data",
                      .error_page = drawn};
    assert_int_equal(knock(t, k), 415);
    assert_str(buf_as_str(&reply.body), "drawn without a word");
    k.target = "/files";
    assert_int_equal(knock(t, k), 400);
    k.body_type = "text/plain"; /* nothing that we read, and nothing that we mind */
    assert_int_equal(knock(t, k), 200);
    k.body_type = "multipart/form-data";
    k.is_body_read = true; /* in an earlier call, with whatever came of it */
    assert_int_equal(knock(t, k), 200);
    k.body_type = "application/json";
    k.target = "/nowhere";
    assert_int_equal(knock(t, k), 404);
    assert_string_equal(reply.type, "application/problem+json");
}

void test_gate__does_what_a_row_says_and_no_more(void **state)
{
    on_each_migrated(rows_say);
}

void test_gate__has_words_for_every_status_of_what_never_came_as_far(void **state)
{
    static const int statuses[] = {400, 408, 413, 414, 431, 501, 503, 505};
    struct arena *a = arena_open();
    struct gate gate = {.now = gate_now};
    struct request q = {.method = METHOD_GET, .ending = ENDING_JSON};
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        gate_refuse(&gate, a, &q, statuses[i], &reply);
        if (str_contains(buf_as_str(&reply.body), STR("\"title\":\"request\"")) ||
            !word_has(str_printf(a, "error.%d.text", statuses[i]).p)) {
            fail_msg("%d", statuses[i]);
        }
    }
    gate_refuse(&gate, a, &q, 417, &reply); /* the library's own, which we would not have said */
    assert_true(str_contains(buf_as_str(&reply.body), STR("\"title\":\"request\"")));
    arena_close(a);
}

void test_gate__has_an_answer_for_what_never_came_as_far(void **state)
{
    struct arena *a = arena_open();
    struct routes *routes = routes_new(a);
    routes_add(routes, trouble_rows);
    routes_done(routes);
    struct gate gate = {.routes = routes, .now = gate_now};
    struct request q = {.method = METHOD_GET};
    gate_refuse(&gate, a, &q, 431, &reply);
    assert_int_equal(reply.status, 431);
    assert_str(buf_as_str(&reply.body), "431\n");
    q.ending = ENDING_JSON;
    gate_refuse(&gate, a, &q, 408, &reply);
    assert_int_equal(reply.status, 408);
    assert_true(str_contains(buf_as_str(&reply.body), STR("\"urn:samstyr:problem:request\"")));
    assert_str(header("Cache-Control"), "no-store");

    assert_int_equal(gate_ceiling(&gate, METHOD_POST, STR("/files")), 10 << 20);
    assert_int_equal(gate_ceiling(&gate, METHOD_POST, STR("/well")), 1 << 20);
    assert_int_equal(gate_ceiling(&gate, METHOD_POST, STR("/nowhere")), 1 << 20);
    arena_close(a);
}
