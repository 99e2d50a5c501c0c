/* serve.c - samstyr serve: brings the schema forward, opens the door, and starts those who work. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "base/hash.h"
#include "base/limit.h"
#include "base/log.h"
#include "base/seal.h"
#include "command/app.h"
#include "command/cages.h"
#include "command/command.h"
#include "command/credential.h"
#include "command/forward.h"
#include "command/listen.h"
#include "courier/courier.h"
#include "domain/provider/provider.h"
#include "job/worker.h"
#include "lists.h"
#include "prison/prison.h"
#include "trail/signer.h"
#include "web/oidc/documents.h"
#include "web/processes.h"
#include "web/quota.h"
#include "web/sign_in/refused.h"
#include "web/server.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
    STATEMENT_MS = 10 * 1000, /* a web worker has others waiting */
    MAX_PEM = 256 * 1024,
    KEEP_LARGEST = 32 * 1024 * 1024,
    KEEP_FREE = 6 * 1024 * 1024
};

/* All that the children need; filled before the first of them starts. */
struct service {
    const struct global *global;
    const char *listen, *proxy, *cert_file, *key_file, *ca_file, *log;
    const char *signing_key; /* the file of the history's key */
    const char *cert, *key;  /* PEM text */
    struct arena *pem;       /* of cert and key */
    int listen_fd;
    int n_web, n_jobs;
    int64_t calls; /* that one person may make a second, of each web worker; 0: any number */
    struct routes *routes;
    struct stats *stats;
    struct slow_places *places;
    struct courier *courier;
    struct courier_limits limits;
    struct seal *seal;
    struct refused *refused; /* passwords that nobody may choose; may be NULL */
    struct prison *prison;
};

/* ---- children
 * ----------------------------------------------------------------------------------------- */

/* The cages as the files of the database lie now. */
static struct cages cages_now(const struct service *s, struct arena *a)
{
    struct cages all;
    cages_make(&all, a, s->global->database, s->signing_key, s->log, s->limits.loopback);
    return all;
}

/* A database of another version is served by saying so; one that could not be asked is tried again
   by the next worker. */
static bool web_database(const struct service *s, struct gate *gate, struct fault *f)
{
    if (db_open(&gate->db, s->global->database, f)) {
        return false;
    }
    db_report_to(gate->db, f);
    db_time_limit(gate->db, STATEMENT_MS);
    err e = migrate_check(gate->db, all_schema_steps);
    gate->ready = !e;
    return !e || e == ERR_CONFLICT || e == ERR_STALE;
}

static int web_worker(void *data, volatile sig_atomic_t *stop)
{
    struct service *s = data;
    struct arena *a = arena_open();
    struct fault f;
    fault_init(&f, a);
    struct gate gate = {
        .routes = s->routes,
        .now = clock_now,
        .error_page = app_error_page,
        .page = app_page,
        .stats = s->stats,
        .courier = s->courier,
        .seal = s->seal,
        .refused = s->refused,
        .prison = s->prison,
        .documents = documents_open(),
        .loopback = s->limits.loopback,
        .person_new = provider_person_new,
        .stop = stop,
        .memo = memo_open(),
        .quota = quota_open(s->calls),
    };
    /* Requests of a megabyte come and go: their memory is kept, up to a bound, not given back each
     * time. */
    mallopt(M_MMAP_THRESHOLD, KEEP_LARGEST);
    mallopt(M_TRIM_THRESHOLD, KEEP_FREE);
    if (!web_database(s, &gate, &f)) {
        log_event("web.no_database", LOG_STR("detail", f.detail), LOG_Z("key", f.key));
        db_close(gate.db);
        memo_close(gate.memo);
        quota_close(gate.quota);
        documents_close(gate.documents);
        arena_close(a);
        return 1;
    }
    struct server *server = NULL;
    bool serving = server_open(&server, &(struct server_options){
                                            .listen_fd = s->listen_fd,
                                            .tls_cert = s->cert,
                                            .tls_key = s->key,
                                            .trusted_proxy = s->proxy,
                                            .gate = &gate,
                                            .places = s->places,
                                            .stats = s->stats,
                                            .stop = stop,
                                        });
    if (serving) {
        struct cages cages = cages_now(s, a);
        cage_enter(&cages.web);
        server_run(server);
    }
    server_close(server);
    db_close(gate.db);
    memo_close(gate.memo);
    quota_close(gate.quota);
    documents_close(gate.documents);
    arena_close(a);
    return serving ? 0 : 1;
}

