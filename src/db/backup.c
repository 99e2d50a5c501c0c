/* backup.c - SQLite's online backup with one state of the data held from the first page to the
 * last. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "db/backup.h"

#include "base/text.h"
#include "db/engine.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PAGES_A_STEP = 512, MOST_PROBLEMS = 100 };

static err refuse(struct db *db, err code, const char *key, const char *arg)
{
    return db->fault ? fault_tell(db->fault, code, key, FAULT_LIST(str_of(arg))) : code;
}

/* What a file could not: told with the machine's reason. */
static err file_trouble(struct db *db)
{
    err code = errno == ENOSPC || errno == EDQUOT ? ERR_FULL : ERR_BROKEN;
    return db_trouble(db, code, code == ERR_FULL ? KEY("db.full") : KEY("db.file"),
                      strerror(errno));
}

static err copy_trouble(struct db *db, int code, sqlite3 *to)
{
    int main_code = code & 0xFF;
    if (main_code == SQLITE_FULL ||
        (main_code == SQLITE_IOERR && sqlite3_system_errno(to) == ENOSPC)) {
        return db_trouble(db, ERR_FULL, KEY("db.full"), sqlite3_errstr(code));
    }
    if (main_code == SQLITE_BUSY || main_code == SQLITE_LOCKED) {
        return db_trouble(db, ERR_BUSY, KEY("db.busy"), sqlite3_errstr(code));
    }
    return db_trouble(db, ERR_BROKEN, KEY("db.broken"), sqlite3_errstr(code));
}

static err copy(struct db *db, sqlite3 *from, sqlite3 *to, backup_progress *progress, void *p)
{
    sqlite3_backup *b = sqlite3_backup_init(to, "main", from, "main");
    if (!b) {
        return copy_trouble(db, sqlite3_extended_errcode(to), to);
    }
    int code = SQLITE_OK;
    while (code == SQLITE_OK) {
        code = sqlite3_backup_step(b, PAGES_A_STEP);
        if (progress) {
            int total = sqlite3_backup_pagecount(b);
            progress(p, total - sqlite3_backup_remaining(b), total);
        }
    }
    int end = sqlite3_backup_finish(b);
    return code == SQLITE_DONE && end == SQLITE_OK
               ? OK
               : copy_trouble(db, code == SQLITE_DONE ? end : code, to);
}

static bool synced(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) {
        close(fd);
    }
    return ok;
}

/* The copy is written without care for a crash, since it has no name yet, and made fast at the end.
 */
static err write_copy(struct db *db, const char *part, backup_progress *progress, void *p)
{
    sqlite3 *to = NULL;
    int fd = open(part, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        return file_trouble(db);
    }
    close(fd);
    err e = OK;
    if (sqlite3_open_v2(part, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE, NULL) ||
        sqlite3_exec(to, "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF", NULL, NULL, NULL)) {
        e = copy_trouble(db, sqlite3_extended_errcode(to), to);
    }
    /* While this connection reads, what it reads stays the same: others' changes do not make the
       copy begin anew. */
    int64_t pages;
    e = e ? e : db_begin_read(db);
    e = e ? e : db_int(db, "SELECT count(*) FROM sqlite_schema", NO_BINDS, &pages);
    e = e ? e : copy(db, sqlite_handle(db), to, progress, p);
    db_rollback(db);
    if (sqlite3_close(to) != SQLITE_OK && !e) {
        e = db_trouble(db, ERR_BROKEN, KEY("db.broken"), "the copy could not be closed");
    }
    return e;
}

/* The file's content first, then its name, then the folder that holds the name. */
static err put_in_place(struct db *db, struct arena *a, const char *part, const char *path)
{
    const char *folder = dirname(arena_copy(a, path, strlen(path)));
    if (!synced(part, O_RDONLY) || rename(part, path) != 0 ||
        !synced(folder, O_RDONLY | O_DIRECTORY)) {
        return file_trouble(db);
    }
    return OK;
}

static err own_tools(struct db *db)
{
    return db_engine(db) == DB_SQLITE ? OK : refuse(db, ERR_INVALID, KEY("db.use_pg_dump"), "");
}

