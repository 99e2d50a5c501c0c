/* db.c - the calls of db.h: transactions, what trouble does to them, and the way to the engine. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/text.h"
#include "db/dialect.h"
#include "db/engine.h"
#include "db/search.h"

#include <stdio.h>
#include <string.h>

err db_trouble(struct db *db, err code, const char *key, const char *words)
{
    if (db->transaction && !db->failed) {
        db->failed = code;
    }
    if (db->fault) {
        fault_tell(db->fault, code, key, NULL, 0);
        fault_detail(db->fault, "%s: %s", db->engine->name, words);
    }
    return code;
}

err db_no_memory(struct db *db)
{
    return db_trouble(db, ERR_BUSY, KEY("db.memory"), "no memory");
}

uint64_t statement_hash(const char *sql, size_t n)
{
    uint64_t h = 14695981039346656037U;
    for (; n >= 8; n -= 8, sql += 8) {
        uint64_t part;
        memcpy(&part, sql, 8);
        h = (h ^ part) * 1099511628211U;
        h ^= h >> 29;
    }
    for (; n; n--, sql++) {
        h = (h ^ (unsigned char)*sql) * 1099511628211U;
    }
    return h ^ h >> 32;
}

static err engine_open(struct db **out, const char *address, struct fault *f)
{
    if (strncmp(address, "sqlite:", 7) == 0) {
        return sqlite_engine.open(out, address + 7, f);
    }
    if (strncmp(address, "postgresql://", 13) == 0 || strncmp(address, "postgres://", 11) == 0) {
        return postgres_engine.open(out, address, f);
    }
    return fault_tell(f, ERR_INVALID, KEY("db.address"), FAULT_LIST(str_of(address)));
}

err db_open(struct db **out, const char *address, struct fault *f)
{
    struct db *db;
    *out = NULL;
    err e = engine_open(&db, address, f);
    if (e) {
        return e;
    }
    db->stemmer = search_open();
    if (!db->stemmer) {
        e = db_no_memory(db);
        db_close(db);
        return e;
    }
    *out = db;
    return OK;
}

void db_close(struct db *db)
{
    if (db) {
        db_rollback(db);
        search_close(db->stemmer);
        db->engine->close(db);
    }
}

enum db_engine db_engine(const struct db *db)
{
    return db->engine->id;
}

const char *db_engine_name(const struct db *db)
{
    return db->engine->name;
}

void db_report_to(struct db *db, struct fault *f)
{
    db->fault = f;
}

/* Trouble, if this is the call that a test wants to fail. */
static err fail_here(struct db *db)
{
    bool fails = db->fail_at && --db->fail_at == 0;
    db->fail_at = fails && db->fail_on ? 1 : db->fail_at;
    return fails ? db_trouble(db, ERR_BROKEN, KEY("db.broken"), "made to fail by a test") : OK;
}

/* Every call that may fail comes through here: after trouble a transaction can only go back. */
static err ready(struct db *db)
{
    if (db->failed) {
        return db_trouble(db, db->failed, KEY("db.broken"), "the transaction has failed already");
    }
    return fail_here(db);
}

static err begin(struct db *db, bool write)
{
    if (db->transaction) {
        return db_trouble(db, ERR_BROKEN, KEY("db.broken"), "a transaction inside a transaction");
    }
    err e = ready(db);
    if (!e) {
        e = db->engine->begin(db, write);
    }
    if (!e) {
        db->transaction = write ? DB_WRITE : DB_READ;
        db->place = INT64_MIN;
    }
    return e;
}

err db_begin_read(struct db *db)
{
    return begin(db, false);
}

int db_patience(struct db *db, int ms)
{
    int before = db->patience_ms;
    db->patience_ms = ms;
    return before;
}

void db_time_limit(struct db *db, int ms)
{
    db->limit_ms = ms;
    db->engine->time_limit(db);
}

err db_begin_write(struct db *db)
{
    return begin(db, true);
}

bool db_may_wait(struct db *db, int64_t place)
{
    if (place < db->place) {
        return false;
    }
    db->place = place;
    return true;
}

err db_row_wait(struct db *db, bool wait)
{
    err e = ready(db);
    return e ? e : db->engine->row_wait(db, wait);
}

err db_commit(struct db *db)
{
    if (!db->transaction) {
        return db_trouble(db, ERR_BROKEN, KEY("db.broken"), "commit outside a transaction");
    }
    err e = ready(db);
    if (!e) {
        e = db->engine->commit(db);
    }
    if (e) {
        db_rollback(db);
    }
    db->transaction = DB_NO_TRANSACTION;
    return e;
}

void db_rollback(struct db *db)
{
    if (db->transaction) {
        db->engine->rollback(db);
        db->transaction = DB_NO_TRANSACTION;
        db->failed = OK;
    }
}

bool db_in_transaction(const struct db *db)
{
    return db->transaction != DB_NO_TRANSACTION;
}

