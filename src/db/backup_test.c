/* backup_test.c - a copy made in the middle of work, and the way back. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "db/backup.h"
#include "db/db_for_test.h"
#include "db/migrate.h"

#include <sys/stat.h>

static const struct schema_step steps[] = {
    {"2026-01-01-10-thing", "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT) STRICT;"},
    {NULL, NULL},
};

static int64_t count(struct test_db *t, struct db *db)
{
    int64_t n = -1;
    assert_ok(t, db_int(db, "SELECT count(*) FROM thing", NO_BINDS, &n));
    return n;
}

static void add(struct test_db *t, struct db *db, int rows)
{
    assert_ok(t,
              db_run(db,
                     "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :n)"
                     " INSERT INTO thing (name) SELECT 'the name of thing number ' || i FROM n",
                     BINDS(B_INT("n", rows)), NULL));
}

struct meanwhile {
    struct test_db *t;
    struct db *other;
    int calls;
    int64_t done, total;
};

/* Another connection writes between two steps of the copy. */
static void write_meanwhile(void *p, int64_t done, int64_t total)
{
    struct meanwhile *m = p;
    m->calls++;
    m->done = done;
    m->total = total;
    if (m->calls < 5) {
        add(m->t, m->other, 1000);
    }
}

void test_backup__copies_one_state_while_others_write(void)
{
    struct test_db t;
    test_db_open(&t, DB_SQLITE, NULL);
    assert_ok(&t, migrate(t.db, steps, 1, NULL));
    add(&t, t.db, 100000);
    const char *path = str_printf(t.arena, "%s/copy.db", t.folder).p;
    struct meanwhile m = {&t, test_db_again(&t), 0, 0, 0};
    assert_ok(&t, db_backup_to(t.db, path, write_meanwhile, &m));
    assert_true(m.calls > 1);
    assert_int_equal(m.done, m.total);
    assert_true(count(&t, t.db) > 100000);
    struct stat s;
    assert_int_equal(stat(path, &s), 0);
    assert_int_equal(s.st_mode & 0777, 0600);

    assert_ok(&t, db_restore_from(t.db, path, NULL, NULL));
    assert_int_equal(count(&t, t.db), 100000);
    assert_int_equal(count(&t, m.other), 100000); /* the other connection sees it too */
    add(&t, m.other, 1);
    str *problems;
    size_t n;
    assert_ok(&t, db_check(t.db, t.arena, &problems, &n));
    assert_int_equal(n, 0);
    db_close(m.other);
    unlink(path);
    test_db_close(&t);
}

void test_backup__takes_no_other_file_for_a_backup(void)
{
    struct test_db t;
    test_db_open(&t, DB_SQLITE, NULL);
    assert_ok(&t, migrate(t.db, steps, 1, NULL));
    add(&t, t.db, 3);
    const char *path = str_printf(t.arena, "%s/other", t.folder).p;
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs("this is no database, though it is long enough to look like something", f);
    fclose(f);
    assert_int_equal(db_restore_from(t.db, path, NULL, NULL), ERR_INVALID);
    assert_string_equal(t.fault.key, "db.not_a_backup");
    test_db_forget(&t);
    unlink(path);
    assert_int_equal(db_restore_from(t.db, path, NULL, NULL), ERR_INVALID);
    test_db_forget(&t);
    assert_int_equal(db_backup_to(t.db, "/nowhere/at/all", NULL, NULL), ERR_BROKEN);
    test_db_forget(&t);
    assert_int_equal(count(&t, t.db), 3);
    test_db_close(&t);
}

static void finds_sound(struct test_db *t)
{
    str *problems;
    size_t n = 9;
    assert_ok(t, db_check(t->db, t->arena, &problems, &n));
    assert_int_equal(n, 0);
    if (db_engine(t->db) == DB_POSTGRES) {
        assert_int_equal(db_backup_to(t->db, "x", NULL, NULL), ERR_INVALID);
        assert_string_equal(t->fault.key, "db.use_pg_dump");
        return;
    }
    assert_ok(t, db_script(t->db,
                           "PRAGMA foreign_keys = OFF;"
                           "INSERT INTO organisation_closure VALUES (77, 78, 0);"
                           "INSERT INTO search (organisation_id, kind, thing_id, title, stemmed)"
                           " VALUES (1, 'risk', 1, 'x', 'x')"));
    assert_ok(t, db_check(t->db, t->arena, &problems, &n));
    assert_int_equal(n, 3);
}

void test_backup__says_what_is_wrong_in_a_database(void)
{
    on_each_migrated(finds_sound);
}
