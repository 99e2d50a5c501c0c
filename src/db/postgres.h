/* postgres.h - what the parts of the large engine share; nobody else includes it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DB_POSTGRES_H
#define DB_POSTGRES_H

#include "db/dialect.h"
#include "db/engine.h"

#include <libpq-fe.h>

#define LIBPQ(X)                                                                                   \
    X(clear)                                                                                       \
    X(cmdStatus)                                                                                   \
    X(cmdTuples)                                                                                   \
    X(connectdbParams)                                                                             \
    X(errorMessage)                                                                                \
    X(exec)                                                                                        \
    X(execParams)                                                                                  \
    X(execPrepared)                                                                                \
    X(finish)                                                                                      \
    X(ftype)                                                                                       \
    X(getisnull)                                                                                   \
    X(getlength)                                                                                   \
    X(getvalue)                                                                                    \
    X(host)                                                                                        \
    X(hostaddr)                                                                                    \
    X(ntuples)                                                                                     \
    X(port)                                                                                        \
    X(prepare)                                                                                     \
    X(resultErrorField)                                                                            \
    X(resultStatus)                                                                                \
    X(setNoticeProcessor)                                                                          \
    X(status)

/* libpq's functions, found once a process. */
extern struct libpq {
    void *library;
#define MEMBER(name) __typeof__(PQ##name) *name;
    LIBPQ(MEMBER)
#undef MEMBER
} pq;

/* Opens the library, unless it is open; false when it cannot be. */
bool libpq_load(struct fault *f);

enum { POSTGRES_BUCKETS = 512 };
/* Object identifiers of types, as in pg_type.dat. */
enum { OID_BOOL = 16, OID_BYTEA = 17, OID_INT8 = 20, OID_TEXT = 25 };

/* A statement that the server has prepared, or will when its types are known. */
struct statement {
    char *sql;    /* as it was given */
    char *theirs; /* as PostgreSQL takes it */
    size_t n_sql, n_names;
    uint64_t hash, used;
    str *names; /* of $1, $2 ..., pointing into sql */
    Oid *types;
    char name[16]; /* "" until it is prepared */
    int next;      /* in the bucket */
};

struct postgres {
    struct db db;
    PGconn *c;
    char *address; /* as it was given; it may hold a password */
    char
        *at[3]; /* host, its number and port where it was found; NULL on a socket of this machine */
    uint64_t tick;
    int n_statements;
    int buckets[POSTGRES_BUCKETS];
    struct statement *statements[DB_STATEMENTS];
};

/* The values of one run, all in binary: then nothing is copied and no byte is special. */
struct values {
    const char *p[DIALECT_NAMES];
    int n[DIALECT_NAMES], formats[DIALECT_NAMES];
    uint64_t numbers[DIALECT_NAMES];
    Oid types[DIALECT_NAMES];
};

struct postgres *postgres_of(struct db *db);
/* Zeroed; memory that runs out ends the process. */
void *postgres_alloc(size_t n);

/* The server's answer as ours, by SQLSTATE (PostgreSQL, appendix A). */
err postgres_trouble(struct postgres *p, const PGresult *r);
/* Takes the result in any case. A schema step that is the other engine's alone is empty here. */
err postgres_check(struct postgres *p, PGresult *r);
/* A connection that went is made anew where nothing was begun on it. */
err postgres_ready(struct postgres *p);

/* postgres_statement.c */
/* The statement of that text, from the cache or new in it; not prepared yet. */
err postgres_statement(struct postgres *p, const char *sql, struct statement **out);
err postgres_values(struct postgres *p, const struct statement *st, const struct bind *binds,
                    size_t n, struct values *v);
/* Prepares the statement for the types at hand, unless it is already. */
err postgres_statement_prepare(struct postgres *p, struct statement *st, const struct values *v);
/* Empties the cache. */
void postgres_statements_forget(struct postgres *p);
/* Those of the engine's table. */
err postgres_prepare(struct db *db, const char *sql);

/* postgres_rows.c: those of the engine's table */
err postgres_start(struct db *db, const char *sql, const struct bind *binds, size_t n, enum run run,
                   struct rows **out);
bool postgres_next(struct rows *r);
int64_t postgres_int(const struct rows *r, int column, int64_t none);
str postgres_text(const struct rows *r, int column);
str postgres_blob(const struct rows *r, int column);
bool postgres_null(const struct rows *r, int column);
err postgres_end(struct rows *r, int64_t *changed);

#endif
