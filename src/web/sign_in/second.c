/* second.c - a sign-in that is half done, and the page that asks for the other half. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/sign_in/second.h"

#include "base/clock.h"
#include "base/hash.h"
#include "base/id.h"
#include "base/limit.h"
#include "base/log.h"
#include "web/parse/query.h"
#include "web/route.h"
#include "web/sign_in/attempts.h"
#include "web/sign_in/event.h"
#include "web/sign_in/page.h"
#include "web/sign_in/passkey.h"
#include "web/sign_in/recovery.h"
#include "web/sign_in/totp.h"

#include "sign_in_view.html.h"

#define WAIT_MS (10 * MINUTE_MS)

/* ---- what somebody has
 * ----------------------------------------------------------------------------------- */

err second_has(struct ctx *ctx, int64_t person_id, unsigned *out)
{
    int64_t bits = 0;
    err e = db_int(ctx->db,
                   "SELECT CASE WHEN EXISTS (SELECT 1 FROM totp WHERE person_id = :person AND "
                   "confirmed_at IS NOT NULL) THEN :totp ELSE 0 END "
                   "+ CASE WHEN EXISTS (SELECT 1 FROM passkey WHERE person_id = :person) "
                   "THEN :passkey ELSE 0 END "
                   "+ CASE WHEN EXISTS (SELECT 1 FROM recovery_code WHERE person_id = :person AND "
                   "used_at IS NULL) THEN :recovery ELSE 0 END",
                   BINDS(B_INT("person", person_id), B_INT("totp", FACTOR_TOTP),
                         B_INT("passkey", FACTOR_PASSKEY), B_INT("recovery", FACTOR_RECOVERY)),
                   &bits);
    *out = (unsigned)bits;
    return e;
}

bool second_is_shown(unsigned factors)
{
    return second_is_two(factors) || (factors & FACTOR_PROVIDER);
}

bool second_is_two(unsigned factors)
{
    return factors & (FACTOR_TOTP | FACTOR_PASSKEY | FACTOR_RECOVERY | FACTOR_PROVIDER_STRONG);
}

err second_take(struct ctx *ctx, const struct gate *g, int64_t person_id, str code,
                unsigned *factor)
{
    bool right = false;
    str shown = str_trim(code);
    *factor = 0;
    err e = totp_take(ctx, g, person_id, shown, &right);
    if (e || right) {
        *factor = right ? FACTOR_TOTP : 0;
        return e;
    }
    e = recovery_take(ctx, g, person_id, shown, &right);
    *factor = right ? FACTOR_RECOVERY : 0;
    return e;
}

err second_remove_all(struct ctx *ctx, int64_t person_id, int64_t *n)
{
    int64_t apps = 0, keys = 0;
    err e = totp_remove(ctx, person_id, &apps);
    e = e ? e
          : db_run(ctx->db, "DELETE FROM passkey WHERE person_id = :person",
                   BINDS(B_INT("person", person_id)), &keys);
    e = e ? e : recovery_remove(ctx, person_id);
    e = e ? e : session_end_all(ctx, person_id, 0, NULL);
    *n = apps + keys;
    return e || !*n ? e : sign_in_event(ctx, person_id, "factor-removed", STR("all"));
}

/* ---- what waits
 * ------------------------------------------------------------------------------------------ */

static const char *cookie_name(const struct request *q)
{
    return q->secure ? "__Host-samstyr_second" : "samstyr_second";
}

static void set_cookie(struct ctx *ctx, const struct request *q, struct reply *r, str secret)
{
    reply_header(r, "Set-Cookie",
                 str_printf(ctx->arena, "%s=%.*s; Path=/; Max-Age=%lld; HttpOnly; SameSite=Lax%s",
                            cookie_name(q), STR_ARG(secret),
                            (long long)(secret.n ? WAIT_MS / SECOND_MS : 0),
                            q->secure ? "; Secure" : ""));
}

static str cookie_hash(struct ctx *ctx, str secret)
{
    unsigned char hash[SHA256_BYTES];
    sha256(secret, hash);
    return str_copy(ctx->arena, str_n((const char *)hash, sizeof hash));
}

err second_wait(struct ctx *ctx, const struct request *q, struct reply *r,
                const struct sign_in *who, str return_to)
{
    str secret = id_secret(ctx->arena);
    err e = db_run(ctx->db, "DELETE FROM sign_in_pending WHERE expires_at <= :now",
                   BINDS(B_INT("now", ctx->now)), NULL);
    e = e ? e
          : db_run(ctx->db,
                   "INSERT INTO sign_in_pending (token_hash, person_id, factors, provider, "
                   "return_to, expires_at) "
                   "VALUES (:hash, :person, :factors, :provider, :to, :expires)",
                   BINDS(B_BLOB("hash", cookie_hash(ctx, secret)), B_INT("person", who->person_id),
                         B_INT("factors", who->factors), B_TEXT("provider", who->provider),
                         B_TEXT("to", return_to), B_INT("expires", ctx->now + WAIT_MS)),
                   NULL);
    if (!e) {
        set_cookie(ctx, q, r, secret);
        reply_see(r, STR("/sign-in/second"));
    }
    return e;
}

