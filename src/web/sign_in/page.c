/* page.c - a page of sign-in, in the frame that the floor above gave the gate. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/sign_in/page.h"

#include "web/assets.h"

struct html *sign_in_page(struct ctx *ctx)
{
    struct buf *out = ARENA_NEW(ctx->arena, struct buf);
    struct html *h = ARENA_NEW(ctx->arena, struct html);
    buf_init(out, ctx->arena, 8 * MIB); /* a form that waits for a proof may be long */
    *h = (struct html){.out = out,
                       .arena = ctx->arena,
                       .lang = ctx->lang,
                       .sprite = asset_href(ctx->arena, "icons.svg")};
    return h;
}

void sign_in_page_send(struct ctx *ctx, const struct request *q, struct reply *r,
                       const char *title_key, const struct html *h)
{
    str main = buf_as_str(h->out);
    if (q->gate->page) {
        q->gate->page(ctx, q, r, word(ctx->lang, title_key), (struct markup){main});
    } else {
        buf_str(&r->body, main);
    }
}
