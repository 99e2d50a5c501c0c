/* attempts.c - failed sign-ins are counted, and each one makes the next wait longer. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/sign_in/attempts.h"

#include "base/clock.h"
#include "base/hash.h"
#include "base/limit.h"
#include "web/sign_in/agent.h"

/* The address is kept as a hash: who has tried to get in is nobody's reading. */
static str account_subject(struct ctx *ctx, str email)
{
    return str_printf(ctx->arena, "email:%.*s", STR_ARG(sha256_hex(ctx->arena, email)));
}

/* All of a network together: one who has many addresses of it has no more attempts. */
static str network_subject(struct ctx *ctx, const struct request *q)
{
    str network = agent_network(ctx->arena, q->network);
    return str_printf(ctx->arena, "network:%.*s", STR_ARG(network.p ? network : q->network));
}

int64_t attempts_wait(int64_t failures, int64_t free)
{
    int64_t wait = failures < free ? 0 : SECOND_MS;
    for (int64_t i = free; i < failures && wait < ATTEMPTS_LONGEST_MS; i++) {
        wait *= 2;
    }
    return wait < ATTEMPTS_LONGEST_MS ? wait : ATTEMPTS_LONGEST_MS;
}

/* The last failure may be one of somebody beside us, a moment after our own `now`. One that is far
   ahead is of a clock that was wrong, and holds nobody back. */
static err waits(struct ctx *ctx, str subject, int64_t free, bool *out)
{
    struct rows *rows;
    err e = db_query(ctx->db,
                     "SELECT count(*), coalesce(max(at), 0) FROM sign_in_failure "
                     "WHERE subject = :subject AND at > :since AND at <= :horizon",
                     BINDS(B_TEXT("subject", subject), B_INT("since", ctx->now - DAY_MS),
                           B_INT("horizon", ctx->now + ATTEMPTS_LONGEST_MS)),
                     &rows);
    if (e) {
        return e;
    }
    rows_next(rows);
    int64_t wait = attempts_wait(rows_int(rows, 0), free), last = rows_int(rows, 1);
    *out = *out || (wait && ctx->now < last + wait);
    return rows_end(rows);
}

err attempts_too_many(struct ctx *ctx, const struct request *q, str email, bool *out)
{
    *out = false;
    err e = waits(ctx, network_subject(ctx, q), ATTEMPTS_FREE_NETWORK, out);
    return e || !email.p ? e : waits(ctx, account_subject(ctx, email), ATTEMPTS_FREE_ACCOUNT, out);
}

static err failure_add(struct ctx *ctx, str subject)
{
    return db_run(ctx->db, "INSERT INTO sign_in_failure (subject, at) VALUES (:subject, :now)",
                  BINDS(B_TEXT("subject", subject), B_INT("now", ctx->now)), NULL);
}

err attempts_failed(struct ctx *ctx, const struct request *q, str email)
{
    err e = db_run(
        ctx->db, "DELETE FROM sign_in_failure WHERE at < :old OR at > :horizon",
        BINDS(B_INT("old", ctx->now - DAY_MS), B_INT("horizon", ctx->now + ATTEMPTS_LONGEST_MS)),
        NULL);
    e = e || !email.p ? e : failure_add(ctx, account_subject(ctx, email));
    return e ? e : failure_add(ctx, network_subject(ctx, q));
}

err attempts_forget(struct ctx *ctx, str email, int64_t *n)
{
    return db_run(ctx->db, "DELETE FROM sign_in_failure WHERE subject = :subject",
                  BINDS(B_TEXT("subject", account_subject(ctx, email))), n);
}

const struct limit attempts_limits[] = {
    {"Sign-in", "failures of an account before the next attempt waits, in a day",
     ATTEMPTS_FREE_ACCOUNT, LIMIT_COUNT, "429, twice as long each time"},
    {"Sign-in", "failures of a network before the next attempt waits, in a day",
     ATTEMPTS_FREE_NETWORK, LIMIT_COUNT, "429, twice as long each time"},
    {"Sign-in", "longest wait", ATTEMPTS_LONGEST_MS, LIMIT_MS, "nobody is locked out for good"},
    {0},
};
