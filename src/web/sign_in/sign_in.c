/* sign_in.c - how someone gets in and out: password, one-time link, and one's own page. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "base/hash.h"
#include "base/id.h"
#include "base/log.h"
#include "web/actor.h"
#include "web/assets.h"
#include "web/gate.h"
#include "web/later.h"
#include "web/sign_in/password.h"

#include "choose_password_view.html.h"
#include "me_view.html.h"
#include "sign_in_view.html.h"

#include <string.h>

/* Guessing slows down by account and by network: so many failures within a quarter of an hour. */
enum { FAILURES_ACCOUNT = 10, FAILURES_NETWORK = 60 };
#define FAILURES_WITHIN (15 * MINUTE_MS)

/* ---- shared
 * ---------------------------------------------------------------------------------------- */

static void html_init(struct ctx *ctx, struct buf *out, struct html *h)
{
    buf_init(out, ctx->arena, 256 * KIB);
    *h = (struct html){.out = out,
                       .arena = ctx->arena,
                       .lang = ctx->lang,
                       .sprite = asset_href(ctx->arena, "icons.svg")};
}

static void draw(struct ctx *ctx, const struct request *q, struct reply *r, const char *title_key,
                 const struct buf *out)
{
    struct markup main = {buf_as_str(out)};
    if (q->gate->page) {
        q->gate->page(ctx, q, r, word(ctx->lang, title_key), main);
    } else {
        buf_str(&r->body, main.s);
    }
}

static void set_cookie(struct ctx *ctx, const struct request *q, struct reply *r, str secret,
                       int64_t seconds)
{
    reply_header(r, "Set-Cookie",
                 str_printf(ctx->arena, "%s=%.*s; Path=/; Max-Age=%lld; HttpOnly; SameSite=Lax%s",
                            session_cookie_name(q->secure), STR_ARG(secret), (long long)seconds,
                            q->secure ? "; Secure" : ""));
}

/* A new session for that person, in place of the one that the browser had. */
static err session_new(struct ctx *ctx, const struct request *q, struct reply *r, int64_t person_id)
{
    str secret = id_secret(ctx->arena);
    unsigned char hash[SHA256_BYTES];
    sha256(secret, hash);
    err e = OK;
    if (ctx->actor.session_id) {
        e = db_run(ctx->db, "DELETE FROM session WHERE id = :id",
                   BINDS(B_INT("id", ctx->actor.session_id)), NULL);
    }
    if (!e) {
        e = db_run(ctx->db, "DELETE FROM session WHERE expires_at < :now OR seen_at < :idle",
                   BINDS(B_INT("now", ctx->now), B_INT("idle", ctx->now - SESSION_IDLE_MS)), NULL);
    }
    if (!e) {
        e = db_run(ctx->db,
                   "INSERT INTO session (token_hash, person_id, form_token, created_at, seen_at, "
                   "expires_at, network, agent) "
                   "VALUES (:hash, :person, :form_token, :now, :now, :expires, :network, :agent)",
                   BINDS(B_BLOB("hash", str_n((const char *)hash, sizeof hash)),
                         B_INT("person", person_id), B_TEXT("form_token", id_secret(ctx->arena)),
                         B_INT("now", ctx->now), B_INT("expires", ctx->now + SESSION_LONGEST_MS),
                         B_TEXT("network", q->network),
                         B_TEXT("agent", str_is_utf8(q->user_agent, NULL)
                                             ? str_slice(q->user_agent, 0, 200)
                                             : STR_NONE)),
                   NULL);
    }
    if (!e) {
        set_cookie(ctx, q, r, secret, SESSION_LONGEST_MS / SECOND_MS);
    }
    return e;
}

/* ---- guessing
 * ---------------------------------------------------------------------------------------- */

/* The address is kept as a hash: who has tried to get in is nobody's reading. */
static str account_subject(struct ctx *ctx, str email)
{
    return str_printf(ctx->arena, "email:%.*s", STR_ARG(sha256_hex(ctx->arena, email)));
}

