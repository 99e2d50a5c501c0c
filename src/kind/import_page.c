/* import_page.c - an import from the list: the file is rehearsed, shown, and then done or not. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/address.h"
#include "kind/import.h"
#include "kind/kind_import_view.h"
#include "kind/pages.h"
#include "kind/value.h"
#include "kind_import_view.html.h"

#include "base/hash.h"
#include "base/id.h"
#include "format/csv/write.h"
#include "format/json/write.h"

enum { SHOWN_PROBLEMS = 100 };

/* "risiko" in the middle of a sentence. */
static str in_sentence(struct arena *a, str s)
{
    size_t n = s.n && (unsigned char)s.p[0] >= 0x80 && s.n > 1 ? 2 : s.n ? 1 : 0;
    str first = str_lower(a, str_slice(s, 0, n)), rest = str_slice(s, n, s.n);
    return str_printf(a, "%.*s%.*s", STR_ARG(first), STR_ARG(rest));
}

/* What the columns are for that are no field: the number finds the row, the state is for new ones.
 */
static str column_role(struct ctx *ctx, str heading)
{
    bool ref = str_is(heading, "ref"), state = str_is(heading, "state");
    for (int l = 0; l < N_LANGS; l++) {
        ref |= str_eq(heading, word((enum lang)l, "value.ref"));
        state |= str_eq(heading, word((enum lang)l, "value.state"));
    }
    return ref ? W("import.columns.ref") : state ? W("import.columns.state") : STR_NONE;
}

static str title_of(struct ctx *ctx, const struct kind *k)
{
    str many = in_sentence(ctx->arena, kind_word(ctx, k, "many", NULL));
    return word_args(ctx->arena, ctx->lang, "import.title", &many, 1);
}

static err send(struct ctx *ctx, const struct request *q, struct reply *r, const struct kind *k,
                struct kind_import_view *v)
{
    str list = kind_address(ctx, k, 0);
    struct buf columns;
    buf_init(&columns, ctx->arena, 16 * KIB);
    for (size_t i = 0; i < k->n_fields; i++) {
        if (!(k->fields[i].flags & FIELD_COMPUTED) && field_visible(ctx, &k->fields[i])) {
            buf_z(&columns, columns.n ? ", " : "");
            buf_str(&columns, value_label(ctx, k, &k->fields[i]));
        }
    }
    v->title = title_of(ctx, k);
    v->csrf = ctx->actor.form_token;
    v->action = str_printf(ctx->arena, "%.*s/import", STR_ARG(list));
    v->limit = STR("10 MB");
    v->template_href = str_printf(ctx->arena, "%.*s.xlsx?ref=0", STR_ARG(list));
    v->columns_help = buf_as_str(&columns);
    v->cancel_href = list;
    struct html *h = page_begin(ctx);
    kind_import_view_html(h, v);
    struct frame_link crumbs[] = {
        {.word = kind_word(ctx, k, "many", NULL), .href = list},
        {.word = v->title, .href = v->action, .is_current = true},
    };
    return page_send(
        ctx, q, r,
        &(struct page){
            .title = v->title, .current = list, .crumbs = crumbs, .n_crumbs = 2, .is_wide = true},
        h);
}

uint32_t import_roles(const struct kind *k)
{
    return k->create & k->change ? k->create & k->change : k->create;
}

static str remedy(struct ctx *ctx, const char *key)
{
    str remedy = str_printf(ctx->arena, "%s.remedy", key);
    return word_has(remedy.p) ? word(ctx->lang, remedy.p) : W("import.remedy.general");
}

static void counts_fill(struct ctx *ctx, const struct import_outcome *o, struct import_result *out)
{
    out->n_new = text_int(ctx->arena, ctx->lang, o->n_new);
    out->n_changed = text_int(ctx->arena, ctx->lang, o->n_changed);
    out->n_same = text_int(ctx->arena, ctx->lang, o->n_same);
    out->n_refused = text_int(ctx->arena, ctx->lang, o->n_refused);
    out->has_refused = o->n_refused > 0;
}

static void result_fill(struct ctx *ctx, const struct kind *k, const struct table *table,
                        struct import_outcome *o, struct import_result *out)
{
    counts_fill(ctx, o, out);
    out->columns = ARENA_ARRAY(ctx->arena, o->n_columns + 1, struct import_column);
    for (size_t i = 0; i < o->n_columns; i++) {
        str heading = row_cell(&table->rows[0], i).text;
        out->columns[out->n_columns++] =
            (struct import_column){heading, o->columns[i] ? value_label(ctx, k, o->columns[i])
                                                          : column_role(ctx, heading)};
    }
    out->problems = ARENA_ARRAY(ctx->arena, SHOWN_PROBLEMS, struct import_problem);
    for (size_t i = 0; i < o->faults.n_fields && i < SHOWN_PROBLEMS; i++) {
        const struct field_fault *f = &o->faults.fields[i];
        const struct field *field = kind_field(k, f->field);
        out->problems[out->n_problems++] = (struct import_problem){
            .row = str_from_int(ctx->arena, f->row),
            .column = field ? value_label(ctx, k, field) : f->field,
            .problem = page_fault(ctx, f),
            .remedy = remedy(ctx, f->key),
        };
    }
    if (o->faults.n_fields > SHOWN_PROBLEMS) {
        str n = text_int(ctx->arena, ctx->lang, (int64_t)(o->faults.n_fields - SHOWN_PROBLEMS));
        out->more = word_args(ctx->arena, ctx->lang, "import.problems.more", &n, 1);
    }
}

