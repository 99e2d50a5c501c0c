/* db_test.c - what db.h promises, kept by both engines. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "db/db_for_test.h"
#include "db/engine.h"

#define N(list) (sizeof(list) / sizeof *(list))

static void make_things(struct test_db *t)
{
    assert_ok(t, db_script(t->db, "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT UNIQUE,"
                                  " n INTEGER, data BLOB, parent_id INTEGER REFERENCES thing (id)"
                                  ") STRICT;"));
}

static err add(struct db *db, const char *name, int64_t n)
{
    return db_run(db, "INSERT INTO thing (name, n) VALUES (:name, :n)",
                  BINDS(B_TEXT("name", str_of(name)), B_INT("n", n)), NULL);
}

static int64_t count(struct db *db)
{
    int64_t n = -1;
    assert_int_equal(db_int(db, "SELECT count(*) FROM thing", NO_BINDS, &n), OK);
    return n;
}

/* Longer than a portion, with other questions between the rows, and left in the middle. */
static void gives_long_results(struct test_db *t)
{
    enum { MANY = 1234 };
    struct rows *r;
    int64_t seen = 0;
    make_things(t);
    assert_ok(t, db_begin_write(t->db));
    assert_ok(t, db_run(t->db,
                        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
                        ":many) INSERT INTO thing (n) SELECT i FROM n",
                        BINDS(B_INT("many", MANY)), NULL));
    assert_ok(t, db_commit(t->db));
    assert_ok(t, db_begin_read(t->db));
    for (int times = 0; times < 2; times++) {
        assert_ok(t, db_query_long(t->db, "SELECT n FROM thing WHERE n > :low ORDER BY n",
                                   BINDS(B_INT("low", 1)), &r));
        for (seen = 1; rows_next(r); seen++) {
            assert_int_equal(rows_int(r, 0), seen + 1);
            if (seen % 400 == 0) {
                assert_int_equal(count(t->db), MANY);
            }
        }
        assert_int_equal(seen, MANY);
        assert_false(rows_next(r));
        assert_ok(t, rows_end(r));
    }
    assert_ok(t, db_query_long(t->db, "SELECT n FROM thing", NO_BINDS, &r));
    assert_true(rows_next(r));
    assert_ok(t, rows_end(r));
    assert_int_equal(db_query_long(t->db, "SELECT n FROM nothing", NO_BINDS, &r), ERR_BROKEN);
    db_rollback(t->db);
}

static void keeps_values(struct test_db *t)
{
    make_things(t);
    static const char bytes[] = {0, 1, (char)0xFF, '\'', '"', '\\', 0};
    str hard = STR("it's \"quoted\" :name -- /* $1 */ \\ æøå\n'");
    assert_ok(t,
              db_run(t->db, "INSERT INTO thing (id, name, n, data) VALUES (:id, :name, :n, :data)",
                     BINDS(B_INT("id", 7), B_TEXT("name", hard), B_INT("n", INT64_MIN),
                           B_BLOB("data", str_n(bytes, sizeof bytes))),
                     NULL));
    struct rows *r;
    assert_ok(t, db_query(t->db,
                          "SELECT id, name, n, data, parent_id, ':name', data IS NULL FROM thing"
                          " WHERE name = :name AND :name = name",
                          BINDS(B_INT("unused", 1), B_TEXT("name", hard)), &r));
    assert_true(rows_next(r));
    assert_int_equal(rows_int(r, 0), 7);
    assert_true(str_eq(rows_text(r, 1), hard));
    assert_true(rows_int(r, 2) == INT64_MIN);
    assert_int_equal(rows_blob(r, 3).n, sizeof bytes);
    assert_memory_equal(rows_blob(r, 3).p, bytes, sizeof bytes);
    assert_true(rows_null(r, 4));
    assert_int_equal(rows_int(r, 4), 0);
    assert_null(rows_text(r, 4).p);
    assert_null(rows_blob(r, 4).p);
    assert_str(rows_text(r, 5), ":name");
    assert_false(rows_null(r, 6));
    assert_int_equal(rows_int(r, 6), 0);
    assert_false(rows_next(r));
    assert_false(rows_next(r));
    assert_ok(t, rows_end(r));
}

