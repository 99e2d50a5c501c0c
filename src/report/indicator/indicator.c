/* indicator.c - from the history to the five indicators, and the body's own answer beside them. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/indicator/indicator.h"

#include "base/clock.h"
#include "statements.h"
#include "trail/trail.h"

#include <string.h>

enum { FIRST_YEAR = 2018, NOTE_MOST = 1000 };

static int64_t year_begin(struct ctx *ctx, int year)
{
    return day_moment(str_printf(ctx->arena, "%04d-01-01", year), 0, 0);
}

str indicator_word(struct ctx *ctx, int indicator, const char *part)
{
    str key =
        str_printf(ctx->arena, "indicator.%d%s%s", indicator, part ? "." : "", part ? part : "");
    return word(ctx->lang, key.p);
}

static void fact_add(struct ctx *ctx, struct indicator_result *to, size_t *size,
                     const struct rows *r)
{
    ARENA_GROW(ctx->arena, to->facts, to->n_facts, size);
    to->facts[to->n_facts++] = (struct indicator_fact){
        .event_id = rows_int(r, 1),
        .at = rows_int(r, 2),
        .kind = str_copy(ctx->arena, rows_text(r, 3)),
        .thing_id = rows_int(r, 4),
        .ref = rows_int(r, 5),
        .title = str_copy(ctx->arena, rows_text(r, 6)),
        .verb = str_copy(ctx->arena, rows_text(r, 7)),
        .who = str_copy(ctx->arena, rows_text(r, 8)),
        .reason = str_copy(ctx->arena, rows_text(r, 9)),
    };
    to->is_yes = true;
}

static err read_facts(struct ctx *ctx, int64_t body, int year, struct indicator_result *out)
{
    size_t sizes[INDICATORS] = {0};
    struct rows *r;
    err e = db_query(ctx->db, sql_indicator_facts,
                     BINDS(B_INT("body", body), B_INT("from", year_begin(ctx, year)),
                           B_INT("until", year_begin(ctx, year + 1))),
                     &r);
    if (e) {
        return e;
    }
    while (rows_next(r)) {
        int64_t i = rows_int(r, 0) - 1;
        if (i >= 0 && i < INDICATORS) {
            fact_add(ctx, &out[i], &sizes[i], r);
        }
    }
    return rows_end(r);
}

static err read_answers(struct ctx *ctx, int64_t body, int year, struct indicator_result *out)
{
    struct rows *r;
    err e = db_query(ctx->db, sql_indicator_answers,
                     BINDS(B_INT("body", body), B_INT("year", year)), &r);
    if (e) {
        return e;
    }
    while (rows_next(r)) {
        int64_t i = rows_int(r, 0) - 1;
        if (i < 0 || i >= INDICATORS) {
            continue;
        }
        out[i].answer = str_copy(ctx->arena, rows_text(r, 1));
        out[i].note = str_copy(ctx->arena, rows_text(r, 2));
        out[i].answered_at = rows_int(r, 3);
        out[i].answered_by = str_copy(ctx->arena, rows_text(r, 4));
        out[i].differs = str_is(out[i].answer, out[i].is_yes ? "no" : "yes");
    }
    return rows_end(r);
}

err indicator_compute(struct ctx *ctx, int64_t organisation_id, int year,
                      struct indicator_result out[INDICATORS])
{
    memset(out, 0, INDICATORS * sizeof *out);
    err e = read_facts(ctx, organisation_id, year, out);
    return e ? e : read_answers(ctx, organisation_id, year, out);
}

err indicator_bodies(struct ctx *ctx, int year, struct rows **out)
{
    return db_query(
        ctx->db, sql_indicator_bodies,
        BINDS(B_INT("from", year_begin(ctx, year)), B_INT("until", year_begin(ctx, year + 1))),
        out);
}

static err check_answer(struct ctx *ctx, int year, int64_t indicator, str answer, str note)
{
    if (year < FIRST_YEAR || year > day_year(ctx->today)) {
        fault_at(ctx, "year", "indicator.answer.year", str_from_int(ctx->arena, FIRST_YEAR));
    }
    if (indicator < 1 || indicator > INDICATORS) {
        fault_at(ctx, "indicator", "indicator.answer.indicator");
    }
    if (!str_is(answer, "yes") && !str_is(answer, "no") && !str_is(answer, "unknown")) {
        fault_at(ctx, "answer", "indicator.answer.choose");
    }
    if (str_length(note) > NOTE_MOST) {
        fault_at(ctx, "note", "indicator.answer.long", str_from_int(ctx->arena, NOTE_MOST));
    }
    return ctx->fault.n_fields ? ERR_INVALID : OK;
}

err indicator_answer(struct ctx *ctx, int year, int64_t indicator, str answer, str note)
{
    struct indicator_result before[INDICATORS];
    int64_t thing = (int64_t)year * 10 + indicator, version = 0;
    note = str_trim(note);
    err e = check_answer(ctx, year, indicator, answer, note);
    e = e ? e : indicator_compute(ctx, ctx->body.id, year, before);
    e = e ? e
          : db_int(ctx->db, sql_indicator_answer_versions,
                   BINDS(B_INT("body", ctx->body.id), B_INT("thing", thing)), &version);
    if (e) {
        return e;
    }
    const struct indicator_result *was = &before[indicator - 1];
    struct change changes[] = {{"answer", was->answer, answer}, {"note", was->note, note}};
    e = db_run(ctx->db, sql_indicator_answer_put,
               BINDS(B_INT("body", ctx->body.id), B_INT("year", year),
                     B_INT("indicator", indicator), B_TEXT("answer", answer),
                     B_TEXT("note", note.n ? note : STR_NONE), B_INT("now", ctx->now),
                     B_ID("actor", ctx->actor.person_id)),
               NULL);
    return e ? e
             : trail_append(ctx, ctx->body.id, "questionnaire_answer", thing, version + 1, "answer",
                            STR_NONE, changes, str_eq(was->note, note) ? 1 : 2);
}
