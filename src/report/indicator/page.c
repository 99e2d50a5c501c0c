/* page.c - a body's five indicators as page, JSON, CSV and XLSX, and the form for its own answer.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "format/csv/write.h"
#include "format/json/write.h"
#include "format/xlsx/write.h"
#include "indicator_view.html.h"
#include "kind/address.h"
#include "kind/kind.h"
#include "kind/page.h"
#include "report/indicator/indicator.h"
#include "report/indicator/indicator_view.h"
#include "statements.h"
#include "web/route.h"

enum { FIRST_YEAR = 2018, YEARS_SHOWN = 8, N_COLUMNS = 11 };

static str own_path(struct ctx *ctx)
{
    return str_printf(ctx->arena, "/o/%.*s/indicators", STR_ARG(ctx->body.number));
}

static str fact_href(struct ctx *ctx, const struct indicator_fact *f)
{
    const struct kind *k = kind_named(f->kind);
    return k ? kind_address(ctx, k, f->thing_id) : STR_NONE;
}

static str fact_ref(struct ctx *ctx, const struct indicator_fact *f)
{
    const struct kind *k = kind_named(f->kind);
    return k ? kind_ref(ctx->arena, k, f->ref) : STR_NONE;
}

static str fact_verb(struct ctx *ctx, const struct indicator_fact *f)
{
    const struct kind *k = kind_named(f->kind);
    const struct verb *v = k ? kind_verb(k, f->verb) : NULL;
    return v ? kind_word(ctx, k, "verb", v->name) : f->verb;
}

static str answer_word(struct ctx *ctx, str answer)
{
    return str_is(answer, "yes")  ? W("indicator.answer.yes")
           : str_is(answer, "no") ? W("indicator.answer.no")
           : answer.n             ? W("indicator.answer.unknown")
                                  : STR_NONE;
}

/* The year asked for, else this year. */
static err year_of(struct ctx *ctx, str asked, int *out)
{
    int64_t year = day_year(ctx->today);
    if (asked.n && (!str_to_int(asked, &year) || year < FIRST_YEAR || year > 2199)) {
        return fault(ctx, ERR_INVALID, "indicator.year", asked);
    }
    *out = (int)year;
    return OK;
}

/* --- files --- */

static err write_json(struct ctx *ctx, int year, const struct indicator_result *results,
                      struct reply *r)
{
    struct json_writer w;
    r->type = "application/json";
    json_start(&w, &r->body);
    json_object_start(&w);
    json_member_text(&w, "organisation", ctx->body.number);
    json_member_int(&w, "year", year);
    json_member_bool(&w, "year_is_open", year >= day_year(ctx->today));
    json_key(&w, "indicators");
    json_array_start(&w);
    for (int i = 0; i < INDICATORS; i++) {
        const struct indicator_result *one = &results[i];
        json_object_start(&w);
        json_member_int(&w, "indicator", i + 1);
        json_member_text(&w, "name", indicator_word(ctx, i + 1, NULL));
        json_member_bool(&w, "value", one->is_yes);
        json_member_int(&w, "count", (int64_t)one->n_facts);
        json_member_text(&w, "answer", one->answer);
        json_member_text(&w, "note", one->note);
        json_member_bool(&w, "differs", one->differs);
        json_key(&w, "facts");
        json_array_start(&w);
        for (size_t j = 0; j < one->n_facts; j++) {
            const struct indicator_fact *f = &one->facts[j];
            json_object_start(&w);
            json_member_int(&w, "event", f->event_id);
            json_member_text(&w, "at", moment_iso(ctx->arena, f->at));
            json_member_text(&w, "day", day_of(ctx->arena, f->at));
            json_member_text(&w, "kind", f->kind);
            json_member_int(&w, "id", f->thing_id);
            json_member_text(&w, "ref", fact_ref(ctx, f));
            json_member_text(&w, "title", f->title);
            json_member_text(&w, "verb", f->verb);
            json_member_text(&w, "actor", f->who);
            json_member_text(&w, "reason", f->reason);
            json_member_text(&w, "href", fact_href(ctx, f));
            json_object_end(&w);
        }
        json_array_end(&w);
        json_object_end(&w);
    }
    json_array_end(&w);
    json_object_end(&w);
    return OK;
}

