/* hardship_test.c - many writers at once, memory that runs out, orders that must agree. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "db/backup.h"
#include "db/db_for_test.h"
#include "db/migrate.h"
#include "db/norwegian.h"
#include "db/search.h"
#include "lists.h"

#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <sys/stat.h>

enum { WRITERS = 4, TURNS = 50 };

struct writer {
    pthread_t thread;
    const char *address;
    err e;
};

/* A running number, taken as db.h says. */
static err take_number(struct db *db, int64_t *out)
{
    err e = db_begin_write(db);
    e = e ? e
          : db_int(db, "UPDATE number SET value = value + 1 WHERE id = 1 RETURNING value", NO_BINDS,
                   out);
    e = e ? e
          : db_run(db, "INSERT INTO taken (value) VALUES (:value)", BINDS(B_INT("value", *out)),
                   NULL);
    e = e ? e : db_commit(db);
    db_rollback(db);
    return e;
}

static void *write_much(void *p)
{
    struct writer *w = p;
    struct arena *a = arena_open();
    struct fault f;
    struct db *db = NULL;
    fault_init(&f, a);
    w->e = db_open(&db, w->address, &f);
    for (int i = 0; i < TURNS && !w->e; i++) {
        int64_t value = 0;
        w->e = take_number(db, &value);
    }
    db_close(db);
    arena_close(a);
    return NULL;
}

static void gives_each_number_once(struct test_db *t)
{
    struct writer writers[WRITERS];
    assert_ok(t,
              db_script(t->db, "CREATE TABLE number (id INTEGER PRIMARY KEY, value INTEGER) STRICT;"
                               "CREATE TABLE taken (value INTEGER UNIQUE) STRICT;"
                               "INSERT INTO number (id, value) VALUES (1, 0)"));
    for (int i = 0; i < WRITERS; i++) {
        writers[i] = (struct writer){.address = t->address};
        assert_int_equal(pthread_create(&writers[i].thread, NULL, write_much, &writers[i]), 0);
    }
    for (int i = 0; i < WRITERS; i++) {
        pthread_join(writers[i].thread, NULL);
        assert_int_equal(writers[i].e, OK);
    }
    int64_t n = 0;
    assert_ok(t, db_int(t->db, "SELECT count(*) FROM taken WHERE value BETWEEN 1 AND :most",
                        BINDS(B_INT("most", WRITERS * TURNS)), &n));
    assert_int_equal(n, WRITERS * TURNS);
}

void test_hardship__writers_at_once_never_get_one_number_twice(void)
{
    on_each_engine(gives_each_number_once);
}

static void sorts_alike(struct test_db *t)
{
    static const char *const parts[] = {"a", "A", "aa", "Aa", "b", "O", "w", "v",
                                        "t", "h", "1",  "12", "0", "-", " ", "_",
                                        "'", ".", "æ",  "Å",  "ä", "ü", "þ", "é"};
    uint64_t seed = 4;
    assert_ok(t, db_script(t->db, "CREATE TABLE name (name TEXT NOT NULL) STRICT"));
    assert_ok(t, db_begin_write(t->db));
    for (int i = 0; i < 1000; i++) {
        char text[64];
        size_t n = 0;
        for (int k = 0; k < 4; k++) {
            seed = seed * 6364136223846793005U + 1442695040888963407U;
            for (const char *p = parts[(seed >> 33) % (sizeof parts / sizeof *parts)]; *p; p++) {
                text[n++] = *p;
            }
        }
        assert_ok(t, db_run(t->db, "INSERT INTO name (name) VALUES (:name)",
                            BINDS(B_TEXT("name", str_n(text, n))), NULL));
    }
    assert_ok(t, db_commit(t->db));
    struct rows *r;
    assert_ok(
        t, db_query(t->db, "SELECT name FROM name ORDER BY name COLLATE norwegian", NO_BINDS, &r));
    str before = STR("");
    while (rows_next(r)) {
        str name = str_copy(t->arena, rows_text(r, 0));
        if (norwegian_compare(before, name) > 0) {
            print_error("\"%.*s\" before \"%.*s\"\n", STR_ARG(before), STR_ARG(name));
            fail();
        }
        before = name;
    }
    assert_ok(t, rows_end(r));
}