/* The certificate's key and the door are for web workers. */
static void forget_key(struct service *s)
{
    if (s->key) {
        bytes_wipe((char *)(uintptr_t)s->key, strlen(s->key));
    }
    close(s->listen_fd);
}

/* A child's own connection; NULL, and the log says why. Before the cage: a library that is opened
   by need cannot be opened in it. */
static struct db *database_open(const struct service *s, struct arena *a, const char *trouble)
{
    struct fault f;
    struct db *db = NULL;
    fault_init(&f, a);
    if (db_open(&db, s->global->database, &f)) {
        log_event(trouble, LOG_STR("detail", f.detail), LOG_Z("key", f.key));
        return NULL;
    }
    db_report_to(db, NULL); /* whoever works with it says where */
    return db;
}

static int job_worker(void *data, volatile sig_atomic_t *stop)
{
    struct service *s = data;
    struct arena *a = arena_open();
    int code = 1;
    struct db *db = database_open(s, a, "job.no_database");
    if (db) {
        struct cages cages = cages_now(s, a);
        cage_enter(&cages.job);
        code = job_worker_run(db, all_job_kinds, stop);
    }
    db_close(db);
    arena_close(a);
    return code;
}

static int courier_worker(void *data, volatile sig_atomic_t *stop)
{
    struct service *s = data;
    struct arena *a = arena_open();
    forget_key(s);
    seal_close(s->seal);
    struct cages cages = cages_now(s, a);
    cage_enter(&cages.courier);
    arena_close(a);
    return courier_run(s->courier, &s->limits, stop);
}

static int signer(void *data, volatile sig_atomic_t *stop)
{
    struct service *s = data;
    struct arena *a = arena_open();
    int code = 1;
    forget_key(s);
    struct db *db = database_open(s, a, "history.no_signer");
    if (db) {
        struct cages cages = cages_now(s, a);
        cage_enter(&cages.signer);
        code = signer_run(db, s->signing_key, stop);
    }
    db_close(db);
    arena_close(a);
    return code;
}

/* What the prison's processes are born with and must not have: keys, and where the database is,
   which may be with a password. */
static void forget_secrets(struct service *s)
{
    forget_key(s);
    seal_close(s->seal);
    if (strncmp(s->global->database, "postgres", 8) == 0) {
        bytes_wipe((char *)(uintptr_t)s->global->database, strlen(s->global->database));
    }
    for (char **e = environ; *e; e++) {
        bytes_wipe(*e, strlen(*e));
    }
    clearenv();
    courier_close(s->courier);
}

static int prison_warden(void *data, volatile sig_atomic_t *stop)
{
    struct service *s = data;
    struct arena *a = arena_open();
    struct cages cages = cages_now(s, a);
    forget_secrets(s);
    cage_enter(&cages.prison);
    int code = prison_run(s->prison, &cages.cell, stop);
    arena_close(a);
    return code;
}

/* ---- the parent
 * --------------------------------------------------------------------------------------- */

static const char *file_read(struct service *s, const char *path)
{
    FILE *file = fopen(path, "re");
    char *text = arena_alloc(s->pem, MAX_PEM);
    size_t n = file ? fread(text, 1, MAX_PEM - 1, file) : 0;
    bool whole = file && !ferror(file) && n > 0 && n < MAX_PEM - 1;
    int trouble = errno;
    if (file) {
        fclose(file);
    }
    if (!whole) {
        str said = word_args(s->global->arena, s->global->lang, KEY("command.serve.file"),
                             (const str[]){str_of(path), str_of(strerror(trouble))}, 2);
        fprintf(stderr, "samstyr: %.*s\n", STR_ARG(said));
    }
    return whole ? text : NULL;
}

