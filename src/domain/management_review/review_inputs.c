/* review_inputs.c - how the body stands, gathered for its management: counts and lists, each with a
 * link. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/management_review/management_review.h"

#include "base/clock.h"
#include "statements.h"

#include <string.h>

/* One heading: a sentence with up to four counts, and the things that need a word from the
   management. [ISO/IEC 27001, 9.3.2] says what a review has to consider. */
struct section {
    const char *heading;
    const char *counts, *sentence; /* a row of numbers, and the word that takes them */
    const char *list, *note;       /* rows of id, ref, title, day; the word that takes the day */
    const char *kind;
};

static const struct section sections[] = {
    {KEY("management_review.input.decisions"), sql_review_input_decisions,
     KEY("management_review.input.decisions.count"), sql_review_input_decisions_open,
     KEY("management_review.input.due"), "management_review"},
    {KEY("management_review.input.risks"), sql_review_input_risks,
     KEY("management_review.input.risks.count"), sql_review_input_risks_above,
     KEY("management_review.input.reviewed"), "risk"},
    {KEY("management_review.input.accepted"), sql_review_input_accepted,
     KEY("management_review.input.accepted.count"), sql_review_input_accepted_list,
     KEY("management_review.input.until"), "risk"},
    {KEY("management_review.input.measures"), sql_review_input_measures,
     KEY("management_review.input.measures.count"), sql_review_input_measures_overdue,
     KEY("management_review.input.due"), "measure"},
    {KEY("management_review.input.incidents"), sql_review_input_incidents,
     KEY("management_review.input.incidents.count"), sql_review_input_incidents_severe, NULL,
     "incident"},
    {KEY("management_review.input.exercises"), sql_review_input_exercises,
     KEY("management_review.input.exercises.count"), sql_review_input_exercises_list,
     KEY("management_review.input.ran"), "exercise"},
    {KEY("management_review.input.lessons"), sql_review_input_lessons,
     KEY("management_review.input.lessons.count"), sql_review_input_lessons_open, NULL, "lesson"},
    {KEY("management_review.input.findings"), sql_review_input_findings,
     KEY("management_review.input.findings.count"), sql_review_input_findings_overdue,
     KEY("management_review.input.due"), "finding"},
    {KEY("management_review.input.requirements"), sql_review_input_requirements,
     KEY("management_review.input.requirements.count"), sql_review_input_requirements_missing,
     KEY("management_review.input.reviewed"), "requirement_status"},
    {KEY("management_review.input.exceptions"), sql_review_input_exceptions,
     KEY("management_review.input.exceptions.count"), sql_review_input_exceptions_list,
     KEY("management_review.input.until"), "exception"},
    {KEY("management_review.input.activities"), sql_review_input_activities,
     KEY("management_review.input.activities.count"), sql_review_input_activities_overdue,
     KEY("management_review.input.due"), "activity"},
};
enum { N_SECTIONS = sizeof sections / sizeof *sections, N_COUNTS = 4, N_BINDS = 4 };

struct gather {
    struct ctx *ctx;
    struct buf b;
    struct bind binds[N_BINDS];
};

/* Text as it is: what Markdown would read as its own is escaped. */
static void plain(struct buf *b, str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (strchr("\\`*_[]<>#|~", s.p[i])) {
            buf_char(b, '\\');
        }
        buf_char(b, s.p[i] == '\n' || s.p[i] == '\r' ? ' ' : s.p[i]);
    }
}

static err counts(struct gather *g, const struct section *s)
{
    struct ctx *ctx = g->ctx;
    struct rows *rows;
    str args[N_COUNTS];
    err e = db_query(ctx->db, s->counts, g->binds, N_BINDS, &rows);
    if (e) {
        return e;
    }
    bool any = rows_next(rows);
    for (int i = 0; i < N_COUNTS; i++) {
        args[i] = text_int(ctx->arena, ctx->body.lang, any ? rows_int(rows, i) : 0);
    }
    e = rows_end(rows);
    buf_str(&g->b, word_args(ctx->arena, ctx->body.lang, s->sentence, args, N_COUNTS));
    buf_literal(&g->b, "\n\n");
    return e;
}

static err list(struct gather *g, const struct section *s)
{
    struct ctx *ctx = g->ctx;
    const struct kind *k = kind_named(str_of(s->kind));
    struct rows *rows;
    err e = db_query(ctx->db, s->list, g->binds, N_BINDS, &rows);
    if (e) {
        return e;
    }
    while (rows_next(rows)) {
        str address = kind_address(ctx, k, rows_int(rows, 0)), day = rows_text(rows, 3);
        buf_printf(&g->b, "- [%.*s ", STR_ARG(kind_ref(ctx->arena, k, rows_int(rows, 1))));
        plain(&g->b, rows_text(rows, 2));
        buf_printf(&g->b, "](%.*s)", STR_ARG(address));
        if (s->note && day.n) {
            str arg = text_day(ctx->arena, ctx->body.lang, day);
            buf_printf(&g->b, " – %.*s",
                       STR_ARG(word_args(ctx->arena, ctx->body.lang, s->note, &arg, 1)));
        }
        buf_char(&g->b, '\n');
    }
    buf_char(&g->b, '\n');
    return rows_end(rows);
}

err review_inputs(struct ctx *ctx, str *out)
{
    str from = day_plus_months(ctx->arena, ctx->today, -12);
    struct gather g = {
        .ctx = ctx,
        .binds = {B_INT("body", ctx->body.id), B_TEXT("today", ctx->today), B_TEXT("from", from),
                  B_INT("from_at", day_moment(from, 0, 0))},
    };
    buf_init(&g.b, ctx->arena, 96 * KIB);
    for (size_t i = 0; i < N_SECTIONS; i++) {
        buf_printf(&g.b, "# %.*s\n\n", STR_ARG(word(ctx->body.lang, sections[i].heading)));
        err e = counts(&g, &sections[i]);
        e = e ? e : list(&g, &sections[i]);
        if (e) {
            return e;
        }
    }
    *out = buf_as_str(&g.b);
    return g.b.full ? fault(ctx, ERR_TOO_BIG, "error.too_big") : OK;
}
