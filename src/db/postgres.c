/* postgres.c - the large engine, through libpq, which is opened only when its address is given. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/text.h"
#include "db/dialect.h"
#include "db/engine.h"

#include <dlfcn.h>
#include <endian.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 512, NONE = -1, CODE = 6 };
/* Object identifiers of types, as in pg_type.dat. */
enum { OID_BOOL = 16, OID_BYTEA = 17, OID_INT8 = 20, OID_TEXT = 25 };

#define LIBPQ(X)                                                                                   \
    X(clear)                                                                                       \
    X(cmdStatus)                                                                                   \
    X(cmdTuples)                                                                                   \
    X(connectdbParams)                                                                             \
    X(errorMessage)                                                                                \
    X(exec)                                                                                        \
    X(execPrepared)                                                                                \
    X(finish)                                                                                      \
    X(ftype)                                                                                       \
    X(getisnull)                                                                                   \
    X(getlength)                                                                                   \
    X(getvalue)                                                                                    \
    X(ntuples)                                                                                     \
    X(prepare)                                                                                     \
    X(reset)                                                                                       \
    X(resultErrorField)                                                                            \
    X(resultStatus)                                                                                \
    X(setNoticeProcessor)                                                                          \
    X(status)

/* libpq's functions, found once a process. */
static struct {
    void *library;
#define MEMBER(name) __typeof__(PQ##name) *name;
    LIBPQ(MEMBER)
} pq;

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
    uint64_t tick;
    int n_statements;
    int buckets[BUCKETS];
    struct statement *statements[DB_STATEMENTS];
};

/* A result, whole in memory. Bytes of a blob are decoded into scratch, which goes with the row. */
struct result {
    struct rows rows;
    PGresult *r;
    int row, n_rows;
    struct scratch *scratch;
};

struct scratch {
    struct scratch *next;
    char bytes[];
};

static struct postgres *of(struct db *db)
{
    return (struct postgres *)db;
}

static void *must_alloc(size_t n)
{
    void *p = calloc(1, n);
    if (!p) {
        fputs("samstyr: out of memory\n", stderr);
        abort();
    }
    return p;
}

static bool load(struct fault *f)
{
    if (pq.library) {
        return true;
    }
    void *library = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        fault_tell(f, ERR_BROKEN, KEY("db.no_libpq"), NULL, 0);
        fault_detail(f, "%s", dlerror());
        return false;
    }
    bool found = true;
#define FIND(name) found = (*(void **)&pq.name = dlsym(library, "PQ" #name)) != NULL && found;
    LIBPQ(FIND)
    if (!found) {
        fault_tell(f, ERR_BROKEN, KEY("db.no_libpq"), NULL, 0);
        dlclose(library);
        return false;
    }
    pq.library = library;
    return true;
}

/* The server's answer as ours, by SQLSTATE (PostgreSQL, appendix A). */
static err trouble(struct postgres *p, const PGresult *r)
{
    static const struct {
        const char *state; /* or its class, two characters */
        err code;
        const char *key;
    } answers[] = {
        {"23505", ERR_CONFLICT, KEY("db.unique")}, {"23503", ERR_CONFLICT, KEY("db.foreign")},
        {"55P03", ERR_BUSY, KEY("db.busy")},       {"57014", ERR_BUSY, KEY("db.busy")},
        {"40", ERR_BUSY, KEY("db.busy")},          {"53100", ERR_FULL, KEY("db.full")},
        {"53", ERR_BUSY, KEY("db.busy")},          {"57P", ERR_BUSY, KEY("db.busy")},
        {"08", ERR_BUSY, KEY("db.busy")},          {"54", ERR_TOO_BIG, KEY("db.too_big")},
        {"22021", ERR_INVALID, KEY("db.text")},
    };
    const char *state = r ? pq.resultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
    const char *words = pq.errorMessage(p->c);
    if (!state && pq.status(p->c) != CONNECTION_OK) {
        state = "08006"; /* the connection went; the next begin makes a new one */
    }
    for (size_t i = 0; state && i < sizeof answers / sizeof *answers; i++) {
        if (strncmp(state, answers[i].state, strlen(answers[i].state)) == 0) {
            return db_trouble(&p->db, answers[i].code, answers[i].key, words);
        }
    }
    return db_trouble(&p->db, ERR_BROKEN, KEY("db.broken"), words);
}

/* Takes the result in any case. A schema step that is the other engine's alone is empty here. */
static err check(struct postgres *p, PGresult *r)
{
    ExecStatusType status = pq.resultStatus(r);
    bool is_good =
        status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
    err e = is_good ? OK : trouble(p, r);
    pq.clear(r);
    return e;
}

