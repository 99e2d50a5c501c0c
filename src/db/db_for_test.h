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
    bool is_migrated;
};

/* Fails unless the call went well, and shows what the engine said. */
#define assert_ok(t, call) test_db_ok((t), (call), __FILE__, __LINE__)

void test_db_ok(struct test_db *t, err e, const char *file, int line);
/* Forgets the trouble so far, so that the next one can be looked at. */
void test_db_forget(struct test_db *t);
/* A second connection to the same database; the caller closes it. */
struct db *test_db_again(struct test_db *t);

/* An empty database; or one with the program's whole schema and not a row in it. To migrate takes
   most of a short test's time, so it is done once an engine: SQLite gets a copy of that file,
   PostgreSQL the same schema again after its rows are gone and its sequences set back, or a new one
   when the test changed more than rows. */
void test_db_open(struct test_db *t, enum db_engine engine, const char *server);
void test_db_open_migrated(struct test_db *t, enum db_engine engine, const char *server);
void test_db_close(struct test_db *t);

/* Tells the story on SQLite, and on PostgreSQL when SAMSTYR_TEST_POSTGRES holds an address; in an
   empty database, or a migrated one. */
void on_each_engine(void (*story)(struct test_db *t));
void on_each_migrated(void (*story)(struct test_db *t));

#endif