static str network_subject(struct ctx *ctx, const struct request *q)
{
    return str_printf(ctx->arena, "network:%.*s", STR_ARG(q->network));
}

static err failures_of(struct ctx *ctx, str subject, int64_t *out)
{
    return db_int(
        ctx->db, "SELECT count(*) FROM sign_in_failure WHERE subject = :subject AND at > :since",
        BINDS(B_TEXT("subject", subject), B_INT("since", ctx->now - FAILURES_WITHIN)), out);
}

static err too_many_failures(struct ctx *ctx, const struct request *q, str email, bool *out)
{
    int64_t account = 0, network = 0;
    err e = failures_of(ctx, account_subject(ctx, email), &account);
    e = e ? e : failures_of(ctx, network_subject(ctx, q), &network);
    *out = account >= FAILURES_ACCOUNT || network >= FAILURES_NETWORK;
    return e;
}

static err failure_add(struct ctx *ctx, const struct request *q, str email)
{
    static const char sql[] = "INSERT INTO sign_in_failure (subject, at) VALUES (:subject, :now)";
    err e = db_run(ctx->db, "DELETE FROM sign_in_failure WHERE at < :old",
                   BINDS(B_INT("old", ctx->now - DAY_MS)), NULL);
    e = e ? e
          : db_run(ctx->db, sql,
                   BINDS(B_TEXT("subject", account_subject(ctx, email)), B_INT("now", ctx->now)),
                   NULL);
    return e ? e
             : db_run(ctx->db, sql,
                      BINDS(B_TEXT("subject", network_subject(ctx, q)), B_INT("now", ctx->now)),
                      NULL);
}

/* ---- password
 * ---------------------------------------------------------------------------------------- */

static void sign_in_draw(struct ctx *ctx, const struct request *q, struct reply *r, str email,
                         str return_to, const char *error_key)
{
    struct buf out;
    struct html h;
    html_init(ctx, &out, &h);
    struct sign_in_view v = {
        .action = STR("/sign-in"),
        .return_to = return_to,
        .email = email,
        .error = error_key ? word(ctx->lang, error_key) : STR(""),
        .has_password = true,
    };
    sign_in_view_html(&h, &v);
    draw(ctx, q, r, KEY("sign_in.title"), &out);
}

static err sign_in_form(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    str to = params_get(&q->query, "return");
    if (ctx->actor.person_id > 0) {
        reply_see(r, to.n ? to : STR("/"));
        return OK;
    }
    sign_in_draw(ctx, q, r, STR(""), to, NULL);
    return OK;
}

static err person_by_email(struct ctx *ctx, str email, int64_t *id, str *stored)
{
    *id = 0;
    *stored = STR("");
    struct rows *rows;
    err e = db_query(ctx->db,
                     "SELECT id, password FROM person WHERE email = :email AND state = 'active' "
                     "AND deleted_at IS NULL",
                     BINDS(B_TEXT("email", email)), &rows);
    if (e) {
        return e;
    }
    if (rows_next(rows)) {
        *id = rows_int(rows, 0);
        *stored = str_copy(ctx->arena, rows_text(rows, 1));
    }
    return rows_end(rows);
}

