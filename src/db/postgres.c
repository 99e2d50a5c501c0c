/* postgres.c - the large engine, through libpq, which is opened only when its address is given. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/hash.h"
#include "base/text.h"
#include "db/postgres.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct postgres *postgres_of(struct db *db)
{
    return (struct postgres *)db;
}

void *postgres_alloc(size_t n)
{
    void *p = calloc(1, n);
    if (!p) {
        fputs("samstyr: out of memory\n", stderr);
        abort();
    }
    return p;
}

err postgres_trouble(struct postgres *p, const PGresult *r)
{
    static const struct {
        const char *state; /* or its class, two characters */
        err code;
        const char *key;
    } answers[] = {
        {"23505", ERR_CONFLICT, KEY("db.unique")}, {"23503", ERR_CONFLICT, KEY("db.foreign")},
        {"55P03", ERR_BUSY, KEY("db.busy")},       {"57014", ERR_BUSY, KEY("db.costly")},
        {"40", ERR_BUSY, KEY("db.busy")},          {"53100", ERR_FULL, KEY("db.full")},
        {"53", ERR_BUSY, KEY("db.busy")},          {"57P", ERR_BUSY, KEY("db.busy")},
        {"08", ERR_BUSY, KEY("db.busy")},          {"54", ERR_TOO_BIG, KEY("db.too_big")},
        {"22021", ERR_INVALID, KEY("db.text")},
    };
    const char *state = r ? pq.resultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
    const char *words = pq.errorMessage(p->c);
    if (!state && pq.status(p->c) != CONNECTION_OK) {
        state = "08006"; /* the connection went; the next begin makes a new one */
    } else if (!r) {
        return db_no_memory(&p->db);
    }
    for (size_t i = 0; state && i < sizeof answers / sizeof *answers; i++) {
        if (strncmp(state, answers[i].state, strlen(answers[i].state)) == 0) {
            return db_trouble(&p->db, answers[i].code, answers[i].key, words);
        }
    }
    return db_trouble(&p->db, ERR_BROKEN, KEY("db.broken"), words);
}

err postgres_check(struct postgres *p, PGresult *r)
{
    ExecStatusType status = pq.resultStatus(r);
    bool is_good =
        status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
    err e = is_good ? OK : postgres_trouble(p, r);
    pq.clear(r);
    return e;
}

static err postgres_say(struct db *db, const char *sql)
{
    return postgres_check(postgres_of(db), pq.exec(postgres_of(db)->c, sql));
}

static void pass_over(void *p, const char *notice)
{
    (void)p;
    (void)notice;
}

#define LOCK_WAIT "'5s'"

/* What holds for the whole session; made again when a connection was lost. The collation is
   ICU's, as in norwegian.c; another process may make it at the same moment. */
static err settle(struct postgres *p)
{
    static const char settings[] =
        "SET lock_timeout = " LOCK_WAIT "; SET synchronous_commit = on; SET bytea_output = 'hex';"
        "SET standard_conforming_strings = on; SET timezone = 'UTC'; SET jit = off;";
    static const char utf8[] = "DO $$ BEGIN IF current_setting('server_encoding') <> 'UTF8' THEN"
                               " RAISE 'the database is not encoded in UTF8'; END IF; END $$";
    static const char collation[] =
        "DO $$ BEGIN"
        " IF NOT EXISTS (SELECT 1 FROM pg_collation WHERE collname = 'norwegian'"
        "                AND pg_collation_is_visible(oid)) THEN"
        "  CREATE COLLATION norwegian (provider = icu, locale = 'nb-u-kn-true');"
        " END IF;"
        " EXCEPTION WHEN unique_violation OR duplicate_object THEN NULL; END $$";
    pq.setNoticeProcessor(p->c, pass_over, NULL);
    char limit[64];
    snprintf(limit, sizeof limit, "SET statement_timeout = %d", p->db.limit_ms);
    err e = postgres_check(p, pq.exec(p->c, settings));
    e = e ? e : postgres_check(p, pq.exec(p->c, limit));
    e = e ? e : postgres_check(p, pq.exec(p->c, utf8));
    return e ? e : postgres_check(p, pq.exec(p->c, collation));
}

static void forget(char *secret)
{
    if (secret) {
        bytes_wipe(secret, strlen(secret));
        free(secret);
    }
}

static void postgres_close(struct db *db)
{
    struct postgres *p = postgres_of(db);
    postgres_statements_forget(p);
    pq.finish(p->c);
    forget(p->address);
    for (size_t i = 0; i < sizeof p->at / sizeof *p->at; i++) {
        free(p->at[i]);
    }
    free(p);
}

/* What comes later counts: the place where the server was found before. */
static PGconn *connection_to(const struct postgres *p)
{
    const char *const keys[] = {"dbname",
                                "client_encoding",
                                "fallback_application_name",
                                "connect_timeout",
                                "host",
                                "hostaddr",
                                "port",
                                NULL};
    const char *const values[] = {p->address, "UTF8",   "samstyr", "10",
                                  p->at[0],   p->at[1], p->at[2],  NULL};
    return pq.connectdbParams(keys, values, 1);
}

