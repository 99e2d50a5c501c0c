/* assets.c - the files that are built into the program: style, scripts, icons, fonts. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/assets.h"

#include "base/embedded.h"
#include "web/gate.h"

str asset_href(struct arena *a, const char *name)
{
    str file_name = str_of(name);
    const struct embedded *file = embedded_find(STR_JOIN(a, STR("assets/"), file_name));
    return STR_JOIN(a, STR("/assets/"), str_of(file ? file->hash : "-"), STR("/"), file_name);
}

static void send_file(const struct embedded *file, const struct request *q, struct reply *r)
{
    bool zipped = file->gzip && q->accept_gzip;
    r->type = file->type;
    reply_borrow(r, str_n((const char *)(zipped ? file->gzip : file->data),
                          zipped ? file->n_gzip : file->n));
    reply_header(r, "Vary", STR("Accept-Encoding"));
    if (zipped) {
        reply_header(r, "Content-Encoding", STR("gzip"));
    }
}

/* With its own hash in the address a file is kept for ever; a style sheet's relative addresses
   carry the sheet's hash, and what they name is kept for an hour. */
static err asset(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    str name = q->args[1];
    if (q->args[2].p) {
        name = str_printf(ctx->arena, "%.*s/%.*s", STR_ARG(q->args[1]), STR_ARG(q->args[2]));
    }
    const struct embedded *file =
        embedded_find(str_printf(ctx->arena, "assets/%.*s", STR_ARG(name)));
    if (!file) {
        return fault_tell(&ctx->fault, ERR_MISSING, NULL, NULL, 0);
    }
    send_file(file, q, r);
    bool exact = str_is(q->args[0], file->hash);
    reply_header(r, "Cache-Control",
                 exact ? STR("public, max-age=31536000, immutable") : STR("public, max-age=3600"));
    return OK;
}

static err favicon(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    const struct embedded *file = embedded_find(STR("assets/favicon.svg"));
    if (!file) {
        return fault_tell(&ctx->fault, ERR_MISSING, NULL, NULL, 0);
    }
    send_file(file, q, r);
    reply_header(r, "Cache-Control", STR("public, max-age=86400"));
    return OK;
}

/* Nothing here is for search engines. */
static err robots(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    r->type = "text/plain; charset=utf-8";
    buf_literal(&r->body, "User-agent: *\nDisallow: /\n");
    return OK;
}

const struct route asset_routes[] = {
    ROUTE(METHOD_GET, "/assets/{hash}/{name}", 0, ROUTE_OPEN | ROUTE_NO_WORK, asset, NULL,
          "A file built into the program"),
    ROUTE(METHOD_GET, "/assets/{hash}/{folder}/{name}", 0, ROUTE_OPEN | ROUTE_NO_WORK, asset, NULL,
          "A file built into the program"),
    ROUTE(METHOD_GET, "/favicon.svg", 0, ROUTE_OPEN | ROUTE_NO_WORK, favicon, NULL,
          "The program's sign"),
    ROUTE(METHOD_GET, "/favicon.ico", 0, ROUTE_OPEN | ROUTE_NO_WORK, favicon, NULL,
          "The program's sign"),
    ROUTE(METHOD_GET, "/robots.txt", 0, ROUTE_OPEN | ROUTE_NO_WORK, robots, NULL,
          "Keeps search engines away"),
    {0},
};
