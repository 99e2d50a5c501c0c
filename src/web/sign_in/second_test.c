/* second_test.c - the second factor: taken in use, asked for, good once, and got rid of. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/sign_in/second.h"
#include "web/sign_in/recovery.h"
#include "web/sign_in/second_for_test.h"

void test_totp__counts_as_rfc_6238_says(void **state)
{
    static const struct {
        int64_t at;
        const char *code;
    } told[] = {{59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
                {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
    str secret = STR("12345678901234567890");
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        int64_t now = told[i].at * SECOND_MS, step = told[i].at / TOTP_STEP_S;
        assert_int_equal(totp_step(secret, str_of(told[i].code), now), step);
        assert_int_equal(totp_step(secret, str_of(told[i].code), now + 30 * SECOND_MS), step);
        assert_int_equal(totp_step(secret, str_of(told[i].code), now + 60 * SECOND_MS), -1);
    }
    assert_int_equal(totp_step(secret, STR("28708"), 59000), -1);
    assert_int_equal(totp_step(secret, STR("2870820"), 59000), -1);
    assert_int_equal(totp_step(secret, STR("28708a"), 59000), -1);
    assert_int_equal(totp_step(secret, STR("-87082"), 59000), -1);
}

void test_totp__is_given_to_apps_as_they_read_it(void **state)
{
    struct arena *a = arena_open();
    assert_str(totp_text(a, STR("12345678901234567890")), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    assert_str(totp_text(a, STR("foob")), "MZXW6YQ");
    assert_str(
        totp_address(a, STR("kari+x@x.no"), STR("foob")),
        "otpauth://totp/Samstyr:kari%2Bx%40x.no?secret=MZXW6YQ&issuer=Samstyr&algorithm=SHA1&"
        "digits=6&period=30");
    arena_close(a);
}

/* ---- in a browser
 * ---------------------------------------------------------------------------------------- */

#define BY_PASSWORD "email=kari%40x.no&password=en+lang+setning+som+passord"

static void asked_for(struct test_db *t)
{
    struct place place;
    place_open(&place);
    browser_house(t);
    struct browser b = browser_of_kari(t, NULL), other = browser_of_kari(t, NULL);
    b.seal = other.seal = place.seal;
    str secret = app_taken_in_use(&b);
    const char *first = shown_code(&b, 0, "code="), *last = shown_code(&b, 9, "code=");
    assert_int_equal(browser_get(&other, "/me"), 303); /* signed out where it was not shown */
    assert_int_equal(browser_get(&b, "/me"), 200);
    assert_int_equal(browser_count(t, "SELECT count(*) FROM recovery_code"), RECOVERY_CODES);

    assert_int_equal(browser_post(&other, "/sign-in", BY_PASSWORD "&return_to=%2Fme"), 303);
    assert_str(browser_header(&other, "Location"), "/sign-in/second");
    assert_int_equal(browser_get(&other, "/me"), 303); /* half is not in */
    assert_int_equal(browser_get(&other, "/sign-in/second"), 200);
    /* the half minute of the confirmation is used up */
    assert_int_equal(browser_post(&other, "/sign-in/second", app_code(&other, secret, "code=")),
                     401);
    test_now += TOTP_STEP_S * SECOND_MS;
    assert_int_equal(browser_post(&other, "/sign-in/second", app_code(&other, secret, "code=")),
                     303);
    assert_str(browser_header(&other, "Location"), "/me");
    assert_int_equal(browser_get(&other, "/me"), 200);
    assert_false(other.second.p);

    /* nor twice, in another browser that has the password too */
    struct browser thief = {.t = t, .seal = place.seal};
    assert_int_equal(browser_post(&thief, "/sign-in", BY_PASSWORD), 303);
    assert_int_equal(browser_post(&thief, "/sign-in/second", app_code(&thief, secret, "code=")),
                     401);
    assert_int_equal(browser_post(&thief, "/sign-in/second", first), 303);
    assert_int_equal(browser_get(&thief, "/me"), 200);

    struct browser again = {.t = t, .seal = place.seal};
    assert_int_equal(browser_post(&again, "/sign-in", BY_PASSWORD), 303);
    assert_int_equal(browser_post(&again, "/sign-in/second", first), 401); /* once */
    assert_int_equal(browser_post(&again, "/sign-in/second", last), 303);
    assert_int_equal(
        browser_count(t, "SELECT count(*) FROM recovery_code WHERE used_at IS NOT NULL"), 2);
    place_close(&place);
}

