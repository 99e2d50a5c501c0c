/* sqlite.c - the embedded engine: one file, one writer at a time. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/memory.h"
#include "base/text.h"
#include "db/norwegian.h"
#include "db/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct sqlite *sqlite_of(struct db *db)
{
    return (struct sqlite *)db;
}

err sqlite_trouble(struct sqlite *s, int code)
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
    case SQLITE_IOERR_NOMEM:
        code = SQLITE_NOMEM;
        break;
    default:
        break;
    }
    switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return db_trouble(db, ERR_BUSY, KEY("db.busy"), words);
    case SQLITE_INTERRUPT:
        return db_trouble(db, ERR_BUSY, KEY("db.costly"), words);
    case SQLITE_NOMEM:
        s->is_doubtful |= db->transaction == DB_WRITE;
        return db_no_memory(db);
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

int64_t sqlite_clock(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Waits for another writer in short naps: a commit takes about as long as one write to the disk. */
static int wait_for_lock(void *p, int tries)
{
    struct sqlite *s = p;
    int64_t now = sqlite_clock();
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
    return s->started && sqlite_clock() - s->started > (int64_t)s->db.limit_ms * 1000;
}

static void sqlite_time_limit(struct db *db)
{
    sqlite3_progress_handler(sqlite_of(db)->handle, db->limit_ms ? STEPS : 0, takes_too_long,
                             sqlite_of(db));
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

static void disconnect(sqlite3 *handle, sqlite3_stmt *rollback)
{
    sqlite3_finalize(rollback);
    sqlite3_close_v2(handle);
}

static int connect(struct sqlite *s)
{
    int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    int code = sqlite3_open_v2(s->path, &s->handle, flags, NULL);
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
        code = sqlite3_prepare_v3(s->handle, "ROLLBACK", -1, SQLITE_PREPARE_PERSISTENT,
                                  &s->rollback, NULL);
    }
    return code;
}

static err sqlite_open(struct db **out, const char *path, struct fault *f)
{
    pthread_once(&once, configure);
    struct sqlite *s = calloc(1, sizeof *s);
    char *own = s ? strdup(path) : NULL;
    if (!own) {
        free(s);
        return fault_tell(f, ERR_BUSY, KEY("db.memory"), NULL, 0);
    }
    s->db = (struct db){.engine = &sqlite_engine, .fault = f, .patience_ms = DB_BUSY_MS};
    s->path = own;
    sqlite_statements_forget(s);
    err e;
    if (!born_private(path)) {
        e = fault_tell(f, errno == ENOSPC ? ERR_FULL : ERR_BROKEN, KEY("db.open"),
                       FAULT_LIST(str_of(path)));
        fault_detail(f, "%s: %s", path, strerror(errno));
        goto out;
    }
    int code = connect(s);
    if (code == SQLITE_OK) {
        *out = &s->db;
        return OK;
    }
    fault_tell(f, (code & 0xFF) == SQLITE_BUSY ? ERR_BUSY : ERR_BROKEN, KEY("db.open"),
               FAULT_LIST(str_of(path)));
    e = sqlite_trouble(s, code);
out:
    sqlite_close(&s->db);
    return e;
}

static void sqlite_close(struct db *db)
{
    struct sqlite *s = sqlite_of(db);
    sqlite_statements_forget(s);
    disconnect(s->handle, s->rollback);
    free(s->path);
    free(s);
}

/* What a connection keeps for itself of a write that memory failed is not sure: with FTS5 of SQLite
   3.40 the next write would spoil the index. So a new one takes its place. */
static err renewed(struct sqlite *s)
{
    if (!s->is_doubtful || !*s->path || strcmp(s->path, ":memory:") == 0) {
        return OK;
    }
    sqlite3 *handle = s->handle;
    sqlite3_stmt *rollback = s->rollback;
    s->rollback = NULL;
    int code = connect(s);
    if (code != SQLITE_OK) {
        err e = sqlite_trouble(s, code);
        disconnect(s->handle, s->rollback);
        s->handle = handle;
        s->rollback = rollback;
        return e;
    }
    sqlite_statements_forget(s);
    disconnect(handle, rollback);
    sqlite_time_limit(&s->db);
    s->is_doubtful = false;
    return OK;
}

static err sqlite_script(struct db *db, const char *sql)
{
    int code = sqlite3_exec(sqlite_of(db)->handle, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? OK : sqlite_trouble(sqlite_of(db), code);
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

static void sqlite_rollback(struct db *db);

static err sqlite_begin(struct db *db, bool write)
{
    err e = renewed(sqlite_of(db));
    if (e) {
        return e;
    }
    e = sqlite_say(db, write ? "BEGIN IMMEDIATE" : "BEGIN");
    if (e) {
        sqlite_rollback(db);
    }
    return e;
}

/* After a full disk or a failed write SQLite has rolled back by itself: then there is nothing left
   to commit, and saying so would be a lie. */
static err sqlite_commit(struct db *db)
{
    if (sqlite3_get_autocommit(sqlite_of(db)->handle)) {
        return db_trouble(db, ERR_BROKEN, KEY("db.broken"), "the engine has rolled back by itself");
    }
    return sqlite_say(db, "COMMIT");
}

static void sqlite_rollback(struct db *db)
{
    struct sqlite *s = sqlite_of(db);
    if (!sqlite3_get_autocommit(s->handle)) {
        sqlite3_step(s->rollback);
        sqlite3_reset(s->rollback);
    }
    /* a transaction that stays open would keep its lock, and take in what comes next */
    memory_needed(sqlite3_get_autocommit(s->handle));
}

/* A write transaction has the whole file. */
static err sqlite_lock_schema(struct db *db)
{
    (void)db;
    return OK;
}

sqlite3 *sqlite_handle(struct db *db)
{
    return sqlite_of(db)->handle;
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
