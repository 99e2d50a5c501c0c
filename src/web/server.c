/* server.c - HTTP on one listening socket, in one thread. The library reads and writes the
   protocol; what may pass, how large and how slow, is decided here before the body is read. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/server.h"

#include "base/clock.h"

#include "base/hash.h"
#include "base/id.h"
#include "base/limit.h"
#include "base/log.h"
#include "web/connections.h"
#include "web/library_answer.h"
#include "web/parse/header.h"
#include "web/parse/query.h"
#include "web/parse/text_check.h"

#include <microhttpd.h>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { MAX_TARGET = 8 * 1024 };
enum { MAX_SPARE = 64, FINISH_SECONDS = 30, MAX_CONNECTIONS = 4096, LOOP_MS = 250, LOCK_MS = 5 };

#define RESERVE (2 * MIB) /* some pages' worth */

/* Nothing older than TLS 1.2. */
static const char TLS_PRIORITIES[] =
    "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%SERVER_PRECEDENCE";

struct server {
    struct server_options options;
    struct MHD_Daemon *daemon;
    library_queue queue; /* the library's, past the function of ours that stands before it */
    struct connections connections;
    struct slow *slow;
    struct letters letters;
    struct reserve *reserve;        /* so that what was begun is answered */
    struct arena *spare[MAX_SPARE]; /* arenas of ended requests, for the next ones */
    size_t n_spare;
    size_t n_requests;        /* under way */
    struct exchange *waiting; /* for the lock of the database */
    int64_t ask_at;           /* steady_ms: when the first of them tries again */
    bool stopping;
};

/* One request on its way: from its first line until its answer has been sent. */
struct exchange {
    struct server *server;
    struct connection *connection;
    struct arena *arena;
    str target;
    struct request request;
    struct headers headers;
    struct reply reply;
    struct buf body;
    struct later later;
    size_t ceiling, received;
    bool begun, too_big, answered;
    struct MHD_Connection *waits; /* for the lock of the database */
    struct exchange *next;        /* among those who do */
};

/* ---- arenas ------------------------------------------------------------------------------------
 */

static struct arena *arena_take(struct server *s)
{
    return s->n_spare ? s->spare[--s->n_spare] : arena_open_backed(s->reserve);
}

static void arena_give(struct server *s, struct arena *a)
{
    if (s->n_spare == MAX_SPARE || arena_in_reserve(a)) {
        arena_close(a);
        return;
    }
    arena_reset(a);
    s->spare[s->n_spare++] = a;
}

/* ---- connections
 * --------------------------------------------------------------------------------- */

static void address_text(const struct sockaddr *address, char *out)
{
    *out = '\0';
    if (address && address->sa_family == AF_INET) {
        const struct sockaddr_in *v4 = (const void *)address;
        inet_ntop(AF_INET, &v4->sin_addr, out, ADDRESS_TEXT);
    } else if (address && address->sa_family == AF_INET6) {
        const struct sockaddr_in6 *v6 = (const void *)address;
        if (IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr)) {
            inet_ntop(AF_INET, &v6->sin6_addr.s6_addr[12], out, ADDRESS_TEXT);
        } else {
            inet_ntop(AF_INET6, &v6->sin6_addr, out, ADDRESS_TEXT);
        }
    }
}

static enum MHD_Result on_accept(void *cls, const struct sockaddr *address, socklen_t n)
{
    struct server *s = cls;
    char text[ADDRESS_TEXT];
    address_text(address, text);
    if (s->options.trusted_proxy && strcmp(text, s->options.trusted_proxy) == 0) {
        return MHD_YES;
    }
    return connections_admit(&s->connections, text) ? MHD_YES : MHD_NO;
}

