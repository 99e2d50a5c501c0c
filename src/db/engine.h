/* engine.h - what sqlite.c and postgres.c promise to db.c; nobody else includes it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DB_ENGINE_H
#define DB_ENGINE_H

#include "db/db.h"

enum { DB_STATEMENTS = 256, DB_BUSY_MS = 5000 };

enum db_transaction { DB_NO_TRANSACTION, DB_READ, DB_WRITE };

/* How a statement is run: with copies of its values; with the values as they are, which stay until
   the rows end; with copies, for a result that may be longer than memory. */
enum run { RUN, RUN_LASTING, RUN_LONG };

/* One engine as a table of functions. Trouble is told by db_trouble, once, where it is found. */
struct engine {
    enum db_engine id;
    const char *name;
    err (*open)(struct db **out, const char *address, struct fault *f);
    void (*close)(struct db *db);
    err (*begin)(struct db *db, bool write);
    err (*commit)(struct db *db);
    void (*rollback)(struct db *db);
    /* Runs one of the words that move a transaction: savepoints. */
    err (*say)(struct db *db, const char *sql);
    /* Does the statement fit the schema? */
    err (*prepare)(struct db *db, const char *sql);
    /* A statement with its values, ready for the first row. */
    err (*start)(struct db *db, const char *sql, const struct bind *binds, size_t n, enum run run,
                 struct rows **out);
    bool (*next)(struct rows *r);
    int64_t (*get_int)(const struct rows *r, int column, int64_t none); /* NULL is none */
    str (*get_text)(const struct rows *r, int column);
    str (*get_blob)(const struct rows *r, int column);
    bool (*get_null)(const struct rows *r, int column);
    /* Gives the statement back; *changed gets the rows it changed. */
    err (*end)(struct rows *r, int64_t *changed);
    /* Several statements, already in this engine's dialect. */
    err (*script)(struct db *db, const char *sql);
    /* Inside a write transaction: nobody else changes the schema until it ends. */
    err (*lock_schema)(struct db *db);
    /* Whether other transactions' row locks are waited for until the end of this one. */
    err (*row_wait)(struct db *db, bool wait);
    /* limit_ms has changed. */
    void (*time_limit)(struct db *db);
    const char *table_exists; /* a question: 1 when there is a table :name, else 0 */
};

extern const struct engine sqlite_engine, postgres_engine;

/* The first member of each engine's own struct. */
struct db {
    const struct engine *engine;
    struct fault *fault; /* the work at hand, may be NULL */
    enum db_transaction transaction;
    err failed;      /* the transaction met this trouble: it can only go back */
    int64_t place;   /* the last of the rows that are locked in an order, in this transaction */
    int patience_ms; /* how long a writer waits for the lock */
    int limit_ms;    /* how long a statement may take; 0: as long as it likes */
    struct sb_stemmer *stemmer; /* see search.h */
    int64_t fail_at;            /* tests: this many calls or rows from now fails, 0 is never */
    bool fail_on;               /* tests: and every one after it */
};

/* The first member of each engine's open statement. */
struct rows {
    struct db *db;
    err e;
};

/* The connection itself, for backup.c. */
struct sqlite3 *sqlite_handle(struct db *db);

/* Tells the trouble to the fault of the work at hand and marks the transaction as failed. `words`
   is the engine's own text; it goes to the log and to nobody else. */
err db_trouble(struct db *db, err code, const char *key, const char *words);

/* The same for memory that is not there: the next one who asks may have it. */
err db_no_memory(struct db *db);

/* FNV-1a, eight bytes at a time: the key of a statement's text in the cache. */
uint64_t statement_hash(const char *sql, size_t n);

#endif
