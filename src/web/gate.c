/* gate.c - the one gate. Every request passes here, in the order of gate_answer: which row, who,
   may they, is it theirs, what came with it; then the handler, then the end of the work. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/gate.h"

#include "base/clock.h"
#include "base/hash.h"
#include "base/limit.h"
#include "base/log.h"
#include "trail/reading.h"
#include "web/actor.h"
#include "web/later.h"
#include "web/look_choice.h"
#include "web/parse/multipart.h"
#include "web/parse/query.h"
#include "web/parse/text_check.h"
#include "web/parse/urlencoded.h"
#include "web/problem.h"
#include "web/quota.h"
#include "web/return_to.h"
#include "web/sign_in/step_up.h"
#include "web/stats.h"

#include <string.h>
#include <time.h>

/* How long a request waits for the lock of the database: in the loop, where all others wait with
   it; there when some stand aside already; and in all, before it is told to come back. */
enum { PATIENCE_MS = 10, PATIENCE_AFTER_OTHERS_MS = 1, LOCK_MS = 5000 };

enum { CEILING = 1 * 1024 * 1024, CEILING_UPLOAD = 10 * 1024 * 1024 };

/* One request inside the gate. */
struct passage {
    struct gate *gate;
    struct request *q;
    struct reply *r;
    struct ctx ctx;
    const struct route *route;
    unsigned other_methods;
    struct visit visit;
    int64_t began;  /* when the gate began with it, microseconds of the steady clock */
    int64_t wait_s; /* after how many seconds the person may call again */
    int status;     /* of a refusal that no err names: 400, 405, 415, ...; 0 otherwise */
    bool is_locked; /* somebody else writes, and nothing has been done yet */
};

const char *session_cookie_name(bool secure)
{
    return secure ? "__Host-samstyr_session" : "samstyr_session";
}

size_t gate_ceiling(const struct gate *g, enum method method, str path)
{
    str args[PATH_ARGS];
    unsigned methods;
    const struct route *route = routes_find(g->routes, method, path, args, &methods);
    return route && (route->flags & ROUTE_UPLOAD) ? CEILING_UPLOAD : CEILING;
}

/* The language of a foreign body would tell that it is here. */
static void choose_for(struct passage *p)
{
    choose_look(&p->ctx, p->q, p->r, p->visit.language, p->ctx.actor.roles != 0);
}

/* ---- trouble as an answer
 * -------------------------------------------------------------------------- */

/* Has the address a page to go back to, for one who does not want to prove anything? */
static bool may_be_shown(const struct passage *p)
{
    str args[PATH_ARGS];
    unsigned methods;
    return routes_find(p->gate->routes, METHOD_GET, p->q->path, args, &methods) != NULL;
}

static void say_allowed(struct passage *p)
{
    static const struct {
        enum method method;
        const char *said;
    } methods[] = {
        {METHOD_GET, "GET, HEAD"}, {METHOD_POST, "POST"}, {METHOD_PATCH, "PATCH"},
        {METHOD_DELETE, "DELETE"}, {METHOD_PUT, "PUT"},
    };
    struct buf allow;
    buf_init(&allow, p->ctx.arena, 100);
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        if (p->other_methods & methods[i].method) {
            buf_z(&allow, allow.n ? ", " : "");
            buf_z(&allow, methods[i].said);
        }
    }
    reply_header(p->r, "Allow", buf_as_str(&allow));
}

/* Makes the reply say what the fault and the status say, whatever was written before. */
static void write_trouble(struct passage *p, int status)
{
    struct request *q = p->q;
    struct reply *r = p->r;
    bool own_page = r->status >= 400 && r->body.n && !r->body.full;
    if (own_page) {
        return;
    }
    reply_init(r, p->ctx.arena);
    r->status = status;
    if (status == 401 && !q->is_api) {
        reply_see(r, return_to_address(p->ctx.arena, "/sign-in", q));
        return;
    }
    if (p->ctx.fault.code == ERR_FACTOR && !q->is_api) {
        reply_see(r, return_to_address(p->ctx.arena, "/me/factors", q));
        return;
    }
    if (status == 401) {
        reply_header(r, "WWW-Authenticate", STR("Bearer"));
    } else if (status == 429) {
        reply_header(r, "Retry-After", str_from_int(p->ctx.arena, p->wait_s));
    } else if (status == 503) {
        reply_header(r, "Retry-After", STR("1"));
    } else if (status == 405) {
        say_allowed(p);
    }
    if (q->is_api) {
        problem_write(&p->ctx, q, r);
    } else if (p->ctx.fault.code == ERR_PROOF && p->ctx.actor.session_id) {
        step_up_ask(&p->ctx, q, r, may_be_shown(p));
    } else if (p->gate->error_page) {
        p->gate->error_page(&p->ctx, q, r);
        r->status = status;
    } else {
        r->type = "text/plain; charset=utf-8";
        buf_printf(&r->body, "%d\n", status);
    }
}

