/* write.c - things and lists as JSON, CSV and XLSX: the same rows as the page, complete. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "format/csv/write.h"
#include "format/json/write.h"
#include "format/xlsx/write.h"
#include "kind/address.h"
#include "kind/counts.h"
#include "kind/pages.h"
#include "kind/value.h"

#include <string.h>

enum { MOST_ROWS_PAGE = 1000, ROOM_FOR_ONE = 1280 };

/* What is the same for every thing of a list: the names of its members, ready to be written. */
struct printer {
    struct json_writer w;
    const struct kind *kind;
    str *keys;   /* by field; STR_NONE: the reader does not see it */
    str *nulls;  /* the member when the field is empty */
    str *labels; /* by LINK field: "owner" beside "owner_id" */
    int64_t
        ms; /* the latest moment and its text: most things were made at once, or never changed */
    str moment;
};

static void printer_init(struct printer *p, struct ctx *ctx, const struct kind *k, struct buf *out)
{
    *p = (struct printer){.kind = k,
                          .keys = ARENA_ARRAY(ctx->arena, k->n_fields, str),
                          .nulls = ARENA_ARRAY(ctx->arena, k->n_fields, str),
                          .labels = ARENA_ARRAY(ctx->arena, k->n_fields, str)};
    for (size_t i = 0; i < k->n_fields; i++) {
        str name = str_of(k->fields[i].name);
        if (field_visible(ctx, &k->fields[i])) {
            p->keys[i] = json_key_make(ctx->arena, name);
            p->nulls[i] = STR_JOIN(ctx->arena, p->keys[i], STR("null"));
        }
        if (k->fields[i].type == FIELD_LINK && str_ends(name, "_id")) {
            p->labels[i] = json_key_make(ctx->arena, str_slice(name, 0, name.n - 3));
        }
    }
    json_start(&p->w, out);
}

static void write_moment(struct printer *p, struct ctx *ctx, int64_t ms)
{
    if (ms != p->ms) {
        p->ms = ms;
        p->moment = ms && ms != NO_NUMBER ? moment_iso(ctx->arena, ms) : STR_NONE;
    }
    json_text(&p->w, p->moment);
}

/* "owner_id": 7, "owner": {"id": 7, "ref": "P-7", "title": "..."} */
static void write_link(struct printer *p, int64_t id, str key, const struct label *label)
{
    struct json_writer *w = &p->w;
    json_int(w, id);
    if (label && label->title.p && key.p) {
        json_key_ready(w, key);
        json_object_start(w);
        json_key_ready(w, STR("\"id\":"));
        json_int(w, id);
        json_key_ready(w, STR("\"ref\":"));
        json_text(w, label->ref);
        json_key_ready(w, STR("\"title\":"));
        json_text(w, label->title);
        json_object_end(w);
    }
}

/* Is there nothing but null to write? */
static bool is_empty(struct thing *t, const struct field *f)
{
    if (field_is_text(f)) {
        return !field_str(t, f)->p;
    }
    if (f->type == FIELD_LINKS || f->type == FIELD_YES) {
        return false;
    }
    int64_t v = *field_int(t, f);
    return v == NO_NUMBER || (!v && (f->type == FIELD_LINK || f->type == FIELD_MOMENT));
}

static void write_value(struct ctx *ctx, struct printer *p, struct thing *t, const struct field *f)
{
    struct json_writer *w = &p->w;
    if (f->type == FIELD_LINKS) {
        const struct ids *ids = field_ids(t, f);
        json_array_start(w);
        for (size_t i = 0; i < ids->n; i++) {
            json_int(w, ids->at[i]);
        }
        json_array_end(w);
    } else if (field_is_text(f)) {
        json_text(w, *field_str(t, f));
    } else if (f->type == FIELD_YES) {
        json_bool(w, *field_int(t, f) == 1);
    } else if (f->type == FIELD_MOMENT) {
        write_moment(p, ctx, *field_int(t, f));
    } else if (f->type == FIELD_MONEY) {
        json_decimal(w, *field_int(t, f), 2);
    } else {
        json_int(w, *field_int(t, f));
    }
}

