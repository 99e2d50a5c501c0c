/* job_pages.c - asking after a piece of work: how far it is, how it ended, stop it, try again. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/json/read.h"
#include "format/json/write.h"
#include "base/clock.h"
#include "job/queue.h"
#include "web/assets.h"
#include "web/gate.h"

#include "job_page_view.html.h"

static str title_of(struct ctx *ctx, const struct job *job)
{
    const char *key =
        str_z(ctx->arena, str_printf(ctx->arena, "job.kind.%.*s", STR_ARG(job->kind)));
    return word_has(key) ? word(ctx->lang, key) : job->kind;
}

static err send_json(struct ctx *ctx, const struct job *job, struct reply *r)
{
    struct json_writer w;
    json_start(&w, &r->body);
    json_object_start(&w);
    json_member_text(&w, "id", job->uuid);
    json_member_text(&w, "kind", job->kind);
    json_member_text(&w, "state", job->state);
    json_member_int(&w, "done", job->done);
    json_member_int(&w, "total", job->total);
    json_member_text(&w, "created_at", moment_iso(ctx->arena, job->created_at));
    json_key(&w, "result");
    json_raw(&w, job->result);
    json_object_end(&w);
    r->type = "application/json";
    return OK;
}

/* What the job said at its end; *out is NULL while it has said nothing. */
static err result_read(struct ctx *ctx, const struct job *job, const struct json **out)
{
    *out = NULL;
    return job->result.n ? json_read_kept(ctx->arena, job->result, &json_limits_document,
                                          &ctx->fault, KEY("error.500.text"), out)
                         : OK;
}

static err take_result(struct ctx *ctx, const struct job *job, struct job_page_view *v)
{
    const struct json *root;
    err e = result_read(ctx, job, &root);
    if (e || !root) {
        return e;
    }
    str href = json_get_str(root, "href");
    v->problem = json_get_str(root, "problem");
    if (str_starts(href, "/")) {
        v->result_href = href;
        v->result_word = word(ctx->lang, KEY("job.result"));
    } else if (job->has_file) {
        v->result_href = str_printf(ctx->arena, "/jobs/%.*s/file", STR_ARG(job->uuid));
        v->result_word = word(ctx->lang, KEY("job.file"));
    }
    const struct json *lines = json_get(root, "lines");
    size_t n = json_count(lines);
    v->lines = ARENA_ARRAY(ctx->arena, n, struct job_line);
    for (size_t i = 0; i < n; i++) {
        v->lines[v->n_lines++].text = json_str(json_item(lines, i));
    }
    return OK;
}

static err fill(struct ctx *ctx, const struct job *job, struct job_page_view *v)
{
    struct arena *a = ctx->arena;
    str address = str_printf(a, "/jobs/%.*s", STR_ARG(job->uuid));
    *v = (struct job_page_view){
        .title = title_of(ctx, job),
        .is_waiting = str_is(job->state, "waiting"),
        .is_running = str_is(job->state, "running"),
        .is_done = str_is(job->state, "done"),
        .is_failed = str_is(job->state, "failed"),
        .is_cancelled = str_is(job->state, "cancelled"),
        .done = job->done,
        .total = job->total,
        .csrf = ctx->actor.form_token,
        .started = text_moment(a, ctx->lang, job->created_at),
    };
    if (job->total) {
        const str args[] = {text_int(a, ctx->lang, job->done), text_int(a, ctx->lang, job->total)};
        v->progress = word_args(a, ctx->lang, KEY("job.progress"), args, 2);
    }
    if (v->is_waiting || v->is_running) {
        v->refresh_href = address;
        v->cancel_action = str_printf(a, "%.*s/cancel", STR_ARG(address));
    } else if (v->is_failed || v->is_cancelled) {
        v->retry_action = str_printf(a, "%.*s/retry", STR_ARG(address));
    }
    return take_result(ctx, job, v);
}

static err job_show(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct job job;
    err e = job_find(ctx, q->args[0], &job);
    if (e || q->ending == ENDING_JSON) {
        return e ? e : send_json(ctx, &job, r);
    }
    struct job_page_view v;
    e = fill(ctx, &job, &v);
    if (e) {
        return e;
    }
    struct buf main;
    buf_init(&main, ctx->arena, 1 * MIB);
    struct html h = {.out = &main,
                     .arena = ctx->arena,
                     .lang = ctx->lang,
                     .sprite = asset_href(ctx->arena, "icons.svg")};
    job_page_view_html(&h, &v);
    q->gate->page(ctx, q, r, v.title, (struct markup){buf_as_str(&main)});
    if (v.refresh_href.n) {
        reply_header(r, "Refresh", STR("2"));
    }
    return OK;
}

static err job_file_send(struct ctx *ctx, const struct request *q, struct reply *r,
                         const void *data)
{
    struct job job;
    str bytes;
    const struct json *root;
    err e = job_find(ctx, q->args[0], &job);
    e = e ? e : job_file(ctx, &job, &bytes);
    e = e ? e : result_read(ctx, &job, &root);
    if (e || !job.has_file) {
        return e ? e : fault_tell(&ctx->fault, ERR_MISSING, NULL, NULL, 0);
    }
    str name = json_get_str(root, "file");
    r->type = "application/octet-stream";
    reply_attachment(r, name.n ? name : STR("samstyr"));
    buf_str(&r->body, bytes);
    return OK;
}

static err change(struct ctx *ctx, const struct request *q, struct reply *r,
                  err (*verb)(struct ctx *, const struct job *))
{
    struct job job;
    err e = job_find(ctx, q->args[0], &job);
    e = e ? e : verb(ctx, &job);
    reply_see(r, str_printf(ctx->arena, "/jobs/%.*s", STR_ARG(q->args[0])));
    return e;
}

static err cancel(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    return change(ctx, q, r, job_cancel);
}

static err retry(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    return change(ctx, q, r, job_retry);
}

const struct route job_routes[] = {
    ROUTE(METHOD_GET, "/jobs/{job}", 0, ROUTE_SIGNED_IN, job_show, NULL,
          "How far a piece of work is"),
    ROUTE(METHOD_GET, "/jobs/{job}/file", 0, ROUTE_SIGNED_IN, job_file_send, NULL,
          "The file that a piece of work made"),
    ROUTE(METHOD_POST, "/jobs/{job}/cancel", 0, ROUTE_SIGNED_IN, cancel, NULL,
          "Stop a piece of work"),
    ROUTE(METHOD_POST, "/jobs/{job}/retry", 0, ROUTE_SIGNED_IN, retry, NULL,
          "Try a piece of work again"),
    {0},
};