/* Certificate and key; what was there stays when the new ones cannot be read. */
static bool certificates_read(struct service *s)
{
    if (!s->cert_file && !s->ca_file) {
        return true;
    }
    struct arena *before = s->pem;
    s->pem = arena_open();
    const char *cert = s->cert_file ? file_read(s, s->cert_file) : NULL,
               *key = s->key_file ? file_read(s, s->key_file) : NULL,
               *ca = s->ca_file ? file_read(s, s->ca_file) : NULL;
    if ((s->cert_file && (!cert || !key)) || (s->ca_file && !ca)) {
        arena_close(s->pem);
        s->pem = before;
        return false;
    }
    s->cert = cert;
    s->key = key;
    s->limits.ca = ca;
    arena_close(before);
    return true;
}

static void reload(void *data)
{
    log_reopen();
    bool read = certificates_read(data);
    log_event("service.reloaded", LOG_INT("certificates", read));
}

static void started(void *data)
{
    struct service *s = data;
    stats_worker_started(s->stats);
}

/* As many connections as the system lets us; the workers inherit it and cannot change it. */
static void raise_files(void)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
}

/* May the service start with the sandbox that this kernel has? Tells why not. */
static bool sandbox_will_do(const struct global *g, bool required)
{
    unsigned has = sandbox_available();
    if (required && (~has & (SANDBOX_CALLS | SANDBOX_FILES))) {
        command_refuse(g, KEY("command.serve.sandbox"), STR(""));
        return false;
    }
    return true;
}

static bool count_take(const struct global *g, const char *text, int fallback, int *out)
{
    int64_t n = fallback;
    if (text && (!str_to_int(str_of(text), &n) || n < 1 || n > 64)) {
        command_refuse(g, KEY("command.serve.number"), str_of(text));
        return false;
    }
    *out = (int)n;
    return true;
}

static bool calls_take(const struct global *g, const char *text, int64_t *out)
{
    *out = QUOTA_A_SECOND;
    if (text && (!str_to_int(str_of(text), out) || *out < 0)) {
        command_refuse(g, KEY("command.serve.calls"), str_of(text));
        return false;
    }
    return true;
}

static int cores(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > 64 ? 64 : (int)n;
}

static void tell_ready(const struct service *s)
{
    const struct global *g = s->global;
    str address = str_printf(g->arena, "%s://%s%s", s->cert ? "https" : "http",
                             s->listen[0] == ':' ? "localhost" : "", s->listen);
    str said = word_args(g->arena, g->lang, KEY("command.serve.ready"), &address, 1);
    fprintf(stderr, "%.*s\n", STR_ARG(said));
    log_event("service.started", LOG_INT("web", s->n_web), LOG_INT("job", s->n_jobs));
}

static int serve(int argc, char **argv, const struct global *g);

const struct command serve_command = {
    .name = "serve",
    .summary = KEY("command.serve"),
    .usage = "[--listen ADDRESS:PORT] [--workers N] [--jobs N] [--calls N] [--tls-cert FILE "
             "--tls-key FILE] "
             "[--trusted-proxy ADDRESS] [--outgoing HOSTS] [--ca FILE] [--refused-passwords FILE] "
             "[--key FILE] [--seal FILE] "
             "[--log FILE] [--require-sandbox]",
    .run = serve,
};

static bool refused_ready(struct service *s, const char *path)
{
    s->refused = path ? refused_read(path) : NULL;
    if (path && !s->refused) {
        str args[] = {str_of(path), str_of(strerror(errno))};
        str why = word_args(s->global->arena, s->global->lang, KEY("command.serve.file"), args, 2);
        fprintf(stderr, "samstyr: %.*s\n", STR_ARG(why));
        return false;
    }
    if (path) {
        log_event("service.refused_passwords", LOG_INT("n", (int64_t)refused_count(s->refused)));
    }
    return true;
}

