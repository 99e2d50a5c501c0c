/* return_to.c - where someone was going, carried in an address. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/return_to.h"

#include "web/html.h"

str return_to_with(struct arena *a, const char *base, str to)
{
    struct buf b;
    buf_init(&b, a, 8 * KIB);
    struct html h = {.out = &b, .arena = a};
    buf_z(&b, base);
    if (to.n && !str_is(to, "/")) {
        buf_literal(&b, "?return=");
        html_query_str(&h, to);
    }
    return b.full ? str_of(base) : buf_as_str(&b);
}

str return_to_address(struct arena *a, const char *base, const struct request *q)
{
    struct buf to;
    buf_init(&to, a, 4 * KIB);
    buf_z(&to, base);
    if (q->method == METHOD_GET && !str_is(q->path, "/")) {
        struct html h = {.out = &to, .arena = a};
        buf_literal(&to, "?return=");
        html_query_str(&h, q->path);
        if (q->raw_query.n) {
            buf_literal(&to, "%3F");
            html_query_str(&h, q->raw_query);
        }
    }
    return to.full ? str_of(base) : buf_as_str(&to);
}
