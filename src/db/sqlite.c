/* sqlite.c - the embedded engine: one file, one writer at a time, statements prepared once and
 * kept. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/text.h"
#include "db/engine.h"
#include "db/norwegian.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BUCKETS = 512, NONE = -1 };

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
    int64_t waiting_since; /* for the lock, microseconds */
    int64_t started;       /* the latest statement, microseconds */
    uint64_t tick;
    int n_statements;
    int buckets[BUCKETS];
    struct statement *statements[DB_STATEMENTS];
};

static struct sqlite *of(struct db *db)
{
    return (struct sqlite *)db;
}

/* SQLite's answer as ours. Trouble that made SQLite roll back by itself is told as what it is; the
   transaction counts as failed until db_rollback. */
static err trouble(struct sqlite *s, int code)
{
    const char *words = s->handle ? sqlite3_errmsg(s->handle) : sqlite3_errstr(code);
    struct db *db = &s->db;
    switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        return db_trouble(db, ERR_CONFLICT, KEY("db.unique"), words);
    case SQLITE_CONSTRAINT_FOREIGNKEY:
        return db_trouble(db, ERR_CONFLICT, KEY("db.foreign"), words);
    default:
        break;
    }
    switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return db_trouble(db, ERR_BUSY, KEY("db.busy"), words);
    case SQLITE_INTERRUPT:
        return db_trouble(db, ERR_BUSY, KEY("db.costly"), words);
    case SQLITE_FULL:
        return db_trouble(db, ERR_FULL, KEY("db.full"), words);
    case SQLITE_TOOBIG:
        return db_trouble(db, ERR_TOO_BIG, KEY("db.too_big"), words);
    case SQLITE_IOERR:
        if (s->handle && sqlite3_system_errno(s->handle) == ENOSPC) {
            return db_trouble(db, ERR_FULL, KEY("db.full"), words);
        }
        return db_trouble(db, ERR_BROKEN, KEY("db.broken"), words);
    default:
        return db_trouble(db, ERR_BROKEN, KEY("db.broken"), words);
    }
}

static int64_t monotonic_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Waits for another writer in short naps: a commit takes about as long as one write to the disk. */
static int wait_for_lock(void *p, int tries)
{
    struct sqlite *s = p;
    int64_t now = monotonic_us();
    if (tries == 0) {
        s->waiting_since = now;
    }
    if (now - s->waiting_since >= (int64_t)s->db.patience_ms * 1000) {
        return 0;
    }
    long naps[] = {100, 200, 500, 1000, 2000, 4000};
    long nap = naps[tries < 5 ? tries : 5] + (long)(now % 97);
    nanosleep(&(struct timespec){.tv_nsec = nap * 1000}, NULL);
    return 1;
}

/* Asked every so many steps of SQLite's machine, some tenths of a millisecond. */
enum { STEPS = 20000 };

static int takes_too_long(void *p)
{
    const struct sqlite *s = p;
    return s->started && monotonic_us() - s->started > (int64_t)s->db.limit_ms * 1000;
}

static void sqlite_time_limit(struct db *db)
{
    sqlite3_progress_handler(of(db)->handle, db->limit_ms ? STEPS : 0, takes_too_long, of(db));
}

static int collate(void *p, int na, const void *a, int nb, const void *b)
{
    (void)p;
    return norwegian_compare(str_n(a, (size_t)na), str_n(b, (size_t)nb));
}

/* The file is born readable by its owner alone; SQLite gives its companions the same mode. */
static bool born_private(const char *path)
{
    if (!*path || strcmp(path, ":memory:") == 0) {
        return true;
    }
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    return fd >= 0 && close(fd) == 0;
}

static int settings(struct sqlite *s)
{
    static const char *const pragmas[] = {
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        "PRAGMA foreign_keys = ON",
        "PRAGMA trusted_schema = OFF",
        "PRAGMA secure_delete = ON",
        "PRAGMA case_sensitive_like = ON",
        "PRAGMA cell_size_check = ON",
        "PRAGMA temp_store = MEMORY",
        "PRAGMA cache_size = -4096",
        "PRAGMA cache_spill = 8192", /* pages: what a large import changes is written once */
        "PRAGMA mmap_size = 0",
        "PRAGMA journal_size_limit = 33554432",
    };
    static const struct {
        int option, value;
    } options[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},
        {SQLITE_DBCONFIG_DQS_DML, 0}, /* "x" is a name, never a text: as in PostgreSQL */
        {SQLITE_DBCONFIG_DQS_DDL, 0},
        {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
    };
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        int code = sqlite3_db_config(s->handle, options[i].option, options[i].value, NULL);
        if (code != SQLITE_OK) {
            return code;
        }
    }
    for (size_t i = 0; i < sizeof pragmas / sizeof *pragmas; i++) {
        int code = sqlite3_exec(s->handle, pragmas[i], NULL, NULL, NULL);
        if (code != SQLITE_OK) {
            return code;
        }
    }
    return SQLITE_OK;
}