void test_db__gives_long_results_in_portions(void)
{
    on_each_engine(gives_long_results);
}

void test_db__gives_back_what_was_stored(void)
{
    on_each_engine(keeps_values);
}

static void knows_null_and_empty(struct test_db *t)
{
    make_things(t);
    assert_ok(t, db_run(t->db,
                        "INSERT INTO thing (name, n, data, parent_id)"
                        " VALUES (:name, :n, :data, :parent)",
                        BINDS(B_TEXT("name", STR("")), B_INT_NULL("n"), B_BLOB("data", STR("")),
                              B_ID("parent", 0)),
                        NULL));
    assert_ok(t, db_run(t->db, "INSERT INTO thing (name, data) VALUES (:name, :data)",
                        BINDS(B_TEXT("name", STR_NONE), B_BLOB("data", STR_NONE)), NULL));
    struct rows *r;
    assert_ok(
        t, db_query(t->db, "SELECT name, n, data, parent_id FROM thing ORDER BY id", NO_BINDS, &r));
    assert_true(rows_next(r));
    assert_str(rows_text(r, 0), "");
    assert_true(rows_null(r, 1));
    assert_non_null(rows_blob(r, 2).p);
    assert_int_equal(rows_blob(r, 2).n, 0);
    assert_true(rows_null(r, 3));
    assert_true(rows_next(r));
    assert_true(rows_null(r, 0));
    assert_true(rows_null(r, 2));
    assert_ok(t, rows_end(r)); /* before the last row */
    int64_t n = 5;
    assert_ok(t, db_int(t->db, "SELECT n FROM thing WHERE id = 99", NO_BINDS, &n));
    assert_int_equal(n, 0);
    str s = STR("x");
    assert_ok(t,
              db_text(t->db, t->arena, "SELECT name FROM thing WHERE name IS NULL", NO_BINDS, &s));
    assert_null(s.p);
}

void test_db__tells_null_from_empty(void)
{
    on_each_engine(knows_null_and_empty);
}

static void refuses_what_is_not_text(struct test_db *t)
{
    make_things(t);
    static const str wrong[] = {
        {"a\0b", 3}, {"\xC3", 1}, {"plain text\xED\xA0\x80", 13}, {"\0", 1}};
    for (size_t i = 0; i < N(wrong); i++) {
        assert_int_equal(db_run(t->db, "INSERT INTO thing (name) VALUES (:name)",
                                BINDS(B_TEXT("name", wrong[i])), NULL),
                         ERR_INVALID);
        assert_string_equal(t->fault.key, "db.text");
        test_db_forget(t);
    }
    assert_int_equal(count(t->db), 0);
}

void test_db__refuses_text_that_is_not_utf8(void)
{
    on_each_engine(refuses_what_is_not_text);
}

static void gives_new_ids(struct test_db *t)
{
    make_things(t);
    for (int64_t i = 1; i <= 3; i++) {
        int64_t id = 0;
        assert_ok(t, db_int(t->db, "INSERT INTO thing (n) VALUES (:n) RETURNING id",
                            BINDS(B_INT("n", i)), &id));
        assert_int_equal(id, i);
    }
    int64_t changed = 0;
    assert_ok(t, db_run(t->db, "UPDATE thing SET n = n + 1 WHERE n >= :n", BINDS(B_INT("n", 2)),
                        &changed));
    assert_int_equal(changed, 2);
    int64_t sum = 0;
    assert_ok(t, db_int(t->db, "SELECT sum(n) FROM thing", NO_BINDS, &sum));
    assert_int_equal(sum, 8);
    assert_ok(t, db_int(t->db, "SELECT EXISTS (SELECT 1 FROM thing WHERE n = 4)", NO_BINDS, &sum));
    assert_int_equal(sum, 1);
}

