/* step_up_test.c - who decides is asked again, and what was filled in is there when the answer is
 * right. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/later.h"
#include "web/sign_in/attempts.h"
#include "web/sign_in/second_for_test.h"
#include "web/sign_in/step_up.h"

/* A decision: tells the form that reached it. */
static err decide(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    for (size_t i = 0; i < q->form.n; i++) {
        buf_printf(&r->body, "%.*s=%.*s;", STR_ARG(q->form.at[i].name),
                   STR_ARG(q->form.at[i].value));
    }
    return OK;
}

static void add_one(void *work)
{
    ++*(int *)work;
}

static err decide_slowly(struct ctx *ctx, const struct request *q, struct reply *r,
                         const void *data)
{
    int mine = 41, *n = &mine;
    if (!later_run(q, ctx->arena, add_one, (void **)&n, sizeof *n)) {
        return ERR_BUSY;
    }
    buf_int(&r->body, *n);
    return OK;
}

static const struct route decisions[] = {
    {.methods = METHOD_POST,
     .path = "/decide/slowly",
     .flags = ROUTE_SIGNED_IN | ROUTE_STEP_UP,
     .handle = decide_slowly},
    {.methods = METHOD_GET | METHOD_POST,
     .path = "/decide",
     .flags = ROUTE_SIGNED_IN | ROUTE_STEP_UP,
     .handle = decide},
    {.methods = METHOD_POST,
     .path = "/decide/blindly",
     .flags = ROUTE_SIGNED_IN | ROUTE_STEP_UP,
     .handle = decide},
    {0},
};

#define PROOF "&proof_password=en+lang+setning+som+passord&proof_user=kari%40x.no"

static void asks_again(struct test_db *t)
{
    browser_house(t);
    struct browser b = browser_of_kari(t, decisions);
    assert_int_equal(browser_post(&b, "/decide", "reason=first"), 200);
    test_now += STEP_UP_MS;
    assert_int_equal(browser_get(&b, "/me"), 200); /* reading is not deciding */
    assert_int_equal(browser_post(&b, "/decide?x=1", "reason=a%0D%0A%22b%22+%C3%A6&id=1&id=2"),
                     403);
    assert_page_has(&b, "action=\"/decide?x=1\"");
    assert_page_has(&b, "name=\"reason\" value=\"a\r\n&#34;b&#34; \xc3\xa6\"");
    assert_page_has(&b, "name=\"id\" value=\"1\"");
    assert_page_has(&b, "name=\"id\" value=\"2\"");
    assert_page_has(&b, "name=\"proof_password\"");

    assert_int_equal(browser_post(&b, "/decide", "reason=again&proof_password=wrong&proof_user=x"),
                     403);
    assert_page_has(&b, "value=\"again\"");
    assert_page_has(&b, "data-focus");
    assert_int_equal(browser_count(t, "SELECT count(*) FROM sign_in_failure"), 2);

    assert_int_equal(browser_post(&b, "/decide", "reason=again" PROOF), 200);
    assert_true(str_starts(browser_page(&b), "reason=again;form_token="));
    assert_false(str_contains(browser_page(&b), STR("proof_")));
    test_now += STEP_UP_MS - 1;
    assert_int_equal(browser_post(&b, "/decide", "reason=soon"), 200);
    test_now += 1;
    assert_int_equal(browser_post(&b, "/decide", "reason=late"), 403);
}

void test_step_up__asks_again_and_keeps_what_was_filled_in(void **state)
{
    on_each_migrated(asks_again);
}

static void pages_lead_there_and_back(struct test_db *t)
{
    browser_house(t);
    struct browser b = browser_of_kari(t, decisions);
    test_now += STEP_UP_MS;
    assert_int_equal(browser_get(&b, "/decide?y=2"), 303);
    assert_str(browser_header(&b, "Location"), "/me/prove?return=%2Fdecide%3Fy%3D2");
    assert_int_equal(browser_get(&b, "/me/prove?return=%2Fdecide%3Fy%3D2"), 200);
    assert_page_has(&b, "name=\"return_to\" value=\"/decide?y=2\"");
    assert_int_equal(browser_post(&b, "/me/prove", "return_to=%2Fdecide%3Fy%3D2" PROOF), 303);
    assert_str(browser_header(&b, "Location"), "/decide?y=2");
    assert_int_equal(browser_get(&b, "/decide?y=2"), 200);
}

void test_step_up__a_page_is_led_to_the_question_and_back(void **state)
{
    on_each_migrated(pages_lead_there_and_back);
}

static void programs(struct test_db *t)
{
    browser_house(t);
    struct browser b = browser_of_kari(t, decisions);
    test_now += STEP_UP_MS;
    assert_int_equal(browser_ask(&b, METHOD_POST, "/decide.json", "reason=x"), 403);
    assert_page_has(&b, "urn:samstyr:problem:proof-needed");
}