static void on_connection(void *cls, struct MHD_Connection *conn, void **context,
                          enum MHD_ConnectionNotificationCode code)
{
    struct server *s = cls;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        if (*context) {
            connections_remove(&s->connections, *context);
            stats_connections(s->options.stats, -1);
            free(*context);
            *context = NULL;
        }
        return;
    }
    struct connection *c = calloc(1, sizeof *c);
    if (!c) { /* one that cannot be watched is not kept */
        shutdown(MHD_get_connection_info(conn, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd,
                 SHUT_RDWR);
        return;
    }
    c->fd = MHD_get_connection_info(conn, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    address_text(MHD_get_connection_info(conn, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr,
                 c->address);
    c->gate = s->options.gate;
    c->is_secure = s->options.tls_cert != NULL;
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    if (connections_evict(&s->connections, steady_ms())) {
        stats_evicted(s->options.stats);
    }
    connections_add(&s->connections, c, steady_ms());
    stats_connections(s->options.stats, 1);
    *context = c;
}

/* ---- one request
 * ----------------------------------------------------------------------------------- */

/* The first line has been read: uri is the target as sent, query and all. */
static void *on_first_line(void *cls, const char *uri, struct MHD_Connection *conn)
{
    struct server *s = cls;
    struct arena *a = arena_take(s);
    if (!a) {
        return NULL;
    }
    struct exchange *x = ARENA_NEW(a, struct exchange);
    x->server = s;
    x->arena = a;
    x->target = str_copy(a, str_of(uri));
    x->connection = connection_of(conn);
    s->n_requests++;
    if (x->connection) {
        connection_enter(x->connection, PHASE_HEADER, 0, steady_ms());
    }
    return x;
}

static void on_completed(void *cls, struct MHD_Connection *conn, void **con_cls,
                         enum MHD_RequestTerminationCode code)
{
    struct server *s = cls;
    struct exchange *x = *con_cls;
    if (!x) {
        return;
    }
    *con_cls = NULL;
    if (x->connection) {
        connection_enter(x->connection, PHASE_IDLE, 0, steady_ms());
    }
    s->n_requests--;
    arena_give(s, x->arena);
}

static enum MHD_Result add_header(void *cls, enum MHD_ValueKind kind, const char *name,
                                  size_t name_n, const char *value, size_t value_n)
{
    headers_add(cls, str_n(name, name_n), value ? str_n(value, value_n) : STR(""));
    return MHD_YES;
}

static bool method_of(const char *name, enum method *out)
{
    static const struct {
        const char *name;
        enum method method;
    } methods[] = {{"GET", METHOD_GET},     {"HEAD", METHOD_GET},      {"POST", METHOD_POST},
                   {"PATCH", METHOD_PATCH}, {"DELETE", METHOD_DELETE}, {"PUT", METHOD_PUT}};
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        if (strcmp(name, methods[i].name) == 0) {
            *out = methods[i].method;
            return true;
        }
    }
    return false;
}

static void read_forwarded(struct exchange *x)
{
    const char *proxy = x->server->options.trusted_proxy;
    if (!proxy || !x->connection || strcmp(x->connection->address, proxy) != 0) {
        return;
    }
    /* what the proxy itself saw; the entries before are the client's word */
    str from = header_last(headers_get(&x->headers, "x-forwarded-for"));
    if (from.n && from.n < ADDRESS_TEXT && is_plain_line(from)) {
        x->request.network = from;
    }
    x->request.secure = same_word(headers_get(&x->headers, "x-forwarded-proto"), "https");
}

static void read_content_type(struct exchange *x)
{
    str type = headers_get(&x->headers, "content-type");
    ptrdiff_t semicolon = str_index(type, ';');
    x->request.content_type = type;
    x->request.body_type =
        str_lower(x->arena, str_trim(semicolon < 0 ? type : str_slice(type, 0, (size_t)semicolon)));
}

/* Turns header and target into the request; returns the status that refuses it, or 0. */
static int read_request(struct exchange *x, struct MHD_Connection *conn, const char *method,
                        const char *version, int64_t *length)
{
    struct request *q = &x->request;
    struct headers *h = &x->headers;
    unsigned char random[8];
    id_random(random, sizeof random);
    q->request_id = hex(x->arena, str_n((const char *)random, sizeof random));
    q->network = str_of(x->connection ? x->connection->address : "");
    q->secure = x->server->options.tls_cert != NULL;
    q->later = &x->later;
    q->method = METHOD_GET;
    MHD_get_connection_values_n(conn, MHD_HEADER_KIND, add_header, h);
    q->accept_language = headers_get(h, "accept-language"); /* refusals have a reader too */
    enum ending accepted = ending_of_accept(headers_get(h, "accept"));
    q->ending = accepted;
    bool chunked, has_ending;
    if (strcmp(version, "HTTP/1.1") != 0 && strcmp(version, "HTTP/1.0") != 0) {
        return 505;
    }
    int status = headers_check(h, strcmp(version, "HTTP/1.0") == 0, length, &chunked);
    if (status) {
        return status;
    }
    const union MHD_ConnectionInfo *size =
        MHD_get_connection_info(conn, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    size_t n_line = strlen(method) + 1 + x->target.n + 1 + strlen(version);
    if (!size || !headers_are_plain(h, n_line, size->header_size)) {
        return 400;
    }
    read_forwarded(x);
    read_content_type(x);
    q->host = str_printf(x->arena, "%s://%.*s", q->secure ? "https" : "http",
                         STR_ARG(headers_get(h, "host")));
    q->user_agent = headers_get(h, "user-agent");
    q->if_match = header_version(headers_get(h, "if-match"));
    q->form_header = headers_get(h, "x-form-token");
    q->fetch_site = headers_get(h, "sec-fetch-site");
    q->origin = headers_get(h, "origin");
    q->accept_gzip = str_contains(headers_get(h, "accept-encoding"), STR("gzip"));
    q->cookie_theme = cookie_get(headers_get(h, "cookie"), "theme");
    q->cookie_lang = cookie_get(headers_get(h, "cookie"), "lang");
    q->cookies = headers_get(h, "cookie");
    if (x->target.n > MAX_TARGET) {
        return 414;
    }
    for (size_t i = 0; i < x->target.n; i++) {
        if ((unsigned char)x->target.p[i] <= ' ' || x->target.p[i] == 0x7F) {
            return 400;
        }
    }
    err e = query_parse(x->arena, x->target, q, &has_ending);
    q->ending = has_ending ? q->ending : accepted;
    if (e) {
        return e == ERR_TOO_BIG ? 413 : 400;
    }
    return method_of(method, &q->method) ? 0 : 501;
}

/* ---- the answer
 * -------------------------------------------------------------------------------------- */

static enum MHD_Result send_reply(struct exchange *x, struct MHD_Connection *conn, bool close)
{
    struct reply *r = &x->reply;
    struct MHD_Response *response = library_response(x->arena, r, MHD_RESPMEM_PERSISTENT);
    if (!response) {
        return MHD_NO;
    }
    if (close || x->server->stopping) {
        MHD_add_response_header(response, "Connection", "close");
    }
    enum MHD_Result result = x->server->queue(conn, (unsigned)r->status, response);
    MHD_destroy_response(response);
    x->answered = true;
    if (x->connection) {
        connection_enter(x->connection, PHASE_ANSWER, (int64_t)r->body.n, steady_ms());
    }
    return result;
}

static enum MHD_Result refuse(struct exchange *x, struct MHD_Connection *conn, int status)
{
    gate_refuse(x->server->options.gate, x->arena, &x->request, status, &x->reply);
    return send_reply(x, conn, true);
}

/* What was waited for is here, the loop may call the gate again. Of slow work this is told from the
   helper thread. */
static void work_done(struct later *later, void *conn)
{
    MHD_resume_connection(conn);
}

/* ---- those who wait for the lock of the database stand aside, so that the loop goes on
 * ------------------------------------------------------------------------------------------- */

/* Who came first stands first. */
static void stand_aside(struct exchange *x, struct MHD_Connection *conn)
{
    struct server *s = x->server;
    struct exchange **at = &s->waiting;
    while (*at && (*at)->request.lock_wanted_at <= x->request.lock_wanted_at) {
        at = &(*at)->next;
    }
    x->waits = conn;
    x->next = *at;
    *at = x;
    if (x == s->waiting) {
        s->ask_at = steady_ms() + LOCK_MS;
    }
    MHD_suspend_connection(conn);
}

/* One at a time: while the lock is held, the next would only learn what the first did. */
static void ask_first(struct server *s)
{
    struct exchange *x = s->waiting;
    s->waiting = x->next;
    MHD_resume_connection(x->waits);
}

/* How long the loop may sleep, at most ms. */
static int until_asked(struct server *s, int ms)
{
    int64_t left = s->waiting ? s->ask_at - steady_ms() : ms;
    if (left <= 0) {
        ask_first(s);
        return ms;
    }
    return left < ms ? (int)left : ms;
}

static enum MHD_Result answer(struct exchange *x, struct MHD_Connection *conn)
{
    struct server *s = x->server;
    if (x->connection) {
        connection_enter(x->connection, PHASE_WORK, 0, steady_ms());
    }
    x->request.body = x->body.data ? buf_as_str(&x->body) : STR("");
    x->request.others_wait = s->waiting != NULL;
    gate_answer(s->options.gate, x->arena, &x->request, headers_get(&x->headers, "cookie"),
                headers_get(&x->headers, "authorization"), &x->reply);
    if (x->reply.status) {
        return send_reply(x, conn, false);
    }
    if (x->request.wants_lock) {
        stand_aside(x, conn);
        return MHD_YES;
    }
    x->later.done = work_done;
    x->later.done_for = conn;
    MHD_suspend_connection(conn);
    bool taken = letters_wanted(&x->later) ? letters_add(&s->letters, &x->later)
                                           : slow_push(s->slow, &x->later);
    if (!taken) {
        x->later.state = LATER_REFUSED;
        MHD_resume_connection(conn);
    }
    return MHD_YES;
}

static enum MHD_Result begin(struct exchange *x, struct MHD_Connection *conn, const char *method,
                             const char *version)
{
    int64_t length;
    x->begun = true;
    int status = read_request(x, conn, method, version, &length);
    if (status) {
        return refuse(x, conn, status);
    }
    x->ceiling = gate_ceiling(x->server->options.gate, x->request.method, x->request.path);
    if (length > (int64_t)x->ceiling) {
        return refuse(x, conn, 413);
    }
    buf_init(&x->body, x->arena, x->ceiling);
    if (length > 0) {
        buf_room(&x->body, (size_t)length < 64 * KIB ? (size_t)length : 64 * KIB);
    }
    if (x->connection) {
        connection_enter(x->connection, PHASE_BODY, length > 0 ? length : 0, steady_ms());
    }
    return MHD_YES;
}

/* A piece of the body. What is over the ceiling is passed over, for as long as the ceiling is
 * again. */
static enum MHD_Result take_body(struct exchange *x, const char *data, size_t *n)
{
    x->received += *n;
    if (x->connection) {
        x->connection->got += (int64_t)*n;
    }
    if (x->received > x->ceiling) {
        x->too_big = true;
        if (x->received > 2 * x->ceiling + 64 * KIB) {
            return MHD_NO;
        }
    } else {
        buf_append(&x->body, data, *n);
    }
    *n = 0;
    return MHD_YES;
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *conn, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *data_n, void **con_cls)
{
    struct exchange *x = *con_cls;
    if (!x || x->answered) {
        return MHD_NO;
    }
    if (!x->begun) {
        return begin(x, conn, method, version);
    }
    if (*data_n) {
        return take_body(x, data, data_n);
    }
    return x->too_big ? refuse(x, conn, 413) : answer(x, conn);
}

/* Addresses are decoded by parsers of our own; the library shall leave them alone. */
static size_t keep_escapes(void *cls, struct MHD_Connection *conn, char *s)
{
    return strlen(s);
}

static void on_library_log(void *cls, const char *format, va_list args)
{
}

/* ---- the server
 * --------------------------------------------------------------------------------------- */

static unsigned connection_limit(void)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0) {
        return 256;
    }
    if (files.rlim_cur > MAX_CONNECTIONS + 64) {
        return MAX_CONNECTIONS;
    }
    return files.rlim_cur > 128 ? (unsigned)files.rlim_cur - 64 : 64;
}

