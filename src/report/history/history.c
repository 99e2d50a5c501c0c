/* history.c - the page of a body's log: its size, its signed head, its key, and whether it is
 * sound. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "format/json/write.h"
#include "history_view.html.h"
#include "kind/kind.h"
#include "kind/page.h"
#include "report/history/history_view.h"
#include "trail/check.h"
#include "web/route.h"

enum { MOST_LOGS = 50, MOST_PROBLEMS = 20, MOST_CHECKED = 20000 };

struct gathered {
    struct ctx *ctx;
    struct logbook books[MOST_LOGS];
    str notes[MOST_LOGS], keys[MOST_LOGS], roots[MOST_LOGS];
    int64_t sizes[MOST_LOGS];
    size_t n;
    str problems[MOST_PROBLEMS];
    size_t n_problems;
    struct trail_check check;
    bool was_checked, is_too_long;
};

/* The logs of the body, the open one first. */
static err gather(struct ctx *ctx, struct gathered *g)
{
    struct logbook *all;
    size_t n;
    err e = logbook_all(ctx, &all, &n);
    for (size_t i = e ? 0 : n; i-- > 0 && g->n < MOST_LOGS;) {
        if (all[i].organisation_id == ctx->body.id) {
            g->books[g->n++] = all[i];
        }
    }
    for (size_t i = 0; !e && i < g->n; i++) {
        int64_t at;
        struct tlog_hash root;
        e = logbook_checkpoint(ctx, &g->books[i], 0, &g->notes[i], &g->sizes[i], &at);
        e = e ? e
              : db_text(ctx->db, ctx->arena,
                        "SELECT key FROM trail_checkpoint WHERE log_id = :log AND size = :size "
                        "ORDER BY at "
                        "DESC LIMIT 1",
                        BINDS(B_INT("log", g->books[i].id), B_INT("size", g->sizes[i])),
                        &g->keys[i]);
        tlog_root(g->books[i].hasher, &g->books[i].tree, &root);
        g->roots[i] = base64(ctx->arena, str_n((const char *)root.b, sizeof root.b));
    }
    return e;
}

static void problem(void *p, str origin, const char *key, str a, str b)
{
    struct gathered *g = p;
    struct ctx *ctx = g->ctx;
    if (g->n_problems < MOST_PROBLEMS) {
        str what = word_args(ctx->arena, ctx->lang, key, (const str[]){a, b}, 2);
        g->problems[g->n_problems++] = STR_JOIN(ctx->arena, origin, STR(": "), what);
    }
}

/* What a page may take its time for; longer ones are for samstyr verify. */
static err check(struct ctx *ctx, struct gathered *g)
{
    int64_t entries = 0;
    for (size_t i = 0; i < g->n; i++) {
        entries += g->books[i].tree.size;
    }
    g->is_too_long = entries > MOST_CHECKED;
    if (g->is_too_long) {
        return OK;
    }
    g->was_checked = true;
    g->check = (struct trail_check){.ctx = ctx, .problem = problem, .p = g};
    return trail_check(&g->check, ctx->body.id);
}

static err show_json(struct ctx *ctx, const struct gathered *g, struct reply *r)
{
    struct json_writer w;
    r->type = "application/json";
    json_start(&w, &r->body);
    json_object_start(&w);
    json_key(&w, "logs");
    json_array_start(&w);
    for (size_t i = 0; i < g->n; i++) {
        const struct logbook *b = &g->books[i];
        json_object_start(&w);
        json_member_text(&w, "log", b->origin);
        json_member_bool(&w, "open", b->is_open);
        json_member_int(&w, "size", b->tree.size);
        json_member_text(&w, "root", g->roots[i]);
        json_member_int(&w, "signed_size", g->sizes[i]);
        json_member_text(&w, "signed_at",
                         b->signed_at ? moment_iso(ctx->arena, b->signed_at) : STR_NONE);
        json_member_text(&w, "checkpoint", g->notes[i]);
        json_member_text(&w, "key", g->keys[i]);
        json_object_end(&w);
    }
    json_array_end(&w);
    if (g->was_checked) {
        json_member_bool(&w, "sound", g->n_problems == 0);
        json_key(&w, "problems");
        json_array_start(&w);
        for (size_t i = 0; i < g->n_problems; i++) {
            json_text(&w, g->problems[i]);
        }
        json_array_end(&w);
    }
    json_object_end(&w);
    return OK;
}

static struct history_log log_view(struct ctx *ctx, const struct gathered *g, size_t i)
{
    const struct logbook *b = &g->books[i];
    str waiting = text_int(ctx->arena, ctx->lang, b->tree.size - g->sizes[i]);
    return (struct history_log){
        .origin = b->origin,
        .size = text_int(ctx->arena, ctx->lang, b->tree.size),
        .root = g->roots[i],
        .signed_size = text_int(ctx->arena, ctx->lang, g->sizes[i]),
        .signed_at = text_moment(ctx->arena, ctx->lang, b->signed_at),
        .signed_iso = moment_iso(ctx->arena, b->signed_at),
        .key = g->keys[i],
        .note = g->notes[i],
        .is_open = b->is_open,
        .is_signed = g->notes[i].p != NULL,
        .is_whole = g->sizes[i] == b->tree.size,
        .waiting = word_args(ctx->arena, ctx->lang, "report.history.waiting", &waiting, 1),
    };
}

static err show(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    (void)data;
    struct gathered *g = ARENA_NEW(ctx->arena, struct gathered);
    g->ctx = ctx;
    err e = gather(ctx, g);
    if (!e && params_get(&q->query, "check").n) {
        e = check(ctx, g);
    }
    if (e) {
        return e == ERR_MISSING ? fault(ctx, ERR_BROKEN, "error.history_broken") : e;
    }
    if (q->ending == ENDING_JSON) {
        return show_json(ctx, g, r);
    }
    const str counts[] = {text_int(ctx->arena, ctx->lang, g->check.n_entries),
                          text_int(ctx->arena, ctx->lang, g->check.n_values)};
    struct history_view v = {
        .logs = ARENA_ARRAY(ctx->arena, g->n + 1, struct history_log),
        .n_logs = g->n,
        .was_checked = g->was_checked,
        .is_sound = g->was_checked && !g->n_problems,
        .is_too_long = g->is_too_long,
        .checked = word_args(ctx->arena, ctx->lang, "report.history.sound", counts, 2),
        .problems = g->problems,
        .n_problems = g->n_problems,
        .check_href = g->n ? STR("?check=1") : STR_NONE,
    };
    for (size_t i = 0; i < g->n; i++) {
        v.logs[i] = log_view(ctx, g, i);
    }
    str here = str_printf(ctx->arena, "/o/%.*s/history", STR_ARG(ctx->body.number));
    v.events_href = STR_JOIN(ctx->arena, here, STR("/events"));
    struct html *h = page_begin(ctx);
    history_view_html(h, &v);
    return page_send(ctx, q, r, &(struct page){.title = W("report.history"), .current = here}, h);
}

const struct route history_routes[] = {
    ROUTE(METHOD_GET, "/o/{organisation}/history", ROLES_READ | ROLE_OPERATOR, 0, show, NULL,
          "The body's tamper-evident log: size, signed head, key; check=1 reads all of it again"),
    {0},
};

const struct report history_report = {
    .name = "history",
    .path = "/history",
    .group = "governance",
    .icon = "ShieldCheckmark",
    .order = 95,
    .roles = ROLES_READ | ROLE_OPERATOR,
};