/* Two processes that make the same new file at once meet at the change to WAL, where SQLite does
   not wait by itself. */
static int settings_patiently(struct sqlite *s)
{
    for (int tries = 0;; tries++) {
        int code = settings(s);
        if ((code & 0xFF) != SQLITE_BUSY || !wait_for_lock(s, tries)) {
            return code;
        }
    }
}

static void sqlite_close(struct db *db);

/* Before the library is first used: no connection is shared between threads, and nobody asks how
   much memory it has, so neither has to be guarded by a lock at every step. */
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void configure(void)
{
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static err sqlite_open(struct db **out, const char *path, struct fault *f)
{
    pthread_once(&once, configure);
    struct sqlite *s = calloc(1, sizeof *s);
    if (!s) {
        return fault_tell(f, ERR_BROKEN, KEY("db.broken"), NULL, 0);
    }
    s->db = (struct db){.engine = &sqlite_engine, .fault = f, .patience_ms = DB_BUSY_MS};
    for (int i = 0; i < BUCKETS; i++) {
        s->buckets[i] = NONE;
    }
    err e;
    if (!born_private(path)) {
        e = fault_tell(f, errno == ENOSPC ? ERR_FULL : ERR_BROKEN, KEY("db.open"),
                       FAULT_LIST(str_of(path)));
        fault_detail(f, "%s: %s", path, strerror(errno));
        goto out;
    }
    int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    int code = sqlite3_open_v2(path, &s->handle, flags, NULL);
    if (code == SQLITE_OK) {
        code = sqlite3_busy_handler(s->handle, wait_for_lock, s);
    }
    if (code == SQLITE_OK) {
        code =
            sqlite3_create_collation_v2(s->handle, "norwegian", SQLITE_UTF8, NULL, collate, NULL);
    }
    if (code == SQLITE_OK) {
        code = settings_patiently(s);
    }
    if (code == SQLITE_OK) {
        *out = &s->db;
        return OK;
    }
    fault_tell(f, (code & 0xFF) == SQLITE_BUSY ? ERR_BUSY : ERR_BROKEN, KEY("db.open"),
               FAULT_LIST(str_of(path)));
    e = trouble(s, code);
out:
    sqlite_close(&s->db);
    return e;
}

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

static void sqlite_close(struct db *db)
{
    struct sqlite *s = of(db);
    for (int i = 0; i < s->n_statements; i++) {
        statement_free(s->statements[i]);
    }
    sqlite3_close_v2(s->handle);
    free(s);
}

/* The cache: statements by the hash of their text. */

static struct statement *find(struct sqlite *s, const char *sql, size_t n, uint64_t hash)
{
    for (int i = s->buckets[hash % BUCKETS]; i != NONE; i = s->statements[i]->next) {
        struct statement *st = s->statements[i];
        if (st->hash == hash && st->n_sql == n && memcmp(st->sql, sql, n) == 0) {
            return st;
        }
    }
    return NULL;
}

/* A place in the cache: a new one, or that of the statement that has not run for the longest time.
   NONE when all of them are running. */
static int make_room(struct sqlite *s)
{
    if (s->n_statements < DB_STATEMENTS) {
        return s->n_statements++;
    }
    int oldest = NONE;
    for (int i = 0; i < DB_STATEMENTS; i++) {
        struct statement *st = s->statements[i];
        if (!st->running && (oldest == NONE || st->used < s->statements[oldest]->used)) {
            oldest = i;
        }
    }
    if (oldest != NONE) {
        struct statement *st = s->statements[oldest];
        int *at = &s->buckets[st->hash % BUCKETS];
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
    if (at != NONE) {
        int *bucket = &s->buckets[st->hash % BUCKETS];
        s->statements[at] = st;
        st->next = *bucket;
        st->kept = true;
        *bucket = at;
    }
}

/* Copies, since SQLite compiles a statement anew when the schema has changed, and its names go. */
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
        return db_trouble(&s->db, ERR_BROKEN, KEY("db.broken"), "no memory for a statement");
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
        return trouble(s, code);
    }
    tail += strspn(tail, " \t\r\n;");
    if (!st->stmt || *tail || !read_names(st)) {
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

static err sqlite_prepare(struct db *db, const char *sql)
{
    struct statement *st;
    err e = statement_for(of(db), sql, &st);
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
            return trouble(s, code);
        }
        at = at + 1 == n ? 0 : at + 1;
    }
    return OK;
}