static err postgres_say(struct db *db, const char *sql)
{
    return check(of(db), pq.exec(of(db)->c, sql));
}

static void pass_over(void *p, const char *notice)
{
    (void)p;
    (void)notice;
}

/* What holds for the whole session; made again when a connection was lost. The collation is
   ICU's, as in norwegian.c; another process may make it at the same moment. */
static err settle(struct postgres *p)
{
    static const char settings[] =
        "SET lock_timeout = '5s'; SET synchronous_commit = on; SET bytea_output = 'hex';"
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
    err e = check(p, pq.exec(p->c, settings));
    e = e ? e : check(p, pq.exec(p->c, utf8));
    return e ? e : check(p, pq.exec(p->c, collation));
}

static void forget_statements(struct postgres *p);

static void postgres_close(struct db *db)
{
    struct postgres *p = of(db);
    forget_statements(p);
    pq.finish(p->c);
    free(p);
}

/* The address may hold a password, so it is told to nobody. */
static err postgres_open(struct db **out, const char *address, struct fault *f)
{
    if (!load(f)) {
        return f->code;
    }
    struct postgres *p = must_alloc(sizeof *p);
    p->db = (struct db){.engine = &postgres_engine, .fault = f};
    forget_statements(p);
    const char *const keys[] = {"dbname", "client_encoding", "fallback_application_name",
                                "connect_timeout", NULL};
    const char *const values[] = {address, "UTF8", "samstyr", "10", NULL};
    p->c = pq.connectdbParams(keys, values, 1);
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
    *out = &p->db;
    return OK;
}

static void statement_free(struct statement *st)
{
    free(st->sql);
    free(st->theirs);
    free(st->names);
    free(st->types);
    free(st);
}

static void forget_statements(struct postgres *p)
{
    for (int i = 0; i < p->n_statements; i++) {
        statement_free(p->statements[i]);
    }
    p->n_statements = 0;
    for (int i = 0; i < BUCKETS; i++) {
        p->buckets[i] = NONE;
    }
}

static struct statement *find(struct postgres *p, const char *sql, size_t n, uint64_t hash)
{
    for (int i = p->buckets[hash % BUCKETS]; i != NONE; i = p->statements[i]->next) {
        struct statement *st = p->statements[i];
        if (st->hash == hash && st->n_sql == n && memcmp(st->sql, sql, n) == 0) {
            return st;
        }
    }
    return NULL;
}

/* The server forgets the statement too; should that fail, its name is never used again. */
static void deallocate(struct postgres *p, struct statement *st)
{
    char sql[48];
    if (st->name[0]) {
        snprintf(sql, sizeof sql, "DEALLOCATE %s", st->name);
        pq.clear(pq.exec(p->c, sql));
        st->name[0] = 0;
    }
}

static int make_room(struct postgres *p)
{
    if (p->n_statements < DB_STATEMENTS) {
        return p->n_statements++;
    }
    int oldest = 0;
    for (int i = 1; i < DB_STATEMENTS; i++) {
        if (p->statements[i]->used < p->statements[oldest]->used) {
            oldest = i;
        }
    }
    struct statement *st = p->statements[oldest];
    int *at = &p->buckets[st->hash % BUCKETS];
    while (*at != oldest) {
        at = &p->statements[*at]->next;
    }
    *at = st->next;
    deallocate(p, st);
    statement_free(st);
    return oldest;
}

static err statement_new(struct postgres *p, const char *sql, size_t n, struct statement **out)
{
    struct arena *a = arena_open();
    struct statement *st = must_alloc(sizeof *st);
    str names[DIALECT_NAMES], theirs;
    st->sql = must_alloc(n + 1);
    memcpy(st->sql, sql, n);
    st->n_sql = n;
    err e = OK;
    if (dialect_postgres(a, str_n(st->sql, n), names, &st->n_names, &theirs)) {
        st->theirs = must_alloc(theirs.n + 1);
        memcpy(st->theirs, theirs.p, theirs.n);
        st->names = must_alloc((st->n_names + 1) * sizeof *st->names);
        memcpy(st->names, names, st->n_names * sizeof *names);
        st->types = must_alloc((st->n_names + 1) * sizeof *st->types);
        *out = st;
    } else {
        statement_free(st);
        e = db_trouble(&p->db, ERR_BROKEN, KEY("db.broken"), "a statement with too many values");
    }
    arena_close(a);
    return e;
}

