/* help.c - the handbook, the glossary, and the pages every public site must have. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "db/norwegian.h"
#include "glossary_view.html.h"
#include "help_view.html.h"
#include "kind/page.h"
#include "prose_view.html.h"
#include "report/help/help_view.h"
#include "report/help/prose.h"
#include "report/sheet.h"
#include "web/route.h"

#include <stdlib.h>

static err handbook(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    const struct json *book;
    err e = prose_read(ctx, data, &book);
    const struct json *topics = json_get(book, "topics");
    struct help_view v = {.topics =
                              ARENA_ARRAY(ctx->arena, json_count(topics) + 1, struct help_topic)};
    for (size_t i = 0; !e && i < json_count(topics); i++) {
        const struct json *topic = json_item(topics, i);
        struct help_topic *to = &v.topics[v.n_topics++];
        to->id = json_get_str(topic, "id");
        to->title = prose_text(ctx, json_get(topic, "title"));
        e = prose_markup(ctx, json_get(topic, "text"), &to->text);
    }
    if (e) {
        return e;
    }
    struct html *h = page_begin(ctx);
    help_view_html(h, &v);
    return page_send(ctx, q, r, &(struct page){.title = W("help.title"), .is_wide = true}, h);
}

/* --- pages of prose --- */

static err prose(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    const struct json *file;
    struct prose_view v = {0};
    err e = prose_read(ctx, data, &file);
    v.title = prose_text(ctx, json_get(file, "title"));
    e = e ? e : prose_markup(ctx, json_get(file, "text"), &v.text);
    if (e) {
        return e;
    }
    struct html *h = page_begin(ctx);
    prose_view_html(h, &v);
    return page_send(ctx, q, r, &(struct page){.title = v.title, .is_wide = true}, h);
}

/* --- the glossary --- */

static int by_term(const void *a, const void *b)
{
    return norwegian_compare(((const struct glossary_row *)a)->term,
                             ((const struct glossary_row *)b)->term);
}

static void glossary_fill(struct ctx *ctx, const struct json *terms, struct glossary_view *v)
{
    for (size_t i = 0; i < json_count(terms); i++) {
        const struct json *term = json_item(terms, i), *name = json_get(term, "term");
        struct glossary_row *row = &v->rows[v->n_rows++];
        *row = (struct glossary_row){.id = json_get_str(term, "id"),
                                     .term = prose_text(ctx, name),
                                     .text = prose_text(ctx, json_get(term, "meaning"))};
        for (int l = 0, k = 0; l < N_LANGS; l++) {
            if ((enum lang)l != ctx->lang) {
                row->codes[k] = str_of(lang_code((enum lang)l));
                row->others[k++] = json_get_str(name, lang_code((enum lang)l));
            }
        }
    }
    qsort(v->rows, v->n_rows, sizeof *v->rows, by_term);
}

static err glossary_sheet(struct ctx *ctx, const struct request *q, struct reply *r,
                          const struct glossary_view *v)
{
    struct sheet_column columns[] = {{"term", W("glossary.term"), 30},
                                     {"meaning", W("glossary.meaning"), 70},
                                     {"first", v->languages[0], 30},
                                     {"second", v->languages[1], 30}};
    struct cell *cells = ARENA_ARRAY(ctx->arena, v->n_rows * 4 + 1, struct cell);
    columns[2].name = str_z(ctx->arena, v->rows[0].codes[0]);
    columns[3].name = str_z(ctx->arena, v->rows[0].codes[1]);
    for (size_t i = 0; i < v->n_rows; i++) {
        cells[i * 4] = cell_text(v->rows[i].term);
        cells[i * 4 + 1] = cell_text(v->rows[i].text);
        cells[i * 4 + 2] = cell_text(v->rows[i].others[0]);
        cells[i * 4 + 3] = cell_text(v->rows[i].others[1]);
    }
    return sheet_send(ctx, q, r, &(struct sheet){STR("glossary"), columns, 4, cells, v->n_rows});
}

static err glossary(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    const struct json *file;
    err e = prose_read(ctx, data, &file);
    if (e) {
        return e;
    }
    const struct json *terms = json_get(file, "terms");
    struct glossary_view v = {
        .rows = ARENA_ARRAY(ctx->arena, json_count(terms) + 1, struct glossary_row)};
    for (int l = 0; l < N_LANGS; l++) {
        if ((enum lang)l != ctx->lang) {
            str key = str_printf(ctx->arena, "look.language.%s", lang_code((enum lang)l));
            v.languages[v.n_languages++] = word((enum lang)l, key.p);
        }
    }
    glossary_fill(ctx, terms, &v);
    if (q->ending != ENDING_PAGE) {
        return glossary_sheet(ctx, q, r, &v);
    }
    struct frame_link crumbs[] = {
        {.word = W("help.title"), .href = STR("/help")},
        {.word = W("help.glossary"), .is_current = true},
    };
    struct html *h = page_begin(ctx);
    glossary_view_html(h, &v);
    return page_send(
        ctx, q, r,
        &(struct page){
            .title = W("glossary.title"), .crumbs = crumbs, .n_crumbs = 2, .is_wide = true},
        h);
}

const struct route help_routes[] = {
    ROUTE(METHOD_GET, "/help", 0, ROUTE_OPEN, handbook, "library/help/handbook.yaml",
          "the handbook"),
    ROUTE(METHOD_GET, "/help/glossary", 0, ROUTE_OPEN, glossary, "library/help/glossary.yaml",
          "the words of the trade in three languages"),
    ROUTE(METHOD_GET, "/accessibility", 0, ROUTE_OPEN, prose, "library/help/accessibility.yaml",
          "accessibility statement"),
    ROUTE(METHOD_GET, "/privacy", 0, ROUTE_OPEN, prose, "library/help/privacy.yaml",
          "privacy notice"),
    ROUTE(METHOD_GET, "/source", 0, ROUTE_OPEN, prose, "library/help/source.yaml",
          "licence and source code"),
    {0},
};