static err outcome_json(struct ctx *ctx, const struct import_outcome *o, bool rehearsed,
                        struct reply *r)
{
    struct json_writer w;
    r->type = "application/json";
    json_start(&w, &r->body);
    json_object_start(&w);
    json_member_bool(&w, "rehearsed", rehearsed);
    json_member_int(&w, "new", o->n_new);
    json_member_int(&w, "changed", o->n_changed);
    json_member_int(&w, "same", o->n_same);
    json_member_int(&w, "refused", o->n_refused);
    json_key(&w, "errors");
    json_array_start(&w);
    for (size_t i = 0; i < o->faults.n_fields; i++) {
        const struct field_fault *f = &o->faults.fields[i];
        json_object_start(&w);
        json_member_int(&w, "row", f->row);
        json_member_text(&w, "field", f->field);
        json_member_text(&w, "code", str_of(f->key));
        json_member_text(&w, "detail", page_fault(ctx, f));
        json_object_end(&w);
    }
    json_array_end(&w);
    json_object_end(&w);
    return OK;
}

/* Where a file waits: with the body it is for, or, of the register of all, with its sender's own.
 */
static err waits_with(struct ctx *ctx, int64_t *out)
{
    *out = ctx->body.id;
    return *out ? OK
                : db_int(ctx->db, "SELECT organisation_id FROM person WHERE id = :actor",
                         BINDS(B_INT("actor", ctx->actor.person_id)), out);
}

/* A rehearsed file waits for the yes of the one who sent it, an hour at most. */
static err keep(struct ctx *ctx, const struct kind *k, const struct upload *u, str *token)
{
    int64_t body;
    *token = id_uuid(ctx->arena, ctx->now);
    err e = waits_with(ctx, &body);
    e = e ? e
          : db_run(ctx->db, "DELETE FROM rehearsed_file WHERE created_at < :old",
                   BINDS(B_INT("old", ctx->now - 3600 * 1000)), NULL);
    return e ? e
             : db_run(ctx->db,
                      "INSERT INTO rehearsed_file (token, organisation_id, person_id, kind, name, "
                      "bytes, created_at) "
                      "VALUES (:token, :body, :person, :kind, :name, :bytes, :now)",
                      BINDS(B_TEXT("token", *token), B_INT("body", body),
                            B_INT("person", ctx->actor.person_id), B_TEXT("kind", str_of(k->name)),
                            B_TEXT("name", u->name), B_BLOB("bytes", u->bytes),
                            B_INT("now", ctx->now)),
                      NULL);
}

static err kept(struct ctx *ctx, const struct kind *k, str token, struct upload *out)
{
    struct rows *rows;
    int64_t body;
    err e = waits_with(ctx, &body);
    if (e) {
        return e;
    }
    e = db_query(
        ctx->db,
        "SELECT name, bytes FROM rehearsed_file WHERE token = :token AND organisation_id = :body "
        "AND person_id = :person AND kind = :kind",
        BINDS(B_TEXT("token", token), B_INT("body", body), B_INT("person", ctx->actor.person_id),
              B_TEXT("kind", str_of(k->name))),
        &rows);
    if (e) {
        return e;
    }
    bool found = rows_next(rows);
    if (found) {
        *out = (struct upload){.name = str_copy(ctx->arena, rows_text(rows, 0)),
                               .bytes = str_copy(ctx->arena, rows_blob(rows, 1))};
    }
    e = rows_end(rows);
    return e ? e : found ? OK : fault(ctx, ERR_MISSING, "import.token_gone");
}

/* The rehearsal itself: inside a mark that is always taken back. */
static err rehearse(struct ctx *ctx, const struct kind *k, const struct table *table,
                    struct import_outcome *out)
{
    err e = db_mark(ctx->db, "rehearsal");
    if (e) {
        return e;
    }
    e = import_table(ctx, k, table, out);
    db_back_to(ctx->db, "rehearsal");
    err end = db_release(ctx->db, "rehearsal");
    return e ? e : end;
}

static err refuse_file(struct ctx *ctx, const struct request *q, struct reply *r,
                       const struct kind *k, err why)
{
    if (q->is_api || (why != ERR_INVALID && why != ERR_TOO_BIG && why != ERR_MISSING)) {
        return why;
    }
    struct kind_import_view v = {.error = page_fault_text(ctx, &ctx->fault)};
    r->status = 422;
    err e = send(ctx, q, r, k, &v);
    return e ? e : why;
}

