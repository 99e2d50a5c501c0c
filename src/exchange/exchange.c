/* exchange.c - finding formats, and telling what was read. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "exchange/exchange.h"

#include "base/text.h"

#include <string.h>

const struct exchange *exchange_named(str name, unsigned way)
{
    for (const struct exchange *const *x = all_exchanges; *x; x++) {
        if (str_is(name, (*x)->name) && ((*x)->flags & way)) {
            return *x;
        }
    }
    return NULL;
}

void exchange_count(struct exchange_work *w, const char *key, int64_t n)
{
    for (size_t i = 0; i < w->n_counts; i++) {
        if (strcmp(w->counts[i].key, key) == 0) {
            w->counts[i].n += n;
            return;
        }
    }
    if (n && w->n_counts < EXCHANGE_COUNTS) {
        w->counts[w->n_counts].key = key;
        w->counts[w->n_counts++].n = n;
    }
}

str exchange_said(struct ctx *ctx, const struct exchange_work *w)
{
    struct buf b;
    buf_init(&b, ctx->arena, 4 * KIB);
    for (size_t i = 0; i < w->n_counts; i++) {
        if (i) {
            buf_literal(&b, ", ");
        }
        buf_str(&b, word_n(ctx->arena, ctx->lang, w->counts[i].key, w->counts[i].n));
    }
    return w->n_counts ? buf_as_str(&b) : STR_NONE;
}