static err sign_in(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    str email = str_lower(ctx->arena, str_trim(params_get(&q->form, "email")));
    str password = params_get(&q->form, "password"), to = params_get(&q->form, "return_to"), stored;
    bool limited;
    int64_t person_id;
    err e = too_many_failures(ctx, q, email, &limited);
    e = e ? e : person_by_email(ctx, email, &person_id, &stored);
    if (e) {
        return e;
    }
    if (limited) {
        log_event("sign_in.limited", LOG_STR("request", ctx->request));
        sign_in_draw(ctx, q, r, email, to, KEY("sign_in.error.busy"));
        r->status = 429;
        return OK;
    }
    struct password_work mine, *w = &mine;
    password_work_init(w, password, stored);
    if (!later_run(q, ctx->arena, password_check, (void **)&w, sizeof *w)) {
        return ERR_BUSY;
    }
    /* The account may have changed while the check went on: then the answer is about another
     * password. */
    bool same = str_eq(str_of(w->stored), stored);
    if (!w->right || !same || !person_id) {
        log_event("sign_in.refused", LOG_STR("request", ctx->request));
        e = failure_add(ctx, q, email);
        sign_in_draw(ctx, q, r, email, to, KEY("sign_in.error"));
        r->status = 401;
        return e;
    }
    e = db_run(ctx->db, "DELETE FROM sign_in_failure WHERE subject = :subject",
               BINDS(B_TEXT("subject", account_subject(ctx, email))), NULL);
    e = e ? e : session_new(ctx, q, r, person_id);
    if (!e) {
        log_event("sign_in.done", LOG_INT("actor", person_id), LOG_STR("request", ctx->request));
        reply_see(r, to.n ? to : STR("/"));
    }
    return e;
}

static err sign_out(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    err e = db_run(ctx->db, "DELETE FROM session WHERE id = :id",
                   BINDS(B_INT("id", ctx->actor.session_id)), NULL);
    set_cookie(ctx, q, r, STR(""), 0);
    reply_see(r, STR("/sign-in"));
    return e;
}

/* ---- one-time link
 * -------------------------------------------------------------------------------------- */

struct link_person {
    int64_t id;
    str name, email;
};

/* ERR_MISSING for a link that never was, has been used or is too old. */
static err link_read(struct ctx *ctx, const struct request *q, unsigned char *hash,
                     struct link_person *out)
{
    sha256(q->args[0], hash);
    struct rows *rows;
    err e = db_query(
        ctx->db,
        "SELECT p.id, p.name, p.email FROM sign_in_link l JOIN person p ON p.id = l.person_id "
        "WHERE l.token_hash = :hash AND l.used_at IS NULL AND l.expires_at > :now "
        "AND p.state = 'active' AND p.deleted_at IS NULL",
        BINDS(B_BLOB("hash", str_n((const char *)hash, SHA256_BYTES)), B_INT("now", ctx->now)),
        &rows);
    if (e) {
        return e;
    }
    bool found = rows_next(rows);
    if (found) {
        *out = (struct link_person){rows_int(rows, 0), str_copy(ctx->arena, rows_text(rows, 1)),
                                    str_copy(ctx->arena, rows_text(rows, 2))};
    }
    e = rows_end(rows);
    return e ? e : found ? OK : fault(ctx, ERR_MISSING, "sign_in.error.link");
}

static void choose_draw(struct ctx *ctx, const struct request *q, struct reply *r,
                        const struct link_person *person, const char *error_key)
{
    struct buf out;
    struct html h;
    html_init(ctx, &out, &h);
    struct choose_password_view v = {
        .name = person->name,
        .email = person->email,
        .action = q->path,
        .error = error_key ? word(ctx->lang, error_key) : STR(""),
    };
    choose_password_view_html(&h, &v);
    draw(ctx, q, r, KEY("sign_in.choose.title"), &out);
}

static err link_form(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    unsigned char hash[SHA256_BYTES];
    struct link_person person;
    err e = link_read(ctx, q, hash, &person);
    if (!e) {
        choose_draw(ctx, q, r, &person, NULL);
    }
    return e;
}

/* Stores a new password and ends every session: whoever was in with the old one is out. */
static err password_store(struct ctx *ctx, int64_t person_id, const char *stored)
{
    if (!stored[0]) {
        fault_detail(&ctx->fault, "no memory for a password hash");
        return fault_tell(&ctx->fault, ERR_BUSY, NULL, NULL, 0);
    }
    err e = db_run(
        ctx->db,
        "UPDATE person SET password = :password, version = version + 1, updated_at = :now, "
        "updated_by = :id "
        "WHERE id = :id",
        BINDS(B_TEXT("password", str_of(stored)), B_INT("now", ctx->now), B_INT("id", person_id)),
        NULL);
    return e ? e
             : db_run(ctx->db, "DELETE FROM session WHERE person_id = :id",
                      BINDS(B_INT("id", person_id)), NULL);
}