/* labels may be NULL. */
static void write_thing(struct ctx *ctx, struct printer *p, struct thing *t,
                        const struct label *labels)
{
    const struct kind *k = p->kind;
    struct json_writer *w = &p->w;
    json_object_start(w);
    json_key_ready(w, STR("\"id\":"));
    json_int(w, t->id);
    json_key_ready(w, STR("\"ref\":"));
    json_text(w, kind_ref(ctx->arena, k, t->ref));
    json_key_ready(w, STR("\"uuid\":"));
    json_text(w, t->uuid);
    json_key_ready(w, STR("\"version\":"));
    json_int(w, t->version);
    json_key_ready(w, STR("\"state\":"));
    json_text(w, t->state);
    for (size_t i = 0; i < k->n_fields; i++) {
        const struct field *f = &k->fields[i];
        if (!p->keys[i].p) {
            continue;
        }
        if (is_empty(t, f)) {
            json_member_ready(w, p->nulls[i]);
            continue;
        }
        json_key_ready(w, p->keys[i]);
        if (f->type == FIELD_LINK) {
            write_link(p, *field_int(t, f), p->labels[i], labels ? &labels[i] : NULL);
        } else {
            write_value(ctx, p, t, f);
        }
    }
    json_key_ready(w, STR("\"created_at\":"));
    write_moment(p, ctx, t->created_at);
    json_key_ready(w, STR("\"updated_at\":"));
    write_moment(p, ctx, t->updated_at);
    json_object_end(w);
}

err write_thing_json(struct ctx *ctx, struct thing *t, struct reply *r)
{
    struct printer p;
    struct label *labels = ARENA_ARRAY(ctx->arena, t->kind->n_fields, struct label);
    for (size_t i = 0; i < t->kind->n_fields; i++) {
        const struct field *f = &t->kind->fields[i];
        if (f->type == FIELD_LINK && *field_int(t, f)) {
            err e = thing_label(ctx, kind_named(str_of(f->link)), *field_int(t, f), &labels[i]);
            if (e) {
                return e;
            }
        }
    }
    r->type = "application/json";
    reply_etag(r, t->version);
    printer_init(&p, ctx, t->kind, &r->body);
    write_thing(ctx, &p, t, labels);
    return OK;
}

err write_stale_json(struct ctx *ctx, const struct request *q, struct thing *stands,
                     struct thing *sent, struct reply *r)
{
    struct printer p;
    r->status = fault_status(ERR_STALE);
    r->type = "application/problem+json";
    reply_etag(r, stands->version);
    printer_init(&p, ctx, stands->kind, &r->body);
    json_object_start(&p.w);
    json_member_text(&p.w, "type", STR("urn:samstyr:problem:stale"));
    json_member_text(&p.w, "title", W("error.412.title"));
    json_member_int(&p.w, "status", r->status);
    json_member_text(&p.w, "detail", W("error.stale"));
    json_member_text(&p.w, "request", q->request_id);
    json_key(&p.w, "current");
    write_thing(ctx, &p, stands, NULL);
    json_key(&p.w, "sent");
    write_thing(ctx, &p, sent, NULL);
    json_object_end(&p.w);
    return fault(ctx, ERR_STALE, "error.stale");
}

static err json_row(struct ctx *ctx, struct thing *t, const struct label *labels, void *data)
{
    write_thing(ctx, data, t, labels);
    return OK;
}

err write_list_json(struct ctx *ctx, const struct request *q, struct query *query, struct reply *r)
{
    static const char *const turning[] = {"after", "limit", "sort", "columns", NULL};
    struct printer p;
    struct counts counts;
    int64_t count;
    query->limit = query->limit ? query->limit : MOST_ROWS_PAGE;
    err e = counts_init(&counts, ctx, query->kind);
    e = e ? e : counts_ask(&counts, address_query(ctx->arena, &q->query, turning), query, &count);
    if (e) {
        return e;
    }
    r->type = "application/json";
    int64_t expected = count - query->offset < query->limit ? count - query->offset : query->limit;
    buf_room(&r->body, (size_t)(expected > 0 ? expected : 0) * ROOM_FOR_ONE + KIB);
    printer_init(&p, ctx, query->kind, &r->body);
    json_object_start(&p.w);
    json_key(&p.w, "items");
    json_array_start(&p.w);
    e = query_each(ctx, query, WITH_ALL, json_row, &p);
    if (e) {
        return e;
    }
    json_array_end(&p.w);
    json_member_int(&p.w, "count", count);
    if (query->offset + query->limit < count) {
        static const char *const without[] = {"after", NULL};
        str cursor = str_printf(ctx->arena, "n%lld", (long long)(query->offset + query->limit));
        str next = address_with(ctx->arena, &q->query, without, "after", cursor);
        str path = str_printf(ctx->arena, "%.*s.json", STR_ARG(kind_address(ctx, query->kind, 0)));
        json_member_text(&p.w, "next", address_of(ctx->arena, path, next));
    } else {
        json_member_text(&p.w, "next", STR_NONE);
    }
    json_object_end(&p.w);
    return r->body.full ? fault(ctx, ERR_TOO_BIG, "error.too_big") : OK;
}

/* --- tables: reference, state, then every field the reader sees; the same columns that import
 * takes --- */

struct sheet {
    const struct kind *k;
    struct label_book *book;
    const struct field **fields;
    size_t n_fields;
    struct cell *cells;
    struct buf *csv;
    struct xlsx_writer *xlsx;
};

