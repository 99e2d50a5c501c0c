/* attempts_test.c - guessing becomes slow, and nobody is locked out by it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/sign_in/attempts.h"
#include "web/sign_in/sign_in_for_test.h"

#include <dlfcn.h>
#include <sodium.h>

#define WRONG "email=kari%40x.no&password=wrong+again+and+again"
#define NOBODY_THERE "email=nobody%40x.no&password=wrong+again+and+again"
#define RIGHT "email=kari%40x.no&password=en+lang+setning+som+passord"

void test_attempts__wait_twice_as_long_each_time_up_to_a_quarter(void **state)
{
    assert_int_equal(attempts_wait(0, 5), 0);
    assert_int_equal(attempts_wait(4, 5), 0);
    assert_int_equal(attempts_wait(5, 5), 1 * SECOND_MS);
    assert_int_equal(attempts_wait(6, 5), 2 * SECOND_MS);
    assert_int_equal(attempts_wait(10, 5), 32 * SECOND_MS);
    assert_int_equal(attempts_wait(15, 5), ATTEMPTS_LONGEST_MS);
    assert_int_equal(attempts_wait(INT64_MAX, 5), ATTEMPTS_LONGEST_MS);
}

static void guesses(struct test_db *t)
{
    browser_house(t);
    struct browser b = {.t = t};
    for (int i = 0; i < ATTEMPTS_FREE_ACCOUNT; i++) {
        assert_int_equal(browser_post(&b, "/sign-in", WRONG), 401);
    }
    assert_int_equal(browser_post(&b, "/sign-in", WRONG), 429);
    assert_int_equal(browser_post(&b, "/sign-in", RIGHT),
                     429); /* does not tell that it was right */
    struct browser other = {.t = t, .network = "198.51.100.9"};
    assert_int_equal(browser_post(&other, "/sign-in", RIGHT), 429); /* from elsewhere neither */
    test_now += SECOND_MS;
    assert_int_equal(browser_post(&b, "/sign-in", WRONG), 401);
    test_now += SECOND_MS;
    assert_int_equal(browser_post(&b, "/sign-in", RIGHT), 429);
    test_now += SECOND_MS;
    assert_int_equal(browser_post(&b, "/sign-in", RIGHT), 303);
    assert_int_equal(browser_count(t, "SELECT refused FROM signed_in"), 6);
    struct browser after = {.t = t};
    assert_int_equal(browser_post(&after, "/sign-in", WRONG), 401); /* begins anew */
}

void test_attempts__slow_down_by_account_and_never_lock_it(void **state)
{
    on_each_migrated(guesses);
}

static void networks(struct test_db *t)
{
    browser_house(t);
    struct browser b = {.t = t, .network = "2001:db8:7::1"};
    for (int i = 0; i < ATTEMPTS_FREE_NETWORK; i++) {
        const char *form = str_printf(t->arena, "email=p%d%%40x.no&password=wrong+again", i).p;
        b.network = str_printf(t->arena, "2001:db8:7:%x::%x", i + 1, i * 7 + 1).p;
        assert_int_equal(browser_post(&b, "/sign-in", form), 401);
    }
    b.network = "2001:db8:7:ffff::1";
    assert_int_equal(browser_post(&b, "/sign-in", RIGHT), 429);
    b.network = "2001:db8:8::1";
    assert_int_equal(browser_post(&b, "/sign-in", RIGHT), 303);
}

void test_attempts__one_network_is_one_however_many_addresses(void **state)
{
    on_each_migrated(networks);
}

/* Somebody fails beside us, and a clock was wrong by years: neither is ours to wait for. */
static void beside(struct test_db *t)
{
    browser_house(t);
    struct browser b = {.t = t};
    assert_int_equal(browser_post(&b, "/sign-in", WRONG), 401);
    browser_run(t, "UPDATE sign_in_failure SET at = at + 20");
    assert_int_equal(browser_post(&b, "/sign-in", WRONG), 401);
    for (int i = 2; i < ATTEMPTS_FREE_ACCOUNT; i++) {
        assert_int_equal(browser_post(&b, "/sign-in", WRONG), 401);
    }
    assert_int_equal(browser_post(&b, "/sign-in", RIGHT), 429);
    browser_run(t, "UPDATE sign_in_failure SET at = at + 315360000000");
    assert_int_equal(browser_post(&b, "/sign-in", RIGHT), 303);
}