static const char *const columns[N_COLUMNS] = {
    KEY("indicator.column.year"), KEY("indicator.column.number"), KEY("indicator.column.indicator"),
    KEY("indicator.column.done"), KEY("indicator.column.answer"), KEY("indicator.fact.ref"),
    KEY("indicator.fact.thing"),  KEY("indicator.fact.verb"),     KEY("indicator.fact.day"),
    KEY("indicator.fact.who"),    KEY("indicator.fact.reason"),
};

/* One row a fact; an indicator without facts has a row of its own. */
static void fact_cells(struct ctx *ctx, int year, int i, const struct indicator_result *one,
                       const struct indicator_fact *f, struct cell *cells)
{
    cells[0] = cell_int(ctx->arena, year);
    cells[1] = cell_int(ctx->arena, i + 1);
    cells[2] = cell_text(indicator_word(ctx, i + 1, NULL));
    cells[3] = cell_text(one->is_yes ? W("value.yes") : W("value.no"));
    cells[4] = cell_text(answer_word(ctx, one->answer));
    for (int c = 5; c < N_COLUMNS; c++) {
        cells[c] = cell_empty();
    }
    if (f) {
        cells[5] = cell_text(fact_ref(ctx, f));
        cells[6] = cell_text(f->title);
        cells[7] = cell_text(fact_verb(ctx, f));
        cells[8] = cell_day(day_of(ctx->arena, f->at));
        cells[9] = cell_text(f->who.n ? f->who : W("value.system"));
        cells[10] = cell_text(f->reason);
    }
}

static err write_table(struct ctx *ctx, int year, const struct indicator_result *results,
                       bool is_xlsx, struct reply *r)
{
    struct xlsx_writer *x = NULL;
    struct xlsx_column head[N_COLUMNS];
    struct cell cells[N_COLUMNS];
    for (int c = 0; c < N_COLUMNS; c++) {
        head[c] = (struct xlsx_column){word(ctx->lang, columns[c]), c == 2 || c == 6 ? 40 : 0};
        cells[c] = cell_text(head[c].title);
    }
    if (is_xlsx) {
        x = xlsx_open(&r->body, W("report.indicators"), head, N_COLUMNS);
    } else {
        csv_start(&r->body);
        csv_row(&r->body, cells, N_COLUMNS);
    }
    for (int i = 0; i < INDICATORS; i++) {
        const struct indicator_result *one = &results[i];
        for (size_t j = 0; j < one->n_facts || j == 0; j++) {
            fact_cells(ctx, year, i, one, one->n_facts ? &one->facts[j] : NULL, cells);
            if (x) {
                xlsx_row(x, cells, N_COLUMNS);
            } else {
                csv_row(&r->body, cells, N_COLUMNS);
            }
        }
    }
    r->type = x ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                : "text/csv; charset=utf-8";
    reply_attachment(r, str_printf(ctx->arena, "%.*s-%d.%s", STR_ARG(W("indicator.file")), year,
                                   x ? "xlsx" : "csv"));
    err e = x ? xlsx_close(x) : OK;
    return e ? fault(ctx, e, "error.xlsx") : OK;
}

/* --- the page --- */

static struct indicator_line *lines(struct ctx *ctx, const struct indicator_result *one)
{
    struct indicator_line *out = ARENA_ARRAY(ctx->arena, one->n_facts, struct indicator_line);
    for (size_t i = 0; i < one->n_facts; i++) {
        const struct indicator_fact *f = &one->facts[i];
        str day = day_of(ctx->arena, f->at);
        out[i] = (struct indicator_line){
            .ref = fact_ref(ctx, f),
            .title = f->title,
            .href = fact_href(ctx, f),
            .verb = fact_verb(ctx, f),
            .when = text_day_short(ctx->arena, ctx->lang, day),
            .iso = day,
            .who = f->who.n ? f->who : W("value.system"),
            .reason = f->reason,
        };
    }
    return out;
}