static char *copy_of(const char *text)
{
    size_t n = strlen(text) + 1;
    return memcpy(postgres_alloc(n), text, n);
}

/* Names are looked up once, while that is still allowed: in its cage a process makes a lost
   connection anew without asking a name server. The name stays with it, for the certificate. */
static void remember_place(struct postgres *p)
{
    const char *number = pq.hostaddr(p->c), *name = pq.host(p->c), *port = pq.port(p->c);
    if (!p->at[1] && number && *number && name && port) {
        p->at[0] = copy_of(name);
        p->at[1] = copy_of(number);
        p->at[2] = copy_of(port);
    }
}

/* The address may hold a password, so it is told to nobody. */
static err postgres_open(struct db **out, const char *address, struct fault *f)
{
    if (!libpq_load(f)) {
        return f->code;
    }
    struct postgres *p = postgres_alloc(sizeof *p);
    p->db = (struct db){.engine = &postgres_engine, .fault = f};
    p->address = copy_of(address);
    postgres_statements_forget(p);
    p->c = connection_to(p);
    err e = OK;
    if (pq.status(p->c) != CONNECTION_OK) {
        e = fault_tell(f, ERR_BUSY, KEY("db.open"), FAULT_LIST(STR("PostgreSQL")));
        fault_detail(f, "%s", pq.errorMessage(p->c));
    }
    e = e ? e : settle(p);
    if (e) {
        postgres_close(&p->db);
        return e;
    }
    remember_place(p);
    *out = &p->db;
    return OK;
}

err postgres_ready(struct postgres *p)
{
    if (pq.status(p->c) == CONNECTION_OK || p->db.transaction) {
        return OK;
    }
    postgres_statements_forget(p);
    PGconn *again = connection_to(p);
    pq.finish(p->c);
    p->c = again;
    return pq.status(p->c) == CONNECTION_OK ? settle(p) : postgres_trouble(p, NULL);
}

/* Should the connection be gone, the next one is settled so. */
static void postgres_time_limit(struct db *db)
{
    char sql[64];
    snprintf(sql, sizeof sql, "SET statement_timeout = %d", db->limit_ms);
    pq.clear(pq.exec(postgres_of(db)->c, sql));
}

static err postgres_begin(struct db *db, bool write)
{
    err e = postgres_ready(postgres_of(db));
    return e ? e
             : postgres_say(db, write ? "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
                                      : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
}

/* COMMIT of a failed transaction is answered by "ROLLBACK" without being an error. */
static err postgres_commit(struct db *db)
{
    struct postgres *p = postgres_of(db);
    PGresult *r = pq.exec(p->c, "COMMIT");
    if (pq.resultStatus(r) == PGRES_COMMAND_OK && strcmp(pq.cmdStatus(r), "COMMIT") != 0) {
        pq.clear(r);
        return db_trouble(db, ERR_BROKEN, KEY("db.broken"), "the engine has rolled back by itself");
    }
    return postgres_check(p, r);
}

/* A connection that does not go back is given up: the next transaction would go on in it. */
static void postgres_rollback(struct db *db)
{
    struct postgres *p = postgres_of(db);
    PGresult *r = pq.exec(p->c, "ROLLBACK");
    bool is_done = pq.resultStatus(r) == PGRES_COMMAND_OK;
    pq.clear(r);
    if (!is_done) {
        pq.finish(p->c);
        p->c = NULL;
    }
}

/* Two programs that start at once run the schema steps one after the other. */
static err postgres_lock_schema(struct db *db)
{
    return postgres_say(db, "SELECT pg_advisory_xact_lock(73616773747972)");
}

/* 0 would be for ever. */
static err postgres_row_wait(struct db *db, bool wait)
{
    return postgres_say(db, wait ? "SET LOCAL lock_timeout = " LOCK_WAIT
                                 : "SET LOCAL lock_timeout = '1ms'");
}

const struct engine postgres_engine = {
    .id = DB_POSTGRES,
    .name = "postgresql",
    .open = postgres_open,
    .close = postgres_close,
    .begin = postgres_begin,
    .commit = postgres_commit,
    .rollback = postgres_rollback,
    .say = postgres_say,
    .prepare = postgres_prepare,
    .start = postgres_start,
    .next = postgres_next,
    .get_int = postgres_int,
    .get_text = postgres_text,
    .get_blob = postgres_blob,
    .get_null = postgres_null,
    .end = postgres_end,
    .script = postgres_say,
    .lock_schema = postgres_lock_schema,
    .row_wait = postgres_row_wait,
    .time_limit = postgres_time_limit,
    .table_exists = "SELECT CASE WHEN to_regclass(:name) IS NULL THEN 0 ELSE 1 END",
};
