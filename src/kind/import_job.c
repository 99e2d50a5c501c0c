/* import_job.c - a long table is imported by a job: some rows a transaction, with how far it is. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/json/read.h"
#include "format/json/write.h"
#include "job/queue.h"
#include "kind/import.h"
#include "kind/kind.h"
#include "kind/value.h"
#include "prison/wire.h"

/* Rows a step: others who write wait for no longer than these take. */
enum { AT_ONCE = 250, MOST_LINES = 100 };
#define LONGEST_TABLE (64 * MIB)

bool import_is_job(const struct kind *k, const struct table *table)
{
    /* A job has no proof that somebody was there, and belongs to a body. */
    return table->n_rows > IMPORT_AT_ONCE && !(k->flags & (KIND_REFERENCE | KIND_STEP_UP));
}

err import_later(struct ctx *ctx, const struct kind *k, const struct table *table, str token,
                 bool rehearsal, bool whole, str *href)
{
    struct buf rows, input;
    struct json_writer w;
    str uuid;
    buf_init(&rows, ctx->arena, LONGEST_TABLE);
    buf_init(&input, ctx->arena, 4 * KIB);
    wire_table(&rows, table);
    json_start(&w, &input);
    json_object_start(&w);
    json_member_text(&w, "kind", str_of(k->name));
    json_member_text(&w, "token", token);
    json_member_bool(&w, "whole", whole);
    json_object_end(&w);
    if (rows.full || input.full) {
        return fault(ctx, ERR_TOO_BIG, "error.too_big");
    }
    err e = job_add(ctx,
                    &(struct job_request){.kind = "import",
                                          .input = buf_as_str(&input),
                                          .payload = buf_as_str(&rows),
                                          .rehearsal = rehearsal},
                    &uuid);
    *href = STR_JOIN(ctx->arena, STR("/jobs/"), uuid);
    return e;
}

/* --- the work --- */

struct work {
    struct ctx *ctx;
    struct job *job;
    const struct kind *k;
    str token;
    bool is_whole;
    struct table table;
    struct import_outcome outcome;
};

static err understand(struct work *w)
{
    struct ctx *ctx = w->ctx;
    const struct json *input, *whole;
    struct table_limits limits = table_limits_import;
    limits.cell_bytes = MIB;
    if (json_read(ctx->arena, w->job->input, &json_limits_document, &input, NULL) ||
        !wire_table_read(ctx->arena, w->job->payload, &limits, &w->table)) {
        return fault(ctx, ERR_INVALID, "import.no_rows");
    }
    w->k = kind_named(json_get_str(input, "kind"));
    w->token = json_get_str(input, "token");
    whole = json_get(input, "whole");
    w->is_whole = whole && whole->type == JSON_IS_BOOL && whole->yes;
    return w->k ? OK : fault(ctx, ERR_INVALID, "import.no_rows");
}

/* From where an earlier attempt, or one that was cancelled, has ended: what it did stands. */
static err in_steps(struct work *w)
{
    int64_t done = w->job->done, all = (int64_t)w->table.n_rows - 1;
    err e = OK;
    while (!e && done < all) {
        int64_t next = w->is_whole || all - done < AT_ONCE ? all : done + AT_ONCE;
        e = job_step_begin(w->ctx, w->job);
        e = e ? e
              : import_rows(w->ctx, w->k, &w->table, (size_t)done + 1, (size_t)next + 1,
                            &w->outcome);
        if (!e && w->is_whole) {
            break; /* kept or not by what is found */
        }
        e = e ? e : job_step_end(w->ctx, w->job, next, all);
        done = e ? done : next;
    }
    w->job->done = done;
    w->job->total = all;
    return e;
}

static str label_of(struct work *w, str field)
{
    const struct field *f = kind_field(w->k, field);
    return f ? value_label(w->ctx, w->k, f) : field;
}

static void count_put(struct work *w, struct json_writer *j, const char *key, int64_t n)
{
    struct ctx *ctx = w->ctx;
    str said = text_int(ctx->arena, ctx->lang, n);
    json_text(j, STR_JOIN(ctx->arena, word(ctx->lang, key), STR(": "), said));
}

