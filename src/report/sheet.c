/* sheet.c - one table of a report as CSV, XLSX or JSON. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/sheet.h"

#include "format/csv/write.h"
#include "format/json/write.h"
#include "format/xlsx/write.h"

static void attach(struct ctx *ctx, struct reply *r, const struct sheet *s, const char *type,
                   const char *ending)
{
    r->type = type;
    reply_attachment(r, str_printf(ctx->arena, "%.*s.%s", STR_ARG(s->name), ending));
}

static err send_csv(struct ctx *ctx, struct reply *r, const struct sheet *s)
{
    struct cell *head = ARENA_ARRAY(ctx->arena, s->n_columns, struct cell);
    for (size_t i = 0; i < s->n_columns; i++) {
        head[i] = cell_text(s->columns[i].title);
    }
    attach(ctx, r, s, "text/csv; charset=utf-8", "csv");
    csv_start(&r->body);
    csv_row(&r->body, head, s->n_columns);
    for (size_t i = 0; i < s->n_rows; i++) {
        csv_row(&r->body, &s->cells[i * s->n_columns], s->n_columns);
    }
    return OK;
}

static err send_xlsx(struct ctx *ctx, struct reply *r, const struct sheet *s)
{
    struct xlsx_column *columns = ARENA_ARRAY(ctx->arena, s->n_columns, struct xlsx_column);
    for (size_t i = 0; i < s->n_columns; i++) {
        columns[i] = (struct xlsx_column){s->columns[i].title, s->columns[i].width};
    }
    struct xlsx_writer *w = xlsx_open(&r->body, s->name, columns, s->n_columns);
    for (size_t i = 0; i < s->n_rows; i++) {
        xlsx_row(w, &s->cells[i * s->n_columns], s->n_columns);
    }
    attach(ctx, r, s, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx");
    err e = xlsx_close(w);
    return e ? fault(ctx, e, "error.xlsx") : OK;
}

static void json_cell(struct json_writer *w, const struct cell *c)
{
    switch (c->type) {
    case CELL_EMPTY:
        json_null_value(w);
        break;
    case CELL_NUMBER:
        json_raw(w, c->text);
        break;
    case CELL_BOOL:
        json_bool(w, str_is(c->text, "1"));
        break;
    case CELL_TEXT:
    case CELL_DAY:
    case CELL_MOMENT:
        json_text(w, c->text);
        break;
    }
}

static err send_json(struct reply *r, const struct sheet *s)
{
    struct json_writer w;
    r->type = "application/json";
    json_start(&w, &r->body);
    json_object_start(&w);
    json_key(&w, "items");
    json_array_start(&w);
    for (size_t i = 0; i < s->n_rows; i++) {
        json_object_start(&w);
        for (size_t k = 0; k < s->n_columns; k++) {
            json_key(&w, s->columns[k].name);
            json_cell(&w, &s->cells[i * s->n_columns + k]);
        }
        json_object_end(&w);
    }
    json_array_end(&w);
    json_member_int(&w, "count", (int64_t)s->n_rows);
    json_object_end(&w);
    return OK;
}

err sheet_send(struct ctx *ctx, const struct request *q, struct reply *r, const struct sheet *s)
{
    err e = q->ending == ENDING_CSV    ? send_csv(ctx, r, s)
            : q->ending == ENDING_XLSX ? send_xlsx(ctx, r, s)
            : q->ending == ENDING_JSON ? send_json(r, s)
                                       : fault(ctx, ERR_MISSING, "error.404.text");
    return e ? e : r->body.full ? fault(ctx, ERR_TOO_BIG, "error.too_big") : OK;
}
