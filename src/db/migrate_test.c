/* migrate_test.c - steps run once, in order, all or none; other programs' databases are left alone.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "db/db_for_test.h"
#include "db/migrate.h"

static const struct schema_step first[] = {
    {"2026-01-01-10-thing", "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT) STRICT;\n"
                            "INSERT INTO thing (name) VALUES ('a;b');"},
    {NULL, NULL},
};
static const struct schema_step second[] = {
    {"2026-01-01-10-thing", "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT) STRICT;\n"
                            "INSERT INTO thing (name) VALUES ('a;b');"},
    {"2026-02-01-10-other", "ALTER TABLE thing ADD COLUMN n INTEGER; UPDATE thing SET n = 5;"},
    {NULL, NULL},
};
static const struct schema_step failing[] = {
    {"2026-01-01-10-thing", "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT) STRICT;\n"
                            "INSERT INTO thing (name) VALUES ('a;b');"},
    {"2026-02-01-10-other", "ALTER TABLE thing ADD COLUMN n INTEGER; UPDATE thing SET n = 5;"},
    {"2026-03-01-10-wrong", "DELETE FROM thing; INSERT INTO nowhere VALUES (1);"},
    {NULL, NULL},
};
static const struct schema_step changed[] = {
    {"2026-01-01-10-thing", "CREATE TABLE thing (id INTEGER PRIMARY KEY) STRICT;"},
    {NULL, NULL},
};

static int64_t number(struct test_db *t, const char *sql)
{
    int64_t n = -1;
    assert_ok(t, db_int(t->db, sql, NO_BINDS, &n));
    return n;
}

static void runs_each_step_once(struct test_db *t)
{
    int n = -1;
    assert_int_equal(migrate_check(t->db, first), ERR_STALE);
    test_db_forget(t);
    assert_ok(t, migrate(t->db, first, 1000, &n));
    assert_int_equal(n, 1);
    assert_ok(t, migrate(t->db, first, 2000, &n));
    assert_int_equal(n, 0);
    assert_ok(t, migrate_check(t->db, first));
    assert_int_equal(migrate_check(t->db, second), ERR_STALE);
    assert_string_equal(t->fault.key, "db.step_waiting");
    test_db_forget(t);
    assert_ok(t, migrate(t->db, second, 3000, &n));
    assert_int_equal(n, 1);
    assert_int_equal(number(t, "SELECT n FROM thing WHERE name = 'a;b'"), 5);
    assert_int_equal(number(t, "SELECT sum(run_at) FROM schema_step"), 4000);
}

void test_migrate__runs_each_step_once(void)
{
    on_each_engine(runs_each_step_once);
}

static void leaves_old_data(struct test_db *t)
{
    int n = -1;
    assert_ok(t, migrate(t->db, first, 1000, NULL));
    assert_int_equal(migrate(t->db, failing, 2000, &n), ERR_BROKEN);
    assert_int_equal(n, 0);
    assert_string_equal(t->fault.key, "db.step_failed");
    assert_str(t->fault.args[0], "2026-03-01-10-wrong");
    assert_true(t->fault.detail.n > 0);
    test_db_forget(t);
    assert_false(db_in_transaction(t->db));
    assert_int_equal(number(t, "SELECT count(*) FROM thing"), 1);
    assert_int_equal(number(t, "SELECT count(*) FROM schema_step"), 1);
    assert_ok(t, migrate(t->db, second, 3000, &n)); /* the column is not there yet */
    assert_int_equal(n, 1);
}

void test_migrate__leaves_the_old_data_when_a_step_fails(void)
{
    on_each_engine(leaves_old_data);
}

static void refuses_others(struct test_db *t)
{
    assert_ok(t, migrate(t->db, second, 1000, NULL));
    assert_int_equal(migrate(t->db, first, 2000, NULL), ERR_CONFLICT);
    assert_string_equal(t->fault.key, "db.newer");
    test_db_forget(t);
    assert_int_equal(migrate_check(t->db, first), ERR_CONFLICT);
    test_db_forget(t);
    assert_int_equal(migrate(t->db, changed, 2000, NULL), ERR_CONFLICT);
    assert_string_equal(t->fault.key, "db.step_changed");
    test_db_forget(t);
    assert_ok(t, migrate_check(t->db, second));
}

void test_migrate__refuses_newer_databases_and_changed_steps(void)
{
    on_each_engine(refuses_others);
}