static err link_use(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    unsigned char hash[SHA256_BYTES];
    struct link_person person;
    err e = link_read(ctx, q, hash, &person);
    if (e) {
        return e;
    }
    str password = params_get(&q->form, "password");
    const char *refusal = password_refusal(password);
    if (refusal) {
        choose_draw(ctx, q, r, &person, refusal);
        r->status = 422;
        return ERR_INVALID;
    }
    struct password_work mine, *w = &mine;
    password_work_init(w, password, STR(""));
    if (!later_run(q, ctx->arena, password_hash, (void **)&w, sizeof *w)) {
        return ERR_BUSY;
    }
    e = db_run(
        ctx->db, "UPDATE sign_in_link SET used_at = :now WHERE token_hash = :hash",
        BINDS(B_INT("now", ctx->now), B_BLOB("hash", str_n((const char *)hash, sizeof hash))),
        NULL);
    e = e ? e : password_store(ctx, person.id, w->stored);
    e = e ? e : session_new(ctx, q, r, person.id);
    if (!e) {
        log_event("sign_in.by_link", LOG_INT("actor", person.id), LOG_STR("request", ctx->request));
        reply_see(r, STR("/"));
    }
    return e;
}

/* ---- one's own page
 * ---------------------------------------------------------------------------------------- */

static const char *const languages[] = {"nb", "nn", "en"};
static const char *const themes[] = {"auto", "light", "dark"};

static struct me_choice *choices(struct ctx *ctx, const char *prefix, const char *const values[3],
                                 str chosen)
{
    struct me_choice *list = ARENA_ARRAY(ctx->arena, 3, struct me_choice);
    for (int i = 0; i < 3; i++) {
        const char *key = str_z(ctx->arena, str_printf(ctx->arena, "%s.%s", prefix, values[i]));
        list[i] =
            (struct me_choice){str_of(values[i]), word(ctx->lang, key), str_is(chosen, values[i])};
    }
    return list;
}

static bool is_one_of(str value, const char *const values[3])
{
    return str_is(value, values[0]) || str_is(value, values[1]) || str_is(value, values[2]);
}

