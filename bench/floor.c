/* floor.c - the least a web server over SQLite can do: what our figures are held against. */
/* SPDX-License-Identifier: EUPL-1.2 */

/* One thread of libmicrohttpd with epoll and prepared statements; nobody signs in, nothing is
   checked, no history is written. FLOOR PORT DATABASE; makes its own table of 1,000 rows. */

#include <microhttpd.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 1000, ROOM = 1 << 20 };

static sqlite3 *db;
static sqlite3_stmt *list, *one, *all, *create;
static char page[ROOM];

static void must(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "floor: %s: %s\n", what, sqlite3_errmsg(db));
    exit(1);
}

static sqlite3_stmt *prepared(const char *sql)
{
    sqlite3_stmt *s = NULL;
    must(sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &s, NULL) == SQLITE_OK, sql);
    return s;
}

static void run(const char *sql)
{
    must(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK, sql);
}

static void open_database(const char *path)
{
    must(sqlite3_open(path, &db) == SQLITE_OK, path);
    run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        "CREATE TABLE risk (id INTEGER PRIMARY KEY, title TEXT, owner TEXT, level INTEGER, due "
        "TEXT);"
        "CREATE INDEX risk_title ON risk (title)");
    run("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)"
        "INSERT INTO risk SELECT i, 'Risk number ' || i, 'Kari Nordmann', i % 25, '2027-01-01' "
        "FROM n");
    list = prepared("SELECT id, title, owner, level, due FROM risk ORDER BY id LIMIT 50");
    one = prepared("SELECT id, title, owner, level, due FROM risk WHERE id = 7");
    all = prepared("SELECT id, title, owner, level, due FROM risk ORDER BY id LIMIT 1000");
    create =
        prepared("INSERT INTO risk (title, owner, level, due) VALUES (?, 'Kari', 3, '2027-01-01')");
}

/* Writes each row by the pattern: id, title, owner, level, due. */
static size_t print_rows(sqlite3_stmt *s, size_t n, const char *pattern)
{
    while (sqlite3_step(s) == SQLITE_ROW)
        n += (size_t)snprintf(page + n, ROOM - n, pattern, sqlite3_column_int(s, 0),
                              (const char *)sqlite3_column_text(s, 1),
                              (const char *)sqlite3_column_text(s, 2), sqlite3_column_int(s, 3),
                              (const char *)sqlite3_column_text(s, 4));
    sqlite3_reset(s);
    return n;
}

static size_t print_page(sqlite3_stmt *s)
{
    size_t n = (size_t)snprintf(page, ROOM,
                                "<!doctype html><html lang=nb><title>Risk</title><main>"
                                "<h1>Risk</h1><table>");
    n = print_rows(s, n, "<tr><td><a href=\"/risks/%d\">%s</a><td>%s<td>%d<td>%s</tr>\n");
    return n + (size_t)snprintf(page + n, ROOM - n, "</table></main></html>");
}

static size_t print_json(sqlite3_stmt *s)
{
    size_t n = (size_t)snprintf(page, ROOM, "{\"items\":[");
    n = print_rows(s, n,
                   "{\"id\":%d,\"title\":\"%s\",\"owner\":\"%s\",\"level\":%d,\"due\":\"%s\"},");
    return n - 1 + (size_t)snprintf(page + n - 1, ROOM - n, "]}");
}

static size_t print_form(void)
{
    return (size_t)snprintf(page, ROOM,
                            "<!doctype html><html lang=nb><title>Sign in</title><main>"
                            "<form method=post><input name=email><input name=password "
                            "type=password><button>Sign in</button></form></main></html>");
}

static size_t insert(void)
{
    sqlite3_bind_text(create, 1, "Made now", -1, SQLITE_STATIC);
    must(sqlite3_step(create) == SQLITE_DONE, "insert");
    sqlite3_reset(create);
    return (size_t)snprintf(page, ROOM, "{\"id\":%lld}", (long long)sqlite3_last_insert_rowid(db));
}

static enum MHD_Result answer(void *unused, struct MHD_Connection *c, const char *url,
                              const char *method, const char *version, const char *body,
                              size_t *n_body, void **state)
{
    static int begun;
    if (!*state) {
        *state = &begun;
        return MHD_YES;
    }
    if (*n_body) {
        *n_body = 0;
        return MHD_YES;
    }
    unsigned status = 200;
    const char *type = "text/html; charset=utf-8";
    size_t n;
    if (!strcmp(method, "POST")) {
        n = insert();
        status = 201;
        type = "application/json";
    } else if (!strcmp(url, "/list")) {
        n = print_page(list);
    } else if (!strcmp(url, "/one")) {
        n = print_page(one);
    } else if (!strcmp(url, "/all.json")) {
        n = print_json(all);
        type = "application/json";
    } else {
        n = print_form();
    }
    struct MHD_Response *r = MHD_create_response_from_buffer(n, page, MHD_RESPMEM_MUST_COPY);
    MHD_add_response_header(r, "content-type", type);
    enum MHD_Result queued = MHD_queue_response(c, status, r);
    MHD_destroy_response(r);
    return queued;
}

int main(int argc, char **argv)
{
    must(argc == 3, "floor PORT DATABASE");
    open_database(argv[2]);
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigprocmask(SIG_BLOCK, &stop, NULL);
    struct MHD_Daemon *d = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, (uint16_t)atoi(argv[1]),
                                            NULL, NULL, answer, NULL, MHD_OPTION_END);
    must(d != NULL, "listen");
    int signal;
    sigwait(&stop, &signal);
    MHD_stop_daemon(d);
    sqlite3_close_v2(db);
    return 0;
}