void test_step_up__a_program_gets_a_problem_of_its_own_type(void **state)
{
    on_each_migrated(programs);
}

static void others(struct test_db *t)
{
    browser_house(t);
    struct browser kari = browser_of_kari(t, decisions), twin = browser_of_kari(t, decisions);
    test_now += STEP_UP_MS;
    assert_int_equal(browser_post(&kari, "/me/prove", "return_to=/" PROOF), 303);
    assert_int_equal(browser_post(&kari, "/decide", "reason=x"), 200);
    assert_int_equal(browser_post(&twin, "/decide", "reason=x"), 403);
    browser_run(t, "UPDATE person SET password = NULL");
    assert_int_equal(browser_post(&twin, "/decide", "reason=x" PROOF), 403);
}

void test_step_up__a_proof_opens_only_the_browser_where_it_was_given(void **state)
{
    on_each_migrated(others);
}

/* ---- other proofs than a password
 * ------------------------------------------------------------------------ */

static void by_code(struct test_db *t)
{
    struct place p;
    place_open(&p);
    browser_house(t);
    struct browser b = browser_of_kari(t, decisions);
    b.seal = p.seal;
    str secret = app_taken_in_use(&b);
    const char *paper = shown_code(&b, 0, "reason=x&proof_code=");
    test_now += STEP_UP_MS;
    assert_int_equal(browser_post(&b, "/decide", "reason=x"), 403);
    assert_page_has(&b, "name=\"proof_code\"");
    assert_page_has(&b, "name=\"proof_password\"");
    assert_int_equal(browser_post(&b, "/decide", "reason=x&proof_code=000000"), 403);
    assert_page_has(&b, "data-focus");
    assert_int_equal(browser_post(&b, "/decide", app_code(&b, secret, "reason=x&proof_code=")),
                     200);
    assert_page_has(&b, "reason=x;");

    test_now += STEP_UP_MS;
    browser_run(t, "UPDATE person SET password = NULL WHERE id = 1");
    assert_int_equal(browser_post(&b, "/decide", "reason=x"), 403);
    assert_false(str_contains(browser_page(&b), STR("name=\"proof_password\"")));
    assert_int_equal(browser_post(&b, "/decide", paper), 200); /* a code on paper is good once */
    test_now += STEP_UP_MS;
    assert_int_equal(browser_post(&b, "/decide", paper), 403);
    place_close(&p);
}

void test_step_up__a_code_from_the_app_or_on_paper_will_do(void **state)
{
    on_each_migrated(by_code);
}

static void by_nothing(struct test_db *t)
{
    browser_house(t);
    struct browser b = browser_of_kari(t, decisions);
    browser_run(t, "UPDATE person SET password = NULL WHERE id = 1");
    test_now += STEP_UP_MS;
    assert_int_equal(browser_get(&b, "/me/prove"), 200);
    assert_page_has(&b, "name=\"return_to\" value=\"/\"");
    assert_false(str_contains(browser_page(&b), STR("type=\"submit\"")));
}

void test_step_up__who_has_nothing_to_show_is_offered_nothing(void **state)
{
    on_each_migrated(by_nothing);
}

static void leads(struct test_db *t)
{
    browser_house(t);
    struct browser b = browser_of_kari(t, decisions);
    test_now += STEP_UP_MS;
    assert_int_equal(browser_post(&b, "/decide/blindly", "reason=x"), 403);
    assert_page_has(&b, "href=\"/\""); /* no page there to go back to */
    assert_page_has(&b, "action=\"/decide/blindly\"");
    assert_int_equal(browser_post(&b, "/me/prove", "a=1" PROOF), 303);
    assert_str(browser_header(&b, "Location"), "/");
    assert_int_equal(browser_ask(&b, METHOD_POST, "/me/prove.json", "a=1"), 204);
}

void test_step_up__leads_home_when_there_is_nowhere_else(void **state)
{
    on_each_migrated(leads);
}

void test_step_up__a_file_cannot_wait_for_the_proof(void **state)
{
    struct arena *a = arena_open();
    struct ctx ctx;
    struct reply r;
    struct request q = {
        .method = METHOD_POST, .path = STR("/import"), .raw_query = STR(""), .n_uploads = 1};
    ctx_init(&ctx, a, NULL, TEST_NOW);
    reply_init(&r, a);
    step_up_ask(&ctx, &q, &r, true);
    assert_int_equal(r.status, 303);
    assert_str(r.headers[0].value, "/me/prove?return=%2Fimport");
    arena_close(a);
}

/* ---- slow, many, and failing
 * ------------------------------------------------------------------------------ */

/* What the helper thread does. */
static void worked(struct later *later)
{
    assert_int_equal(later->state, LATER_WANTED);
    later->run(later->work);
    later->ran = true;
    later->state = LATER_DONE;
}