err db_backup_to(struct db *db, const char *path, backup_progress *progress, void *p)
{
    err e = own_tools(db);
    if (e) {
        return e;
    }
    struct arena *a = arena_open();
    const char *part = str_printf(a, "%s.part", path).p;
    e = write_copy(db, part, progress, p);
    e = e ? e : put_in_place(db, a, part, path);
    if (e) {
        unlink(part);
    }
    arena_close(a);
    return e;
}

/* Is the file one of ours, and whole? */
static err check_backup(struct db *db, sqlite3 *from, const char *path)
{
    sqlite3_stmt *st = NULL;
    bool sound =
        sqlite3_prepare_v2(from, "SELECT count(*) FROM schema_step", -1, &st, NULL) == SQLITE_OK &&
        sqlite3_step(st) == SQLITE_ROW;
    sqlite3_finalize(st);
    st = NULL;
    sound = sound &&
            sqlite3_prepare_v2(from, "PRAGMA quick_check(1)", -1, &st, NULL) == SQLITE_OK &&
            sqlite3_step(st) == SQLITE_ROW &&
            strcmp((const char *)sqlite3_column_text(st, 0), "ok") == 0;
    sqlite3_finalize(st);
    return sound ? OK : refuse(db, ERR_INVALID, KEY("db.not_a_backup"), path);
}

err db_restore_from(struct db *db, const char *path, backup_progress *progress, void *p)
{
    sqlite3 *from = NULL;
    err e = own_tools(db);
    if (e) {
        return e;
    }
    if (sqlite3_open_v2(path, &from, SQLITE_OPEN_READONLY | SQLITE_OPEN_EXRESCODE, NULL)) {
        e = refuse(db, ERR_INVALID, KEY("db.not_a_backup"), path);
    }
    e = e ? e : check_backup(db, from, path);
    e = e ? e : copy(db, from, sqlite_handle(db), progress, p);
    sqlite3_close(from);
    return e;
}

struct problems {
    struct arena *arena;
    str *rows;
    size_t n;
};

static void add(struct problems *to, str problem)
{
    if (to->n < MOST_PROBLEMS) {
        to->rows[to->n++] = str_copy(to->arena, problem);
    }
}

static err check_pages(struct db *db, struct problems *to)
{
    struct rows *r;
    err e = db_query(db, "PRAGMA integrity_check(100)", NO_BINDS, &r);
    if (e) {
        return e;
    }
    while (rows_next(r)) {
        if (!str_is(rows_text(r, 0), "ok")) {
            add(to, rows_text(r, 0));
        }
    }
    return rows_end(r);
}

static err check_links(struct db *db, struct problems *to)
{
    struct rows *r;
    err e = db_query(db, "PRAGMA foreign_key_check", NO_BINDS, &r);
    if (e) {
        return e;
    }
    while (rows_next(r)) {
        add(to, str_printf(to->arena, "row %lld of %.*s refers to nothing in %.*s",
                           (long long)rows_int(r, 1), STR_ARG(rows_text(r, 0)),
                           STR_ARG(rows_text(r, 2))));
    }
    return rows_end(r);
}

/* The index says by an error whether it agrees with its table. */
static err check_search(struct db *db, struct problems *to)
{
    int64_t exists = 0;
    err e =
        db_int(db, db->engine->table_exists, BINDS(B_TEXT("name", STR("search_index"))), &exists);
    if (e || !exists) {
        return e;
    }
    int code = sqlite3_exec(sqlite_handle(db),
                            "INSERT INTO search_index (search_index, rank)"
                            " VALUES ('integrity-check', 1)",
                            NULL, NULL, NULL);
    if ((code & 0xFF) == SQLITE_CORRUPT) {
        add(to, STR("the search index differs from the table search"));
        return OK;
    }
    return code == SQLITE_OK ? OK : copy_trouble(db, code, sqlite_handle(db));
}

err db_check(struct db *db, struct arena *a, str **out, size_t *n)
{
    struct problems found = {a, ARENA_ARRAY(a, MOST_PROBLEMS, str), 0};
    err e;
    if (db_engine(db) == DB_SQLITE) {
        e = check_pages(db, &found);
        e = e ? e : check_links(db, &found);
        e = e ? e : check_search(db, &found);
    } else {
        int64_t one;
        e = db_int(db, "SELECT 1", NO_BINDS, &one);
    }
    *out = found.rows;
    *n = found.n;
    return e;
}
