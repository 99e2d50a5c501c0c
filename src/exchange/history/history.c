/* history.c - the log of one body as a file that an auditor takes away. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "exchange/exchange.h"
#include "trail/pack.h"

static err history_out(struct ctx *ctx, struct exchange_work *w)
{
    struct logbook b;
    err e = logbook_find(ctx, ctx->body.id, &b);
    if (e == ERR_MISSING && !ctx->fault.key) {
        return fault(ctx, ERR_MISSING, "exchange.history.none");
    }
    e = e ? e : pack_write(ctx, &b, w->out);
    exchange_count(w, KEY("exchange.history.entries"), e ? 0 : b.tree.size);
    return e;
}

const struct exchange history_exchange = {
    .name = "history",
    .summary = KEY("exchange.history"),
    .flags = EXCHANGE_OUT | EXCHANGE_BODY,
    .out = history_out,
};