/* "Firefox, Windows": what people call their browser and machine. */
static str agent_name(struct ctx *ctx, str agent)
{
    static const char *const browsers[][2] = {{"Edg/", "Edge"},        {"OPR/", "Opera"},
                                              {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"},
                                              {"Version/", "Safari"},  {"curl/", "curl"}};
    static const char *const systems[][2] = {{"iPhone", "iPhone"},   {"iPad", "iPad"},
                                             {"Android", "Android"}, {"Windows", "Windows"},
                                             {"Mac OS", "macOS"},    {"Linux", "Linux"}};
    const char *browser = NULL, *system = NULL;
    for (size_t i = 0; i < sizeof browsers / sizeof *browsers && !browser; i++) {
        browser = str_contains(agent, str_of(browsers[i][0])) ? browsers[i][1] : NULL;
    }
    for (size_t i = 0; i < sizeof systems / sizeof *systems && !system; i++) {
        system = str_contains(agent, str_of(systems[i][0])) ? systems[i][1] : NULL;
    }
    if (!browser) {
        return agent.n ? str_slice(agent, 0, 60) : word(ctx->lang, KEY("me.sessions.unknown"));
    }
    return system ? str_printf(ctx->arena, "%s, %s", browser, system) : str_of(browser);
}

static err sessions_read(struct ctx *ctx, struct me_view *v)
{
    int64_t n = 0;
    err e =
        db_int(ctx->db, "SELECT count(*) FROM session WHERE person_id = :id AND expires_at > :now",
               BINDS(B_INT("id", ctx->actor.person_id), B_INT("now", ctx->now)), &n);
    struct rows *rows;
    e = e ? e
          : db_query(ctx->db,
                     "SELECT id, agent, network, seen_at FROM session WHERE person_id = :id AND "
                     "expires_at > :now "
                     "ORDER BY seen_at DESC, id",
                     BINDS(B_INT("id", ctx->actor.person_id), B_INT("now", ctx->now)), &rows);
    if (e) {
        return e;
    }
    v->sessions = ARENA_ARRAY(ctx->arena, (size_t)n, struct me_session);
    while (v->n_sessions < (size_t)n && rows_next(rows)) {
        str agent = str_copy(ctx->arena, rows_text(rows, 1));
        v->sessions[v->n_sessions++] = (struct me_session){
            .id = rows_int(rows, 0),
            .agent = agent_name(ctx, agent),
            .network = str_copy(ctx->arena, rows_text(rows, 2)),
            .seen = text_moment(ctx->arena, ctx->lang, rows_int(rows, 3)),
            .is_this = rows_int(rows, 0) == ctx->actor.session_id,
        };
    }
    return rows_end(rows);
}

static err me_draw(struct ctx *ctx, const struct request *q, struct reply *r, const char *error_key)
{
    static const struct {
        const char *name, *key;
    } steps[] = {{"saved", KEY("me.saved")},
                 {"password", KEY("me.password.changed")},
                 {"revoked", KEY("me.sessions.revoked")}};
    struct me_view v = {
        .form_token = ctx->actor.form_token,
        .name = ctx->actor.name,
        .email = ctx->actor.email,
        .languages = choices(ctx, "me.language", languages, str_of(lang_code(ctx->lang))),
        .n_languages = 3,
        .themes = choices(ctx, "me.theme", themes,
                          is_one_of(q->cookie_theme, themes) ? q->cookie_theme : STR("auto")),
        .n_themes = 3,
        .password_error = error_key ? word(ctx->lang, error_key) : STR(""),
    };
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        if (str_is(params_get(&q->query, "done"), steps[i].name)) {
            v.done = word(ctx->lang, steps[i].key);
        }
    }
    err e = sessions_read(ctx, &v);
    if (e) {
        return e;
    }
    struct buf out;
    struct html h;
    html_init(ctx, &out, &h);
    me_view_html(&h, &v);
    draw(ctx, q, r, KEY("me.title"), &out);
    return OK;
}

static err me_show(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    return me_draw(ctx, q, r, NULL);
}

static void choice_cookie(struct ctx *ctx, const struct request *q, struct reply *r,
                          const char *name, str value)
{
    reply_header(r, "Set-Cookie",
                 str_printf(ctx->arena,
                            "%s=%.*s; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly%s", name,
                            STR_ARG(value), q->secure ? "; Secure" : ""));
}

static err me_change(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    str language = params_get(&q->form, "language"), theme = params_get(&q->form, "theme");
    err e = OK;
    if (is_one_of(language, languages)) {
        e = db_run(ctx->db,
                   "UPDATE person SET language = :language, version = version + 1, updated_at = "
                   ":now, updated_by = :id "
                   "WHERE id = :id",
                   BINDS(B_TEXT("language", language), B_INT("now", ctx->now),
                         B_INT("id", ctx->actor.person_id)),
                   NULL);
        choice_cookie(ctx, q, r, "lang", language);
    }
    if (is_one_of(theme, themes)) {
        choice_cookie(ctx, q, r, "theme", theme);
    }
    reply_see(r, STR("/me?done=saved"));
    return e;
}

/* The button in the frame: back to the page where it was pressed. */
static err theme_change(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    str theme = params_get(&q->form, "theme"), to = params_get(&q->form, "return_to");
    if (is_one_of(theme, themes)) {
        choice_cookie(ctx, q, r, "theme", theme);
    }
    reply_see(r, to.n ? to : STR("/"));
    return OK;
}

/* One piece of slow work a request: the check and the new hash are made together. */
struct change_work {
    struct password_work check, hash;
};

static void check_and_hash(void *work)
{
    struct change_work *w = work;
    password_check(&w->check);
    password_hash(&w->hash);
}

