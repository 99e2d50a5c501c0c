/* tables.c - any kind of thing as CSV, XLSX and JSON, by the same columns as its list in the
 * browser. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "exchange/exchange.h"
#include "kind/import.h"
#include "kind/pages.h"
#include "kind/query.h"

enum { EVERY_ROW = 1000000000 };

/* The engine's writers answer a request; here the answer goes into a file. */
static err list_out(struct ctx *ctx, struct exchange_work *w,
                    err (*write)(struct ctx *ctx, struct query *query, struct reply *r))
{
    struct query query;
    struct reply reply;
    reply_init(&reply, ctx->arena);
    err e = query_of(ctx, kind_named(w->kind), "sort=ref", &query);
    e = e ? e : write(ctx, &query, &reply);
    buf_str(w->out, buf_as_str(&reply.body));
    return e;
}

static err csv_out(struct ctx *ctx, struct exchange_work *w)
{
    return list_out(ctx, w, write_list_csv);
}

static err xlsx_out(struct ctx *ctx, struct exchange_work *w)
{
    return list_out(ctx, w, write_list_xlsx);
}

static err json_all(struct ctx *ctx, struct query *query, struct reply *r)
{
    static const struct request nobody_asked;
    query->limit = EVERY_ROW;
    return write_list_json(ctx, &nobody_asked, query, r);
}

static err json_out(struct ctx *ctx, struct exchange_work *w)
{
    return list_out(ctx, w, json_all);
}

/* The account of each row, behind those of the files before. */
static void rows_tell(struct ctx *ctx, struct exchange_work *w, const struct import_outcome *o)
{
    struct exchange_row *rows =
        ARENA_ARRAY(ctx->arena, w->n_rows + o->n_lines + 1, struct exchange_row);
    for (size_t i = 0; i < w->n_rows; i++) {
        rows[i] = w->rows[i];
    }
    for (size_t i = 0; i < o->n_lines; i++) {
        const struct import_line *line = &o->lines[i];
        rows[w->n_rows++] = (struct exchange_row){
            .file = w->file,
            .row = line->row,
            .result = line->result,
            .ref = line->ref,
            .faults = line->n_faults ? o->faults.fields + line->first_fault : NULL,
            .n_faults = line->n_faults};
    }
    w->rows = rows;
    w->n_refused += (size_t)o->n_refused;
}

/* Rows that a rule refuses stop the whole, each told with its number, so that a file comes in whole
   or not at all; unless the good ones were asked for. */
static err table_in(struct ctx *ctx, struct exchange_work *w)
{
    struct table table;
    struct import_outcome outcome;
    err e = import_read(ctx, NULL, w->text, &table);
    e = e ? e : import_table(ctx, kind_named(w->kind), &table, &outcome);
    if (e) {
        return e;
    }
    for (size_t i = 0; i < outcome.faults.n_fields && !w->take_good; i++) {
        const struct field_fault *f = &outcome.faults.fields[i];
        str place = str_printf(ctx->arena, "%.*s:%lld %.*s", STR_ARG(w->file), (long long)f->row,
                               STR_ARG(f->field));
        fault_field(&ctx->fault, place, f->row, f->key, f->args, FAULT_ARGS);
    }
    exchange_count(w, KEY("exchange.n.new"), outcome.n_new);
    exchange_count(w, KEY("exchange.n.changed"), outcome.n_changed);
    exchange_count(w, KEY("exchange.n.same"), outcome.n_same);
    if (w->take_good) {
        rows_tell(ctx, w, &outcome);
        return OK;
    }
    return outcome.n_refused ? fault(ctx, ERR_INVALID, "exchange.rows_refused",
                                     str_from_int(ctx->arena, outcome.n_refused))
                             : OK;
}

const struct exchange csv_exchange = {.name = "csv",
                                      .summary = KEY("exchange.csv"),
                                      .flags = EXCHANGE_IN | EXCHANGE_OUT | EXCHANGE_BODY |
                                               EXCHANGE_KIND | EXCHANGE_ROWS,
                                      .in = table_in,
                                      .out = csv_out};
const struct exchange xlsx_exchange = {.name = "xlsx",
                                       .summary = KEY("exchange.xlsx"),
                                       .flags = EXCHANGE_IN | EXCHANGE_OUT | EXCHANGE_BODY |
                                                EXCHANGE_KIND | EXCHANGE_ROWS,
                                       .in = table_in,
                                       .out = xlsx_out};
const struct exchange json_exchange = {.name = "json",
                                       .summary = KEY("exchange.json"),
                                       .flags = EXCHANGE_OUT | EXCHANGE_BODY | EXCHANGE_KIND,
                                       .out = json_out};
