/* sqlite_statement.c - statements prepared once and kept, their values, and the rows they give. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/text.h"
#include "db/sqlite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void statement_free(struct statement *st)
{
    if (st) {
        sqlite3_finalize(st->stmt);
        for (int i = 0; st->names && i < st->n_names; i++) {
            free(st->names[i]);
        }
        free(st->names);
        free(st->sql);
        free(st);
    }
}

void sqlite_statements_forget(struct sqlite *s)
{
    for (int i = 0; i < s->n_statements; i++) {
        statement_free(s->statements[i]);
    }
    s->n_statements = 0;
    for (int i = 0; i < SQLITE_BUCKETS; i++) {
        s->buckets[i] = SQLITE_NO_STATEMENT;
    }
}

/* The cache: statements by the hash of their text. */

static struct statement *find(struct sqlite *s, const char *sql, size_t n, uint64_t hash)
{
    for (int i = s->buckets[hash % SQLITE_BUCKETS]; i != SQLITE_NO_STATEMENT;
         i = s->statements[i]->next) {
        struct statement *st = s->statements[i];
        if (st->hash == hash && st->n_sql == n && memcmp(st->sql, sql, n) == 0) {
            return st;
        }
    }
    return NULL;
}

/* A place in the cache: a new one, or that of the statement that has not run for the longest time.
   SQLITE_NO_STATEMENT when all of them are running. */
static int make_room(struct sqlite *s)
{
    if (s->n_statements < DB_STATEMENTS) {
        return s->n_statements++;
    }
    int oldest = SQLITE_NO_STATEMENT;
    for (int i = 0; i < DB_STATEMENTS; i++) {
        struct statement *st = s->statements[i];
        if (!st->running &&
            (oldest == SQLITE_NO_STATEMENT || st->used < s->statements[oldest]->used)) {
            oldest = i;
        }
    }
    if (oldest != SQLITE_NO_STATEMENT) {
        struct statement *st = s->statements[oldest];
        int *at = &s->buckets[st->hash % SQLITE_BUCKETS];
        while (*at != oldest) {
            at = &s->statements[*at]->next;
        }
        *at = st->next;
        statement_free(st);
    }
    return oldest;
}

static void keep(struct sqlite *s, struct statement *st)
{
    int at = make_room(s);
    if (at != SQLITE_NO_STATEMENT) {
        int *bucket = &s->buckets[st->hash % SQLITE_BUCKETS];
        s->statements[at] = st;
        st->next = *bucket;
        st->kept = true;
        *bucket = at;
    }
}

/* Copies, since SQLite compiles a statement anew when the schema has changed, and its names go.
   False when there is no memory. */
static bool read_names(struct statement *st)
{
    st->n_names = sqlite3_bind_parameter_count(st->stmt);
    st->names = calloc((size_t)st->n_names + 1, sizeof *st->names);
    for (int i = 0; st->names && i < st->n_names; i++) {
        const char *name = sqlite3_bind_parameter_name(st->stmt, i + 1);
        st->names[i] = strdup(name ? name + 1 : "");
        if (!st->names[i]) {
            return false;
        }
    }
    return st->names != NULL;
}

/* Exactly one statement: what follows it is a mistake, so it is refused. */
static err prepare(struct sqlite *s, const char *sql, size_t n, bool lasting,
                   struct statement **out)
{
    struct statement *st = calloc(1, sizeof *st);
    char *copy = st ? malloc(n + 1) : NULL;
    if (!copy) {
        free(st);
        return db_no_memory(&s->db);
    }
    memcpy(copy, sql, n + 1);
    st->sql = copy;
    st->n_sql = n;
    st->rows.db = &s->db;
    const char *tail = "";
    int code = sqlite3_prepare_v3(s->handle, sql, (int)n + 1,
                                  lasting ? SQLITE_PREPARE_PERSISTENT : 0, &st->stmt, &tail);
    if (code != SQLITE_OK) {
        statement_free(st);
        return sqlite_trouble(s, code);
    }
    tail += strspn(tail, " \t\r\n;");
    if (st->stmt && !read_names(st)) {
        statement_free(st);
        return db_no_memory(&s->db);
    }
    if (!st->stmt || *tail) {
        statement_free(st);
        return db_trouble(&s->db, ERR_BROKEN, KEY("db.broken"), "not exactly one statement");
    }
    st->read_only = sqlite3_stmt_readonly(st->stmt);
    *out = st;
    return OK;
}

/* The statement for that text, ready to be bound. A text that runs already, as in a question inside
   its own rows, gets a second one that is not kept. */
static err statement_for(struct sqlite *s, const char *sql, struct statement **out)
{
    size_t n = strlen(sql);
    uint64_t hash = statement_hash(sql, n);
    struct statement *st = find(s, sql, n, hash);
    if (!st || st->running) {
        bool lasting = !st;
        err e = prepare(s, sql, n, lasting, &st);
        if (e) {
            return e;
        }
        st->hash = hash;
        if (lasting) {
            keep(s, st);
        }
    }
    st->used = ++s->tick;
    *out = st;
    return OK;
}

err sqlite_prepare(struct db *db, const char *sql)
{
    struct statement *st;
    err e = statement_for(sqlite_of(db), sql, &st);
    if (!e && !st->kept) {
        statement_free(st);
    }
    return e;
}

