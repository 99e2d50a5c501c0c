/* connections_test.c - who has been too slow, and who may still come in. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "base/test.h"
#include "web/connections.h"
#include "web/sign_in/password.h"

#include <string.h>

static struct connection at(enum phase phase, int64_t expected)
{
    struct connection c = {.fd = -1};
    connection_enter(&c, phase, expected, 0);
    return c;
}

void test_connection__has_ten_seconds_for_a_header_whatever_trickles_in(void **state)
{
    struct connection c = at(PHASE_HEADER, 0);
    assert_false(connection_is_too_slow(&c, 10 * SECOND_MS));
    assert_true(connection_is_too_slow(&c, 10 * SECOND_MS + 1));
}

void test_connection__must_keep_a_body_flowing(void **state)
{
    struct connection c = at(PHASE_BODY, 1000000);
    c.got = 5 * 1024;
    assert_false(connection_is_too_slow(&c, 9 * SECOND_MS));
    assert_true(connection_is_too_slow(&c, 11 * SECOND_MS));
    c.got = 500000;
    assert_false(connection_is_too_slow(&c, 60 * SECOND_MS));
    assert_true(connection_is_too_slow(&c, 80 * SECOND_MS));
}

void test_connection__is_not_hurried_while_we_work(void **state)
{
    struct connection c = at(PHASE_WORK, 0);
    assert_false(connection_is_too_slow(&c, HOUR_MS));
}

void test_connections__count_by_address_but_not_this_machine(void **state)
{
    static struct connection some[CONNECTIONS_PER_ADDRESS];
    struct connections all = {.limit = 1000};
    for (size_t i = 0; i < CONNECTIONS_PER_ADDRESS; i++) {
        some[i] = (struct connection){.fd = -1, .address = "192.0.2.1"};
        assert_true(connections_admit(&all, "192.0.2.1"));
        connections_add(&all, &some[i], 0);
    }
    assert_false(connections_admit(&all, "192.0.2.1"));
    assert_true(connections_admit(&all, "192.0.2.2"));
    assert_true(connections_admit(&all, "127.0.0.1"));
    connections_remove(&all, &some[7]);
    assert_true(connections_admit(&all, "192.0.2.1"));
    assert_int_equal(all.n, CONNECTIONS_PER_ADDRESS - 1);
}

void test_connections__make_room_by_the_slowest(void **state)
{
    struct connections all = {.limit = 4};
    struct connection some[3] = {{.fd = -1}, {.fd = -1}, {.fd = -1}};
    for (int i = 0; i < 3; i++) {
        connections_add(&all, &some[i], 100 - i);
    }
    connection_enter(&some[2], PHASE_WORK, 0, 0); /* ours to finish, however old */
    assert_true(connections_evict(&all, 200));
    assert_true(some[1].closing);
    assert_false(some[0].closing || some[2].closing);
    connection_enter(&some[0], PHASE_ANSWER, 0, 200); /* has a while to read it, and no more */
    assert_false(connections_evict(&all, 4000));
    assert_true(connections_evict(&all, 6000));
    assert_true(some[0].closing);
}

void test_password__is_checked_against_its_hash_only(void **state)
{
    struct password_work w, check;
    password_work_init(&w, STR("en lang setning"), STR(""));
    password_hash(&w);
    assert_true(str_starts(str_of(w.stored), "$argon2id$v=19$m=19456,t=2,p=1$"));
    password_work_init(&check, STR("en lang setning"), str_of(w.stored));
    password_check(&check);
    assert_true(check.right);
    assert_int_equal(check.given[0], 0); /* wiped */
    password_work_init(&check, STR("en lang setninG"), str_of(w.stored));
    password_check(&check);
    assert_false(check.right);
    password_work_init(&check, STR(""), STR(""));
    password_check(&check);
    assert_false(check.right);
}

void test_password__is_long_and_otherwise_free(void **state)
{
    assert_non_null(password_refusal(STR("Kort1!")));
    assert_non_null(password_refusal(STR("ellevetegn1")));
    assert_null(password_refusal(STR("tolv tegn er")));
    assert_null(password_refusal(STR("æøåæøåæøåæøå")));
    assert_non_null(password_refusal(STR("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")));
    static char many[257];
    memset(many, 'a', 257);
    assert_null(password_refusal(str_n(many, 256)));
    assert_non_null(password_refusal(str_n(many, 257)));
}
