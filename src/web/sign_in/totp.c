/* totp.c - codes from an app: the secret sealed, each half minute taken once. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/sign_in/totp.h"

#include "base/clock.h"
#include "base/hash.h"
#include "base/id.h"
#include "statements.h"
#include "web/html.h"
#include "web/secret.h"

#include <liboath/oath.h>

/* ---- counting
 * --------------------------------------------------------------------------------------------- */

enum { WINDOW = 1 }; /* half minutes that a clock may be off */

int64_t totp_step(str secret, str code, int64_t now_ms)
{
    char z[TOTP_DIGITS + 1] = "";
    uint64_t step = 0;
    if (code.n != TOTP_DIGITS) {
        return -1;
    }
    for (size_t i = 0; i < TOTP_DIGITS; i++) {
        if (code.p[i] < '0' || code.p[i] > '9') {
            return -1;
        }
        z[i] = code.p[i];
    }
    int rc = oath_totp_validate4(secret.p, secret.n, (time_t)(now_ms / SECOND_MS), TOTP_STEP_S, 0,
                                 WINDOW, NULL, &step, 0, z);
    return rc >= 0 ? (int64_t)step : -1;
}

str totp_text(struct arena *a, str secret)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    struct buf b;
    unsigned held = 0, bits = 0;
    buf_init(&b, a, 1 * KIB);
    for (size_t i = 0; i < secret.n; i++) {
        held = held << 8 | (unsigned char)secret.p[i];
        for (bits += 8; bits >= 5; bits -= 5) {
            buf_char(&b, letters[held >> (bits - 5) & 31]);
        }
    }
    if (bits) {
        buf_char(&b, letters[held << (5 - bits) & 31]);
    }
    return buf_as_str(&b);
}

str totp_address(struct arena *a, str account, str secret)
{
    struct buf b;
    buf_init(&b, a, 2 * KIB);
    struct html h = {.out = &b, .arena = a};
    buf_literal(&b, "otpauth://totp/Samstyr:");
    html_query_str(&h, account);
    buf_literal(&b, "?secret=");
    buf_str(&b, totp_text(a, secret));
    buf_literal(&b, "&issuer=Samstyr&algorithm=SHA1&digits=6&period=30");
    return buf_as_str(&b);
}

/* ---- what is kept
 * ----------------------------------------------------------------------------------------- */

const struct secret totp_secret = {
    .purpose = "totp of person ",
    .all = sql_totp_secrets,
    .change = sql_totp_secret_change,
};

static str owner(struct ctx *ctx, int64_t person_id)
{
    return str_from_int(ctx->arena, person_id);
}

err totp_since(struct ctx *ctx, int64_t person_id, int64_t *out)
{
    return db_int(ctx->db, "SELECT coalesce(confirmed_at, 0) FROM totp WHERE person_id = :person",
                  BINDS(B_INT("person", person_id)), out);
}

err totp_begin(struct ctx *ctx, const struct gate *g)
{
    int64_t n = 0;
    unsigned char secret[TOTP_SECRET];
    if (!g->seal) {
        return fault(ctx, ERR_CONFLICT, "factors.no_seal");
    }
    id_random(secret, sizeof secret);
    str sealed = secret_seal(ctx, g->seal, &totp_secret, owner(ctx, ctx->actor.person_id),
                             str_n((const char *)secret, sizeof secret));
    bytes_wipe(secret, sizeof secret);
    err e = db_run(ctx->db,
                   "INSERT INTO totp (person_id, secret, created_at, used_step) "
                   "VALUES (:person, :secret, :now, 0) ON CONFLICT (person_id) DO UPDATE "
                   "SET secret = excluded.secret, created_at = excluded.created_at "
                   "WHERE totp.confirmed_at IS NULL",
                   BINDS(B_INT("person", ctx->actor.person_id), B_TEXT("secret", sealed),
                         B_INT("now", ctx->now)),
                   &n);
    return e ? e : n ? OK : fault(ctx, ERR_CONFLICT, "totp.has");
}

/* The secret, confirmed or not; ERR_MISSING when there is none that can be opened. */
static err secret_of(struct ctx *ctx, const struct gate *g, int64_t person_id, bool confirmed,
                     str *out)
{
    str sealed;
    err e = db_text(ctx->db, ctx->arena,
                    confirmed ? "SELECT secret FROM totp WHERE person_id = :person AND "
                                "confirmed_at IS NOT NULL"
                              : "SELECT secret FROM totp WHERE person_id = :person AND "
                                "confirmed_at IS NULL",
                    BINDS(B_INT("person", person_id)), &sealed);
    if (e) {
        return e;
    }
    bool opened =
        sealed.p && secret_open(ctx, g->seal, &totp_secret, owner(ctx, person_id), sealed, out);
    return opened ? OK : ERR_MISSING;
}

err totp_waiting(struct ctx *ctx, const struct gate *g, str *secret)
{
    err e = secret_of(ctx, g, ctx->actor.person_id, false, secret);
    return e == ERR_MISSING ? fault_tell(&ctx->fault, e, NULL, NULL, 0) : e;
}

/* Of two who come with the same code at once, one changes the row. */
static err step_use(struct ctx *ctx, int64_t person_id, int64_t step, bool *right)
{
    int64_t n = 0;
    err e =
        db_run(ctx->db,
               "UPDATE totp SET used_step = :step WHERE person_id = :person AND used_step < :step",
               BINDS(B_INT("step", step), B_INT("person", person_id)), &n);
    *right = n == 1;
    return e;
}

err totp_confirm(struct ctx *ctx, const struct gate *g, str code, bool *right)
{
    str secret;
    *right = false;
    err e = totp_waiting(ctx, g, &secret);
    int64_t step = e ? -1 : totp_step(secret, code, ctx->now);
    if (e || step < 0) {
        return e;
    }
    e = step_use(ctx, ctx->actor.person_id, step, right);
    return e || !*right
               ? e
               : db_run(ctx->db, "UPDATE totp SET confirmed_at = :now WHERE person_id = :person",
                        BINDS(B_INT("now", ctx->now), B_INT("person", ctx->actor.person_id)), NULL);
}

err totp_take(struct ctx *ctx, const struct gate *g, int64_t person_id, str code, bool *right)
{
    str secret;
    *right = false;
    err e = secret_of(ctx, g, person_id, true, &secret);
    if (e) {
        return e == ERR_MISSING ? OK : e;
    }
    int64_t step = totp_step(secret, code, ctx->now);
    return step < 0 ? OK : step_use(ctx, person_id, step, right);
}

err totp_remove(struct ctx *ctx, int64_t person_id, int64_t *n)
{
    return db_run(ctx->db, "DELETE FROM totp WHERE person_id = :person",
                  BINDS(B_INT("person", person_id)), n);
}