void test_hardship__both_engines_sort_as_our_own_comparison(void)
{
    on_each_engine(sorts_alike);
}

/* SQLite's memory, of which one piece is refused, or every one from there on. */
static sqlite3_mem_methods real;
static long refuse_at;
static bool refuse_on;

static bool refuses(void)
{
    bool is_here = refuse_at && --refuse_at == 0;
    refuse_at = is_here && refuse_on ? 1 : refuse_at;
    return is_here;
}

static void *meagre_malloc(int n)
{
    return refuses() ? NULL : real.xMalloc(n);
}

static void *meagre_realloc(void *p, int n)
{
    return refuses() ? NULL : real.xRealloc(p, n);
}

static void use_memory(const sqlite3_mem_methods *methods)
{
    sqlite3_shutdown();
    assert_int_equal(sqlite3_config(SQLITE_CONFIG_MALLOC, methods), SQLITE_OK);
    assert_int_equal(sqlite3_initialize(), SQLITE_OK);
}

static err store(struct test_db *t, const char *address, struct db **out)
{
    str text = STR("a text that is long enough to be copied by the engine when it is bound");
    err e = db_open(out, address, &t->fault);
    e = e ? e : db_begin_write(*out);
    for (int i = 0; i < 2; i++) {
        int64_t id;
        e = e ? e
              : db_int(*out, "INSERT INTO thing (name) VALUES (:name) RETURNING id",
                       BINDS(B_TEXT("name", text)), &id);
    }
    return e ? e : db_commit(*out);
}

static void use_meagre_memory(void)
{
    refuse_at = 0;
    refuse_on = false;
    sqlite3_shutdown();
    assert_int_equal(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real), SQLITE_OK);
    sqlite3_mem_methods meagre = real;
    meagre.xMalloc = meagre_malloc;
    meagre.xRealloc = meagre_realloc;
    use_memory(&meagre);
}

static err make_findable(struct test_db *t, int64_t id)
{
    err e = db_begin_write(t->db);
    e = e ? e : search_put(t->db, 1, "risk", id, STR("Brann i serverrommet"), STR("varsling"));
    e = e ? e : db_commit(t->db);
    db_rollback(t->db);
    return e;
}

/* On one connection, which goes on: lack of memory is told as that, the next write is taken, and
   the index is whole. */
static void goes_on_after(struct test_db *t, bool on)
{
    int64_t id = 0;
    for (long at = 1, tried = 1; tried; at++) {
        refuse_on = on;
        refuse_at = at;
        err e = make_findable(t, ++id);
        tried = on ? refuse_at == 1 : refuse_at == 0;
        refuse_at = 0;
        assert_true(e == OK || (tried && e == ERR_BUSY));
        test_db_forget(t);
        assert_ok(t, make_findable(t, ++id));
        str *problems;
        size_t n = 0;
        assert_ok(t, db_check(t->db, t->arena, &problems, &n));
        assert_int_equal(n, 0);
    }
    assert_true(id > 40);
}

void test_hardship__goes_on_after_a_lack_of_memory(void)
{
    struct test_db t;
    use_meagre_memory();
    test_db_open(&t, DB_SQLITE, NULL);
    assert_ok(&t, migrate(t.db, all_schema_steps, 1, NULL));
    goes_on_after(&t, false);
    goes_on_after(&t, true);
    test_db_close(&t);
    use_memory(&real);
}

