/* pages.c - the self-check as page, form, CSV, XLSX and JSON. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "kind/address.h"
#include "kind/kind.h"
#include "kind/page.h"
#include "report/self_check/self_check.h"
#include "report/self_check/self_check_view.h"
#include "report/sheet.h"
#include "self_check_view.html.h"
#include "web/route.h"

#include <string.h>

static str own_path(struct ctx *ctx)
{
    return str_printf(ctx->arena, "/o/%.*s/self-check", STR_ARG(ctx->body.number));
}

static err year_of(struct ctx *ctx, str asked, int *out)
{
    int64_t year = day_year(ctx->today);
    if (asked.n && (!str_to_int(asked, &year) || year < 2004 || year > day_year(ctx->today) + 1)) {
        return fault(ctx, ERR_INVALID, "self_check.year", asked);
    }
    *out = (int)year;
    return OK;
}

static str answer_word(struct ctx *ctx, str answer)
{
    return str_is(answer, "yes")       ? W("self_check.yes")
           : str_is(answer, "partly")  ? W("self_check.partly")
           : str_is(answer, "no")      ? W("self_check.no")
           : str_is(answer, "unknown") ? W("self_check.unknown")
                                       : STR_NONE;
}

/* --- the page --- */

static void choices_fill(struct ctx *ctx, const struct self_check_question *q,
                         struct self_check_row *row)
{
    for (const char *const *a = self_check_answers; *a; a++) {
        row->choices[row->n_choices++] = (struct self_check_choice){
            .value = str_of(*a),
            .word = answer_word(ctx, str_of(*a)),
            .id = str_printf(ctx->arena, "%.*s-%s", STR_ARG(q->id), *a),
            .is_chosen = str_is(q->answer, *a),
        };
    }
}

/* A "no" or a "partly" can become a measure: its form, begun. */
static str measure_href(struct ctx *ctx, const struct self_check_question *q)
{
    if ((!str_is(q->answer, "no") && !str_is(q->answer, "partly")) || !ctx_may(ctx, ROLES_WORK)) {
        return STR_NONE;
    }
    str title = word_args(ctx->arena, ctx->lang, "self_check.measure.title", &q->yes_means, 1);
    return str_printf(ctx->arena, "%.*s/new?title=%.*s&description=%.*s",
                      STR_ARG(kind_address(ctx, kind_named(STR("measure")), 0)),
                      STR_ARG(address_escape(ctx->arena, str_slice(title, 0, 180))),
                      STR_ARG(address_escape(ctx->arena, q->question)));
}

static void row_fill(struct ctx *ctx, const struct self_check_question *q, size_t number,
                     struct self_check_row *row)
{
    *row = (struct self_check_row){
        .id = q->id,
        .number = str_from_int(ctx->arena, (int64_t)number),
        .question = q->question,
        .yes_means = q->yes_means,
        .why = q->why,
        .source = q->source,
        .version = str_from_int(ctx->arena, q->version),
        .note = q->note,
        .answer = q->answer,
        .answer_word = answer_word(ctx, q->answer),
        .known = q->known,
        .known_word = answer_word(ctx, q->known),
        .differs = q->known.n && q->answer.n && !str_is(q->answer, "unknown") &&
                   !str_eq(q->known, q->answer),
        .measure_href = measure_href(ctx, q),
        .facts = ARENA_ARRAY(ctx->arena, q->n_facts + 1, struct self_check_fact_row),
    };
    choices_fill(ctx, q, row);
    for (size_t i = 0; i < q->n_facts; i++) {
        row->facts[row->n_facts++] =
            (struct self_check_fact_row){q->facts[i].text, q->facts[i].state, q->facts[i].href};
    }
    if (q->version) {
        str args[] = {text_day(ctx->arena, ctx->lang, q->answered_on), q->answered_by};
        row->answered =
            word_args(ctx->arena, ctx->lang,
                      q->answered_by.n ? "self_check.answered" : "self_check.answered.on", args, 2);
    }
}

static str ending(struct ctx *ctx, const struct self_check *s, const char *ending)
{
    return str_printf(ctx->arena, "%.*s%s?year=%d", STR_ARG(own_path(ctx)), ending, s->year);
}