static void lines_put(struct work *w, struct json_writer *j)
{
    struct ctx *ctx = w->ctx;
    const struct import_outcome *o = &w->outcome;
    count_put(w, j, KEY("import.new"), o->n_new);
    count_put(w, j, KEY("import.changed"), o->n_changed);
    count_put(w, j, KEY("import.same"), o->n_same);
    count_put(w, j, KEY("import.refused"), o->n_refused);
    for (size_t i = 0; i < o->faults.n_fields && i < MOST_LINES; i++) {
        const struct field_fault *f = &o->faults.fields[i];
        str why = word_args(ctx->arena, ctx->lang, f->key, f->args, FAULT_ARGS);
        json_text(j, str_printf(ctx->arena, "%.*s %lld, %.*s: %.*s", STR_ARG(W("import.row")),
                                (long long)f->row, STR_ARG(label_of(w, f->field)), STR_ARG(why)));
    }
}

/* After a rehearsal one goes on to the page that asks for a yes, else to the list. */
static str way_on(struct work *w)
{
    str list = kind_address(w->ctx, w->k, 0);
    return w->job->rehearsal && w->token.n
               ? str_printf(w->ctx->arena, "%.*s/import?token=%.*s&job=%.*s", STR_ARG(list),
                            STR_ARG(w->token), STR_ARG(w->job->uuid))
               : list;
}

static str result_of(struct work *w)
{
    struct buf b;
    struct json_writer j;
    buf_init(&b, w->ctx->arena, 256 * KIB);
    json_start(&j, &b);
    json_object_start(&j);
    json_member_text(&j, "href", way_on(w));
    json_member_int(&j, "new", w->outcome.n_new);
    json_member_int(&j, "changed", w->outcome.n_changed);
    json_member_int(&j, "same", w->outcome.n_same);
    json_member_int(&j, "refused", w->outcome.n_refused);
    json_key(&j, "lines");
    json_array_start(&j);
    lines_put(w, &j);
    json_array_end(&j);
    json_object_end(&j);
    return b.full ? STR("{}") : buf_as_str(&b);
}

static err run(struct ctx *ctx, struct job *job)
{
    struct work w = {.ctx = ctx, .job = job};
    err e = understand(&w);
    if (!e && !ctx_may(ctx, w.k->create)) {
        e = fault(ctx, ERR_DENIED, "error.denied");
    }
    e = e ? e : import_begin(ctx, w.k, &w.table, &w.outcome);
    e = e ? e : in_steps(&w);
    if (!e && w.is_whole && !job->rehearsal && w.outcome.n_refused) {
        for (size_t i = 0; i < w.outcome.faults.n_fields; i++) {
            const struct field_fault *f = &w.outcome.faults.fields[i];
            fault_field(&ctx->fault, f->field, f->row, f->key, f->args, FAULT_ARGS);
        }
        return ERR_INVALID;
    }
    if (!e) {
        job->done = job->total;
        job->result = result_of(&w);
    }
    return e;
}

const struct job_kind import_job = {.name = "import", .run = run};

/* --- what it counted --- */

static int64_t member(const struct json *root, const char *name)
{
    int64_t n = 0;
    json_to_int(json_get(root, name), &n);
    return n;
}

bool import_counted(struct ctx *ctx, str uuid, struct import_outcome *out)
{
    struct job job;
    const struct json *root;
    *out = (struct import_outcome){0};
    err e = job_find(ctx, uuid, &job);
    if (e) {
        fault_init(&ctx->fault, ctx->arena);
    }
    if (e || !str_is(job.kind, "import") || !job.result.n ||
        json_read(ctx->arena, job.result, &json_limits_document, &root, NULL)) {
        return false;
    }
    out->n_new = member(root, "new");
    out->n_changed = member(root, "changed");
    out->n_same = member(root, "same");
    out->n_refused = member(root, "refused");
    return true;
}
