/* look_choice.c - language and colours, as the asker chose them. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/look_choice.h"

#include "web/parse/query.h"

static bool is_ours(str tag)
{
    bool ok;
    lang_of(tag, &ok);
    return ok;
}

static bool take_lang(str code, enum lang *out)
{
    if (!is_ours(code)) {
        return false;
    }
    *out = lang_of(code, NULL);
    return true;
}

/* ?theme= is a link of the frame: works without script, and the answer has the colours already. */
static void choose_theme(struct ctx *ctx, struct request *q, struct reply *r)
{
    str theme = params_get(&q->query, "theme");
    if (str_is(theme, "auto") || str_is(theme, "light") || str_is(theme, "dark")) {
        q->cookie_theme = theme;
        reply_header(r, "Set-Cookie",
                     str_printf(ctx->arena,
                                "theme=%.*s; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly%s",
                                STR_ARG(theme), q->secure ? "; Secure" : ""));
    }
}

void choose_look(struct ctx *ctx, struct request *q, struct reply *r, str own, bool at_home)
{
    choose_theme(ctx, q, r);
    str asked = params_get(&q->query, "lang");
    if (take_lang(asked, &ctx->lang)) {
        reply_header(r, "Set-Cookie",
                     str_printf(ctx->arena,
                                "lang=%s; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly%s",
                                lang_code(ctx->lang), q->secure ? "; Secure" : ""));
        return;
    }
    if (take_lang(q->cookie_lang, &ctx->lang) || take_lang(own, &ctx->lang) ||
        take_lang(accept_best(q->accept_language, is_ours), &ctx->lang)) {
        return;
    }
    ctx->lang = ctx->body.id && at_home ? ctx->body.lang : LANG_NB;
}