static void sheet_fields(struct ctx *ctx, struct query *query, struct sheet *s)
{
    s->k = query->kind;
    s->book = query->book = label_book_new(ctx);
    s->fields = ARENA_ARRAY(ctx->arena, s->k->n_fields, const struct field *);
    for (size_t i = 0; i < s->k->n_fields; i++) {
        if (field_visible(ctx, &s->k->fields[i]) && strcmp(s->k->fields[i].name, "template") != 0) {
            s->fields[s->n_fields++] = &s->k->fields[i];
        }
    }
    s->cells = ARENA_ARRAY(ctx->arena, s->n_fields + 2, struct cell);
}

static err cell_of(struct sheet *s, struct ctx *ctx, struct thing *t, const struct field *f,
                   const struct label *label, struct cell *out)
{
    str text;
    err e = value_plain(s->book, t, f, label, &text);
    if (e) {
        return e;
    }
    if (!text.p) {
        *out = cell_empty();
    } else if (f->type == FIELD_NUMBER) {
        *out = cell_int(ctx->arena, *field_int(t, f));
    } else if (f->type == FIELD_MONEY) {
        *out = cell_decimal(ctx->arena, *field_int(t, f), 2);
    } else if (f->type == FIELD_DAY) {
        *out = cell_day(text);
    } else if (f->type == FIELD_MOMENT) {
        *out = cell_moment(text);
    } else {
        *out = cell_text(text);
    }
    return OK;
}

static err sheet_row(struct ctx *ctx, struct thing *t, const struct label *labels, void *data)
{
    struct sheet *s = data;
    size_t n = 0;
    s->cells[n++] = cell_text(kind_ref(ctx->arena, s->k, t->ref));
    if (s->k->states) {
        s->cells[n++] = cell_text(kind_word(ctx, s->k, "state", str_z(ctx->arena, t->state)));
    }
    for (size_t i = 0; i < s->n_fields; i++) {
        const struct field *f = s->fields[i];
        err e = cell_of(s, ctx, t, f, f->type == FIELD_LINK ? &labels[f - s->k->fields] : NULL,
                        &s->cells[n++]);
        if (e) {
            return e;
        }
    }
    if (s->csv) {
        csv_row(s->csv, s->cells, n);
    } else {
        xlsx_row(s->xlsx, s->cells, n);
    }
    return OK;
}

static size_t headings(struct ctx *ctx, struct sheet *s, struct xlsx_column *out)
{
    size_t n = 0;
    out[n++] = (struct xlsx_column){W("value.ref"), 10};
    if (s->k->states) {
        out[n++] = (struct xlsx_column){W("value.state"), 16};
    }
    for (size_t i = 0; i < s->n_fields; i++) {
        const struct field *f = s->fields[i];
        int width = f->type == FIELD_PROSE ? 60 : f->type == FIELD_TEXT ? 40 : 18;
        out[n++] = (struct xlsx_column){value_label(ctx, s->k, f), width};
    }
    return n;
}

static str file_name(struct ctx *ctx, const struct kind *k, const char *ending)
{
    return str_printf(ctx->arena, "%s-%.*s.%s", k->plural, STR_ARG(ctx->today), ending);
}

err write_list_csv(struct ctx *ctx, struct query *query, struct reply *r)
{
    struct sheet s = {0};
    sheet_fields(ctx, query, &s);
    s.csv = &r->body;
    query->limit = query->offset = 0;
    struct xlsx_column *columns = ARENA_ARRAY(ctx->arena, s.n_fields + 2, struct xlsx_column);
    size_t n = headings(ctx, &s, columns);
    csv_start(s.csv);
    for (size_t i = 0; i < n; i++) {
        s.cells[i] = cell_text(columns[i].title);
    }
    csv_row(s.csv, s.cells, n);
    err e = query_each(ctx, query, WITH_ALL, sheet_row, &s);
    r->type = "text/csv; charset=utf-8";
    reply_attachment(r, file_name(ctx, query->kind, "csv"));
    return e ? e : r->body.full ? fault(ctx, ERR_TOO_BIG, "error.too_big") : OK;
}

err write_list_xlsx(struct ctx *ctx, struct query *query, struct reply *r)
{
    struct sheet s = {0};
    sheet_fields(ctx, query, &s);
    query->limit = query->offset = 0;
    struct xlsx_column *columns = ARENA_ARRAY(ctx->arena, s.n_fields + 2, struct xlsx_column);
    size_t n = headings(ctx, &s, columns);
    s.xlsx = xlsx_open(&r->body, kind_word(ctx, query->kind, "many", NULL), columns, n);
    err e = query_each(ctx, query, WITH_ALL, sheet_row, &s);
    err end = xlsx_close(s.xlsx);
    if (e || end) {
        return e ? e : fault(ctx, end, "error.xlsx");
    }
    r->type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    reply_attachment(r, file_name(ctx, query->kind, "xlsx"));
    return OK;
}
