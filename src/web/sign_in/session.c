/* session.c - signed-in browsers: a hash of a secret, whose it is, and how it came to be. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/sign_in/session.h"

#include "base/clock.h"
#include "base/hash.h"
#include "base/id.h"
#include "web/actor.h"
#include "web/gate.h"
#include "web/sign_in/agent.h"
#include "web/sign_in/demand.h"
#include "web/sign_in/event.h"

static void set_cookie(struct ctx *ctx, const struct request *q, struct reply *r, str secret,
                       int64_t seconds)
{
    reply_header(r, "Set-Cookie",
                 str_printf(ctx->arena, "%s=%.*s; Path=/; Max-Age=%lld; HttpOnly; SameSite=Lax%s",
                            session_cookie_name(q->secure), STR_ARG(secret), (long long)seconds,
                            q->secure ? "; Secure" : ""));
}

void session_forget(struct ctx *ctx, const struct request *q, struct reply *r)
{
    set_cookie(ctx, q, r, STR(""), 0);
}

/* What nobody can use any longer goes, and with it the session that this browser had. */
static err sweep(struct ctx *ctx)
{
    return db_run(ctx->db,
                  "DELETE FROM session WHERE id = :mine OR expires_at <= :now OR seen_at <= :idle",
                  BINDS(B_INT("mine", ctx->actor.session_id), B_INT("now", ctx->now),
                        B_INT("idle", ctx->now - SESSION_IDLE_MS)),
                  NULL);
}

/* Only someone who is not shut out: whatever the way in has checked before. */
static err add(struct ctx *ctx, const struct request *q, const struct sign_in *who, str secret,
               int64_t factor_due_at, int64_t *id)
{
    unsigned char hash[SHA256_BYTES];
    sha256(secret, hash);
    err e = db_int(
        ctx->db,
        "INSERT INTO session (token_hash, person_id, form_token, factors, provider, created_at, "
        "proved_at, seen_at, expires_at, factor_due_at, network, agent) "
        "SELECT :hash, p.id, :form_token, :factors, :provider, :now, :now, :now, :expires, "
        ":due, :network, :agent FROM person p WHERE p.id = :person AND p.state = 'active' "
        "AND p.deleted_at IS NULL RETURNING id",
        BINDS(B_BLOB("hash", str_n((const char *)hash, sizeof hash)),
              B_INT("person", who->person_id), B_TEXT("form_token", id_secret(ctx->arena)),
              B_INT("factors", who->factors), B_TEXT("provider", who->provider),
              B_INT("now", ctx->now), B_INT("expires", ctx->now + SESSION_LONGEST_MS),
              B_INT("due", factor_due_at), B_TEXT("network", agent_network(ctx->arena, q->network)),
              B_TEXT("agent", agent_name(ctx->arena, q->user_agent))),
        id);
    return e ? e : *id ? OK : fault(ctx, ERR_DENIED, "sign_in.error.disabled");
}

err session_open(struct ctx *ctx, const struct request *q, struct reply *r,
                 const struct sign_in *who, int64_t *factor_due_at)
{
    int64_t id = 0, due = 0;
    str secret = id_secret(ctx->arena);
    err e = sweep(ctx);
    e = e ? e : demand_due(ctx, who->person_id, who->factors, &due);
    e = e ? e : add(ctx, q, who, secret, due, &id);
    if (e) {
        return e;
    }
    ctx->actor.session_id = id;
    set_cookie(ctx, q, r, secret, SESSION_LONGEST_MS / SECOND_MS);
    if (factor_due_at) {
        *factor_due_at = due;
    }
    return OK;
}

err session_prove(struct ctx *ctx, int64_t id, unsigned factors)
{
    int64_t shown = 0, due = 0;
    err e =
        db_int(ctx->db,
               "UPDATE session SET proved_at = :now, factors = (factors | :factors) "
               "WHERE id = :id RETURNING factors",
               BINDS(B_INT("now", ctx->now), B_INT("factors", factors), B_INT("id", id)), &shown);
    e = e ? e : demand_due(ctx, ctx->actor.person_id, (unsigned)shown, &due);
    return e ? e
             : db_run(ctx->db, "UPDATE session SET factor_due_at = :due WHERE id = :id",
                      BINDS(B_INT("due", due), B_INT("id", id)), NULL);
}