err second_waiting(struct ctx *ctx, const struct request *q, struct sign_in *who, str *return_to)
{
    str secret = cookie_get(q->cookies, cookie_name(q));
    struct rows *rows;
    err e =
        db_query(ctx->db,
                 "SELECT person_id, factors, provider, return_to FROM sign_in_pending "
                 "WHERE token_hash = :hash AND expires_at > :now",
                 BINDS(B_BLOB("hash", cookie_hash(ctx, secret)), B_INT("now", ctx->now)), &rows);
    if (e) {
        return e;
    }
    bool found = rows_next(rows);
    if (found) {
        *who = (struct sign_in){.person_id = rows_int(rows, 0),
                                .factors = (unsigned)rows_int(rows, 1),
                                .provider = str_copy(ctx->arena, rows_text(rows, 2))};
        *return_to = str_copy(ctx->arena, rows_text(rows, 3));
    }
    e = rows_end(rows);
    return e ? e : found ? OK : ERR_UNKNOWN;
}

err second_done(struct ctx *ctx, const struct request *q, struct reply *r)
{
    str secret = cookie_get(q->cookies, cookie_name(q));
    set_cookie(ctx, q, r, STR(""));
    return db_run(ctx->db, "DELETE FROM sign_in_pending WHERE token_hash = :hash",
                  BINDS(B_BLOB("hash", cookie_hash(ctx, secret))), NULL);
}

/* ---- the page
 * -------------------------------------------------------------------------------------------- */

static err draw(struct ctx *ctx, const struct request *q, struct reply *r, int64_t person_id,
                const char *error_key)
{
    unsigned has;
    err e = second_has(ctx, person_id, &has);
    if (e) {
        return e;
    }
    struct html *h = sign_in_page(ctx);
    struct passkey_ask key =
        has & FACTOR_PASSKEY ? passkey_ask_anyone(ctx, q) : (struct passkey_ask){0};
    struct sign_in_view v = {
        .passkey_challenge = key.challenge,
        .passkey_site = key.rp_id,
        .action = STR("/sign-in/second"),
        .error = error_key ? word(ctx->lang, error_key) : STR(""),
        .is_code = true,
        .has_totp = has & FACTOR_TOTP,
        .has_recovery = has & FACTOR_RECOVERY,
    };
    sign_in_view_html(h, &v);
    sign_in_page_send(ctx, q, r, KEY("sign_in.code.title"), h);
    return OK;
}

/* To the beginning, and not back here afterwards: there is nothing to come back to. */
static err begin_anew(struct reply *r)
{
    reply_see(r, STR("/sign-in"));
    return OK;
}

static err second_form(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct sign_in who;
    str to;
    err e = second_waiting(ctx, q, &who, &to);
    return e == ERR_UNKNOWN ? begin_anew(r) : e ? e : draw(ctx, q, r, who.person_id, NULL);
}

static err email_of(struct ctx *ctx, int64_t person_id, str *out)
{
    return db_text(ctx->db, ctx->arena, "SELECT email FROM person WHERE id = :id",
                   BINDS(B_INT("id", person_id)), out);
}

static err second_check(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct sign_in who;
    str to, email;
    unsigned factor = 0;
    bool limited = false;
    err e = second_waiting(ctx, q, &who, &to);
    if (e == ERR_UNKNOWN) {
        return begin_anew(r);
    }
    e = e ? e : email_of(ctx, who.person_id, &email);
    e = e ? e : attempts_too_many(ctx, q, email, &limited);
    e = e || limited
            ? e
            : second_take(ctx, q->gate, who.person_id, params_get(&q->form, "code"), &factor);
    if (e) {
        return e;
    }
    if (!factor) {
        log_event(limited ? "sign_in.limited" : "sign_in.refused",
                  LOG_STR("request", ctx->request));
        e = limited ? OK : attempts_failed(ctx, q, email);
        e = e || limited ? e : sign_in_event(ctx, who.person_id, "sign-in-refused", STR("second"));
        e = e ? e
              : draw(ctx, q, r, who.person_id,
                     limited ? KEY("sign_in.error.busy") : KEY("sign_in.error.code"));
        r->status = limited ? 429 : 401;
        return e; /* kept: the failure counts */
    }
    e = second_done(ctx, q, r);
    who.factors |= factor;
    return e ? e : sign_in_go_on(ctx, q, r, &who, to);
}

const struct route second_routes[] = {
    ROUTE(METHOD_GET, "/sign-in/second", 0, ROUTE_OPEN, second_form, NULL,
          "The page that asks for the second factor"),
    ROUTE(METHOD_POST, "/sign-in/second", 0, ROUTE_OPEN | ROUTE_NO_FORM_TOKEN, second_check, NULL,
          "Show the second factor and sign in"),
    {0},
};

const struct limit second_limits[] = {
    {"Sign-in", "sign-in that waits for a second factor", WAIT_MS, LIMIT_MS, "begins anew"},
    {0},
};