static void beside(struct test_db *t)
{
    browser_house(t);
    struct browser b = browser_of_kari(t, decisions);
    struct later later = {0};
    test_now += STEP_UP_MS;
    b.later = &later;
    assert_int_equal(browser_post(&b, "/decide", "reason=x" PROOF), 0);
    worked(&later);
    browser_run(t, "UPDATE person SET password = 'another' WHERE id = 1"); /* meanwhile */
    assert_int_equal(browser_again(&b), 403);
    assert_page_has(&b, "value=\"x\"");

    browser_house_password(t);
    later = (struct later){0};
    assert_int_equal(browser_post(&b, "/decide", "reason=x" PROOF), 0);
    worked(&later);
    assert_int_equal(browser_again(&b), 200);
    assert_page_has(&b, "reason=x;");

    later = (struct later){0};
    test_now += STEP_UP_MS;
    assert_int_equal(browser_post(&b, "/decide/slowly", "reason=x" PROOF), 0);
    worked(&later);
    assert_int_equal(browser_again(&b),
                     0); /* the handler's own slow work comes after the proof's */
    worked(&later);
    assert_int_equal(browser_again(&b), 200);
    assert_page_has(&b, "42");
}

void test_step_up__a_password_is_checked_beside_and_must_be_the_one_still(void **state)
{
    on_each_migrated(beside);
}

static void too_many(struct test_db *t)
{
    browser_house(t);
    struct browser b = browser_of_kari(t, decisions);
    test_now += STEP_UP_MS;
    const char *wrong = "reason=x&proof_code=000000";
    for (int i = 0; i < ATTEMPTS_FREE_ACCOUNT; i++) {
        assert_int_equal(browser_post(&b, "/decide", wrong), 403);
    }
    int64_t before = browser_count(t, "SELECT count(*) FROM sign_in_failure");
    assert_int_equal(browser_post(&b, "/decide", "reason=x" PROOF), 403); /* even a right one */
    assert_page_has(&b, "value=\"x\"");
    assert_int_equal(browser_count(t, "SELECT count(*) FROM sign_in_failure"), before);
    test_now += ATTEMPTS_LONGEST_MS;
    assert_int_equal(browser_post(&b, "/decide", "reason=x" PROOF), 200);
}

void test_step_up__guesses_are_slowed_down(void **state)
{
    on_each_migrated(too_many);
}

static void fails(struct test_db *t)
{
    struct place p;
    place_open(&p);
    browser_house(t);
    struct browser b = browser_of_kari(t, decisions);
    b.seal = p.seal;
    app_taken_in_use(&b);
    test_now += STEP_UP_MS;
    const char *const tries[] = {"reason=x", "reason=x&proof_code=000000", ("reason=x" PROOF)};
    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        b.has_failed = true;
        for (b.fail_at = 1; b.has_failed; b.fail_at++) {
            browser_run(t, "DELETE FROM sign_in_failure; UPDATE session SET proved_at = 1");
            int status = browser_post(&b, "/decide", tries[i]);
            int64_t failures = browser_count(t, "SELECT count(*) FROM sign_in_failure");
            assert_true(status == (i == 2 ? 200 : 403) || (status == 500 && b.has_failed));
            assert_int_equal(failures, i == 1 && status == 403 ? 2 : 0);
            assert_true(status == 200 || !str_starts(browser_page(&b), "reason="));
            if (status == 403) { /* asked, with whatever could be found out */
                assert_page_has(&b, "name=\"reason\" value=\"x\"");
            }
        }
        assert_true(b.fail_at > 5);
    }
    place_close(&p);
}

void test_step_up__a_proof_counts_whole_or_not_at_all(void **state)
{
    on_each_migrated(fails);
}

/* SQLite has one writer: neither the proof nor the work is lost for it. */
void test_step_up__waits_for_the_lock_before_and_after_the_proof(void **state)
{
    struct test_db t;
    test_db_open_migrated(&t, DB_SQLITE, NULL);
    browser_house(&t);
    struct browser b = browser_of_kari(&t, decisions);
    struct later later = {0};
    struct db *other = test_db_again(&t);
    test_now += STEP_UP_MS;
    b.later = &later;
    assert_int_equal(browser_post(&b, "/decide", "reason=x" PROOF), 0);
    worked(&later);
    db_patience(t.db, 10);
    assert_ok(&t, db_begin_write(other));
    assert_int_equal(browser_again(&b), 0);
    assert_true(b.request.wants_lock);
    db_rollback(other);
    assert_int_equal(browser_again(&b), 200);
    assert_page_has(&b, "reason=x;");

    b.later = NULL;
    assert_int_equal(browser_count(&t, "SELECT count(*) FROM sign_in_failure"), 0);
    db_close(other);
    test_db_close(&t);
}
