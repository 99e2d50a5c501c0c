/* sign_in_for_test.h - a house with two people and a browser at its gate, for the tests of signing
 * in. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_SIGN_IN_SIGN_IN_FOR_TEST_H
#define WEB_SIGN_IN_SIGN_IN_FOR_TEST_H

#include "base/clock.h"
#include "base/hash.h"
#include "db/db_for_test.h"
#include "db/engine.h"
#include "web/actor.h"
#include "web/gate.h"
#include "web/parse/query.h"
#include "web/sign_in/password.h"
#include "base/seal.h"
#include "web/sign_in/session.h"

#include "lists.h"

#define TEST_NOW ((int64_t)1795000000000)
#define KARIS_PASSWORD "en lang setning som passord"

/* The moment of the tests; time passes when a test says so. */
static int64_t test_now = TEST_NOW;

static inline int64_t test_clock(void)
{
    return test_now;
}

/* A browser: its cookies, and the answer that it got last. */
struct browser {
    struct test_db *t;
    const struct route *more; /* routes of the test's own; may be NULL */
    const char *network, *agent;
    bool secure;
    const struct seal *seal; /* may be NULL */
    struct later *later;     /* where slow work goes; may be NULL */
    int64_t fail_at;         /* this call of the database fails when the browser asks; 0: none */
    bool has_failed;         /* it was reached */
    str cookie, second; /* of the session, of a sign-in that waits; STR_NONE when there is none */
    struct gate gate;   /* where it asked last, */
    struct request request; /* and what, as the gate left it */
    struct reply reply;
};

static inline void browser_run(struct test_db *t, const char *sql)
{
    assert_int_equal(db_script(t->db, sql), OK);
}

static inline int64_t browser_count(struct test_db *t, const char *sql)
{
    int64_t n = -1;
    assert_int_equal(db_int(t->db, sql, NO_BINDS, &n), OK);
    return n;
}

/* Kari's password, as at first. */
static inline void browser_house_password(struct test_db *t)
{
    struct password_work w;
    password_work_init(&w, STR(KARIS_PASSWORD), STR(""));
    password_hash(&w);
    assert_int_equal(db_run(t->db, "UPDATE person SET password = :p WHERE id = 1",
                            BINDS(B_TEXT("p", str_of(w.stored))), NULL),
                     OK);
}

/* Kari, officer of a municipality with a password, and Ola without one. */
static inline void browser_house(struct test_db *t)
{
    test_now = TEST_NOW;
    browser_run(
        t, "INSERT INTO organisation (id, uuid, ref, number, name, level, created_at, updated_at) "
           "VALUES (1, 'o1', 1, '222222222', 'Under', 'municipality', 1, 1);"
           "INSERT INTO organisation_closure (ancestor_id, descendant_id, depth) VALUES (1, 1, 0);"
           "INSERT INTO person (id, uuid, organisation_id, ref, name, email, created_at, "
           "updated_at) VALUES (1, 'p1', 1, 1, 'Kari', 'kari@x.no', 1, 1), "
           "(2, 'p2', 1, 2, 'Ola', 'ola@x.no', 1, 1);"
           "INSERT INTO role_grant (id, uuid, organisation_id, ref, person_id, role, role_bit, "
           "subtree, created_at, updated_at) VALUES (1, 'g1', 1, 1, 1, 'officer', 4, 0, 1, 1)");
    browser_house_password(t);
}

/* The body demands a second factor of those roles, since the house was built. */
static inline void browser_demands(struct test_db *t, uint32_t roles, unsigned counts,
                                   int64_t grace_days)
{
    assert_int_equal(db_run(t->db,
                            "INSERT INTO sign_in_demand (organisation_id, roles, counts, "
                            "grace_days, since, version) VALUES (1, :roles, :counts, :grace, "
                            ":since, 1) ON CONFLICT (organisation_id) DO UPDATE SET "
                            "roles = excluded.roles, counts = excluded.counts, "
                            "grace_days = excluded.grace_days",
                            BINDS(B_INT("roles", roles), B_INT("counts", counts),
                                  B_INT("grace", grace_days), B_INT("since", TEST_NOW)),
                            NULL),
                     OK);
}

static inline str browser_header(const struct browser *b, const char *name)
{
    for (size_t i = 0; i < b->reply.n_headers; i++) {
        if (strcmp(b->reply.headers[i].name, name) == 0) {
            return b->reply.headers[i].value;
        }
    }
    return STR_NONE;
}