void test_db__numbers_new_rows_and_counts_changed_ones(void)
{
    on_each_engine(gives_new_ids);
}

static void does_all_or_nothing(struct test_db *t)
{
    make_things(t);
    assert_ok(t, db_begin_write(t->db));
    assert_true(db_in_transaction(t->db));
    assert_ok(t, add(t->db, "a", 1));
    db_rollback(t->db);
    assert_false(db_in_transaction(t->db));
    assert_int_equal(count(t->db), 0);
    assert_ok(t, db_begin_write(t->db));
    assert_ok(t, add(t->db, "a", 1));
    assert_ok(t, db_commit(t->db));
    assert_int_equal(count(t->db), 1);
    db_rollback(t->db); /* nothing to take back */
    assert_int_equal(count(t->db), 1);
}

void test_db__does_all_or_nothing(void)
{
    on_each_engine(does_all_or_nothing);
}

static void refuses_to_commit_after_trouble(struct test_db *t)
{
    make_things(t);
    assert_ok(t, db_begin_write(t->db));
    assert_ok(t, add(t->db, "a", 1));
    assert_int_equal(add(t->db, "a", 2), ERR_CONFLICT);
    assert_string_equal(t->fault.key, "db.unique");
    assert_int_equal(add(t->db, "b", 3), ERR_CONFLICT);
    assert_int_equal(db_commit(t->db), ERR_CONFLICT);
    assert_false(db_in_transaction(t->db));
    assert_int_equal(count(t->db), 0);
}

void test_db__keeps_nothing_of_a_transaction_that_met_trouble(void)
{
    on_each_engine(refuses_to_commit_after_trouble);
}

static void goes_back_to_marks(struct test_db *t)
{
    make_things(t);
    assert_ok(t, db_begin_write(t->db));
    assert_ok(t, add(t->db, "a", 1));
    assert_ok(t, db_mark(t->db, "row"));
    assert_ok(t, add(t->db, "b", 2));
    assert_int_equal(add(t->db, "a", 3), ERR_CONFLICT);
    db_back_to(t->db, "row");
    test_db_forget(t);
    assert_ok(t, add(t->db, "c", 4));
    assert_ok(t, db_release(t->db, "row"));
    assert_ok(t, db_commit(t->db));
    str names = STR_NONE;
    assert_ok(t, db_text(t->db, t->arena,
                         "SELECT (SELECT name FROM thing WHERE n = 1) || (SELECT name FROM thing"
                         " WHERE n = 4) FROM thing WHERE NOT EXISTS (SELECT 1 FROM thing WHERE"
                         " name = 'b')",
                         NO_BINDS, &names));
    assert_str(names, "ac");
}

void test_db__goes_back_to_a_mark_after_trouble(void)
{
    on_each_engine(goes_back_to_marks);
}

static void refuses_changes_when_reading(struct test_db *t)
{
    make_things(t);
    assert_ok(t, db_begin_read(t->db));
    assert_int_equal(add(t->db, "a", 1), ERR_BROKEN);
    db_rollback(t->db);
    test_db_forget(t);
    assert_int_equal(count(t->db), 0);
}

void test_db__refuses_changes_in_a_read_transaction(void)
{
    on_each_engine(refuses_changes_when_reading);
}

static void sees_one_state(struct test_db *t)
{
    make_things(t);
    struct db *other = test_db_again(t);
    assert_ok(t, db_begin_read(t->db));
    assert_int_equal(count(t->db), 0);
    assert_ok(t, add(other, "a", 1));
    assert_int_equal(count(t->db), 0);
    assert_ok(t, db_commit(t->db));
    assert_int_equal(count(t->db), 1);
    db_close(other);
}

void test_db__reads_one_state_of_the_data(void)
{
    on_each_engine(sees_one_state);
}