err session_end(struct ctx *ctx, int64_t person_id, int64_t id)
{
    int64_t n = 0;
    err e = db_run(ctx->db, "DELETE FROM session WHERE id = :id AND person_id = :person",
                   BINDS(B_INT("id", id), B_INT("person", person_id)), &n);
    if (!e && !n) {
        return fault_tell(&ctx->fault, ERR_MISSING, NULL, NULL, 0);
    }
    return e ? e : sign_in_event(ctx, person_id, "session-ended", STR_NONE);
}

err session_end_all(struct ctx *ctx, int64_t person_id, int64_t except_id, int64_t *n)
{
    int64_t ended = 0;
    err e = db_run(ctx->db, "DELETE FROM session WHERE person_id = :person AND id <> :except",
                   BINDS(B_INT("person", person_id), B_INT("except", except_id)), &ended);
    if (n) {
        *n = ended;
    }
    return e || !ended ? e : sign_in_event(ctx, person_id, "sessions-ended", STR_NONE);
}

#define STANDS "person_id = :person AND expires_at > :now AND seen_at > :idle"

err session_list(struct ctx *ctx, int64_t person_id, struct session **out, size_t *n)
{
    const struct bind whose[] = {B_INT("person", person_id), B_INT("now", ctx->now),
                                 B_INT("idle", ctx->now - SESSION_IDLE_MS)};
    int64_t count = 0;
    struct rows *rows;
    *n = 0;
    err e = db_int(ctx->db, "SELECT count(*) FROM session WHERE " STANDS, whose, 3, &count);
    e = e ? e
          : db_query(
                ctx->db,
                "SELECT id, created_at, seen_at, expires_at, factors, provider, network, agent "
                "FROM session WHERE " STANDS " ORDER BY seen_at DESC, id DESC",
                whose, 3, &rows);
    if (e) {
        return e;
    }
    *out = ARENA_ARRAY(ctx->arena, (size_t)count + 1, struct session);
    while (*n < (size_t)count && rows_next(rows)) {
        (*out)[(*n)++] = (struct session){
            .id = rows_int(rows, 0),
            .created_at = rows_int(rows, 1),
            .seen_at = rows_int(rows, 2),
            .expires_at = rows_int(rows, 3),
            .factors = (unsigned)rows_int(rows, 4),
            .provider = str_copy(ctx->arena, rows_text(rows, 5)),
            .network = str_copy(ctx->arena, rows_text(rows, 6)),
            .agent = str_copy(ctx->arena, rows_text(rows, 7)),
        };
    }
    return rows_end(rows);
}

str factor_names(struct arena *a, unsigned factors)
{
    struct buf b;
    buf_init(&b, a, 256);
    for (int i = 0; i < N_FACTORS; i++) {
        if (factors & (1u << i)) {
            buf_z(&b, b.n ? " " : "");
            buf_z(&b, factor_name((enum factor)(1 << i)));
        }
    }
    return buf_as_str(&b);
}

const char *factor_name(enum factor f)
{
    static const char *const names[N_FACTORS] = {
        "password", "link", "totp", "passkey", "recovery", "provider", "provider_strong"};
    for (int i = 0; i < N_FACTORS; i++) {
        if (f == (enum factor)(1 << i)) {
            return names[i];
        }
    }
    return "";
}

str session_how(struct ctx *ctx, unsigned factors, str provider)
{
    static const char *const words[N_FACTORS] = {
        KEY("session.factor.password"),       KEY("session.factor.link"),
        KEY("session.factor.totp"),           KEY("session.factor.passkey"),
        KEY("session.factor.recovery"),       KEY("session.factor.provider"),
        KEY("session.factor.provider_strong")};
    struct buf b;
    buf_init(&b, ctx->arena, 1 * KIB);
    for (int i = 0; i < N_FACTORS; i++) {
        if (factors & (1u << i)) {
            buf_z(&b, b.n ? ", " : "");
            buf_str(&b, word_args(ctx->arena, ctx->lang, words[i], &provider, 1));
        }
    }
    return buf_as_str(&b);
}