static inline str browser_page(const struct browser *b)
{
    return buf_as_str(&b->reply.body);
}

#define assert_page_has(b, what) browser_page_has((b), (what), __FILE__, __LINE__)

static inline void browser_page_has(const struct browser *b, const char *what, const char *file,
                                    int line)
{
    if (!str_contains(browser_page(b), str_of(what))) {
        print_error("has not: %s\n%.*s\n", what, STR_ARG(browser_page(b)));
        _fail(file, line);
    }
}

static inline void browser_keep_cookies(struct browser *b)
{
    for (size_t i = 0; i < b->reply.n_headers; i++) {
        str set = b->reply.headers[i].value, first;
        if (strcmp(b->reply.headers[i].name, "Set-Cookie") == 0 && str_split(&set, ';', &first)) {
            str *kept = str_contains(first, STR("samstyr_session="))  ? &b->cookie
                        : str_contains(first, STR("samstyr_second=")) ? &b->second
                                                                      : NULL;
            if (kept) {
                *kept = str_ends(first, "=") ? STR_NONE : str_copy(b->t->arena, first);
            }
        }
    }
}

/* What forms of the browser's session carry. */
static inline str browser_form_token(const struct browser *b)
{
    str token = STR_NONE;
    ptrdiff_t at = b->cookie.p ? str_index(b->cookie, '=') : -1;
    if (at >= 0) {
        unsigned char hash[SHA256_BYTES];
        sha256(str_slice(b->cookie, (size_t)at + 1, b->cookie.n), hash);
        assert_int_equal(db_text(b->t->db, b->t->arena,
                                 "SELECT form_token FROM session WHERE token_hash = :hash",
                                 BINDS(B_BLOB("hash", str_n((const char *)hash, sizeof hash))),
                                 &token),
                         OK);
    }
    return token;
}

/* The same question again, as the server asks it when slow work is done or a lock is free. */
static inline int browser_again(struct browser *b)
{
    b->t->db->fail_at = b->fail_at;
    gate_answer(&b->gate, b->t->arena, &b->request, b->request.cookies, STR_NONE, &b->reply);
    b->has_failed = b->fail_at && !b->t->db->fail_at;
    b->t->db->fail_at = 0;
    db_report_to(b->t->db, &b->t->fault);
    assert_false(db_in_transaction(b->t->db));
    browser_keep_cookies(b);
    return b->reply.status;
}

/* Asks, and gives the status; a form goes with the session's token, as from a page of ours. */
static inline int browser_ask(struct browser *b, enum method method, const char *target,
                              const char *form)
{
    struct arena *a = b->t->arena;
    struct routes *routes = routes_new(a);
    for (const struct route *const *table = all_routes; *table; table++) {
        routes_add(routes, *table);
    }
    routes_add(routes, b->more);
    routes_done(routes);
    b->gate = (struct gate){
        .routes = routes, .db = b->t->db, .now = test_clock, .seal = b->seal, .ready = true};
    b->request = (struct request){
        .method = method,
        .host = STR("https://samstyr.example"),
        .secure = b->secure,
        .cookies = str_printf(a, "%.*s; %.*s", STR_ARG(b->cookie), STR_ARG(b->second)),
        .later = b->later,
        .network = str_of(b->network ? b->network : "192.0.2.7"),
        .user_agent = str_of(b->agent ? b->agent : "Firefox/128.0 (Windows)")};
    bool has_ending;
    assert_int_equal(query_parse(a, str_of(target), &b->request, &has_ending), OK);
    if (form) {
        b->request.body = str_printf(a, "%s&form_token=%.*s", form, STR_ARG(browser_form_token(b)));
        b->request.body_type = b->request.content_type = STR("application/x-www-form-urlencoded");
    }
    return browser_again(b);
}

static inline int browser_get(struct browser *b, const char *target)
{
    return browser_ask(b, METHOD_GET, target, NULL);
}

static inline int browser_post(struct browser *b, const char *target, const char *form)
{
    return browser_ask(b, METHOD_POST, target, form);
}

/* Kari's browser, signed in by password. */
static inline struct browser browser_of_kari(struct test_db *t, const struct route *more)
{
    struct browser b = {.t = t, .more = more};
    assert_int_equal(
        browser_post(&b, "/sign-in", "email=kari%40x.no&password=en+lang+setning+som+passord"),
        303);
    assert_true(b.cookie.p != NULL);
    return b;
}

#endif