/* ---- headers of every answer
 * ------------------------------------------------------------------------- */

static bool has_header(const struct reply *r, const char *name)
{
    for (size_t i = 0; i < r->n_headers; i++) {
        if (strcmp(r->headers[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

static void add_headers(const struct request *q, struct reply *r)
{
    reply_header(
        r, "Content-Security-Policy",
        STR("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
            "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'none'"));
    reply_header(r, "X-Content-Type-Options", STR("nosniff"));
    reply_header(r, "Referrer-Policy", STR("same-origin"));
    reply_header(r, "Cross-Origin-Opener-Policy", STR("same-origin"));
    reply_header(r, "Cross-Origin-Resource-Policy", STR("same-origin"));
    if (q->secure) {
        reply_header(r, "Strict-Transport-Security", STR("max-age=31536000; includeSubDomains"));
    }
    if (!has_header(r, "Cache-Control")) {
        reply_header(r, "Cache-Control", STR("no-store"));
    }
    reply_header(r, "X-Request-Id", q->request_id);
}

/* ---- checks, in the order they are made
 * ------------------------------------------------------------------ */

static bool is_write(const struct passage *p)
{
    return p->q->method != METHOD_GET || (p->route->flags & ROUTE_WRITES);
}

static err find_route(struct passage *p)
{
    p->route =
        routes_find(p->gate->routes, p->q->method, p->q->path, p->q->args, &p->other_methods);
    if (!p->route) {
        p->status = p->other_methods ? 405 : 0;
        return fault_tell(&p->ctx.fault, ERR_MISSING, NULL, NULL, 0);
    }
    return OK;
}

static bool names_body(const struct route *route)
{
    return strstr(route->path, "{organisation}") != NULL;
}

/* Who asks, by token or session; and the body, when the address names one. */
static err identify(struct passage *p, str cookie, str authorization)
{
    struct ctx *ctx = &p->ctx;
    str number = names_body(p->route) ? p->q->args[0] : STR_NONE;
    bool by_token = authorization.p != NULL;
    str secret = cookie_get(cookie, session_cookie_name(p->q->secure));
    if (by_token) {
        bool is_bearer =
            authorization.n > 7 && same_word(str_slice(authorization, 0, 7), "bearer ");
        secret = is_bearer ? str_trim(str_slice(authorization, 7, authorization.n)) : STR("");
        p->q->is_api = true;
    }
    err e = OK;
    if (secret.n) {
        e = actor_read(ctx, secret, by_token, number, &p->visit);
    }
    if (!e && p->visit.lacks_factor && !(p->route->flags & ROUTE_ENROL)) {
        if (!(p->route->flags & ROUTE_OPEN)) {
            return fault_tell(&ctx->fault, ERR_FACTOR, KEY("error.factor"), NULL, 0);
        }
        p->visit = (struct visit){0}; /* nobody, until then */
    }
    if (!e && !p->visit.known) {
        ctx->actor = (struct actor){.person_id = NOBODY};
        bool open = (p->route->flags & ROUTE_OPEN) && !by_token;
        if (!open) {
            return fault_tell(&ctx->fault, ERR_UNKNOWN, NULL, NULL, 0);
        }
    }
    return e;
}

/* A request that is asked again is the same call. */
static err check_quota(struct passage *p)
{
    struct request *q = p->q;
    if (!p->visit.known || q->is_counted) {
        return OK;
    }
    p->wait_s = quota_take(p->gate->quota, p->ctx.actor.person_id, p->began);
    q->is_counted = true;
    if (!p->wait_s) {
        return OK;
    }
    p->status = 429;
    return fault_tell(&p->ctx.fault, ERR_BUSY, KEY("gate.quota"), NULL, 0);
}

/* A body that is foreign and one that is missing answer alike. */
static err check_roles(struct passage *p)
{
    struct ctx *ctx = &p->ctx;
    const struct route *route = p->route;
    bool any_role = route->flags & (ROUTE_OPEN | ROUTE_SIGNED_IN);
    if (names_body(route) && !ctx->body.id) {
        return fault_tell(&ctx->fault, ERR_MISSING, NULL, NULL, 0);
    }
    if (!any_role && !(ctx->actor.roles & route->roles)) {
        bool foreign = names_body(route) && !ctx->actor.roles;
        return fault_tell(&ctx->fault, foreign ? ERR_MISSING : ERR_DENIED, NULL, NULL, 0);
    }
    if (ctx->actor.read_only && is_write(p)) {
        return fault_tell(&ctx->fault, ERR_DENIED, KEY("gate.read_only"), NULL, 0);
    }
    return OK;
}

static err read_body(struct passage *p)
{
    struct request *q = p->q;
    err e = OK;
    if (q->is_body_read) {
        return OK; /* in an earlier call */
    }
    q->form = (struct params){0};
    q->n_uploads = 0;
    if (str_is(q->body_type, "application/x-www-form-urlencoded")) {
        e = urlencoded_parse(p->ctx.arena, q->body, &q->form);
    } else if (str_is(q->body_type, "multipart/form-data")) {
        if (!(p->route->flags & ROUTE_UPLOAD)) {
            p->status = 415;
            return fault_tell(&p->ctx.fault, ERR_INVALID, NULL, NULL, 0);
        }
        e = multipart_parse(p->ctx.arena, q->content_type, q->body, &q->form, &q->uploads,
                            &q->n_uploads);
    }
    if (e) {
        p->status = e == ERR_INVALID ? 400 : 413;
        fault_tell(&p->ctx.fault, e, NULL, NULL, 0);
    }
    q->is_body_read = !e;
    return e;
}

static str without_scheme(str address)
{
    ptrdiff_t at = str_index(address, ':');
    return at < 0 ? STR("") : str_slice(address, (size_t)at, address.n);
}

/* Origin names our host? Schemes are not compared: a proxy may speak TLS for us. */
static bool is_own_origin(const struct request *q)
{
    str there = without_scheme(q->origin);
    return there.n && str_eq(there, without_scheme(q->host));
}

/* A browser that was led here by another site carries the cookie too: only our own pages know the
   form's token. Programs with a token of their own have no cookie to be led with. */
static err check_form_token(struct passage *p)
{
    const struct request *q = p->q;
    if (q->method == METHOD_GET || p->visit.by_token) {
        return OK;
    }
    bool same_site =
        !q->fetch_site.p || str_is(q->fetch_site, "same-origin") || str_is(q->fetch_site, "none");
    bool by_token = p->visit.known && !(p->route->flags & ROUTE_NO_FORM_TOKEN);
    if (by_token) {
        str given = q->form_header.p ? q->form_header : params_get(&q->form, "form_token");
        same_site = same_site && given.n && bytes_equal(given, p->ctx.actor.form_token);
    } else {
        same_site = q->fetch_site.p ? same_site : !q->origin.p || is_own_origin(q);
    }
    return same_site ? OK : fault_tell(&p->ctx.fault, ERR_DENIED, KEY("gate.form_token"), NULL, 0);
}

/* A proof that came with the request is taken first, whatever the row asks. */
static err check_proof(struct passage *p)
{
    bool is_browser = p->visit.known && !p->visit.by_token;
    err e = is_browser ? step_up_take(&p->ctx, p->q) : OK;
    return e || !(p->route->flags & ROUTE_STEP_UP) ? e : ctx_proved(&p->ctx);
}

/* ---- the work
 * ------------------------------------------------------------------------------------------- */

static err check(struct passage *p, str cookie, str authorization)
{
    err e = identify(p, cookie, authorization);
    choose_for(p);
    e = e ? e : check_quota(p);
    e = e ? e : check_roles(p);
    e = e ? e : read_body(p);
    e = e ? e : check_form_token(p);
    return e ? e : check_proof(p);
}

static err handle(struct passage *p)
{
    err e = p->route->handle(&p->ctx, p->q, p->r, p->route->data);
    if (!e && arena_lacks(p->ctx.arena)) {
        e = fault_tell(&p->ctx.fault, ERR_BUSY, KEY("format.memory"), NULL, 0);
    }
    if (!e && p->r->body.full) {
        fault_detail(&p->ctx.fault, "the answer is over its ceiling");
        e = fault_tell(&p->ctx.fault, ERR_TOO_BIG, NULL, NULL, 0);
    }
    return e;
}

/* A server asks again when the lock is not free soon (request.h, wants_lock); who asks alone waits
   here for as long as the database does. */
static err begin_write(struct passage *p)
{
    struct db *db = p->gate->db;
    if (p->q->later) {
        db_patience(db, p->q->others_wait ? PATIENCE_AFTER_OTHERS_MS : PATIENCE_MS);
    }
    err e = db_begin_write(db);
    p->is_locked = e == ERR_BUSY;
    return e;
}

/* Another transaction has what this one needs, and this one goes back before its end: as if the
   lock had not been free at the beginning. */
static bool was_locked(const struct passage *p, err e)
{
    return e == ERR_BUSY && p->ctx.fault.key && strcmp(p->ctx.fault.key, "db.busy") == 0;
}

/* After trouble at the end of the work nothing of the handler's answer is shown: what it says was
   not kept. */
static err unsaid(struct passage *p, err e)
{
    if (e) {
        reply_init(p->r, p->ctx.arena);
    }
    return e;
}

/* What is read of the highest class is in the history before anybody gets to see it. */
static err log_readings(struct passage *p)
{
    struct db *db = p->gate->db;
    err e = p->ctx.readings ? begin_write(p) : OK;
    if (e || !p->ctx.readings) {
        return e;
    }
    e = readings_write(&p->ctx);
    e = e ? e : db_commit(db);
    if (e) {
        db_rollback(db);
    }
    return e;
}

/* Readers see one state of the data from the first question to the last; who writes is asked who
   they are before the lock is taken, so that strangers cannot hold it. */
static err work(struct passage *p, str cookie, str authorization)
{
    struct db *db = p->gate->db;
    bool write = is_write(p);
    err e = write ? check(p, cookie, authorization) : db_begin_read(db);
    if (e) {
        p->is_locked = write && was_locked(p, e); /* a proof is written before the work */
        return e;
    }
    e = write ? begin_write(p) : check(p, cookie, authorization);
    if (!e) {
        e = handle(p);
        p->is_locked = write && was_locked(p, e);
    }
    if (!write && !e) {
        e = unsaid(p, readings_sift(&p->ctx));
    }
    bool keep = write && !e && !p->r->no_commit && !p->ctx.rehearsal;
    if (keep) {
        e = readings_write(&p->ctx);
        e = unsaid(p, e ? e : db_commit(db));
    }
    if (keep && e == ERR_BROKEN && p->gate->stop) {
        *p->gate->stop = 1; /* a failed sync is not tried again: what the disk holds is only known
                               after opening anew */
    }
    if (!keep || e) {
        db_rollback(db);
    }
    err trouble = unsaid(p, log_readings(p));
    return trouble ? trouble : e;
}

/* An address that leads nowhere is told in the reader's own language, with the menu around it. */
static void recognise(struct passage *p, str cookie)
{
    static const struct route nowhere = {METHOD_GET, "", 0, ROUTE_OPEN, NULL, NULL, ""};
    struct fault missing = p->ctx.fault;
    if (!p->gate->ready || p->q->is_api || db_begin_read(p->gate->db)) {
        return;
    }
    p->route = &nowhere;
    if (identify(p, cookie, STR_NONE)) {
        p->ctx.actor = (struct actor){.person_id = NOBODY};
    }
    db_rollback(p->gate->db);
    p->route = NULL;
    p->ctx.fault = missing;
}

static err pass(struct passage *p, str cookie, str authorization)
{
    memset(p->q->args, 0, sizeof p->q->args);
    err e = find_route(p);
    if (e) {
        recognise(p, cookie);
        choose_for(p);
        return e;
    }
    if (p->route->flags & ROUTE_NO_WORK) {
        choose_for(p);
        return handle(p);
    }
    if (!p->gate->ready) {
        choose_for(p);
        return fault_tell(&p->ctx.fault, ERR_BUSY, NULL, NULL, 0);
    }
    return work(p, cookie, authorization);
}

static int64_t microseconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static const char *method_name(enum method m)
{
    static const char *const names[] = {"GET", "POST", "PATCH", "DELETE", "PUT"};
    return names[__builtin_ctz(m)];
}

static void passage_init(struct passage *p, struct gate *g, struct arena *a, struct request *q,
                         struct reply *r)
{
    *p = (struct passage){.gate = g, .q = q, .r = r};
    reply_init(r, a);
    ctx_init(&p->ctx, a, g->db, g->now());
    p->ctx.memo = g->memo;
    p->ctx.prison = g->prison;
    p->ctx.actor = (struct actor){.person_id = NOBODY};
    p->ctx.request = q->request_id;
    q->gate = g;
    if (q->later) {
        q->later->n_asked = 0;
    }
    q->is_api = q->ending != ENDING_PAGE || str_is(q->body_type, "application/json");
}

/* The route's address, not the asked one: an address may hold what someone looked for. */
static void write_log(const struct passage *p, int64_t took)
{
    const struct fault *f = &p->ctx.fault;
    int64_t actor = p->ctx.actor.person_id > 0 ? p->ctx.actor.person_id : 0;
    const char *route = p->route ? p->route->path : "-";
    const char *error = f->code ? err_name(f->code) : NULL;
    log_event("request", LOG_Z("method", method_name(p->q->method)), LOG_Z("route", route),
              LOG_INT("status", p->r->status), LOG_INT("us", took), LOG_INT("actor", actor),
              LOG_STR("request", p->q->request_id), LOG_Z("error", error), LOG_Z("key", f->key),
              LOG_STR("detail", f->detail));
}

static void finish(struct passage *p, int64_t began)
{
    int64_t took = microseconds() - began;
    add_headers(p->q, p->r);
    stats_request(p->gate->stats, p->r->status, took);
    write_log(p, took);
}

/* A server is there to ask again, and has not done so for too long. */
static bool may_wait(struct request *q)
{
    int64_t now = steady_ms();
    q->lock_wanted_at = q->lock_wanted_at ? q->lock_wanted_at : now;
    return q->later && now - q->lock_wanted_at < LOCK_MS;
}

void gate_answer(struct gate *g, struct arena *a, struct request *q, str cookie, str authorization,
                 struct reply *r)
{
    int64_t began = microseconds();
    struct passage p;
    passage_init(&p, g, a, q, r);
    p.began = began;
    q->wants_lock = false;
    if (q->later && q->later->state == LATER_REFUSED) {
        choose_for(&p);
        write_trouble(&p, 503);
        finish(&p, began);
        return;
    }
    err e = pass(&p, cookie, authorization);
    if (e && q->later && q->later->state == LATER_WANTED) {
        r->status = 0;
        return;
    }
    if (e && p.is_locked && may_wait(q)) {
        r->status = 0;
        q->wants_lock = true;
        return;
    }
    if (e) {
        if (e == ERR_BUSY) {
            stats_busy(g->stats);
        }
        p.ctx.fault.code = p.ctx.fault.code ? p.ctx.fault.code : e;
        write_trouble(&p, p.status ? p.status : fault_status(e));
    }
    actor_touch(g->db, &p.visit, p.ctx.now);
    finish(&p, began);
}

void gate_refuse(struct gate *g, struct arena *a, struct request *q, int status, struct reply *r)
{
    int64_t began = microseconds();
    struct passage p;
    passage_init(&p, g, a, q, r);
    choose_for(&p);
    write_trouble(&p, status);
    finish(&p, began);
}

const struct limit gate_limits[] = {
    {"Requests", "body of a request", CEILING, LIMIT_BYTES, "413"},
    {"Requests", "body of a request that brings files", CEILING_UPLOAD, LIMIT_BYTES, "413"},
    {"Requests", "wait for the lock of the database", LOCK_MS, LIMIT_MS, "503 with `Retry-After`"},
    {0},
};
