/* attempts.c - failed sign-ins are counted, and too many of them make the next one wait. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/sign_in/attempts.h"

#include "base/clock.h"
#include "base/hash.h"

/* Guessing slows down by account and by network: so many failures within a quarter of an hour. */
enum { FAILURES_ACCOUNT = 10, FAILURES_NETWORK = 60 };
#define FAILURES_WITHIN (15 * MINUTE_MS)

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

err attempts_too_many(struct ctx *ctx, const struct request *q, str email, bool *out)
{
    int64_t account = 0, network = 0;
    err e = failures_of(ctx, account_subject(ctx, email), &account);
    e = e ? e : failures_of(ctx, network_subject(ctx, q), &network);
    *out = account >= FAILURES_ACCOUNT || network >= FAILURES_NETWORK;
    return e;
}

static err failure_add(struct ctx *ctx, str subject)
{
    return db_run(ctx->db, "INSERT INTO sign_in_failure (subject, at) VALUES (:subject, :now)",
                  BINDS(B_TEXT("subject", subject), B_INT("now", ctx->now)), NULL);
}

err attempts_failed(struct ctx *ctx, const struct request *q, str email)
{
    err e = db_run(ctx->db, "DELETE FROM sign_in_failure WHERE at < :old",
                   BINDS(B_INT("old", ctx->now - DAY_MS)), NULL);
    e = e ? e : failure_add(ctx, account_subject(ctx, email));
    return e ? e : failure_add(ctx, network_subject(ctx, q));
}

err attempts_forget(struct ctx *ctx, str email, int64_t *n)
{
    return db_run(ctx->db, "DELETE FROM sign_in_failure WHERE subject = :subject",
                  BINDS(B_TEXT("subject", account_subject(ctx, email))), n);
}
