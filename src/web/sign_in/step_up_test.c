/* step_up_test.c - who decides is asked again, and what was filled in is there when the answer is
 * right. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/sign_in/sign_in_for_test.h"

/* A decision: tells the form that reached it. */
static err decide(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    for (size_t i = 0; i < q->form.n; i++) {
        buf_printf(&r->body, "%.*s=%.*s;", STR_ARG(q->form.at[i].name),
                   STR_ARG(q->form.at[i].value));
    }
    return OK;
}

static const struct route decisions[] = {
    {.methods = METHOD_GET | METHOD_POST,
     .path = "/decide",
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
    on_each_engine(asks_again);
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
    on_each_engine(pages_lead_there_and_back);
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
    on_each_engine(programs);
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
    on_each_engine(others);
}