void test_second__is_asked_for_and_each_code_is_good_once(void **state)
{
    on_each_migrated(asked_for);
}

static void waits(struct test_db *t)
{
    struct place place;
    place_open(&place);
    browser_house(t);
    struct browser b = browser_of_kari(t, NULL);
    b.seal = place.seal;
    str secret = app_taken_in_use(&b);
    struct browser late = {.t = t, .seal = place.seal};
    assert_int_equal(browser_post(&late, "/sign-in", BY_PASSWORD), 303);
    test_now += 10 * MINUTE_MS;
    assert_int_equal(browser_post(&late, "/sign-in/second", app_code(&late, secret, "code=")), 303);
    assert_str(browser_header(&late, "Location"), "/sign-in");
    assert_false(late.cookie.p);
    assert_int_equal(browser_get(&late, "/sign-in/second"), 303);
    assert_str(browser_header(&late, "Location"), "/sign-in");
    struct browser nobody = {.t = t, .seal = place.seal};
    assert_int_equal(browser_post(&nobody, "/sign-in/second", app_code(&nobody, secret, "code=")),
                     303);
    assert_false(nobody.cookie.p);
    /* shut out meanwhile */
    assert_int_equal(browser_post(&late, "/sign-in", BY_PASSWORD), 303);
    browser_run(t, "UPDATE person SET state = 'disabled' WHERE id = 1");
    assert_int_equal(browser_post(&late, "/sign-in/second", app_code(&late, secret, "code=")), 403);
    assert_false(late.cookie.p);
    place_close(&place);
}

void test_second__waits_ten_minutes_and_for_nobody_else(void **state)
{
    on_each_migrated(waits);
}

static void sealed(struct test_db *t)
{
    struct place place, elsewhere;
    place_open(&place);
    place_open(&elsewhere);
    browser_house(t);
    struct browser b = browser_of_kari(t, NULL);
    b.seal = place.seal;
    str secret = app_taken_in_use(&b), kept;
    assert_ok(t, db_text(t->db, t->arena, "SELECT secret FROM totp", NO_BINDS, &kept));
    assert_false(str_contains(kept, secret));
    assert_false(str_contains(kept, totp_text(t->arena, secret)));
    struct browser stolen = {.t = t, .seal = elsewhere.seal}; /* the database without its key */
    assert_int_equal(browser_post(&stolen, "/sign-in", BY_PASSWORD), 303);
    test_now += TOTP_STEP_S * SECOND_MS;
    assert_int_equal(browser_post(&stolen, "/sign-in/second", app_code(&stolen, secret, "code=")),
                     401);
    place_close(&place);
    place_close(&elsewhere);
}

void test_second__rests_under_a_key_outside_the_database(void **state)
{
    on_each_migrated(sealed);
}

static void proves(struct test_db *t)
{
    struct place place;
    place_open(&place);
    browser_house(t);
    browser_demands(t, ROLES_NONE, FACTOR_TOTP, 0);
    struct browser b = browser_of_kari(t, NULL);
    b.seal = place.seal;
    str secret = app_taken_in_use(&b);
    test_now += STEP_UP_MS;
    assert_int_equal(browser_post(&b, "/me/factors/totp/remove", ""), 403);
    assert_page_has(&b, "name=\"proof_code\"");
    assert_int_equal(browser_post(&b, "/me/factors/totp/remove", "proof_code=123456"), 403);
    const char *code = app_code(&b, secret, "proof_password=&proof_code=");
    assert_int_equal(browser_post(&b, "/me/factors/totp/remove", code), 303);
    assert_int_equal(browser_count(t, "SELECT count(*) FROM totp"), 0);
    assert_int_equal(browser_count(t, "SELECT count(*) FROM recovery_code"), 0);
    struct browser plain = browser_of_kari(t, NULL);
    assert_int_equal(browser_get(&plain, "/me"), 200);
    place_close(&place);
}

void test_second__proves_at_a_decision_too(void **state)
{
    on_each_migrated(proves);
}