static void view_fill(struct ctx *ctx, const struct self_check *s, struct self_check_view *v)
{
    str numbers[] = {text_int(ctx->arena, ctx->lang, (int64_t)s->n_answered),
                     text_int(ctx->arena, ctx->lang, (int64_t)s->n_questions)};
    str counts[] = {text_int(ctx->arena, ctx->lang, (int64_t)s->n_yes),
                    text_int(ctx->arena, ctx->lang, (int64_t)s->n_partly),
                    text_int(ctx->arena, ctx->lang, (int64_t)s->n_no),
                    text_int(ctx->arena, ctx->lang, (int64_t)s->n_unknown)};
    *v = (struct self_check_view){
        .title = s->title,
        .form_token = ctx->actor.form_token,
        .action = own_path(ctx),
        .year = str_from_int(ctx->arena, s->year),
        .may_answer = ctx_may(ctx, ROLES_WORK) && !ctx->actor.read_only,
        .percent = (int)(s->n_answered * 100 / (s->n_questions ? s->n_questions : 1)),
        .progress = word_args(ctx->arena, ctx->lang, "self_check.progress", numbers, 2),
        .counts = word_args(ctx->arena, ctx->lang, "self_check.counts", counts, 4),
        .csv_href = ending(ctx, s, ".csv"),
        .xlsx_href = ending(ctx, s, ".xlsx"),
        .json_href = ending(ctx, s, ".json"),
        .years = ARENA_ARRAY(ctx->arena, s->n_years, struct self_check_year),
        .rows = ARENA_ARRAY(ctx->arena, s->n_questions, struct self_check_row),
    };
    for (size_t i = 0; i < s->n_years; i++) {
        v->years[v->n_years++] = (struct self_check_year){
            str_from_int(ctx->arena, s->years[i]),
            str_printf(ctx->arena, "%.*s?year=%d", STR_ARG(own_path(ctx)), s->years[i]),
            s->years[i] == s->year,
        };
    }
    for (size_t i = 0; i < s->n_questions; i++) {
        row_fill(ctx, &s->questions[i], i + 1, &v->rows[v->n_rows++]);
    }
}

static err send_sheet(struct ctx *ctx, const struct request *q, struct reply *r,
                      const struct self_check *s)
{
    enum { COLUMNS = 7 };
    const struct sheet_column columns[COLUMNS] = {
        {"id", W("self_check.column.id"), 8},
        {"question", W("self_check.column.question"), 70},
        {"answer", W("self_check.answer"), 12},
        {"known", W("self_check.known"), 18},
        {"note", W("self_check.note"), 50},
        {"answered_on", W("self_check.column.on"), 14},
        {"answered_by", W("self_check.column.by"), 24},
    };
    bool json = q->ending == ENDING_JSON;
    struct cell *cells = ARENA_ARRAY(ctx->arena, s->n_questions * COLUMNS, struct cell);
    for (size_t i = 0; i < s->n_questions; i++) {
        const struct self_check_question *from = &s->questions[i];
        struct cell *row = &cells[i * COLUMNS];
        row[0] = cell_text(from->id);
        row[1] = cell_text(from->question);
        row[2] = cell_text(json ? from->answer : answer_word(ctx, from->answer));
        row[3] = cell_text(json ? from->known : answer_word(ctx, from->known));
        row[4] = cell_text(from->note);
        row[5] = cell_day(from->answered_on);
        row[6] = cell_text(from->answered_by);
    }
    str name = str_printf(ctx->arena, "self-check-%d", s->year);
    return sheet_send(ctx, q, r, &(struct sheet){name, columns, COLUMNS, cells, s->n_questions});
}

static err show(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    (void)data;
    int year;
    struct self_check s;
    struct self_check_view v;
    err e = year_of(ctx, params_get(&q->query, "year"), &year);
    e = e ? e : self_check_read(ctx, year, &s);
    if (e) {
        return e;
    }
    if (q->ending != ENDING_PAGE) {
        return send_sheet(ctx, q, r, &s);
    }
    view_fill(ctx, &s, &v);
    struct html *h = page_begin(ctx);
    self_check_view_html(h, &v);
    return page_send(ctx, q, r, &(struct page){.title = s.title, .current = own_path(ctx)}, h);
}

/* --- the form --- */

static str field_of(struct ctx *ctx, const struct request *q, const char *name, str id)
{
    return params_get(&q->form, str_printf(ctx->arena, "%s-%.*s", name, STR_ARG(id)).p);
}

/* What became of what was written about one question. */
struct written {
    str answer, note, error;
    bool is_clash, keeps_theirs, keeps_mine;
};

/* Takes one question's trouble over, so that the others are asked too. */
static err trouble_take(struct ctx *ctx, err e, struct written *w)
{
    if (e == ERR_STALE) {
        w->is_clash = true;
        w->keeps_theirs = w->keeps_mine = false; /* chosen before this one came */
    } else if (e == ERR_INVALID && ctx->fault.n_fields) {
        w->error = page_fault(ctx, &ctx->fault.fields[0]);
    } else {
        return e;
    }
    fault_init(&ctx->fault, ctx->arena);
    return OK;
}