static err password_change(struct ctx *ctx, const struct request *q, struct reply *r,
                           const void *data)
{
    str current = params_get(&q->form, "current"), new = params_get(&q->form, "new"), stored;
    const char *refusal = password_refusal(new);
    bool limited;
    err e = too_many_failures(ctx, q, ctx->actor.email, &limited);
    e = e ? e
          : db_text(ctx->db, ctx->arena, "SELECT password FROM person WHERE id = :id",
                    BINDS(B_INT("id", ctx->actor.person_id)), &stored);
    if (e) {
        return e;
    }
    if (refusal || limited) {
        e = me_draw(ctx, q, r, refusal ? refusal : KEY("sign_in.error.busy"));
        r->status = refusal ? 422 : 429;
        return e ? e : ERR_INVALID;
    }
    struct change_work mine, *w = &mine;
    password_work_init(&w->check, current, stored);
    password_work_init(&w->hash, new, STR(""));
    if (!later_run(q, ctx->arena, check_and_hash, (void **)&w, sizeof *w)) {
        return ERR_BUSY;
    }
    if (!w->check.right || !str_eq(str_of(w->check.stored), stored)) {
        e = failure_add(ctx, q, ctx->actor.email);
        e = e ? e : me_draw(ctx, q, r, KEY("sign_in.password_wrong"));
        r->status = 422;
        return e; /* kept: the failure counts */
    }
    e = password_store(ctx, ctx->actor.person_id, w->hash.stored);
    ctx->actor.session_id = 0;
    e = e ? e : session_new(ctx, q, r, ctx->actor.person_id);
    reply_see(r, STR("/me?done=password"));
    return e;
}

static err session_revoke(struct ctx *ctx, const struct request *q, struct reply *r,
                          const void *data)
{
    int64_t id, n = 0;
    if (!str_to_int(q->args[0], &id)) {
        return fault_tell(&ctx->fault, ERR_MISSING, NULL, NULL, 0);
    }
    err e = db_run(ctx->db, "DELETE FROM session WHERE id = :id AND person_id = :person",
                   BINDS(B_INT("id", id), B_INT("person", ctx->actor.person_id)), &n);
    if (!e && !n) {
        return fault_tell(&ctx->fault, ERR_MISSING, NULL, NULL, 0);
    }
    reply_see(r, STR("/me?done=revoked"));
    return e;
}

const struct route sign_in_routes[] = {
    ROUTE(METHOD_GET, "/sign-in", 0, ROUTE_OPEN, sign_in_form, NULL, "The sign-in page"),
    ROUTE(METHOD_POST, "/sign-in", 0, ROUTE_OPEN | ROUTE_NO_FORM_TOKEN, sign_in, NULL,
          "Sign in by e-mail address and password"),
    ROUTE(METHOD_POST, "/sign-out", 0, ROUTE_SIGNED_IN, sign_out, NULL, "End the session"),
    ROUTE(METHOD_GET, "/sign-in/link/{token}", 0, ROUTE_OPEN, link_form, NULL,
          "The page behind a one-time link"),
    ROUTE(METHOD_POST, "/sign-in/link/{token}", 0, ROUTE_OPEN | ROUTE_NO_FORM_TOKEN, link_use, NULL,
          "Choose a password and sign in"),
    ROUTE(METHOD_GET, "/me", 0, ROUTE_SIGNED_IN, me_show, NULL, "One's own page"),
    ROUTE(METHOD_POST, "/me", 0, ROUTE_SIGNED_IN, me_change, NULL,
          "Change one's language and colours"),
    ROUTE(METHOD_POST, "/me/theme", 0, ROUTE_OPEN | ROUTE_NO_FORM_TOKEN, theme_change, NULL,
          "Change the colours"),
    ROUTE(METHOD_POST, "/me/password", 0, ROUTE_SIGNED_IN, password_change, NULL,
          "Change one's password"),
    ROUTE(METHOD_POST, "/me/sessions/{id}/revoke", 0, ROUTE_SIGNED_IN, session_revoke, NULL,
          "Sign out another browser"),
    {0},
};