void test_hardship__stores_all_or_nothing_when_memory_runs_out(void)
{
    struct test_db t;
    use_meagre_memory();
    test_db_open(&t, DB_SQLITE, NULL);
    assert_ok(
        &t,
        db_script(t.db, "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT"));
    int64_t expected = 0;
    int n_refused = 0;
    for (long at = 1;; at++) {
        struct db *db = NULL;
        refuse_at = at;
        err e = store(&t, t.address, &db);
        bool reached = refuse_at == 0;
        refuse_at = 0;
        db_close(db);
        test_db_forget(&t);
        int64_t n = -1, whole = -1;
        expected += e ? 0 : 2;
        n_refused += e != OK;
        assert_ok(&t, db_int(t.db, "SELECT count(*) FROM thing", NO_BINDS, &n));
        assert_ok(&t, db_int(t.db, "SELECT count(*) FROM thing WHERE length(name) = 70", NO_BINDS,
                             &whole));
        assert_int_equal(n, expected);
        assert_int_equal(whole, expected);
        if (!reached) {
            assert_int_equal(e, OK);
            break;
        }
    }
    assert_true(n_refused > 20);
    test_db_close(&t);
    use_memory(&real);
}

/* Does the file hold these bytes anywhere? */
static bool file_has(struct arena *a, const char *path, const char *text)
{
    struct stat s;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &s) != 0) {
        return false;
    }
    char *bytes = arena_alloc(a, (size_t)s.st_size + 1);
    assert_int_equal(read(fd, bytes, (size_t)s.st_size), s.st_size);
    close(fd);
    return str_contains(str_n(bytes, (size_t)s.st_size), str_of(text));
}

void test_hardship__nothing_erased_stays_in_the_file(void)
{
    struct test_db t;
    test_db_open(&t, DB_SQLITE, NULL);
    const char *path = t.address + 7;
    assert_ok(&t, migrate(t.db, all_schema_steps, 1, NULL));
    assert_ok(&t, db_begin_write(t.db));
    for (int i = 1; i <= 200; i++) {
        assert_ok(&t, search_put(t.db, 1, "risk", i, STR("Brann"), STR("serverrommet")));
    }
    assert_ok(&t, search_put(t.db, 1, "person", 1, STR("Kvitebjørnsen"), STR("Kvitebjørnsen")));
    assert_ok(&t, db_commit(t.db));
    assert_ok(&t, db_script(t.db, "PRAGMA wal_checkpoint(TRUNCATE)"));
    assert_true(file_has(t.arena, path, "kvitebjørn"));
    assert_ok(&t, db_begin_write(t.db));
    assert_ok(&t, search_drop(t.db, "person", 1));
    assert_ok(&t, search_purge(t.db));
    assert_ok(&t, db_commit(t.db));
    assert_ok(&t, db_script(t.db, "PRAGMA wal_checkpoint(TRUNCATE)"));
    assert_false(file_has(t.arena, path, "vitebjørn"));
    assert_false(file_has(t.arena, str_printf(t.arena, "%s-wal", path).p, "vitebjørn"));
    test_db_close(&t);
}

/* The server ends our connection, as when it is started anew. */
static void comes_back(struct test_db *t)
{
    if (db_engine(t->db) != DB_POSTGRES) {
        return;
    }
    int64_t process = 0, n = 0;
    assert_ok(t, db_begin_write(t->db));
    assert_ok(t, db_int(t->db, "SELECT pg_backend_pid()", NO_BINDS, &process));
    struct db *other = test_db_again(t);
    assert_ok(t, db_int(other, "SELECT pg_terminate_backend(CAST(:p AS int))",
                        BINDS(B_INT("p", process)), &n));
    db_close(other);
    assert_int_equal(db_int(t->db, "SELECT pg_backend_pid()", NO_BINDS, &n), ERR_BUSY);
    assert_int_equal(db_commit(t->db), ERR_BUSY);
    test_db_forget(t);
    assert_ok(t, db_begin_write(t->db));
    assert_ok(t, db_int(t->db, "SELECT pg_backend_pid()", NO_BINDS, &n));
    assert_true(n != process);
    assert_ok(t, db_commit(t->db));
}

void test_hardship__comes_back_when_the_server_was_away(void)
{
    on_each_engine(comes_back);
}
