/* db_for_test.h - a fresh database on each engine for a test's story. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DB_DB_FOR_TEST_H
#define DB_DB_FOR_TEST_H

#include "base/test.h"
#include "db/db.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct test_db {
    struct arena *arena;
    struct fault fault;
    struct db *db;
    char address[512]; /* to open a second connection to the same database */
    char folder[64], schema[64];
    const char *server; /* PostgreSQL's address without the test's schema */
};

/* Fails unless the call went well, and shows what the engine said. */
#define assert_ok(t, call) test_db_ok((t), (call), __FILE__, __LINE__)

static inline void test_db_ok(struct test_db *t, err e, const char *file, int line)
{
    if (e) {
        print_error("%s: %s: %.*s\n", err_name(e), t->fault.key ? t->fault.key : "(nothing told)",
                    STR_ARG(t->fault.detail));
        _fail(file, line);
    }
}

/* Forgets the trouble so far, so that the next one can be looked at. */
static inline void test_db_forget(struct test_db *t)
{
    fault_init(&t->fault, t->arena);
}

static inline struct db *test_db_again(struct test_db *t)
{
    struct db *db = NULL;
    assert_ok(t, db_open(&db, t->address, &t->fault));
    return db;
}

static inline void test_db_open(struct test_db *t, enum db_engine engine, const char *server)
{
    *t = (struct test_db){.arena = arena_open(), .server = server};
    fault_init(&t->fault, t->arena);
    if (engine == DB_SQLITE) {
        const char *tmp = getenv("TMPDIR");
        snprintf(t->folder, sizeof t->folder, "%.40s/samstyr-XXXXXX", tmp ? tmp : "/tmp");
        assert_non_null(mkdtemp(t->folder));
        snprintf(t->address, sizeof t->address, "sqlite:%s/t.db", t->folder);
    } else {
        /* Every file of tests has this function anew, so a counter here would begin anew too. */
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        snprintf(t->schema, sizeof t->schema, "test_%d_%lld_%ld", (int)getpid(),
                 (long long)now.tv_sec, now.tv_nsec);
        struct db *db = NULL;
        assert_ok(t, db_open(&db, server, &t->fault));
        assert_ok(t, db_script(db, str_printf(t->arena, "CREATE SCHEMA %s", t->schema).p));
        db_close(db);
        snprintf(t->address, sizeof t->address, "%.400s%coptions=-csearch_path%%3D%s", server,
                 strchr(server, '?') ? '&' : '?', t->schema);
    }
    t->db = test_db_again(t);
}

static inline void test_db_close(struct test_db *t)
{
    db_close(t->db);
    if (t->folder[0]) {
        static const char *const ends[] = {"", "-wal", "-shm"};
        for (size_t i = 0; i < 3; i++) {
            unlink(str_printf(t->arena, "%s/t.db%s", t->folder, ends[i]).p);
        }
        rmdir(t->folder);
    } else {
        struct db *db = NULL;
        assert_ok(t, db_open(&db, t->server, &t->fault));
        assert_ok(t, db_script(db, str_printf(t->arena, "DROP SCHEMA %s CASCADE", t->schema).p));
        db_close(db);
    }
    arena_close(t->arena);
}

/* Tells the story on SQLite, and on PostgreSQL when SAMSTYR_TEST_POSTGRES holds an address. */
static inline void on_each_engine(void (*story)(struct test_db *t))
{
    struct test_db t;
    test_db_open(&t, DB_SQLITE, NULL);
    story(&t);
    test_db_close(&t);
    const char *server = getenv("SAMSTYR_TEST_POSTGRES");
    if (!server || !*server) {
        print_message("skipped on postgresql: SAMSTYR_TEST_POSTGRES is not set\n");
        return;
    }
    test_db_open(&t, DB_POSTGRES, server);
    story(&t);
    test_db_close(&t);
}

#endif