bool server_open(struct server **out, const struct server_options *o)
{
    struct server *s = calloc(1, sizeof *s);
    if (!s) {
        return false;
    }
    *out = s;
    s->options = *o;
    s->reserve = reserve_open(RESERVE);
    s->queue = library_queue_find();
    s->connections.limit = connection_limit();
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)o->tls_cert},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)o->tls_key},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)TLS_PRIORITIES},
        {MHD_OPTION_END, 0, NULL},
    };
    struct MHD_OptionItem no_tls[] = {{MHD_OPTION_END, 0, NULL}};
    unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC | MHD_USE_ERROR_LOG;
    s->daemon = MHD_start_daemon(
        flags | (o->tls_cert ? MHD_USE_TLS : 0), 0, on_accept, s, on_request, s,
        MHD_OPTION_LISTEN_SOCKET, o->listen_fd, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)s->connections.limit, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)(24 * KIB),
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)60, /* ours are stricter */
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1,
        MHD_OPTION_EXTERNAL_LOGGER, on_library_log, NULL, MHD_OPTION_URI_LOG_CALLBACK,
        on_first_line, s, MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, NULL,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, s, MHD_OPTION_NOTIFY_COMPLETED, on_completed,
        s, MHD_OPTION_ARRAY, o->tls_cert ? tls : no_tls, MHD_OPTION_END);
    if (!s->daemon) {
        log_event("web.not_started",
                  LOG_Z("reason", o->tls_cert ? "certificate or key" : "no memory or files"));
        server_close(s);
        *out = NULL;
        return false;
    }
    return true;
}