/* Where the work is done that would make it a yes. */
static void next_step(struct ctx *ctx, int i, struct indicator_row *row)
{
    static const char *const plurals[] = {"management-reviews", "measures", "measures", "lessons",
                                          "lessons"};
    const struct kind *k = kind_at(str_of(plurals[i]));
    if (k) {
        row->next_href = kind_address(ctx, k, 0);
        row->next_word = kind_word(ctx, k, "many", NULL);
    }
}

static struct indicator_choice *choices(struct ctx *ctx, str chosen)
{
    static const char *const values[] = {"yes", "no", "unknown"};
    struct indicator_choice *c = ARENA_ARRAY(ctx->arena, 3, struct indicator_choice);
    for (int i = 0; i < 3; i++) {
        c[i] = (struct indicator_choice){str_of(values[i]), answer_word(ctx, str_of(values[i])),
                                         str_is(chosen, values[i])};
    }
    return c;
}

static struct indicator_row row_of(struct ctx *ctx, int i, const struct indicator_result *one)
{
    struct indicator_row row = {
        .number = i + 1,
        .name = indicator_word(ctx, i + 1, NULL),
        .counts = indicator_word(ctx, i + 1, "counts"),
        .question = indicator_word(ctx, i + 1, "question"),
        .is_yes = one->is_yes,
        .facts = lines(ctx, one),
        .n_facts = one->n_facts,
        .answer = answer_word(ctx, one->answer),
        .note = one->note,
        .choices = choices(ctx, one->answer),
        .n_choices = 3,
    };
    if (one->differs) {
        row.differs = one->is_yes ? W("indicator.differs.facts") : W("indicator.differs.answer");
    }
    if (one->answer.n) {
        str args[] = {one->answered_by.n ? one->answered_by : W("value.system"),
                      text_moment(ctx->arena, ctx->lang, one->answered_at)};
        row.answer_about = word_args(ctx->arena, ctx->lang, "indicator.answer.about", args, 2);
    }
    next_step(ctx, i, &row);
    return row;
}

static struct indicator_year *years(struct ctx *ctx, int year, size_t *n)
{
    int last = day_year(ctx->today), first = last - YEARS_SHOWN + 1;
    struct indicator_year *y = ARENA_ARRAY(ctx->arena, YEARS_SHOWN, struct indicator_year);
    *n = 0;
    for (int i = last; i >= (first < FIRST_YEAR ? FIRST_YEAR : first); i--) {
        y[(*n)++] = (struct indicator_year){
            .word = str_from_int(ctx->arena, i),
            .href = str_printf(ctx->arena, "%.*s?year=%d", STR_ARG(own_path(ctx)), i),
            .is_current = i == year,
        };
    }
    return y;
}

static str file_href(struct ctx *ctx, const char *ending, int year)
{
    return str_printf(ctx->arena, "%.*s.%s?year=%d", STR_ARG(own_path(ctx)), ending, year);
}

/* What was refused in the form, at its indicator. */
static void put_refused(struct ctx *ctx, const struct request *q, struct indicator_row *rows)
{
    int64_t at = 0;
    str_to_int(params_get(&q->form, "indicator"), &at);
    if (at < 1 || at > INDICATORS) {
        at = 1;
    }
    struct indicator_row *row = &rows[at - 1];
    for (size_t i = 0; i < ctx->fault.n_fields; i++) {
        const struct field_fault *f = &ctx->fault.fields[i];
        *(str_is(f->field, "note") ? &row->note_error : &row->error) = page_fault(ctx, f);
    }
    row->error = row->error.n ? row->error : row->note_error;
    row->note = params_get(&q->form, "note");
    row->choices = choices(ctx, params_get(&q->form, "answer"));
}