void test_attempts__wait_for_no_failure_that_is_still_to_come(void **state)
{
    on_each_migrated(beside);
}

static void alike(struct test_db *t)
{
    browser_house(t);
    struct browser known = {.t = t, .network = "192.0.2.1"},
                   unknown = {.t = t, .network = "192.0.2.2"};
    for (int i = 0; i < ATTEMPTS_FREE_ACCOUNT + 2; i++) {
        int status = browser_post(&known, "/sign-in", WRONG);
        str page = str_copy(t->arena, browser_page(&known));
        assert_int_equal(browser_post(&unknown, "/sign-in", NOBODY_THERE), status);
        str other = browser_page(&unknown);
        /* the page repeats what was typed, and nothing else tells them apart */
        ptrdiff_t at = str_index(page, '@'), there = str_index(other, '@');
        assert_true(at > 0 && there > 0);
        assert_int_equal(page.n - 4, other.n - 6);
    }
}

/* In this program both stand before the library's own, and count what is asked of it. */
static int hashes;
static bool no_memory; /* for any of them */

int crypto_pwhash_str_alg(char out[crypto_pwhash_STRBYTES], const char *given, unsigned long long n,
                          unsigned long long passes, size_t memory, int algorithm)
{
    __typeof__(&crypto_pwhash_str_alg) own;
    *(void **)&own = dlsym(RTLD_NEXT, "crypto_pwhash_str_alg");
    hashes++;
    return no_memory ? -1 : own(out, given, n, passes, memory, algorithm);
}

int crypto_pwhash(unsigned char *const out, unsigned long long n_out, const char *const given,
                  unsigned long long n, const unsigned char *const salt, unsigned long long passes,
                  size_t memory, int algorithm)
{
    __typeof__(&crypto_pwhash) own;
    *(void **)&own = dlsym(RTLD_NEXT, "crypto_pwhash");
    hashes++;
    return no_memory ? -1 : own(out, n_out, given, n, salt, passes, memory, algorithm);
}

static int hashes_of(struct browser *b, const char *form)
{
    hashes = 0;
    assert_int_equal(browser_post(b, "/sign-in", form), 401);
    return hashes;
}

/* An account that is not there costs its hash too. Hashes are counted here, as a clock tells of the
 * machine's other work; script/bench signin measures the difference to the millisecond. */
static void as_slow(struct test_db *t)
{
    browser_house(t);
    struct browser b = {.t = t};
    assert_int_equal(hashes_of(&b, WRONG), 1);
    assert_int_equal(hashes_of(&b, NOBODY_THERE), 1);
    assert_int_equal(hashes_of(&b, "email=ola%40x.no&password=wrong+again"), 1);
}

/* Nobody was wrong: the right one is not called so, and neither counts as a try. */
static void counts_nothing(struct test_db *t)
{
    browser_house(t);
    struct browser b = {.t = t};
    no_memory = true;
    assert_int_equal(browser_post(&b, "/sign-in", RIGHT), 503);
    assert_int_equal(browser_post(&b, "/sign-in", NOBODY_THERE), 503);
    no_memory = false;
    int64_t failures = -1;
    assert_ok(t, db_int(t->db, "SELECT count(*) FROM sign_in_failure", NO_BINDS, &failures));
    assert_int_equal(failures, 0);
    assert_int_equal(browser_post(&b, "/sign-in", RIGHT), 303);
}

void test_attempts__count_nothing_when_there_is_no_memory_to_check(void **state)
{
    on_each_migrated(counts_nothing);
}

void test_attempts__take_as_long_for_an_account_that_is_not_there(void **state)
{
    on_each_migrated(as_slow);
}

void test_attempts__do_not_tell_whether_an_account_is_there(void **state)
{
    on_each_migrated(alike);
}