static int bind_one(sqlite3_stmt *stmt, int at, const struct bind *b, sqlite3_destructor_type how)
{
    if (b->null) {
        return sqlite3_bind_null(stmt, at);
    }
    switch (b->type) {
    case BIND_INT:
        return sqlite3_bind_int64(stmt, at, b->i);
    case BIND_TEXT:
        return sqlite3_bind_text64(stmt, at, b->s.p, b->s.n, how, SQLITE_UTF8);
    case BIND_BLOB:
        return sqlite3_bind_blob64(stmt, at, b->s.p, b->s.n, how);
    }
    return SQLITE_MISUSE;
}

/* Values mostly come in the order of the text, so the search goes on from the latest hit. */
static err bind_all(struct sqlite *s, struct statement *st, const struct bind *binds, size_t n,
                    enum run run)
{
    size_t at = 0;
    for (int i = 0; i < st->n_names; i++) {
        size_t tries = 0;
        while (tries < n && strcmp(binds[at].name, st->names[i]) != 0) {
            at = at + 1 == n ? 0 : at + 1;
            tries++;
        }
        if (tries == n) {
            char words[128];
            snprintf(words, sizeof words, "no value for :%.80s", st->names[i]);
            return db_trouble(&s->db, ERR_BROKEN, KEY("db.broken"), words);
        }
        int code = bind_one(st->stmt, i + 1, &binds[at],
                            run == RUN_LASTING ? SQLITE_STATIC : SQLITE_TRANSIENT);
        if (code != SQLITE_OK) {
            return sqlite_trouble(s, code);
        }
        at = at + 1 == n ? 0 : at + 1;
    }
    return OK;
}

/* Ends the run of a statement, so that it can be bound anew; returns what SQLite says of it. */
static int put_back(struct statement *st)
{
    int code = sqlite3_reset(st->stmt);
    sqlite3_clear_bindings(st->stmt);
    st->running = false;
    if (!st->kept) {
        statement_free(st);
    }
    return code;
}

err sqlite_start(struct db *db, const char *sql, const struct bind *binds, size_t n, enum run run,
                 struct rows **out)
{
    struct statement *st;
    err e = statement_for(sqlite_of(db), sql, &st);
    if (e) {
        return e;
    }
    if (db->transaction == DB_READ && !st->read_only) {
        e = db_trouble(db, ERR_BROKEN, KEY("db.broken"), "a change in a read transaction");
    }
    if (!e) {
        e = bind_all(sqlite_of(db), st, binds, n, run);
    }
    if (e) {
        put_back(st);
        return e;
    }
    st->running = true;
    st->stepped_out = false;
    st->rows.e = OK;
    sqlite_of(db)->started = db->limit_ms ? sqlite_clock() : 0;
    *out = &st->rows;
    return OK;
}

bool sqlite_next(struct rows *r)
{
    struct statement *st = (struct statement *)r;
    if (st->stepped_out) {
        return false;
    }
    int code = sqlite3_step(st->stmt);
    if (code == SQLITE_ROW) {
        return true;
    }
    st->stepped_out = true;
    if (code != SQLITE_DONE) {
        r->e = sqlite_trouble(sqlite_of(r->db), code);
    }
    return false;
}

static sqlite3_stmt *stmt_of(const struct rows *r)
{
    return ((const struct statement *)r)->stmt;
}

/* Looked up once and then asked for type, number or text. What the library says of this call, that
   it is not for several threads, is so of the whole connection. */
static sqlite3_value *value_of(const struct rows *r, int column)
{
    return sqlite3_column_value(stmt_of(r), column);
}

int64_t sqlite_int(const struct rows *r, int column, int64_t none)
{
    sqlite3_value *v = value_of(r, column);
    return none && sqlite3_value_type(v) == SQLITE_NULL ? none : sqlite3_value_int64(v);
}

str sqlite_text(const struct rows *r, int column)
{
    sqlite3_value *v = value_of(r, column);
    const char *p = (const char *)sqlite3_value_text(v);
    return p ? (str){p, (size_t)sqlite3_value_bytes(v)} : STR_NONE;
}

/* An empty blob is not null, though SQLite gives no pointer for it. */
str sqlite_blob(const struct rows *r, int column)
{
    sqlite3_stmt *stmt = stmt_of(r);
    const char *p = sqlite3_column_blob(stmt, column);
    if (!p) {
        return sqlite3_column_type(stmt, column) == SQLITE_NULL ? STR_NONE : STR("");
    }
    return (str){p, (size_t)sqlite3_column_bytes(stmt, column)};
}

bool sqlite_null(const struct rows *r, int column)
{
    return sqlite3_column_type(stmt_of(r), column) == SQLITE_NULL;
}

err sqlite_end(struct rows *r, int64_t *changed)
{
    err e = r->e;
    if (changed) {
        *changed = e ? 0 : sqlite3_changes64(sqlite_of(r->db)->handle);
    }
    struct sqlite *s = sqlite_of(r->db);
    int code = put_back((struct statement *)r);
    return !e && code == SQLITE_NOMEM ? sqlite_trouble(s, code) : e; /* a value came out as none */
}