static err show_page(struct ctx *ctx, const struct request *q, int year,
                     const struct indicator_result *results, struct reply *r)
{
    struct indicator_row rows[INDICATORS];
    struct indicator_view v = {
        .year = str_from_int(ctx->arena, year),
        .is_open_year = year >= day_year(ctx->today),
        .rows = rows,
        .n_rows = INDICATORS,
        .may_answer = ctx_may(ctx, ROLES_WORK) && !ctx->actor.read_only,
        .action = str_printf(ctx->arena, "%.*s/answer", STR_ARG(own_path(ctx))),
        .form_token = ctx->actor.form_token,
        .json_href = file_href(ctx, "json", year),
        .csv_href = file_href(ctx, "csv", year),
        .xlsx_href = file_href(ctx, "xlsx", year),
        .sector_href = STR("/statistics/internal-control"),
        .definition_href = STR("/statistics/internal-control/definitions"),
    };
    for (int i = 0; i < INDICATORS; i++) {
        rows[i] = row_of(ctx, i, &results[i]);
        v.n_yes += results[i].is_yes;
    }
    if (ctx->fault.n_fields) {
        put_refused(ctx, q, rows);
    }
    str args[] = {str_from_int(ctx->arena, v.n_yes), v.year};
    v.title = word_args(ctx->arena, ctx->lang, "indicator.title", &v.year, 1);
    v.finding = word_args(ctx->arena, ctx->lang,
                          v.is_open_year ? "indicator.finding.open" : "indicator.finding", args, 2);
    v.years = years(ctx, year, &v.n_years);
    struct html *h = page_begin(ctx);
    indicator_view_html(h, &v);
    return page_send(ctx, q, r, &(struct page){.title = v.title, .current = own_path(ctx)}, h);
}

static err show(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct indicator_result results[INDICATORS];
    int year = 0;
    err e = year_of(ctx, params_get(&q->query, "year"), &year);
    e = e ? e : indicator_compute(ctx, ctx->body.id, year, results);
    if (e) {
        return e;
    }
    switch (q->ending) {
    case ENDING_JSON:
        return write_json(ctx, year, results, r);
    case ENDING_CSV:
    case ENDING_XLSX:
        return write_table(ctx, year, results, q->ending == ENDING_XLSX, r);
    default:
        return show_page(ctx, q, year, results, r);
    }
}

static err answer(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct indicator_result results[INDICATORS];
    int64_t indicator = 0;
    int year = 0;
    str_to_int(params_get(&q->form, "indicator"), &indicator);
    err e = year_of(ctx, params_get(&q->form, "year"), &year);
    if (e) {
        return e;
    }
    e = indicator_answer(ctx, year, indicator, params_get(&q->form, "answer"),
                         params_get(&q->form, "note"));
    if (e == ERR_INVALID && !q->is_api) {
        r->status = 422;
        r->no_commit = true;
        err trouble = indicator_compute(ctx, ctx->body.id, year, results);
        return trouble ? trouble : show_page(ctx, q, year, results, r);
    }
    return e ? e
             : page_see(ctx, r,
                        str_printf(ctx->arena, "%.*s?year=%d", STR_ARG(own_path(ctx)), year),
                        KEY("indicator.answer.done"), STR_NONE);
}

const struct route indicator_routes[] = {
    ROUTE(METHOD_GET, "/o/{organisation}/indicators", ROLES_READ, 0, show, NULL,
          "The five indicators of a body and year, with the facts they rest on"),
    ROUTE(METHOD_POST, "/o/{organisation}/indicators/answer", ROLES_WORK, 0, answer, NULL,
          "The body's own answer to the questionnaire, beside the indicator"),
    {0},
};

const struct report indicators_report = {
    .name = "indicators",
    .path = "/indicators",
    .group = "insight",
    .icon = "ClipboardCheckmark",
    .order = 20,
    .roles = ROLES_READ,
};