static err question_take(struct ctx *ctx, const struct request *q, int year,
                         const struct self_check_question *question, struct written *w)
{
    int64_t version = 0;
    str keep = field_of(ctx, q, "keep", question->id);
    bool was_clash = field_of(ctx, q, "clash", question->id).n > 0;
    *w = (struct written){.answer = field_of(ctx, q, "answer", question->id),
                          .note = field_of(ctx, q, "note", question->id),
                          .is_clash = was_clash,
                          .keeps_theirs = str_is(keep, "theirs"),
                          .keeps_mine = str_is(keep, "mine")};
    str_to_int(field_of(ctx, q, "version", question->id), &version);
    if (was_clash && !w->keeps_theirs && !w->keeps_mine) {
        w->error = W("self_check.stale.choose");
    } else if (!w->answer.n && str_trim(w->note).n && !w->keeps_theirs) {
        w->error = W("self_check.note.alone");
    } else if (w->answer.n && !w->keeps_theirs) {
        return trouble_take(ctx,
                            self_check_answer(ctx, year, question, version, w->answer, w->note), w);
    }
    return OK;
}

static str said(struct ctx *ctx, str answer)
{
    return answer.n ? answer_word(ctx, answer) : STR_NONE;
}

/* The page again, with all that was written and what somebody else wrote meanwhile. */
static err show_again(struct ctx *ctx, const struct request *q, struct reply *r,
                      const struct self_check *s, const struct written *written)
{
    struct self_check_view v;
    view_fill(ctx, s, &v);
    for (size_t i = 0; i < s->n_questions; i++) {
        const struct written *w = &written[i];
        struct self_check_row *row = &v.rows[i];
        row->note = w->note;
        row->error = w->error;
        v.n_errors += w->error.n > 0;
        for (size_t c = 0; c < row->n_choices; c++) {
            row->choices[c].is_chosen = str_eq(row->choices[c].value, w->answer);
        }
        if (w->is_clash) {
            v.is_stale = true;
            row->clash = ARENA_NEW(ctx->arena, struct self_check_clash);
            *row->clash = (struct self_check_clash){.theirs = said(ctx, row->answer),
                                                    .theirs_note = s->questions[i].note,
                                                    .theirs_by = row->answered,
                                                    .mine = said(ctx, w->answer),
                                                    .mine_note = w->note,
                                                    .keeps_theirs = w->keeps_theirs,
                                                    .keeps_mine = w->keeps_mine};
        }
    }
    r->status = v.n_errors ? 422 : 412;
    struct html *h = page_begin(ctx);
    self_check_view_html(h, &v);
    return page_send(ctx, q, r, &(struct page){.title = s->title, .current = own_path(ctx)}, h);
}

/* Each question that was answered; those left open stay as they are. All or nothing: what cannot be
   taken is shown with the rest as it was written. */
static err take(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    (void)data;
    int year;
    struct self_check s;
    err trouble = OK, e = year_of(ctx, params_get(&q->form, "year"), &year);
    e = e ? e : self_check_read(ctx, year, &s);
    if (e) {
        return e;
    }
    struct written *written = ARENA_ARRAY(ctx->arena, s.n_questions + 1, struct written);
    for (size_t i = 0; !e && i < s.n_questions; i++) {
        struct written *w = &written[i];
        e = question_take(ctx, q, year, &s.questions[i], w);
        bool is_new_clash = w->is_clash && !w->keeps_theirs && !w->keeps_mine;
        trouble = w->error.n ? ERR_INVALID : is_new_clash && !trouble ? ERR_STALE : trouble;
    }
    if (!e && trouble) {
        e = q->is_api ? OK : show_again(ctx, q, r, &s, written);
        return e ? e
                 : fault(ctx, trouble,
                         trouble == ERR_STALE ? KEY("self_check.stale.text")
                                              : KEY("error.422.text"));
    }
    return e ? e
             : page_see(ctx, r,
                        str_printf(ctx->arena, "%.*s?year=%d", STR_ARG(own_path(ctx)), year),
                        "self_check.saved", STR_NONE);
}

const struct route self_check_routes[] = {
    ROUTE(METHOD_GET, "/o/{organisation}/self-check", ROLES_READ | ROLE_STEERING_READER, 0, show,
          NULL, "self-check against eForvaltningsforskriften section 15"),
    ROUTE(METHOD_POST, "/o/{organisation}/self-check", ROLES_WORK, 0, take, NULL,
          "answer the self-check"),
    {0},
};

const struct report self_check_report = {
    .name = "self_check",
    .path = "/self-check",
    .group = "insight",
    .icon = "ClipboardCheckmark",
    .order = 10,
    .roles = ROLES_READ | ROLE_STEERING_READER,
};