static void names_the_trouble(struct test_db *t)
{
    make_things(t);
    assert_int_equal(
        db_run(t->db, "INSERT INTO thing (parent_id) VALUES (:p)", BINDS(B_INT("p", 99)), NULL),
        ERR_CONFLICT);
    assert_string_equal(t->fault.key, "db.foreign");
    assert_true(t->fault.detail.n > 0);
    test_db_forget(t);
    assert_int_equal(db_run(t->db, "SELECT nothing FROM nowhere", NO_BINDS, NULL), ERR_BROKEN);
    assert_string_equal(t->fault.key, "db.broken");
    test_db_forget(t);
    assert_int_equal(db_run(t->db, "SELECT id FROM thing WHERE n = :n", NO_BINDS, NULL),
                     ERR_BROKEN);
    test_db_forget(t);
    assert_int_equal(db_run(t->db, "SELECT 1; SELECT 2", NO_BINDS, NULL), ERR_BROKEN);
    test_db_forget(t);
    assert_int_equal(db_run(t->db, "", NO_BINDS, NULL), ERR_BROKEN);
    test_db_forget(t);
    assert_int_equal(count(t->db), 0);
}

void test_db__names_the_trouble(void)
{
    on_each_engine(names_the_trouble);
}

static void runs_more_statements_than_it_keeps(struct test_db *t)
{
    struct rows *open;
    assert_ok(t, db_query(t->db, "SELECT 0 WHERE 0 = :n", BINDS(B_INT("n", 0)), &open));
    for (int round = 0; round < 2; round++) {
        for (int64_t i = 1; i <= DB_STATEMENTS + 50; i++) {
            int64_t out = 0;
            const char *sql = str_printf(t->arena, "SELECT %d + :n", (int)i).p;
            assert_ok(t, db_int(t->db, sql, BINDS(B_INT("n", 1000)), &out));
            assert_int_equal(out, 1000 + i);
        }
    }
    assert_true(rows_next(open)); /* what runs is not thrown out */
    assert_ok(t, rows_end(open));
}

void test_db__runs_more_statements_than_it_keeps(void)
{
    on_each_engine(runs_more_statements_than_it_keeps);
}

static void copies_values(struct test_db *t)
{
    char text[] = "first";
    struct rows *r;
    assert_ok(t, db_query(t->db, "SELECT :s", BINDS(B_TEXT("s", str_of(text))), &r));
    memcpy(text, "other", 5);
    assert_true(rows_next(r));
    assert_str(rows_text(r, 0), "first");
    assert_ok(t, rows_end(r));
}

void test_db__copies_the_values_of_a_question(void)
{
    on_each_engine(copies_values);
}

static void asks_within_its_own_rows(struct test_db *t)
{
    make_things(t);
    for (int64_t i = 0; i < 4; i++) {
        assert_ok(t, add(t->db, str_printf(t->arena, "%d", (int)i).p, i / 2));
    }
    const char *sql = "SELECT id, name FROM thing WHERE n = :n ORDER BY id";
    struct rows *outer, *inner;
    int rows = 0;
    assert_ok(t, db_query(t->db, sql, BINDS(B_INT("n", 0)), &outer));
    while (rows_next(outer)) {
        assert_ok(t, db_query(t->db, sql, BINDS(B_INT("n", 1)), &inner));
        while (rows_next(inner)) {
            rows++;
            assert_true(rows_int(outer, 0) <= 2);
            assert_true(rows_int(inner, 0) > 2);
        }
        assert_ok(t, rows_end(inner));
    }
    assert_ok(t, rows_end(outer));
    assert_int_equal(rows, 4);
}

void test_db__asks_a_question_within_its_own_rows(void)
{
    on_each_engine(asks_within_its_own_rows);
}