/* Marks are named by programmers: letters, digits and underscores. */
static err say_mark(struct db *db, const char *verb, const char *name)
{
    char sql[96];
    snprintf(sql, sizeof sql, "%s \"%.60s\"", verb, name);
    return db->engine->say(db, sql);
}

err db_mark(struct db *db, const char *name)
{
    err e = ready(db);
    return e ? e : say_mark(db, "SAVEPOINT", name);
}

/* When even this fails the transaction stays failed, and commit refuses. */
void db_back_to(struct db *db, const char *name)
{
    struct fault *fault = db->fault;
    db->failed = OK;
    db->fault = NULL;
    say_mark(db, "ROLLBACK TO SAVEPOINT", name);
    db->fault = fault;
}

err db_release(struct db *db, const char *name)
{
    err e = ready(db);
    return e ? e : say_mark(db, "RELEASE SAVEPOINT", name);
}

/* Text that both engines keep as it is: UTF-8 without zero bytes. */
static bool is_text(str s)
{
    size_t i = 0;
    uint64_t word;
    for (; i + 8 <= s.n; i += 8) {
        memcpy(&word, s.p + i, 8);
        if (word & 0x8080808080808080U) {
            break;
        }
    }
    return (s.n == 0 || !memchr(s.p, 0, s.n)) && str_is_utf8(str_slice(s, i, s.n), NULL);
}

static err start(struct db *db, const char *sql, const struct bind *binds, size_t n, enum run run,
                 struct rows **out)
{
    err e = ready(db);
    for (size_t i = 0; i < n && !e; i++) {
        if (binds[i].type == BIND_TEXT && !binds[i].null && !is_text(binds[i].s)) {
            e = db_trouble(db, ERR_INVALID, KEY("db.text"), binds[i].name);
        }
    }
    return e ? e : db->engine->start(db, sql, binds, n, run, out);
}

err db_query(struct db *db, const char *sql, const struct bind *binds, size_t n, struct rows **out)
{
    *out = NULL;
    return start(db, sql, binds, n, RUN, out);
}

err db_query_long(struct db *db, const char *sql, const struct bind *binds, size_t n,
                  struct rows **out)
{
    *out = NULL;
    return start(db, sql, binds, n, RUN_LONG, out);
}

bool rows_next(struct rows *r)
{
    r->e = r->e ? r->e : fail_here(r->db);
    return !r->e && r->db->engine->next(r);
}

int64_t rows_int(const struct rows *r, int column)
{
    return r->db->engine->get_int(r, column, 0);
}

int64_t rows_int_or(const struct rows *r, int column, int64_t none)
{
    return r->db->engine->get_int(r, column, none);
}

str rows_text(const struct rows *r, int column)
{
    return r->db->engine->get_text(r, column);
}

str rows_blob(const struct rows *r, int column)
{
    return r->db->engine->get_blob(r, column);
}

bool rows_null(const struct rows *r, int column)
{
    return r->db->engine->get_null(r, column);
}

err rows_end(struct rows *r)
{
    struct db *db = r ? r->db : NULL;
    err e = r ? db->engine->end(r, NULL) : OK;
    return e || !r ? e : fail_here(db);
}

err db_run(struct db *db, const char *sql, const struct bind *binds, size_t n, int64_t *changed)
{
    struct rows *r = NULL;
    err e = start(db, sql, binds, n, RUN_LASTING, &r);
    if (e) {
        return e;
    }
    while (rows_next(r)) {
    }
    return db->engine->end(r, changed);
}

/* The first row of a statement that should give one; *r is NULL when there is none. */
static err one_row(struct db *db, const char *sql, const struct bind *binds, size_t n,
                   struct rows **r)
{
    err e = start(db, sql, binds, n, RUN_LASTING, r);
    if (!e && !rows_next(*r)) {
        e = rows_end(*r);
        *r = NULL;
    }
    return e;
}

/* The rest is run too, so that an INSERT .. RETURNING is done whole. */
static err rest(struct rows *r)
{
    while (rows_next(r)) {
    }
    return rows_end(r);
}

err db_int(struct db *db, const char *sql, const struct bind *binds, size_t n, int64_t *out)
{
    struct rows *r = NULL;
    *out = 0;
    err e = one_row(db, sql, binds, n, &r);
    if (e || !r) {
        return e;
    }
    *out = rows_int(r, 0);
    return rest(r);
}

err db_text(struct db *db, struct arena *a, const char *sql, const struct bind *binds, size_t n,
            str *out)
{
    struct rows *r = NULL;
    *out = STR_NONE;
    err e = one_row(db, sql, binds, n, &r);
    if (e || !r) {
        return e;
    }
    *out = str_copy(a, rows_text(r, 0));
    return rest(r);
}

err db_prepare(struct db *db, const char *sql)
{
    err e = ready(db);
    return e ? e : db->engine->prepare(db, sql);
}

err db_script(struct db *db, const char *sql)
{
    err e = ready(db);
    if (!e) {
        struct arena *a = arena_open();
        e = db->engine->script(db, dialect_script(a, db->engine->id, sql).p);
        arena_close(a);
    }
    return e;
}
