/* recovery.c - recovery codes: drawn, hashed under a key that the database does not hold, used up.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/sign_in/recovery.h"

#include "base/hash.h"
#include "base/id.h"
#include "base/limit.h"
#include "statements.h"
#include "web/secret.h"

/* 10 of 32 letters: 50 bits, and none of them looks like another (Crockford's, in lower case). */
static const char letters[] = "0123456789abcdefghjkmnpqrstvwxyz";
enum { LETTERS = 10, HALF = 5 };

const struct secret recovery_secret = {
    .purpose = "recovery codes of person ",
    .all = sql_recovery_secrets,
    .change = sql_recovery_secret_change,
};

static str owner(struct ctx *ctx, int64_t person_id)
{
    return str_from_int(ctx->arena, person_id);
}

static str draw(struct ctx *ctx)
{
    unsigned char random[LETTERS];
    char text[LETTERS + 1], *at = text;
    id_random(random, sizeof random);
    for (int i = 0; i < LETTERS; i++) {
        if (i == HALF) {
            *at++ = '-';
        }
        *at++ = letters[random[i] & 31];
    }
    return str_copy(ctx->arena, str_n(text, sizeof text));
}

/* The letters alone, as they were drawn: o is read as 0, i and l as 1. */
static str letters_of(struct ctx *ctx, str code)
{
    struct buf b;
    buf_init(&b, ctx->arena, 64);
    str lower = str_lower(ctx->arena, code);
    for (size_t i = 0; i < lower.n; i++) {
        char c = lower.p[i];
        if (c != '-' && c != ' ') {
            buf_char(&b, c == 'o' ? '0' : c == 'i' || c == 'l' ? '1' : c);
        }
    }
    return buf_as_str(&b);
}

static str hashed(struct ctx *ctx, str key, str code)
{
    unsigned char hash[SHA256_BYTES];
    hmac_sha256(key, letters_of(ctx, code), hash);
    return str_copy(ctx->arena, str_n((const char *)hash, sizeof hash));
}

err recovery_remove(struct ctx *ctx, int64_t person_id)
{
    const struct bind who[] = {B_INT("person", person_id)};
    err e = db_run(ctx->db, "DELETE FROM recovery_code WHERE person_id = :person", who, 1, NULL);
    return e ? e : db_run(ctx->db, "DELETE FROM recovery WHERE person_id = :person", who, 1, NULL);
}

err recovery_make(struct ctx *ctx, const struct gate *g, str codes[RECOVERY_CODES])
{
    int64_t person_id = ctx->actor.person_id;
    char random[SHA256_BYTES];
    if (!g->seal) {
        return fault(ctx, ERR_CONFLICT, "factors.no_seal");
    }
    id_random(random, sizeof random);
    str key = str_n(random, sizeof random);
    str sealed = secret_seal(ctx, g->seal, &recovery_secret, owner(ctx, person_id), key);
    err e = recovery_remove(ctx, person_id);
    e = e ? e
          : db_run(ctx->db,
                   "INSERT INTO recovery (person_id, key, created_at) VALUES (:person, :key, :now)",
                   BINDS(B_INT("person", person_id), B_TEXT("key", sealed), B_INT("now", ctx->now)),
                   NULL);
    for (int i = 0; i < RECOVERY_CODES && !e; i++) {
        codes[i] = draw(ctx);
        e = db_run(
            ctx->db, "INSERT INTO recovery_code (person_id, code_hash) VALUES (:person, :hash)",
            BINDS(B_INT("person", person_id), B_BLOB("hash", hashed(ctx, key, codes[i]))), NULL);
    }
    bytes_wipe(random, sizeof random);
    return e;
}

err recovery_left(struct ctx *ctx, int64_t person_id, int64_t *out)
{
    return db_int(
        ctx->db, "SELECT count(*) FROM recovery_code WHERE person_id = :person AND used_at IS NULL",
        BINDS(B_INT("person", person_id)), out);
}

err recovery_take(struct ctx *ctx, const struct gate *g, int64_t person_id, str code, bool *right)
{
    str sealed, key;
    int64_t n = 0;
    *right = false;
    err e = db_text(ctx->db, ctx->arena, "SELECT key FROM recovery WHERE person_id = :person",
                    BINDS(B_INT("person", person_id)), &sealed);
    if (e || !sealed.p ||
        !secret_open(ctx, g->seal, &recovery_secret, owner(ctx, person_id), sealed, &key)) {
        return e;
    }
    e = db_run(ctx->db,
               "UPDATE recovery_code SET used_at = :now WHERE person_id = :person "
               "AND code_hash = :hash AND used_at IS NULL",
               BINDS(B_INT("now", ctx->now), B_INT("person", person_id),
                     B_BLOB("hash", hashed(ctx, key, code))),
               &n);
    *right = n == 1;
    return e;
}

const struct limit recovery_limits[] = {
    {"Sign-in", "recovery codes at a time, each good once", RECOVERY_CODES, LIMIT_COUNT,
     "new ones replace them"},
    {0},
};