static void sorts_as_people_here_do(struct test_db *t)
{
    static const char *const sorted[] = {"-x",        "9",   "10",   "a",  "A",      "Abel", "azur",
                                         "beredskap", "R-2", "R-10", "Z",  "Zimmer", "æ",    "Æra",
                                         "ø",         "Øy",  "å",    "Aa", "Åse",    "Aasen"};
    make_things(t);
    for (size_t i = N(sorted); i-- > 0;) {
        assert_ok(t, add(t->db, sorted[i], (int64_t)i));
    }
    struct rows *r;
    assert_ok(
        t, db_query(t->db, "SELECT name FROM thing ORDER BY name COLLATE norwegian", NO_BINDS, &r));
    for (size_t i = 0; i < N(sorted); i++) {
        assert_true(rows_next(r));
        assert_str(rows_text(r, 0), sorted[i]);
    }
    assert_ok(t, rows_end(r));
}

void test_db__sorts_as_people_here_do(void)
{
    on_each_engine(sorts_as_people_here_do);
}

void test_db__lets_a_second_writer_wait_and_then_refuses(void)
{
    struct test_db t;
    test_db_open(&t, DB_SQLITE, NULL);
    make_things(&t);
    struct db *other = test_db_again(&t);
    assert_ok(&t, db_begin_write(t.db));
    assert_ok(&t, add(t.db, "a", 1));
    int64_t began = clock_now();
    assert_int_equal(db_begin_write(other), ERR_BUSY);
    assert_string_equal(t.fault.key, "db.busy");
    assert_in_range(clock_now() - began, DB_BUSY_MS - 100, DB_BUSY_MS + 60000);
    assert_false(db_in_transaction(other));
    test_db_forget(&t);
    assert_int_equal(count(other), 0); /* a reader does not wait */
    assert_ok(&t, db_commit(t.db));
    assert_ok(&t, db_begin_write(other));
    assert_ok(&t, add(other, "b", 1));
    assert_ok(&t, db_commit(other));
    db_close(other);
    test_db_close(&t);
}

/* Each call fails in turn: two rows or none, whatever the place. */
static void fails_at_every_call(struct test_db *t)
{
    make_things(t);
    for (int64_t at = 1;; at++) {
        int64_t before = count(t->db);
        t->db->fail_at = at;
        bool done = db_begin_write(t->db) == OK && add(t->db, NULL, at) == OK &&
                    db_mark(t->db, "m") == OK && add(t->db, NULL, at) == OK &&
                    db_release(t->db, "m") == OK && db_commit(t->db) == OK;
        db_rollback(t->db);
        bool reached = t->db->fail_at == 0;
        t->db->fail_at = 0;
        test_db_forget(t);
        assert_int_equal(count(t->db), before + (done ? 2 : 0));
        if (!reached) {
            assert_int_equal(at, 9); /* two of the six calls look for rows as well */
            break;
        }
        assert_false(done);
    }
}

void test_db__does_nothing_by_halves_when_a_call_fails(void)
{
    on_each_engine(fails_at_every_call);
}

void test_db__refuses_addresses_it_does_not_know(void)
{
    struct arena *a = arena_open();
    struct fault f;
    static const char *const wrong[] = {"", "var/samstyr.db", "mysql://x",
                                        "sqlite:/nowhere/at/all.db"};
    for (size_t i = 0; i < N(wrong); i++) {
        struct db *db;
        fault_init(&f, a);
        assert_int_not_equal(db_open(&db, wrong[i], &f), OK);
        assert_null(db);
        assert_non_null(f.key);
    }
    arena_close(a);
}

static void ends_what_takes_too_long(struct test_db *t)
{
    int64_t n = 0;
    db_time_limit(t->db, 100);
    err e = db_int(t->db,
                   "WITH RECURSIVE up (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < "
                   "2000000000) SELECT count(*) FROM up",
                   NO_BINDS, &n);
    assert_int_equal(e, ERR_BUSY);
    assert_string_equal(t->fault.key, "db.costly");
    fault_init(&t->fault, t->arena);
    db_time_limit(t->db, 60000);
    assert_ok(t, db_int(t->db, "SELECT 7", NO_BINDS, &n));
    assert_int_equal(n, 7);
    db_time_limit(t->db, 0);
}

void test_db__ends_a_statement_that_takes_too_long(void **state)
{
    on_each_engine(ends_what_takes_too_long);
}
