/* counts.c - how many things a query finds, remembered while nothing has changed. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/counts.h"

#include "trail/trail.h"

/* Reference kinds change without events, so their counts are asked for each time. */
err counts_init(struct counts *c, struct ctx *ctx, const struct kind *k)
{
    *c = (struct counts){.ctx = ctx, .kind = k};
    if (!ctx->memo || !ctx->body.id) {
        return OK;
    }
    int64_t last;
    err e = trail_last(ctx, ctx->body.id, &last);
    c->state = str_printf(ctx->arena, "%s|%lld|%lld|%lld|%u|%.*s|", k->name,
                          (long long)ctx->body.id, (long long)last, (long long)ctx->actor.person_id,
                          ctx->actor.roles, STR_ARG(ctx->today));
    return e;
}

bool counts_known(const struct counts *c, str query, int64_t *out)
{
    return c->state.p && memo_get(c->ctx->memo, STR_JOIN(c->ctx->arena, c->state, query), out);
}

err counts_ask(const struct counts *c, str query, const struct query *q, int64_t *out)
{
    if (counts_known(c, query, out)) {
        return OK;
    }
    err e = query_count(c->ctx, q, out);
    if (!e && c->state.p) {
        memo_put(c->ctx->memo, STR_JOIN(c->ctx->arena, c->state, query), *out);
    }
    return e;
}
