/* gate_for_test.h - a house of three bodies behind a gate, and somebody who knocks; for tests. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_GATE_FOR_TEST_H
#define WEB_GATE_FOR_TEST_H

#include "base/clock.h"
#include "base/hash.h"
#include "db/db_for_test.h"
#include "web/gate.h"
#include "web/later.h"
#include "web/parse/query.h"

#define NOW ((int64_t)1795000000000)

/* The moment of the tests; time passes when a test says so. */
static int64_t now = NOW;

static inline int64_t gate_now(void)
{
    return now;
}

static inline void insert(struct test_db *t, const char *sql)
{
    assert_int_equal(db_script(t->db, sql), OK);
}

static inline void session_add(struct test_db *t, const char *secret, int64_t person,
                               int64_t seen_at)
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

static inline void token_add(struct test_db *t, const char *secret, const char *scopes)
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

/* Kari works in Under, Ola sees it from above; each has a session, and Kari two tokens. */
static inline void house(struct test_db *t)
{
    now = NOW;
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
    const struct route *rows; /* what addresses there are */
    enum method method;
    const char *target, *session, *bearer, *form, *fetch_site, *origin, *accept_language;
    const char *form_header, *authorization; /* the whole header, when it is not "Bearer ..." */
    const char *cookie;                      /* of language and colours */
    const char *host, *body_type;            /* of the form, when it is not a plain one */
    void (*error_page)(struct ctx *ctx, const struct request *q, struct reply *r);
    struct quota *quota;
    struct later *later;
    int64_t lock_wanted_at;
    volatile sig_atomic_t *stop;
    bool asleep, secure, others_wait, is_counted, is_body_read;
};

static struct reply reply;
static struct request asked; /* as the gate left it */

/* Knocks, and gives the status. */
static inline int knock_at(struct test_db *t, struct knock k)
{
    struct arena *a = t->arena;
    struct routes *routes = routes_new(a);
    routes_add(routes, k.rows);
    routes_done(routes);
    struct gate gate = {.routes = routes,
                        .db = t->db,
                        .now = gate_now,
                        .ready = !k.asleep,
                        .stop = k.stop,
                        .quota = k.quota,
                        .error_page = k.error_page};
    struct request q = {.method = k.method ? k.method : METHOD_GET,
                        .host = str_of(k.host ? k.host : "http://a.no"),
                        .later = k.later,
                        .secure = k.secure,
                        .others_wait = k.others_wait,
                        .is_counted = k.is_counted,
                        .is_body_read = k.is_body_read,
                        .lock_wanted_at = k.lock_wanted_at};
    bool has_ending;
    assert_int_equal(query_parse(a, str_of(k.target), &q, &has_ending), OK);
    q.fetch_site = str_of(k.fetch_site);
    q.origin = str_of(k.origin);
    q.accept_language = str_of(k.accept_language);
    q.form_header = str_of(k.form_header);
    q.cookie_lang = str_of(k.cookie);
    if (k.form) {
        q.body = str_of(k.form);
        q.body_type = q.content_type =
            str_of(k.body_type ? k.body_type : "application/x-www-form-urlencoded");
    }
    str cookie = k.session ? str_printf(a, "a=b; %s=%s", session_cookie_name(k.secure), k.session)
                           : STR_NONE;
    str bearer = k.bearer ? str_printf(a, "Bearer %s", k.bearer) : str_of(k.authorization);
    gate_answer(&gate, a, &q, cookie, bearer, &reply);
    asked = q;
    db_report_to(t->db, &t->fault);
    return reply.status;
}

static inline str header(const char *name)
{
    for (size_t i = 0; i < reply.n_headers; i++) {
        if (strcmp(reply.headers[i].name, name) == 0) {
            return reply.headers[i].value;
        }
    }
    return STR_NONE;
}

static inline int64_t failures(struct test_db *t)
{
    int64_t n = -1;
    assert_int_equal(db_int(t->db, "SELECT count(*) FROM sign_in_failure", NO_BINDS, &n), OK);
    return n;
}

#endif