static err statement_for(struct postgres *p, const char *sql, struct statement **out)
{
    size_t n = strlen(sql);
    uint64_t hash = statement_hash(sql, n);
    struct statement *st = find(p, sql, n, hash);
    if (!st) {
        err e = statement_new(p, sql, n, &st);
        if (e) {
            return e;
        }
        int at = make_room(p);
        int *bucket = &p->buckets[hash % BUCKETS];
        st->hash = hash;
        st->next = *bucket;
        p->statements[at] = st;
        *bucket = at;
    }
    st->used = ++p->tick;
    *out = st;
    return OK;
}

/* The values of one run, all in binary: then nothing is copied and no byte is special. */
struct values {
    const char *p[DIALECT_NAMES];
    int n[DIALECT_NAMES], formats[DIALECT_NAMES];
    uint64_t numbers[DIALECT_NAMES];
    Oid types[DIALECT_NAMES];
};

static err set_value(struct postgres *p, struct values *v, size_t i, const struct bind *b)
{
    if (b->s.n > INT32_MAX) {
        return db_trouble(&p->db, ERR_TOO_BIG, KEY("db.too_big"), b->name);
    }
    v->formats[i] = 1;
    v->types[i] = b->type == BIND_INT ? OID_INT8 : b->type == BIND_TEXT ? OID_TEXT : OID_BYTEA;
    v->numbers[i] = htobe64((uint64_t)b->i);
    v->p[i] = b->null ? NULL : b->type == BIND_INT ? (const char *)&v->numbers[i] : b->s.p;
    v->n[i] = b->type == BIND_INT ? (int)sizeof v->numbers[i] : (int)b->s.n;
    return OK;
}

static err set_values(struct postgres *p, const struct statement *st, const struct bind *binds,
                      size_t n, struct values *v)
{
    size_t at = 0;
    for (size_t i = 0; i < st->n_names; i++) {
        size_t tries = 0;
        while (tries < n && !str_is(st->names[i], binds[at].name)) {
            at = at + 1 == n ? 0 : at + 1;
            tries++;
        }
        if (tries == n) {
            char words[128];
            snprintf(words, sizeof words, "no value for :%.*s",
                     (int)(st->names[i].n < 80 ? st->names[i].n : 80), st->names[i].p);
            return db_trouble(&p->db, ERR_BROKEN, KEY("db.broken"), words);
        }
        err e = set_value(p, v, i, &binds[at]);
        if (e) {
            return e;
        }
        at = at + 1 == n ? 0 : at + 1;
    }
    return OK;
}

/* Prepares the statement for the types at hand, unless it is already. */
static err prepare(struct postgres *p, struct statement *st, const struct values *v)
{
    size_t n = st->n_names * sizeof *st->types;
    if (st->name[0] && (!n || memcmp(st->types, v->types, n) == 0)) {
        return OK;
    }
    deallocate(p, st);
    char name[sizeof st->name];
    snprintf(name, sizeof name, "s%llu", (unsigned long long)++p->tick % 10000000000000ULL);
    err e = check(p, pq.prepare(p->c, name, st->theirs, (int)st->n_names, v->types));
    if (!e) {
        memcpy(st->name, name, sizeof name);
        if (n) {
            memcpy(st->types, v->types, n);
        }
    }
    return e;
}

/* The server finds the types itself here. Where it cannot, they will be given with the values. */
static err postgres_prepare(struct db *db, const char *sql)
{
    struct postgres *p = of(db);
    struct statement *st;
    err e = statement_for(p, sql, &st);
    if (e) {
        return e;
    }
    PGresult *r = pq.prepare(p->c, "", st->theirs, 0, NULL);
    const char *state = pq.resultErrorField(r, PG_DIAG_SQLSTATE);
    if (state && strcmp(state, "42P18") == 0 && !db->transaction) {
        pq.clear(r);
        return OK;
    }
    return check(p, r);
}

/* A connection that went is made anew where nothing was begun on it. */
static err reconnect(struct postgres *p)
{
    if (pq.status(p->c) == CONNECTION_OK || p->db.transaction) {
        return OK;
    }
    forget_statements(p);
    pq.reset(p->c);
    return pq.status(p->c) == CONNECTION_OK ? settle(p) : trouble(p, NULL);
}

static err postgres_start(struct db *db, const char *sql, const struct bind *binds, size_t n,
                          bool lasting, struct rows **out)
{
    (void)lasting; /* everything is sent at once */
    struct postgres *p = of(db);
    struct statement *st;
    struct values v;
    err e = reconnect(p);
    e = e ? e : statement_for(p, sql, &st);
    e = e ? e : set_values(p, st, binds, n, &v);
    e = e ? e : prepare(p, st, &v);
    if (e) {
        return e;
    }
    PGresult *r = pq.execPrepared(p->c, st->name, (int)st->n_names, v.p, v.n, v.formats, 0);
    ExecStatusType status = pq.resultStatus(r);
    if (status == PGRES_EMPTY_QUERY) {
        pq.clear(r);
        return db_trouble(db, ERR_BROKEN, KEY("db.broken"), "not exactly one statement");
    }
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        return check(p, r);
    }
    struct result *result = must_alloc(sizeof *result);
    *result = (struct result){{db, OK}, r, -1, pq.ntuples(r), NULL};
    *out = &result->rows;
    return OK;
}

