/* bulk.c - one step or one field for many things at once, each on its own: some may be refused. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/limit.h"
#include "kind/address.h"
#include "kind/input.h"
#include "kind/pages.h"

enum { MOST_THINGS = 1000 };

/* One thing, inside a mark: what is refused leaves nothing behind. */
static err one(struct ctx *ctx, const struct request *q, const struct kind *k, int64_t id)
{
    struct thing *t;
    str verb = params_get(&q->form, "verb"), set = params_get(&q->form, "set");
    err e = thing_get(ctx, k, id, &t);
    if (e) {
        return e;
    }
    if (verb.n) {
        const struct verb *v = kind_verb(k, verb);
        return v && (v->flags & VERB_BULK) ? thing_do(ctx, t, t->version, v->name, STR_NONE)
                                           : fault(ctx, ERR_MISSING, "error.missing");
    }
    struct param p = {set, params_get(&q->form, str_z(ctx->arena, set))};
    struct params fields = {&p, 1};
    e = input_read(ctx, &fields, 0, t);
    return e ? e : thing_change(ctx, t, t->version);
}

static str why(struct ctx *ctx)
{
    return ctx->fault.n_fields ? page_fault(ctx, &ctx->fault.fields[0])
                               : page_fault_text(ctx, &ctx->fault);
}

err list_bulk(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    const struct kind *k = data;
    int64_t done = 0, refused = 0, seen = 0;
    str list = address_of(ctx->arena, kind_address(ctx, k, 0), params_get(&q->form, "query"));
    struct html *h = page_begin(ctx);
    html_lit(h, "<ul class=\"refusals\">");
    for (size_t i = 0; i < q->form.n; i++) {
        int64_t id;
        if (!str_is(q->form.at[i].name, "id") || !str_to_int(q->form.at[i].value, &id) ||
            ++seen > MOST_THINGS) {
            continue;
        }
        struct fault before = ctx->fault;
        err e = db_mark(ctx->db, "row");
        if (e) {
            return e;
        }
        e = one(ctx, q, k, id);
        if (e == ERR_BROKEN || e == ERR_BUSY || e == ERR_FULL || e == ERR_PROOF) {
            return e;
        }
        if (e) {
            struct label label;
            str text = why(ctx);
            db_back_to(ctx->db, "row");
            ctx->fault = before;
            refused++;
            if (thing_label(ctx, k, id, &label) == OK && e != ERR_MISSING) {
                html_lit(h, "<li><strong>");
                html_str(h, label.ref);
                html_lit(h, " ");
                html_str(h, label.title);
                html_lit(h, "</strong>: ");
            } else {
                html_lit(h, "<li>");
            }
            html_str(h, text);
            html_lit(h, "</li>");
        } else {
            done++;
        }
        e = db_release(ctx->db, "row");
        if (e) {
            return e;
        }
    }
    html_lit(h, "</ul>");
    if (!seen) {
        return page_see(ctx, r, list, KEY("list.bulk.none"), STR_NONE);
    }
    if (!refused) {
        return page_see_counts(ctx, r, list, KEY("list.bulk.done"), done, 0);
    }
    struct html *page = page_begin(ctx);
    str args[] = {text_int(ctx->arena, ctx->lang, done), text_int(ctx->arena, ctx->lang, refused)};
    html_lit(page, "<div class=\"page-head\"><div><h1>");
    html_str(page, kind_word(ctx, k, "many", NULL));
    html_lit(page, "</h1></div></div><section class=\"card\"><h2>");
    html_str(page, word_args(ctx->arena, ctx->lang, "list.bulk.result", args, 2));
    html_lit(page, "</h2>");
    html_markup(page, (struct markup){buf_as_str(h->out)});
    html_lit(page, "<p><a class=\"ds-button\" href=\"");
    html_url_str(page, list);
    html_lit(page, "\">");
    html_str(page, W("import.to_list"));
    html_lit(page, "</a></p></section>");
    return page_send(ctx, q, r,
                     &(struct page){.title = kind_word(ctx, k, "many", NULL),
                                    .current = kind_address(ctx, k, 0)},
                     page);
}

const struct limit bulk_limits[] = {
    {"Things", "changed together", MOST_THINGS, LIMIT_COUNT, "the rest stay as they are"},
    {0},
};
