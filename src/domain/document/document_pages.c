/* document_pages.c - the texts that were approved: the panel that lists them, and the page of one.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "document_version_view.html.h"
#include "document_versions_view.html.h"
#include "domain/document/document.h"
#include "domain/document/document_versions_view.h"
#include "format/markdown/html.h"
#include "kind/pages.h"

static str approved(struct ctx *ctx, const struct document_version *v)
{
    str args[] = {text_day(ctx->arena, ctx->lang, v->approved_on), v->approved_by_name};
    return v->approved_by_name.n
               ? word_args(ctx->arena, ctx->lang, KEY("document.version.approved"), args, 2)
               : word_args(ctx->arena, ctx->lang, KEY("document.version.approved_by_none"), args,
                           1);
}

static err draw(struct ctx *ctx, struct thing *t, struct html *h)
{
    struct document_version *versions;
    size_t n;
    err e = document_versions(ctx, (struct document *)t, false, &versions, &n);
    if (e || !n) {
        return e;
    }
    str address = kind_address(ctx, &document_kind, t->id);
    struct document_versions_view v = {
        .rows = ARENA_ARRAY(ctx->arena, n, struct document_versions_row)};
    for (; v.n_rows < n; v.n_rows++) {
        const struct document_version *from = &versions[v.n_rows];
        v.rows[v.n_rows] = (struct document_versions_row){
            .label = from->label,
            .href = str_printf(ctx->arena, "%.*s/versions/%lld", STR_ARG(address),
                               (long long)from->number),
            .approved = approved(ctx, from),
        };
    }
    document_versions_view_html(h, &v);
    return OK;
}

const struct panel document_versions_panel = {
    .kind = "document", .order = 10, .place = PANEL_SIDE, .draw = draw};

static err show(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    (void)data;
    struct thing *t;
    struct document_version *versions;
    size_t n;
    int64_t number;
    err e = pages_thing(ctx, q, &document_kind, &t);
    if (!e) {
        e = document_versions(ctx, (struct document *)t, true, &versions, &n);
    }
    if (e) {
        return e;
    }
    if (t->deleted_at || !str_to_int(q->args[2], &number) || number < 1 || number > (int64_t)n) {
        return fault(ctx, ERR_MISSING, "error.missing");
    }
    const struct document_version *version = &versions[n - (size_t)number];
    str list = kind_address(ctx, &document_kind, 0), one = kind_address(ctx, &document_kind, t->id);
    struct frame_link crumbs[] = {
        {.word = kind_word(ctx, &document_kind, "many", NULL), .href = list},
        {.word = kind_ref(ctx->arena, &document_kind, t->ref), .href = one},
        {.word = version->label, .is_current = true},
    };
    struct html *h = page_begin(ctx);
    struct buf text;
    buf_init(&text, ctx->arena, 2 * MIB);
    e = markdown_html(&text, version->text, 1);
    if (e) {
        return fault(ctx, e, "error.too_big");
    }
    struct document_version_view v = {
        .title = version->title,
        .label = version->label,
        .approved = approved(ctx, version),
        .text = {buf_as_str(&text)},
        .back_href = one,
        .back_word = kind_title(t),
    };
    document_version_view_html(h, &v);
    struct page page = {.title = v.title, .current = list, .crumbs = crumbs, .n_crumbs = 3};
    return page_send(ctx, q, r, &page, h);
}

const struct route document_routes[] = {
    ROUTE(METHOD_GET, "/o/{organisation}/documents/{id}/versions/{number}", ROLES_BODY, 0, show,
          NULL, "an approved text as it was approved"),
    {0},
};
