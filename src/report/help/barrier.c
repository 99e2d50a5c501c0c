/* barrier.c - people tell what got in their way; an operator sees it and deals with it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "barrier_view.html.h"
#include "barriers_view.html.h"
#include "base/clock.h"
#include "base/limit.h"
#include "base/log.h"
#include "kind/kind.h"
#include "kind/page.h"
#include "report/help/help_view.h"
#include "statements.h"
#include "web/route.h"

/* The form is open to all: more than this an hour is no longer people. */
enum { MOST_AN_HOUR = 60, LONGEST_TEXT = 4000, LONGEST_LINE = 400 };

static err form_send(struct ctx *ctx, const struct request *q, struct reply *r,
                     struct barrier_view *v)
{
    v->form_token = ctx->actor.form_token;
    v->list_href =
        ctx->actor.person_id > 0 && ctx_may(ctx, ROLE_OPERATOR) ? STR("/barriers") : STR_NONE;
    struct html *h = page_begin(ctx);
    barrier_view_html(h, v);
    return page_send(ctx, q, r, &(struct page){.title = W("barrier.title")}, h);
}

static err form_show(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    (void)data;
    struct barrier_view v = {.is_sent = params_has(&q->query, "sent"),
                             .page = str_slice(params_get(&q->query, "page"), 0, LONGEST_LINE)};
    return form_send(ctx, q, r, &v);
}

/* One line of the form; STR_NONE when nothing was written. */
static str line(const struct request *q, const char *name)
{
    str s = str_trim(params_get(&q->form, name));
    return s.n ? str_slice(s, 0, LONGEST_LINE) : STR_NONE;
}

static err barrier_add(struct ctx *ctx, const struct barrier_view *v)
{
    int64_t recent;
    err e = db_int(ctx->db, sql_barrier_recent, BINDS(B_INT("since", ctx->now - HOUR_MS)), &recent);
    if (!e && recent >= MOST_AN_HOUR) {
        return fault(ctx, ERR_BUSY, "barrier.too_many");
    }
    return e ? e
             : db_run(ctx->db, sql_barrier_add,
                      BINDS(B_TEXT("page", v->page), B_TEXT("text", v->text), B_TEXT("aid", v->aid),
                            B_TEXT("reply_to", v->reply_to), B_INT("now", ctx->now)),
                      NULL);
}

static err form_take(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    (void)data;
    struct barrier_view v = {.text = str_trim(params_get(&q->form, "text")),
                             .page = line(q, "page"),
                             .aid = line(q, "aid"),
                             .reply_to = line(q, "reply_to")};
    v.error_text = !v.text.n                 ? W("barrier.text.missing")
                   : v.text.n > LONGEST_TEXT ? W("barrier.text.long")
                                             : STR_NONE;
    v.error_reply =
        v.reply_to.n && str_index(v.reply_to, '@') < 1 ? W("barrier.reply.wrong") : STR_NONE;
    if (v.error_text.n || v.error_reply.n) {
        v.has_errors = true;
        r->status = 422;
        err e = form_send(ctx, q, r, &v);
        return e ? e : ERR_INVALID;
    }
    err e = barrier_add(ctx, &v);
    if (!e) {
        reply_see(r, STR("/barrier?sent=1"));
    }
    return e;
}

/* --- for the operator --- */

static void row_fill(struct ctx *ctx, const struct rows *rows, struct barrier_row *to)
{
    struct arena *a = ctx->arena;
    *to = (struct barrier_row){
        .id = str_from_int(a, rows_int(rows, 0)),
        .page = str_copy(a, rows_text(rows, 1)),
        .text = str_copy(a, rows_text(rows, 2)),
        .aid = str_copy(a, rows_text(rows, 3)),
        .reply_to = str_copy(a, rows_text(rows, 4)),
        .iso = moment_iso(a, rows_int(rows, 5)),
        .when = text_moment(a, ctx->lang, rows_int(rows, 5)),
    };
    to->reply_href = str_printf(a, "mailto:%.*s", STR_ARG(to->reply_to));
    if (!rows_null(rows, 6)) {
        str args[] = {text_day(a, ctx->lang, day_of(a, rows_int(rows, 6))),
                      str_copy(a, rows_text(rows, 7))};
        to->handled = word_args(a, ctx->lang, "barriers.handled.by", args, 2);
    }
}

static err list_show(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    (void)data;
    struct rows *rows;
    struct barriers_view v = {.form_token = ctx->actor.form_token,
                              .rows = ARENA_ARRAY(ctx->arena, 500, struct barrier_row)};
    err e = db_query(ctx->db, sql_barrier_list, NO_BINDS, &rows);
    if (e) {
        return e;
    }
    while (v.n_rows < 500 && rows_next(rows)) {
        row_fill(ctx, rows, &v.rows[v.n_rows++]);
    }
    e = rows_end(rows);
    if (e) {
        return e;
    }
    struct html *h = page_begin(ctx);
    barriers_view_html(h, &v);
    return page_send(
        ctx, q, r,
        &(struct page){.title = W("barriers.title"), .current = STR("/barriers"), .is_wide = true},
        h);
}

static err handle(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    (void)data;
    int64_t id = 0, changed = 0;
    str_to_int(q->args[0], &id);
    err e =
        db_run(ctx->db, sql_barrier_handle,
               BINDS(B_INT("id", id), B_INT("now", ctx->now), B_ID("actor", ctx->actor.person_id)),
               &changed);
    if (!e && !changed) {
        e = fault(ctx, ERR_MISSING, "barriers.gone");
    }
    return e ? e : page_see(ctx, r, STR("/barriers"), "barriers.done", STR_NONE);
}

const struct route barrier_routes[] = {
    ROUTE(METHOD_GET, "/barrier", 0, ROUTE_OPEN, form_show, NULL, "form: report a barrier"),
    ROUTE(METHOD_POST, "/barrier", 0, ROUTE_OPEN | ROUTE_NO_FORM_TOKEN, form_take, NULL,
          "report a barrier"),
    ROUTE(METHOD_GET, "/barriers", ROLE_OPERATOR, 0, list_show, NULL,
          "barriers that were reported"),
    ROUTE(METHOD_POST, "/barriers/{id}/handle", ROLE_OPERATOR, 0, handle, NULL,
          "a barrier is dealt with"),
    {0},
};

const struct report barriers_report = {
    .name = "barriers",
    .path = "/barriers",
    .group = "settings",
    .icon = "ChatExclamationmark",
    .order = 90,
    .is_sector = true,
    .roles = ROLE_OPERATOR,
};

const struct limit barrier_limits[] = {
    {"Requests", "barriers reported by people who are not signed in, in an hour", MOST_AN_HOUR,
     LIMIT_COUNT, "503"},
    {0},
};