/* Ends the run of a statement, so that it can be bound anew. */
static void put_back(struct statement *st)
{
    sqlite3_reset(st->stmt);
    sqlite3_clear_bindings(st->stmt);
    st->running = false;
    if (!st->kept) {
        statement_free(st);
    }
}

static err sqlite_start(struct db *db, const char *sql, const struct bind *binds, size_t n,
                        enum run run, struct rows **out)
{
    struct statement *st;
    err e = statement_for(of(db), sql, &st);
    if (e) {
        return e;
    }
    if (db->transaction == DB_READ && !st->read_only) {
        e = db_trouble(db, ERR_BROKEN, KEY("db.broken"), "a change in a read transaction");
    }
    if (!e) {
        e = bind_all(of(db), st, binds, n, run);
    }
    if (e) {
        put_back(st);
        return e;
    }
    st->running = true;
    st->stepped_out = false;
    st->rows.e = OK;
    of(db)->started = db->limit_ms ? monotonic_us() : 0;
    *out = &st->rows;
    return OK;
}

static bool sqlite_next(struct rows *r)
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
        r->e = trouble(of(r->db), code);
    }
    return false;
}

static sqlite3_stmt *stmt_of(const struct rows *r)
{
    return ((const struct statement *)r)->stmt;
}

static int64_t sqlite_int(const struct rows *r, int column)
{
    return sqlite3_column_int64(stmt_of(r), column);
}

static str sqlite_text(const struct rows *r, int column)
{
    const char *p = (const char *)sqlite3_column_text(stmt_of(r), column);
    return p ? (str){p, (size_t)sqlite3_column_bytes(stmt_of(r), column)} : STR_NONE;
}

/* An empty blob is not null, though SQLite gives no pointer for it. */
static str sqlite_blob(const struct rows *r, int column)
{
    sqlite3_stmt *stmt = stmt_of(r);
    const char *p = sqlite3_column_blob(stmt, column);
    if (!p) {
        return sqlite3_column_type(stmt, column) == SQLITE_NULL ? STR_NONE : STR("");
    }
    return (str){p, (size_t)sqlite3_column_bytes(stmt, column)};
}

static bool sqlite_null(const struct rows *r, int column)
{
    return sqlite3_column_type(stmt_of(r), column) == SQLITE_NULL;
}

static err sqlite_end(struct rows *r, int64_t *changed)
{
    err e = r->e;
    if (changed) {
        *changed = e ? 0 : sqlite3_changes64(of(r->db)->handle);
    }
    put_back((struct statement *)r);
    return e;
}

static err sqlite_script(struct db *db, const char *sql)
{
    int code = sqlite3_exec(of(db)->handle, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? OK : trouble(of(db), code);
}

/* Runs one of the words that move a transaction. */
static err sqlite_say(struct db *db, const char *sql)
{
    struct rows *r;
    err e = sqlite_start(db, sql, NULL, 0, RUN_LASTING, &r);
    if (e) {
        return e;
    }
    sqlite_next(r);
    return sqlite_end(r, NULL);
}

static err sqlite_begin(struct db *db, bool write)
{
    return sqlite_say(db, write ? "BEGIN IMMEDIATE" : "BEGIN");
}

/* After a full disk or a failed write SQLite has rolled back by itself: then there is nothing left
   to commit, and saying so would be a lie. */
static err sqlite_commit(struct db *db)
{
    if (sqlite3_get_autocommit(of(db)->handle)) {
        return db_trouble(db, ERR_BROKEN, KEY("db.broken"), "the engine has rolled back by itself");
    }
    return sqlite_say(db, "COMMIT");
}

static void sqlite_rollback(struct db *db)
{
    if (!sqlite3_get_autocommit(of(db)->handle)) {
        sqlite3_exec(of(db)->handle, "ROLLBACK", NULL, NULL, NULL);
    }
}

/* A write transaction has the whole file. */
static err sqlite_lock_schema(struct db *db)
{
    (void)db;
    return OK;
}

sqlite3 *sqlite_handle(struct db *db)
{
    return of(db)->handle;
}

/* Who writes has the one lock there is. */
static err sqlite_row_wait(struct db *db, bool wait)
{
    (void)db;
    (void)wait;
    return OK;
}

const struct engine sqlite_engine = {
    .id = DB_SQLITE,
    .name = "sqlite",
    .open = sqlite_open,
    .close = sqlite_close,
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .say = sqlite_say,
    .prepare = sqlite_prepare,
    .start = sqlite_start,
    .next = sqlite_next,
    .get_int = sqlite_int,
    .get_text = sqlite_text,
    .get_blob = sqlite_blob,
    .get_null = sqlite_null,
    .end = sqlite_end,
    .script = sqlite_script,
    .lock_schema = sqlite_lock_schema,
    .row_wait = sqlite_row_wait,
    .time_limit = sqlite_time_limit,
    .table_exists = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = :name",
};