/* Without it all works but what needs secrets to be kept: a second factor by code, providers. */
static void seal_ready(struct service *s, const char *chosen)
{
    const char *path = seal_path(s->global, chosen);
    s->seal = seal_open(path);
    if (!s->seal) {
        log_event("service.no_seal", LOG_Z("file", path), LOG_Z("reason", strerror(errno)));
    }
}

static int serve(int argc, char **argv, const struct global *g)
{
    struct service s = {.global = g, .listen_fd = -1};
    const char *web = option_take(&argc, argv, "--workers"),
               *jobs = option_take(&argc, argv, "--jobs");
    const char *calls = option_take(&argc, argv, "--calls");
    bool sandbox = option_flag(&argc, argv, "--require-sandbox");
    s.log = option_take(&argc, argv, "--log");
    s.signing_key = option_take(&argc, argv, "--key");
    s.signing_key = s.signing_key ? s.signing_key : signer_path(g->arena, g->database).p;
    const char *seal = option_take(&argc, argv, "--seal");
    s.listen = option_take(&argc, argv, "--listen");
    s.listen = s.listen ? s.listen : "127.0.0.1:8080";
    s.proxy = option_take(&argc, argv, "--trusted-proxy");
    s.limits.hosts = option_take(&argc, argv, "--outgoing");
    s.limits.loopback = getenv("SAMSTYR_TEST_LOOPBACK") != NULL;
    const char *refused = option_take(&argc, argv, "--refused-passwords");
    s.ca_file = option_take(&argc, argv, "--ca");
    s.cert_file = option_take(&argc, argv, "--tls-cert");
    s.key_file = option_take(&argc, argv, "--tls-key");
    if (!s.cert_file && !s.key_file) {
        s.cert_file = credential(g, "samstyr.crt");
        s.key_file = credential(g, "samstyr.key");
    }
    if (!arguments_end(argc, argv, 0, 0, &serve_command, g)) {
        return 2;
    }
    if (!count_take(g, web, cores(), &s.n_web) || !count_take(g, jobs, 1, &s.n_jobs) ||
        !calls_take(g, calls, &s.calls)) {
        return 2;
    }
    if (!s.cert_file != !s.key_file) {
        command_refuse(g, KEY("command.serve.tls"), STR(""));
        return 2;
    }
    if (!sandbox_will_do(g, sandbox)) {
        return 1;
    }
    if (s.log && !log_open(s.log)) {
        return command_refuse(g, KEY("command.serve.file"), str_of(s.log));
    }
    processes_give_up_rights();
    if (!refused_ready(&s, refused) || !certificates_read(&s) ||
        !database_ready_apart(g, s.signing_key) || (s.listen_fd = listen_open(g, s.listen)) < 0) {
        return 1;
    }
    raise_files();
    s.routes = app_routes(g->arena);
    s.stats = stats_new();
    s.places = slow_places_new();
    seal_ready(&s, seal);
    s.courier = courier_open();
    s.prison = prison_open();
    if (!s.courier || !s.prison) {
        log_event("service.no_door", LOG_Z("reason", strerror(errno)));
        return 1;
    }
    struct cages cages = cages_now(&s, g->arena);
    cage_enter(&cages.parent);
    tell_ready(&s);
    const struct process_kind kinds[] = {
        {"prison", 1, prison_warden, true}, {"web", s.n_web, web_worker},
        {"job", s.n_jobs, job_worker},      {"courier", 1, courier_worker, true},
        {"signer", 1, signer, true},        {0}};
    int code = processes_run(&(struct processes){kinds, &s, reload, started});
    log_event("service.ended", LOG_INT("code", code));
    courier_close(s.courier);
    seal_close(s.seal);
    refused_close(s.refused);
    prison_close(s.prison);
    close(s.listen_fd);
    arena_close(s.pem);
    return code;
}

const struct limit statement_limits[] = {
    {"Requests", "one question to the database", STATEMENT_MS, LIMIT_MS, "503"},
    {0},
};