static void forget_scratch(struct result *result)
{
    while (result->scratch) {
        struct scratch *s = result->scratch;
        result->scratch = s->next;
        free(s);
    }
}

static bool postgres_next(struct rows *r)
{
    struct result *result = (struct result *)r;
    forget_scratch(result);
    if (result->row < result->n_rows) {
        result->row++;
    }
    return result->row < result->n_rows;
}

static str cell(const struct result *result, int column)
{
    if (pq.getisnull(result->r, result->row, column)) {
        return STR_NONE;
    }
    return (str){pq.getvalue(result->r, result->row, column),
                 (size_t)pq.getlength(result->r, result->row, column)};
}

/* A whole number, the whole part of another one, or a truth. */
static int64_t postgres_int(const struct rows *r, int column)
{
    str s = cell((const struct result *)r, column);
    if (s.n && (s.p[0] == 't' || s.p[0] == 'f')) {
        return s.p[0] == 't';
    }
    int64_t v = 0;
    bool minus = s.n && s.p[0] == '-';
    for (size_t i = minus; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++) {
        if (__builtin_mul_overflow(v, (int64_t)10, &v) ||
            __builtin_sub_overflow(v, (int64_t)(s.p[i] - '0'), &v)) {
            return minus ? INT64_MIN : INT64_MAX;
        }
    }
    return minus ? v : v == INT64_MIN ? INT64_MAX : -v;
}

static str postgres_text(const struct rows *r, int column)
{
    const struct result *result = (const struct result *)r;
    str s = cell(result, column);
    if (s.n == 1 && pq.ftype(result->r, column) == OID_BOOL) {
        return s.p[0] == 't' ? STR("1") : STR("0");
    }
    return s;
}

static char nibble(char c)
{
    return (char)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* bytea_output = 'hex': "\x" and two digits a byte. */
static str postgres_blob(const struct rows *r, int column)
{
    struct result *result = (struct result *)r;
    str s = cell(result, column);
    if (!s.p || s.n < 2 || pq.ftype(result->r, column) != OID_BYTEA) {
        return s;
    }
    size_t n = (s.n - 2) / 2;
    struct scratch *to = must_alloc(sizeof *to + n + 1);
    to->next = result->scratch;
    result->scratch = to;
    for (size_t i = 0; i < n; i++) {
        to->bytes[i] = (char)(nibble(s.p[2 + i * 2]) << 4 | nibble(s.p[3 + i * 2]));
    }
    return (str){to->bytes, n};
}

static bool postgres_null(const struct rows *r, int column)
{
    const struct result *result = (const struct result *)r;
    return pq.getisnull(result->r, result->row, column);
}

static err postgres_end(struct rows *r, int64_t *changed)
{
    struct result *result = (struct result *)r;
    if (changed) {
        *changed = strtoll(pq.cmdTuples(result->r), NULL, 10);
    }
    forget_scratch(result);
    pq.clear(result->r);
    free(result);
    return OK;
}

static err postgres_begin(struct db *db, bool write)
{
    err e = reconnect(of(db));
    return e ? e
             : postgres_say(db, write ? "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
                                      : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
}

/* COMMIT of a failed transaction is answered by "ROLLBACK" without being an error. */
static err postgres_commit(struct db *db)
{
    struct postgres *p = of(db);
    PGresult *r = pq.exec(p->c, "COMMIT");
    if (pq.resultStatus(r) == PGRES_COMMAND_OK && strcmp(pq.cmdStatus(r), "COMMIT") != 0) {
        pq.clear(r);
        return db_trouble(db, ERR_BROKEN, KEY("db.broken"), "the engine has rolled back by itself");
    }
    return check(p, r);
}

static void postgres_rollback(struct db *db)
{
    pq.clear(pq.exec(of(db)->c, "ROLLBACK"));
}

/* Two programs that start at once run the schema steps one after the other. */
static err postgres_lock_schema(struct db *db)
{
    return postgres_say(db, "SELECT pg_advisory_xact_lock(73616773747972)");
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
    .table_exists = "SELECT CASE WHEN to_regclass(:name) IS NULL THEN 0 ELSE 1 END",
};
