/* actor.c - who sends the request: session or token, person, body and roles, in one statement. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/actor.h"

#include "base/clock.h"
#include "base/hash.h"
#include "base/limit.h"

/* Columns 0 to 8 say who, 9 the roles, 10 to 15 the body. A foreign body and a missing one look
   alike here: no roles. Roles are bits, one a grant; the highest of each bit, added, is all of them
   (a sum of the distinct ones would have SQLite make a table for it). */
#define BY_SESSION                                                                                 \
    "SELECT v.id, v.person_id, v.form_token, v.seen_at, p.name, p.email, p.language, "             \
    "v.proved_at, v.factor_due_at, "
#define BY_TOKEN                                                                                   \
    "SELECT v.id, v.person_id, v.scopes, coalesce(v.used_at, 0), p.name, p.email, p.language, 0, " \
    "0, "
#define ALL_BITS                                                                                   \
    "max(role_bit & 1) + max(role_bit & 2) + max(role_bit & 4) + max(role_bit & 8) + "             \
    "max(role_bit & 16) + max(role_bit & 32) + max(role_bit & 64) + max(role_bit & 128)"
_Static_assert(ROLES_ALL == 255, "ALL_BITS holds every role");
#define ROLES_IN_BODY                                                                              \
    "coalesce((SELECT " ALL_BITS " FROM access a "                                                 \
    "WHERE a.person_id = v.person_id AND a.organisation_id = o.id "                                \
    "AND (a.valid_from IS NULL OR a.valid_from <= :today) "                                        \
    "AND (a.valid_until IS NULL OR a.valid_until >= :today)), 0), "                                \
    "o.id, coalesce(o.number, o.code), o.name, o.level, o.language, o.demo "
#define ROLES_ANYWHERE                                                                             \
    "coalesce((SELECT " ALL_BITS " FROM role_grant g "                                             \
    "WHERE g.person_id = v.person_id AND g.state = 'active' AND g.deleted_at IS NULL "             \
    "AND (g.valid_from IS NULL OR g.valid_from <= :today) "                                        \
    "AND (g.valid_until IS NULL OR g.valid_until >= :today)), 0) "
#define PERSON                                                                                     \
    "JOIN person p ON p.id = v.person_id AND p.state = 'active' AND p.deleted_at IS NULL "
#define BODY                                                                                       \
    "LEFT JOIN organisation o ON o.id = coalesce("                                                 \
    "(SELECT b.id FROM organisation b WHERE b.number = :number), "                                 \
    "(SELECT b.id FROM organisation b WHERE b.number IS NULL AND b.code = :number)) "
#define SESSION_STANDS "WHERE v.token_hash = :hash AND v.expires_at > :now AND v.seen_at > :idle"
#define TOKEN_STANDS                                                                               \
    "WHERE v.token_hash = :hash AND v.revoked_at IS NULL AND (v.expires_at IS NULL OR "            \
    "v.expires_at > :now)"

static const char *const statements[2][2] = {
    {BY_SESSION ROLES_ANYWHERE "FROM session v " PERSON SESSION_STANDS,
     BY_SESSION ROLES_IN_BODY "FROM session v " PERSON BODY SESSION_STANDS},
    {BY_TOKEN ROLES_ANYWHERE "FROM token v " PERSON TOKEN_STANDS,
     BY_TOKEN ROLES_IN_BODY "FROM token v " PERSON BODY TOKEN_STANDS},
};

/* Is the word one of the space-separated scopes? */
static bool has_scope(str scopes, const char *scope)
{
    str word;
    while (str_split(&scopes, ' ', &word)) {
        if (str_is(word, scope)) {
            return true;
        }
    }
    return false;
}

static void take_body(struct ctx *ctx, const struct rows *rows)
{
    struct arena *a = ctx->arena;
    if (rows_null(rows, 10)) {
        return;
    }
    ctx->body = (struct body){
        .id = rows_int(rows, 10),
        .number = str_copy(a, rows_text(rows, 11)),
        .name = str_copy(a, rows_text(rows, 12)),
        .level = str_copy(a, rows_text(rows, 13)),
        .lang = lang_of(rows_text(rows, 14), NULL),
        .demo = rows_int(rows, 15) != 0,
    };
}

static void take_actor(struct ctx *ctx, const struct rows *rows, bool by_token, struct visit *out)
{
    struct arena *a = ctx->arena;
    *out = (struct visit){
        .known = true,
        .by_token = by_token,
        .id = rows_int(rows, 0),
        .seen_at = rows_int(rows, 3),
        .language = str_copy(a, rows_text(rows, 6)),
    };
    ctx->actor = (struct actor){
        .person_id = rows_int(rows, 1),
        .name = str_copy(a, rows_text(rows, 4)),
        .email = str_copy(a, rows_text(rows, 5)),
        .roles = (uint32_t)rows_int(rows, 9) & ROLES_ALL,
        .session_id = by_token ? 0 : out->id,
    };
    if (by_token) {
        ctx->actor.read_only = !has_scope(rows_text(rows, 2), "write");
        ctx->actor.proved = has_scope(rows_text(rows, 2), "sign");
    } else {
        ctx->actor.form_token = str_copy(a, rows_text(rows, 2));
        ctx->actor.proved = ctx->now - rows_int(rows, 7) < STEP_UP_MS;
        out->lacks_factor = rows_int(rows, 8) && rows_int(rows, 8) <= ctx->now;
    }
}

err actor_read(struct ctx *ctx, str secret, bool by_token, str number, struct visit *out)
{
    *out = (struct visit){0};
    unsigned char hash[SHA256_BYTES];
    sha256(secret, hash);
    struct rows *rows;
    err e = db_query(ctx->db, statements[by_token][number.p != NULL],
                     BINDS(B_BLOB("hash", str_n((const char *)hash, sizeof hash)),
                           B_INT("now", ctx->now), B_INT("idle", ctx->now - SESSION_IDLE_MS),
                           B_TEXT("today", ctx->today), B_TEXT("number", number)),
                     &rows);
    if (e) {
        return e;
    }
    if (rows_next(rows)) {
        take_actor(ctx, rows, by_token, out);
        if (number.p) {
            take_body(ctx, rows);
        }
    }
    return rows_end(rows);
}

static void touch(struct db *db, const struct visit *v, int64_t now)
{
    if (db_begin_write(db)) {
        return; /* no harm: the next request writes it */
    }
    err e = db_run(db,
                   v->by_token ? "UPDATE token SET used_at = :now WHERE id = :id"
                               : "UPDATE session SET seen_at = :now WHERE id = :id",
                   BINDS(B_INT("now", now), B_INT("id", v->id)), NULL);
    if (e || db_commit(db)) {
        db_rollback(db);
    }
}

void actor_touch(struct db *db, const struct visit *v, int64_t now)
{
    if (v->known && now - v->seen_at >= MINUTE_MS) {
        int before = db_patience(db, 0); /* who only reads shall not wait for those who write */
        touch(db, v, now);
        db_patience(db, before);
    }
}

const struct limit session_limits[] = {
    {"Sign-in", "session without use", SESSION_IDLE_MS, LIMIT_MS, "it ends"},
    {"Sign-in", "session in all", SESSION_LONGEST_MS, LIMIT_MS, "it ends"},
    {"Sign-in", "proof of who one is, for decisions", STEP_UP_MS, LIMIT_MS, "asked again"},
    {0},
};
