/* sqlite.h - what the parts of the embedded engine share; nobody else includes it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DB_SQLITE_H
#define DB_SQLITE_H

#include "db/engine.h"

#include <sqlite3.h>

enum { SQLITE_BUCKETS = 512, SQLITE_NO_STATEMENT = -1 };

/* A prepared statement and, while it runs, its rows. */
struct statement {
    struct rows rows;
    sqlite3_stmt *stmt;
    char *sql;
    size_t n_sql;
    uint64_t hash, used; /* used: the tick of its latest start */
    char **names;        /* of its values, without the colon */
    int n_names;
    int next; /* in the bucket */
    bool running, stepped_out, kept, read_only;
};

struct sqlite {
    struct db db;
    sqlite3 *handle;
    sqlite3_stmt *rollback; /* ready, since the way back must be open without memory too */
    char *path;
    bool is_doubtful;      /* it met a lack of memory while it wrote: renewed before the next use */
    int64_t waiting_since; /* for the lock, microseconds */
    int64_t started;       /* the latest statement, microseconds */
    uint64_t tick;
    int n_statements;
    int buckets[SQLITE_BUCKETS];
    struct statement *statements[DB_STATEMENTS];
};

struct sqlite *sqlite_of(struct db *db);
/* SQLite's answer as ours. Trouble that made SQLite roll back by itself is told as what it is; the
   transaction counts as failed until db_rollback. */
err sqlite_trouble(struct sqlite *s, int code);
/* Microseconds since some moment. */
int64_t sqlite_clock(void);

/* sqlite_statement.c */
/* Empties the cache. */
void sqlite_statements_forget(struct sqlite *s);
/* Those of the engine's table. */
err sqlite_prepare(struct db *db, const char *sql);
err sqlite_start(struct db *db, const char *sql, const struct bind *binds, size_t n, enum run run,
                 struct rows **out);
bool sqlite_next(struct rows *r);
int64_t sqlite_int(const struct rows *r, int column, int64_t none);
str sqlite_text(const struct rows *r, int column);
str sqlite_blob(const struct rows *r, int column);
bool sqlite_null(const struct rows *r, int column);
err sqlite_end(struct rows *r, int64_t *changed);

#endif