static void sweep(struct server *s, int64_t *last)
{
    int64_t now = steady_ms();
    if (now - *last < SECOND_MS) {
        return;
    }
    *last = now;
    for (size_t n = connections_sweep(&s->connections, now); n; n--) {
        stats_evicted(s->options.stats);
    }
}

/* One turn of the loop. While letters are under way they are waited for as well. */
static bool turn(struct server *s, int ms)
{
    ms = until_asked(s, ms);
    if (!s->letters.first) {
        return MHD_run_wait(s->daemon, ms) == MHD_YES;
    }
    MHD_UNSIGNED_LONG_LONG soon;
    if (MHD_get_timeout(s->daemon, &soon) == MHD_YES && soon < (unsigned)ms) {
        ms = (int)soon;
    }
    letters_wait(&s->letters, MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd,
                 ms);
    return MHD_run(s->daemon) == MHD_YES;
}

void server_run(struct server *s)
{
    int64_t last = steady_ms();
    s->slow = slow_open(s->options.places); /* only now: a cage is entered with one thread */
    while (s->slow && !*s->options.stop && turn(s, LOOP_MS)) {
        sweep(s, &last);
    }
    s->stopping = true;
    MHD_quiesce_daemon(s->daemon);
    int64_t end = steady_ms() + FINISH_SECONDS * SECOND_MS;
    while ((s->n_requests || connections_expect(&s->connections, steady_ms())) &&
           steady_ms() < end) {
        connections_shut_idle(&s->connections);
        turn(s, 50);
        sweep(s, &last);
    }
}

void server_close(struct server *s)
{
    if (!s) {
        return;
    }
    slow_close(s->slow); /* first: it may still resume a connection */
    letters_end(&s->letters);
    while (s->waiting) {
        ask_first(s);
    }
    if (s->daemon) {
        MHD_stop_daemon(s->daemon);
    }
    while (s->n_spare) {
        arena_close(s->spare[--s->n_spare]);
    }
    reserve_close(s->reserve);
    free(s);
}

const struct limit server_limits[] = {
    {"Requests", "address of a request with its query", MAX_TARGET, LIMIT_BYTES, "414"},
    {"Connections", "open at once in one web worker", MAX_CONNECTIONS, LIMIT_COUNT,
     "the slowest makes room"},
    {"Connections", "time to finish what was accepted when the service ends", FINISH_SECONDS,
     LIMIT_SECONDS, "it is cut"},
    {0},
};
