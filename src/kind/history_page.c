/* history_page.c - what happened to a thing: who changed what, when, and from what to what. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "format/json/write.h"
#include "kind/address.h"
#include "kind/event_words.h"
#include "kind/kind_history_view.h"
#include "kind/pages.h"
#include "kind/value.h"
#include "kind_history_view.html.h"
#include "trail/trail.h"

enum { PAGE_EVENTS = 50 };

static err history_json(struct ctx *ctx, const struct kind *k, const struct trail_event *events,
                        size_t n, struct reply *r)
{
    struct json_writer w;
    r->type = "application/json";
    json_start(&w, &r->body);
    json_object_start(&w);
    json_key(&w, "items");
    json_array_start(&w);
    for (size_t i = 0; i < n; i++) {
        json_object_start(&w);
        event_json(&w, ctx, k, &events[i]);
        json_object_end(&w);
    }
    json_array_end(&w);
    json_member_int(&w, "count", (int64_t)n);
    json_object_end(&w);
    return OK;
}

/* All of it: what is taken out is complete. */
static err whole_json(struct ctx *ctx, const struct kind *k, const struct thing *t, struct reply *r)
{
    struct trail_event *events;
    size_t n;
    int64_t total;
    const struct bind binds[] = {B_TEXT("kind", str_of(k->name)), B_INT("thing", t->id)};
    err e =
        trail_search(ctx, thing_keeper(ctx, t),
                     &(struct trail_search){.condition = "e.kind = :kind AND e.thing_id = :thing",
                                            .binds = binds,
                                            .n_binds = 2,
                                            .max = INT32_MAX},
                     &events, &n, &total);
    return e ? e : history_json(ctx, k, events, n, r);
}

err thing_history(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    const struct kind *k = data;
    struct thing *t;
    struct trail_event *events;
    size_t n;
    int64_t before = 0;
    str_to_int(params_get(&q->query, "before"), &before);
    err e = pages_own_thing(ctx, q, k, &t);
    if (!e && q->ending == ENDING_JSON) {
        return whole_json(ctx, k, t, r);
    }
    e = e ? e
          : trail_read(ctx, thing_keeper(ctx, t), str_of(k->name), t->id, before, PAGE_EVENTS + 1,
                       &events, &n);
    if (e) {
        return e;
    }
    str address = kind_address(ctx, k, t->id);
    struct label_book *book = label_book_new(ctx);
    bool more = n > PAGE_EVENTS;
    n = more ? PAGE_EVENTS : n;
    struct kind_history_view v = {
        .title = kind_title(t),
        .ref = kind_ref(ctx->arena, k, t->ref),
        .thing_href = address,
        .events = ARENA_ARRAY(ctx->arena, n + 1, struct history_event),
    };
    if (!(k->flags & KIND_REFERENCE)) { /* those belong to no body: nothing was done there */
        str all = str_printf(ctx->arena, "/o/%.*s/history/events", STR_ARG(ctx->body.number));
        str query = str_printf(ctx->arena, "?kind=%s&thing=%lld", k->name, (long long)t->id);
        v.csv_href = STR_JOIN(ctx->arena, all, STR(".csv"), query);
        v.xlsx_href = STR_JOIN(ctx->arena, all, STR(".xlsx"), query);
        v.json_href = STR_JOIN(ctx->arena, all, STR(".json"), query);
    }
    if (more) {
        v.older_href = str_printf(ctx->arena, "%.*s/history?before=%lld", STR_ARG(address),
                                  (long long)events[n - 1].id);
    }
    for (size_t i = 0; i < n; i++) {
        v.events[v.n_events].href =
            str_printf(ctx->arena, "%.*s/history/%lld", STR_ARG(address), (long long)events[i].id);
        e = event_words(book, k, &events[i], &v.events[v.n_events++]);
        if (e) {
            return e;
        }
    }
    str list = kind_address(ctx, k, 0);
    struct frame_link crumbs[] = {
        {.word = kind_word(ctx, k, "many", NULL), .href = list},
        {.word = v.ref, .href = address},
        {.word = W("page.history"), .href = STR(""), .is_current = true},
    };
    struct html *h = page_begin(ctx);
    kind_history_view_html(h, &v);
    str title = word_args(ctx->arena, ctx->lang, "history.title", &v.title, 1);
    return page_send(
        ctx, q, r, &(struct page){.title = title, .current = list, .crumbs = crumbs, .n_crumbs = 3},
        h);
}