static void confirm_fill(struct ctx *ctx, const struct kind *k, str token,
                         struct import_result *out)
{
    out->token = token;
    out->confirm_action = str_printf(ctx->arena, "%.*s/import", STR_ARG(kind_address(ctx, k, 0)));
}

/* The form; or, after a job has rehearsed a long file, what it counted and whether that shall be.
 */
err import_show(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    const struct kind *k = data;
    str token = params_get(&q->query, "token");
    struct kind_import_view v = {0};
    struct import_outcome counted;
    struct upload u;
    if (!token.n || !import_counted(ctx, params_get(&q->query, "job"), &counted)) {
        return send(ctx, q, r, k, &v);
    }
    err e = kept(ctx, k, token, &u);
    if (e) {
        return refuse_file(ctx, q, r, k, e);
    }
    struct import_result result = {.file_name = u.name, .list_href = kind_address(ctx, k, 0)};
    v.result = &result;
    counts_fill(ctx, &counted, &result);
    if (counted.n_new + counted.n_changed > 0) {
        confirm_fill(ctx, k, token, &result);
    }
    return send(ctx, q, r, k, &v);
}

static err token_forget(struct ctx *ctx, str token)
{
    return db_run(ctx->db, "DELETE FROM rehearsed_file WHERE token = :token",
                  BINDS(B_TEXT("token", token)), NULL);
}

static err confirmed(struct ctx *ctx, const struct request *q, struct reply *r,
                     const struct kind *k, str token)
{
    struct upload u;
    struct table table;
    struct import_outcome outcome;
    err e = kept(ctx, k, token, &u);
    e = e ? e : import_read(ctx, q, u.bytes, &table);
    if (!e && import_is_job(k, &table)) {
        str href;
        e = import_later(ctx, k, &table, STR_NONE, false, false, &href);
        e = e ? e : token_forget(ctx, token);
        if (!e) {
            reply_see(r, href);
        }
        return e;
    }
    e = e ? e : import_table(ctx, k, &table, &outcome);
    e = e ? e : token_forget(ctx, token);
    if (e) {
        return refuse_file(ctx, q, r, k, e);
    }
    struct import_result result = {
        .file_name = u.name, .is_done = true, .list_href = kind_address(ctx, k, 0)};
    struct kind_import_view v = {.result = &result};
    result_fill(ctx, k, &table, &outcome, &result);
    return send(ctx, q, r, k, &v);
}

/* A long file: by API it is answered where to ask how it went, a person is led there. */
static err run_later(struct ctx *ctx, const struct request *q, struct reply *r,
                     const struct kind *k, const struct table *table, const struct upload *u,
                     bool really)
{
    str token = STR_NONE, href;
    err e = q->is_api ? OK : keep(ctx, k, u, &token);
    e = e ? e : import_later(ctx, k, table, token, !really, q->is_api, &href);
    if (e) {
        return e;
    }
    if (!q->is_api) {
        reply_see(r, href);
        return OK;
    }
    struct json_writer w;
    r->status = 202;
    r->type = "application/json";
    reply_header(r, "Location", href);
    json_start(&w, &r->body);
    json_object_start(&w);
    json_member_text(&w, "job", STR_JOIN(ctx->arena, href, STR(".json")));
    json_object_end(&w);
    return OK;
}

err import_run(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    const struct kind *k = data;
    struct table table;
    struct import_outcome outcome;
    str token = params_get(&q->form, "token");
    if (token.n) {
        return confirmed(ctx, q, r, k, token);
    }
    struct upload body = {.name = STR("body"), .bytes = q->body};
    const struct upload *u = q->n_uploads ? &q->uploads[0] : q->is_api && q->body.n ? &body : NULL;
    if (!u || !u->bytes.n) {
        fault(ctx, ERR_INVALID, "import.no_file");
        return refuse_file(ctx, q, r, k, ERR_INVALID);
    }
    bool really = q->is_api && !str_is(params_get(&q->query, "rehearse"), "1");
    err e = import_read(ctx, q, u->bytes, &table);
    if (!e && import_is_job(k, &table)) {
        return run_later(ctx, q, r, k, &table, u, really);
    }
    e = e        ? e
        : really ? import_table(ctx, k, &table, &outcome)
                 : rehearse(ctx, k, &table, &outcome);
    if (e) {
        return refuse_file(ctx, q, r, k, e);
    }
    if (q->is_api) {
        /* By API it is all or nothing: a refused row takes everything back. */
        r->no_commit = !really || outcome.n_refused > 0;
        r->status = really && outcome.n_refused ? 422 : 200;
        return outcome_json(ctx, &outcome, !really, r);
    }
    struct import_result result = {.file_name = u->name, .list_href = kind_address(ctx, k, 0)};
    struct kind_import_view v = {.result = &result};
    result_fill(ctx, k, &table, &outcome, &result);
    if (outcome.n_new + outcome.n_changed > 0) {
        e = keep(ctx, k, u, &token);
        confirm_fill(ctx, k, token, &result);
    }
    return e ? e : send(ctx, q, r, k, &v);
}
