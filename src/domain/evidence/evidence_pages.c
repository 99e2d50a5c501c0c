/* evidence_pages.c - evidence's file sent in and out, and the panel that does so. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/evidence/evidence.h"
#include "domain/evidence/evidence_file_view.h"
#include "evidence_file_view.html.h"
#include "kind/pages.h"

static str file_href(struct ctx *ctx, const struct thing *t, str hash)
{
    str address = kind_address(ctx, &evidence_kind, t->id);
    return hash.n ? str_printf(ctx->arena, "%.*s/file?hash=%.*s", STR_ARG(address), STR_ARG(hash))
                  : str_printf(ctx->arena, "%.*s/file", STR_ARG(address));
}

static err evidence_of(struct ctx *ctx, const struct request *q, struct thing **out)
{
    err e = pages_thing(ctx, q, &evidence_kind, out);
    return !e && (*out)->deleted_at ? fault(ctx, ERR_MISSING, "error.missing") : e;
}

static err file_put(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    (void)data;
    struct thing *t;
    int64_t version;
    err e = evidence_of(ctx, q, &t);
    if (e) {
        return e;
    }
    str given = q->if_match.p ? q->if_match : params_get(&q->form, "version");
    if (!str_to_int(given, &version)) {
        return fault(ctx, ERR_STALE, "error.stale");
    }
    if (!q->n_uploads) {
        return fault(ctx, ERR_INVALID, "evidence.no_file");
    }
    const struct upload *u = &q->uploads[0];
    e = evidence_keep_file(ctx, (struct evidence *)t, version, u->name, u->type, u->bytes);
    return e ? e
             : page_see(ctx, r, kind_address(ctx, &evidence_kind, t->id), "evidence.file.done",
                        STR_NONE);
}

/* What a browser may be told that the bytes are. Whatever could run in a page goes out as bytes. */
static const char *safe_type(str type)
{
    static const char *const safe[] = {"application/pdf", "image/png", "image/jpeg",
                                       "text/plain",      "text/csv",  NULL};
    for (const char *const *s = safe; *s; s++) {
        if (str_is(type, *s)) {
            return *s;
        }
    }
    return "application/octet-stream";
}

static err file_get(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    (void)data;
    struct thing *t;
    struct evidence_file file;
    err e = evidence_of(ctx, q, &t);
    if (!e) {
        e = evidence_read_file(ctx, (struct evidence *)t, params_get(&q->query, "hash"), &file);
    }
    if (e) {
        return e;
    }
    r->type = safe_type(file.type);
    reply_attachment(r, file.name);
    buf_str(&r->body, file.bytes);
    return r->body.full ? fault(ctx, ERR_TOO_BIG, "error.too_big") : OK;
}

const struct route evidence_routes[] = {
    ROUTE(METHOD_POST, "/o/{organisation}/evidence/{id}/file", ROLES_WORK, ROUTE_UPLOAD, file_put,
          NULL, "put a file with evidence"),
    ROUTE(METHOD_GET, "/o/{organisation}/evidence/{id}/file", ROLES_READ, 0, file_get, NULL,
          "the file of evidence"),
    {0},
};

static err draw(struct ctx *ctx, struct thing *t, struct html *h)
{
    struct evidence *e = (struct evidence *)t;
    struct evidence_file *earlier;
    size_t n;
    err trouble = evidence_earlier_files(ctx, e, &earlier, &n);
    if (trouble) {
        return trouble;
    }
    struct evidence_file_view v = {
        .name = e->file_name,
        .href = file_href(ctx, t, STR_NONE),
        .size =
            text_int(ctx->arena, ctx->lang, e->file_size < 0 ? 0 : (e->file_size + 1023) / 1024),
        .earlier = ARENA_ARRAY(ctx->arena, n + 1, struct earlier_file),
        .action = thing_may_change(ctx, t) ? file_href(ctx, t, STR_NONE) : STR_NONE,
        .form_token = ctx->actor.form_token,
        .version = str_from_int(ctx->arena, t->version),
    };
    for (; v.n_earlier < n; v.n_earlier++) {
        const struct evidence_file *f = &earlier[v.n_earlier];
        v.earlier[v.n_earlier] =
            (struct earlier_file){f->name, file_href(ctx, t, f->hash), f->uploaded_at};
    }
    evidence_file_view_html(h, &v);
    return OK;
}

const struct panel evidence_file_panel = {
    .kind = "evidence", .order = 10, .place = PANEL_SIDE, .draw = draw};
