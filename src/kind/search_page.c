/* search_page.c - one search box over everything in the body that the reader may see. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/json/write.h"
#include "kind/address.h"
#include "kind/index.h"
#include "kind/pages.h"
#include "kind/search_page_view.h"
#include "kind/value.h"
#include "search_page_view.html.h"

#include <string.h>

enum { MOST_HITS_KIND = 20, MOST_HITS = 200 };

struct search {
    const struct kind *kind;
    struct search_hit *hits;
    size_t n;
};

static err hit(struct ctx *ctx, struct thing *t, const struct label *labels, void *data)
{
    (void)labels;
    struct search *s = data;
    if (s->n < MOST_HITS) {
        s->hits[s->n++] = (struct search_hit){
            .ref = kind_ref(ctx->arena, t->kind, t->ref),
            .title = str_copy(ctx->arena, kind_title(t)),
            .href = kind_address(ctx, t->kind, t->id),
            .kind_word = kind_word(ctx, t->kind, "one", NULL),
            .note = t->kind->states ? kind_word(ctx, t->kind, "state", str_z(ctx->arena, t->state))
                                    : STR_NONE,
        };
    }
    return OK;
}

static bool searchable(struct ctx *ctx, const struct kind *k)
{
    bool reference = k->flags & KIND_REFERENCE;
    return index_has(k) && (reference || (ctx->body.id && ctx_may(ctx, k->read | k->read_own)));
}

static err search_all(struct ctx *ctx, str text, str only, struct search *s,
                      struct search_page_view *v, str address)
{
    size_t n_kinds = 0;
    while (all_kinds[n_kinds]) {
        n_kinds++;
    }
    v->kinds = ARENA_ARRAY(ctx->arena, n_kinds + 1, struct search_kind);
    s->hits = ARENA_ARRAY(ctx->arena, MOST_HITS, struct search_hit);
    for (const struct kind *const *k = all_kinds; *k && text.n; k++) {
        if (!searchable(ctx, *k)) {
            continue;
        }
        struct query q;
        int64_t count;
        err e = query_of(ctx, *k, "", &q);
        q.search = text;
        q.limit = MOST_HITS_KIND;
        e = e ? e : query_count(ctx, &q, &count);
        if (e) {
            return e;
        }
        if (!count) {
            continue;
        }
        str href = str_printf(ctx->arena, "%.*s?q=%.*s&kind=%s", STR_ARG(address),
                              STR_ARG(address_escape(ctx->arena, text)), (*k)->name);
        v->kinds[v->n_kinds++] = (struct search_kind){kind_word(ctx, *k, "many", NULL),
                                                      text_int(ctx->arena, ctx->lang, count), href,
                                                      str_is(only, (*k)->name)};
        if (!only.n || str_is(only, (*k)->name)) {
            q.limit = only.n ? MOST_HITS : MOST_HITS_KIND;
            e = query_each(ctx, &q, WITH_NOTHING, hit, s);
            if (e) {
                return e;
            }
        }
    }
    return OK;
}

/* "R-14" goes straight to the thing. */
static bool reference_of(struct ctx *ctx, str text, str *out)
{
    struct fault before = ctx->fault;
    for (const struct kind *const *k = all_kinds; *k && ctx->body.id; k++) {
        struct thing *t;
        size_t n = strlen((*k)->prefix);
        if (((*k)->flags & KIND_REFERENCE) || text.n < n + 2 ||
            strncasecmp(text.p, (*k)->prefix, n) != 0 || text.p[n] != '-' ||
            !ctx_may(ctx, (*k)->read | (*k)->read_own)) {
            continue;
        }
        if (thing_find(ctx, *k, text, &t) == OK) {
            *out = kind_address(ctx, *k, t->id);
            return true;
        }
        ctx->fault = before;
    }
    return false;
}

static err search_json(struct search *s, struct reply *r)
{
    struct json_writer w;
    r->type = "application/json";
    json_start(&w, &r->body);
    json_object_start(&w);
    json_key(&w, "items");
    json_array_start(&w);
    for (size_t i = 0; i < s->n; i++) {
        json_object_start(&w);
        json_member_text(&w, "ref", s->hits[i].ref);
        json_member_text(&w, "title", s->hits[i].title);
        json_member_text(&w, "href", s->hits[i].href);
        json_member_text(&w, "kind", s->hits[i].kind_word);
        json_object_end(&w);
    }
    json_array_end(&w);
    json_member_int(&w, "count", (int64_t)s->n);
    json_object_end(&w);
    return OK;
}

err search_show(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    (void)data;
    struct search s = {0};
    str text = str_trim(params_get(&q->query, "q")), only = params_get(&q->query, "kind"), straight;
    struct search_page_view v = {.action = q->path, .text = text, .is_asked = text.n > 0};
    if (page_tidy(ctx, q, r)) {
        return OK;
    }
    if (q->ending == ENDING_PAGE && text.n && reference_of(ctx, text, &straight)) {
        reply_see(r, straight);
        return OK;
    }
    err e = search_all(ctx, text, only, &s, &v, q->path);
    if (e) {
        return e;
    }
    if (q->ending == ENDING_JSON) {
        return search_json(&s, r);
    }
    v.hits = s.hits;
    v.n_hits = s.n;
    v.count = text_int(ctx->arena, ctx->lang, (int64_t)s.n);
    struct html *h = page_begin(ctx);
    search_page_view_html(h, &v);
    return page_send(ctx, q, r, &(struct page){.title = W("search.title")}, h);
}
