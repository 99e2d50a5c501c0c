/* home.c - the first page after signing in: the bodies where the reader has something to do. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "home_view.html.h"
#include "kind/kind.h"
#include "kind/page.h"
#include "report/home/home_view.h"
#include "report/sheet.h"
#include "statements.h"
#include "web/route.h"

#include <string.h>

enum { MOST_BODIES = 1000, MANY = 8 };

static const char *const levels[] = {"municipality", "county", "state", "company"};
enum { N_LEVELS = sizeof levels / sizeof *levels };

static str role_words(struct ctx *ctx, uint32_t roles)
{
    struct buf b;
    buf_init(&b, ctx->arena, 1000);
    for (int i = 0; i < N_ROLES; i++) {
        if (roles & (1u << i)) {
            str key = str_printf(ctx->arena, "grant.role.%s", role_name((enum role)(1u << i)));
            buf_z(&b, b.n ? ", " : "");
            buf_str(&b, word(ctx->lang, key.p));
        }
    }
    return buf_as_str(&b);
}

static str level_word(struct ctx *ctx, str level)
{
    str key = str_printf(ctx->arena, "organisation.level.%.*s", STR_ARG(level));
    return word_has(key.p) ? word(ctx->lang, key.p) : level;
}

static err bodies_read(struct ctx *ctx, struct home_view *v)
{
    struct rows *rows;
    err e = db_query(ctx->db, sql_home_bodies,
                     BINDS(B_INT("actor", ctx->actor.person_id), B_TEXT("today", ctx->today),
                           B_INT("nn", ctx->lang == LANG_NN)),
                     &rows);
    if (e) {
        return e;
    }
    v->bodies = ARENA_ARRAY(ctx->arena, MOST_BODIES, struct home_body);
    while (v->n_all < MOST_BODIES && rows_next(rows)) {
        struct home_body *b = &v->bodies[v->n_all++];
        b->number = str_copy(ctx->arena, rows_text(rows, 0));
        b->name = str_copy(ctx->arena, rows_text(rows, 1));
        b->level = str_copy(ctx->arena, rows_text(rows, 2));
        b->is_demo = rows_int(rows, 3) == 1;
        b->roles = role_words(ctx, (uint32_t)rows_int(rows, 4));
        /* An analyst reads figures of the sector, not the body's own pages. */
        if (rows_int(rows, 4) & ~(int64_t)ROLE_ANALYST) {
            b->href = str_printf(ctx->arena, "/o/%.*s", STR_ARG(b->number));
        }
    }
    return rows_end(rows);
}

/* Keeps those that fit the search, and puts the level in words. */
static void narrow(struct ctx *ctx, struct home_view *v, str text, str level)
{
    str wanted = str_lower(ctx->arena, text);
    for (size_t i = 0; i < v->n_all; i++) {
        struct home_body b = v->bodies[i];
        bool fits = (!level.n || str_eq(level, b.level)) &&
                    (!wanted.n || str_contains(str_lower(ctx->arena, b.name), wanted) ||
                     str_contains(b.number, wanted));
        if (fits) {
            b.level = level_word(ctx, b.level);
            v->bodies[v->n_bodies++] = b;
        }
    }
}

static void sector_links(struct ctx *ctx, struct home_view *v)
{
    size_t n = 0;
    while (all_reports[n]) {
        n++;
    }
    v->sector = ARENA_ARRAY(ctx->arena, n + 1, struct home_link);
    for (const struct report *const *p = all_reports; *p; p++) {
        if ((*p)->is_sector && (*p)->group && ctx_may(ctx, (*p)->roles)) {
            str key = str_printf(ctx->arena, "report.%s", (*p)->name);
            v->sector[v->n_sector++] =
                (struct home_link){str_of((*p)->path), word(ctx->lang, key.p), str_of((*p)->icon)};
        }
    }
}

static err bodies_sheet(struct ctx *ctx, const struct request *q, struct reply *r,
                        const struct home_view *v)
{
    const struct sheet_column columns[] = {{"number", W("home.number"), 14},
                                           {"name", W("home.body"), 40},
                                           {"level", W("home.level"), 20},
                                           {"roles", W("home.roles"), 40}};
    struct cell *cells = ARENA_ARRAY(ctx->arena, v->n_bodies * 4 + 1, struct cell);
    for (size_t i = 0; i < v->n_bodies; i++) {
        cells[i * 4] = cell_text(v->bodies[i].number);
        cells[i * 4 + 1] = cell_text(v->bodies[i].name);
        cells[i * 4 + 2] = cell_text(v->bodies[i].level);
        cells[i * 4 + 3] = cell_text(v->bodies[i].roles);
    }
    return sheet_send(ctx, q, r, &(struct sheet){STR("bodies"), columns, 4, cells, v->n_bodies});
}

static err home(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    (void)data;
    str text = str_trim(params_get(&q->query, "q")), level = params_get(&q->query, "level");
    struct home_level choices[N_LEVELS];
    struct home_view v = {.text = text, .levels = choices, .n_levels = N_LEVELS};
    if (page_tidy(ctx, q, r)) {
        return OK;
    }
    err e = bodies_read(ctx, &v);
    if (e) {
        return e;
    }
    if (v.n_all == 1 && v.bodies[0].href.n && q->ending == ENDING_PAGE &&
        !params_has(&q->query, "choose")) {
        reply_see(r, v.bodies[0].href);
        return OK;
    }
    narrow(ctx, &v, text, level);
    if (q->ending != ENDING_PAGE) {
        return bodies_sheet(ctx, q, r, &v);
    }
    for (int i = 0; i < N_LEVELS; i++) {
        choices[i] = (struct home_level){str_of(levels[i]), level_word(ctx, str_of(levels[i])),
                                         str_is(level, levels[i])};
    }
    v.has_search = v.n_all > MANY;
    v.start_href = ctx_may(ctx, ROLE_OPERATOR) ? STR("/start") : STR_NONE;
    v.greeting = word_args(ctx->arena, ctx->lang, "home.greeting", &ctx->actor.name, 1);
    sector_links(ctx, &v);
    struct html *h = page_begin(ctx);
    home_view_html(h, &v);
    return page_send(ctx, q, r, &(struct page){.title = W("home.title")}, h);
}

const struct route home_routes[] = {
    ROUTE(METHOD_GET, "/", 0, ROUTE_SIGNED_IN, home, NULL, "the bodies where the reader has roles"),
    {0},
};
