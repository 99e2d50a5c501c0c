/* app.c - the application as one whole: every route, and how its pages look around what they show.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "command/app.h"

#include "lists.h"
#include "look/frame.h"
#include "version.h"
#include "web/assets.h"

#include "error_page_view.html.h"
#include "plain_view.html.h"

struct routes *app_routes(struct arena *a)
{
    struct routes *t = routes_new(a);
    for (const struct route *const *table = all_routes; *table; table++) {
        routes_add(t, *table);
    }
    routes_done(t);
    return t;
}

static struct frame_assets assets(struct arena *a)
{
    return (struct frame_assets){
        .css = asset_href(a, "samstyr.css"),
        .print_css = asset_href(a, "print.css"),
        .js = asset_href(a, "samstyr.js"),
        .favicon = STR("/favicon.svg"),
    };
}

static struct frame_choice *languages(struct ctx *ctx)
{
    struct frame_choice *list = ARENA_ARRAY(ctx->arena, N_LANGS, struct frame_choice);
    for (int i = 0; i < N_LANGS; i++) {
        const char *code = lang_code((enum lang)i);
        const char *key = str_z(ctx->arena, str_printf(ctx->arena, "look.language.%s", code));
        list[i] = (struct frame_choice){word((enum lang)i, key), str_of(code),
                                        str_printf(ctx->arena, "?lang=%s", code),
                                        ctx->lang == (enum lang)i};
    }
    return list;
}

static struct html page_begin(struct ctx *ctx, struct buf *out)
{
    return (struct html){
        .out = out, .arena = ctx->arena, .lang = ctx->lang, .sprite = asset_href(ctx->arena, "icons.svg")};
}

void app_page(struct ctx *ctx, const struct request *q, struct reply *r, str title,
              struct markup main)
{
    struct plain_view v = {
        .assets = assets(ctx->arena),
        .lang = str_of(lang_code(ctx->lang)),
        .color_scheme = q->cookie_theme.n ? q->cookie_theme : STR("auto"),
        .title = title,
        .home_href = STR("/"),
        .languages = languages(ctx),
        .n_languages = N_LANGS,
        .main = main,
        .version = STR(SAMSTYR_VERSION),
        .accessibility_href = STR("/accessibility"),
        .privacy_href = STR("/privacy"),
        .source_href = STR("/source"),
    };
    struct html h = page_begin(ctx, &r->body);
    plain_view_html(&h, &v);
}

void app_error_page(struct ctx *ctx, const struct request *q, struct reply *r)
{
    struct arena *a = ctx->arena;
    const struct fault *f = &ctx->fault;
    const char *title = str_z(a, str_printf(a, "error.%d.title", r->status));
    const char *text = str_z(a, str_printf(a, "error.%d.text", r->status));
    bool known = word_has(title) && word_has(text);
    struct error_page_view v = {
        .title = word(ctx->lang, known ? title : KEY("error.500.title")),
        .text = word(ctx->lang, known ? text : KEY("error.500.text")),
        .hint = f->key ? word_args(a, ctx->lang, f->key, f->args, FAULT_ARGS) : STR(""),
        .reference = q->request_id,
        .home_href = STR("/"),
    };
    struct buf main;
    buf_init(&main, a, 64 * KIB);
    struct html h = page_begin(ctx, &main);
    error_page_view_html(&h, &v);
    app_page(ctx, q, r, v.title, (struct markup){buf_as_str(&main)});
}
