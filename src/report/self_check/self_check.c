/* self_check.c - questions from the library, answers from the body, facts from the system: three
   things kept beside one another. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/self_check/self_check.h"

#include "base/clock.h"
#include "kind/kind.h"
#include "report/help/prose.h"
#include "report/indicator/indicator.h"
#include "statements.h"
#include "trail/trail.h"

#include <string.h>

enum { MOST_NOTE = 2000, MOST_YEARS = 20 };

const char *const self_check_answers[] = {"yes", "partly", "no", "unknown", NULL};

/* The ids of library/indicator/ssb-12042.yaml, in the order of the table. */
static const char *const indicators[INDICATORS] = {"system-evaluated", "measures-new",
                                                   "measures-changed", "lessons-incidents",
                                                   "lessons-exercises"};

/* --- what the system knows --- */

static bool names(const struct json *list, str name)
{
    for (size_t i = 0; i < json_count(list); i++) {
        if (str_eq(json_str(json_item(list, i)), name)) {
            return true;
        }
    }
    return false;
}

static int weight_of(str applicability, str status)
{
    return !str_is(applicability, "applies") ? -1
           : str_is(status, "in_place")      ? 2
           : str_is(status, "partly")        ? 1
                                             : 0;
}

static void fact_add(struct self_check_question *q, struct self_check_fact fact)
{
    if (q->n_facts < SELF_CHECK_FACTS) {
        q->facts[q->n_facts++] = fact;
    }
}

static err requirements_read(struct ctx *ctx, const struct json *set, struct self_check *s)
{
    const struct kind *k = kind_named(STR("requirement_status"));
    const struct json *questions = json_get(set, "questions");
    struct rows *rows;
    err e =
        db_query(ctx->db, sql_self_check_requirements,
                 BINDS(B_INT("body", ctx->body.id), B_TEXT("lang", str_of(lang_code(ctx->lang))),
                       B_TEXT("framework", json_get_str(set, "framework"))),
                 &rows);
    if (e) {
        return e;
    }
    while (rows_next(rows)) {
        str status = str_copy(ctx->arena, rows_text(rows, 4));
        bool judged = !rows_null(rows, 5), applies = str_is(rows_text(rows, 3), "applies");
        struct self_check_fact fact = {
            .text = str_copy(ctx->arena, rows_text(rows, 1)),
            .href = kind_address(ctx, k, rows_int(rows, 2)),
            .weight = judged ? weight_of(rows_text(rows, 3), status) : -1,
            .state = !applies  ? kind_word(ctx, k, "applicability", "not_applicable")
                     : !judged ? W("self_check.not_judged")
                               : kind_word(ctx, k, "status", str_z(ctx->arena, status)),
        };
        for (size_t i = 0; i < s->n_questions; i++) {
            if (names(json_get(json_item(questions, i), "requirements"), rows_text(rows, 0))) {
                fact_add(&s->questions[i], fact);
            }
        }
    }
    return rows_end(rows);
}

static err indicators_read(struct ctx *ctx, const struct json *set, struct self_check *s)
{
    struct indicator_result results[INDICATORS];
    const struct json *questions = json_get(set, "questions");
    err e = indicator_compute(ctx, ctx->body.id, s->year, results);
    for (int k = 0; !e && k < INDICATORS; k++) {
        struct self_check_fact fact = {
            .text = indicator_word(ctx, k + 1, NULL),
            .href = ctx_may(ctx, ROLES_READ) ? str_printf(ctx->arena, "/o/%.*s/indicators?year=%d",
                                                          STR_ARG(ctx->body.number), s->year)
                                             : STR_NONE,
            .weight = results[k].is_yes ? 2 : 0,
            .state = results[k].is_yes ? word_n(ctx->arena, ctx->lang, "self_check.facts",
                                                (int64_t)results[k].n_facts)
                                       : W("self_check.no_facts"),
        };
        for (size_t i = 0; i < s->n_questions; i++) {
            if (names(json_get(json_item(questions, i), "indicators"), str_of(indicators[k]))) {
                fact_add(&s->questions[i], fact);
            }
        }
    }
    return e;
}

/* All in place says yes, none says no, anything between says partly. */
static void known(struct self_check_question *q)
{
    int sum = 0, n = 0;
    for (size_t i = 0; i < q->n_facts; i++) {
        if (q->facts[i].weight >= 0) {
            sum += q->facts[i].weight;
            n++;
        }
    }
    q->known = n == 0 ? STR_NONE : sum == 2 * n ? STR("yes") : sum == 0 ? STR("no") : STR("partly");
}

/* --- questions and answers --- */

static void questions_read(struct ctx *ctx, const struct json *set, struct self_check *s)
{
    const struct json *questions = json_get(set, "questions");
    s->title = prose_text(ctx, json_get(set, "title"));
    s->questions = ARENA_ARRAY(ctx->arena, json_count(questions) + 1, struct self_check_question);
    for (size_t i = 0; i < json_count(questions); i++) {
        const struct json *from = json_item(questions, i);
        const struct json *source = json_item(json_get(from, "source"), 0);
        s->questions[s->n_questions++] = (struct self_check_question){
            .id = json_get_str(from, "id"),
            .question = prose_text(ctx, json_get(from, "question")),
            .yes_means = prose_text(ctx, json_get(from, "yes_means")),
            .why = prose_text(ctx, json_get(from, "why")),
            .source =
                str_printf(ctx->arena, "%.*s: %.*s", STR_ARG(json_get_str(source, "provider")),
                           STR_ARG(json_get_str(source, "title"))),
        };
    }
}

static struct self_check_question *question_named(const struct self_check *s, str id)
{
    for (size_t i = 0; i < s->n_questions; i++) {
        if (str_eq(s->questions[i].id, id)) {
            return &s->questions[i];
        }
    }
    return NULL;
}

static void count(struct self_check *s, str answer)
{
    s->n_answered++;
    *(str_is(answer, "yes")      ? &s->n_yes
      : str_is(answer, "partly") ? &s->n_partly
      : str_is(answer, "no")     ? &s->n_no
                                 : &s->n_unknown) += 1;
}

static err answers_read(struct ctx *ctx, struct self_check *s)
{
    struct rows *rows;
    err e = db_query(ctx->db, sql_self_check_answers,
                     BINDS(B_INT("body", ctx->body.id), B_INT("year", s->year)), &rows);
    if (e) {
        return e;
    }
    while (rows_next(rows)) {
        struct self_check_question *q = question_named(s, rows_text(rows, 0));
        if (q) {
            q->version = rows_int(rows, 1);
            q->answer = str_copy(ctx->arena, rows_text(rows, 2));
            q->note = str_copy(ctx->arena, rows_text(rows, 3));
            q->answered_on = str_copy(ctx->arena, rows_text(rows, 4));
            q->answered_by = str_copy(ctx->arena, rows_text(rows, 5));
            count(s, q->answer);
        }
    }
    return rows_end(rows);
}

static err years_read(struct ctx *ctx, struct self_check *s)
{
    struct rows *rows;
    int this_year = day_year(ctx->today);
    s->years = ARENA_ARRAY(ctx->arena, MOST_YEARS + 1, int);
    s->years[s->n_years++] = this_year;
    err e = db_query(ctx->db, sql_self_check_years, BINDS(B_INT("body", ctx->body.id)), &rows);
    if (e) {
        return e;
    }
    while (s->n_years < MOST_YEARS && rows_next(rows)) {
        int year = (int)rows_int(rows, 0);
        if (year != this_year) {
            s->years[s->n_years++] = year;
        }
    }
    return rows_end(rows);
}

err self_check_read(struct ctx *ctx, int year, struct self_check *out)
{
    const struct json *set;
    *out = (struct self_check){.year = year};
    err e = prose_read(ctx, "library/question/self-check-15.yaml", &set);
    if (e) {
        return e;
    }
    questions_read(ctx, set, out);
    e = answers_read(ctx, out);
    e = e ? e : years_read(ctx, out);
    e = e ? e : requirements_read(ctx, set, out);
    e = e ? e : indicators_read(ctx, set, out);
    for (size_t i = 0; i < out->n_questions; i++) {
        known(&out->questions[i]);
    }
    return e;
}

static bool is_answer(str answer)
{
    for (const char *const *a = self_check_answers; *a; a++) {
        if (str_is(answer, *a)) {
            return true;
        }
    }
    return false;
}

err self_check_answer(struct ctx *ctx, int year, const struct self_check_question *q,
                      int64_t version, str answer, str note)
{
    int64_t id = 0;
    note = str_trim(note).n ? str_trim(note) : STR_NONE;
    if (!is_answer(answer)) {
        return fault_at(ctx, "answer", "self_check.answer.wrong");
    }
    if (note.n > MOST_NOTE) {
        return fault_at(ctx, "note", "self_check.note.long");
    }
    if (str_eq(answer, q->answer) &&
        str_eq(note.p ? note : STR(""), q->note.p ? q->note : STR(""))) {
        return OK;
    }
    err e =
        db_int(ctx->db, version ? sql_self_check_change : sql_self_check_add,
               BINDS(B_INT("body", ctx->body.id), B_INT("year", year), B_TEXT("question", q->id),
                     B_INT("version", version), B_TEXT("answer", answer), B_TEXT("note", note),
                     B_TEXT("today", ctx->today), B_ID("actor", ctx->actor.person_id),
                     B_TEXT("name", ctx->actor.name)),
               &id);
    if (!e && !id) {
        return fault(ctx, ERR_STALE, "self_check.stale", q->id);
    }
    struct change changes[] = {{"answer", q->answer, answer},
                               {"note", q->note.n ? q->note : STR_NONE, note}};
    return e ? e
             : trail_append(ctx, ctx->body.id, "self_check_answer", id, version + 1, "answer",
                            STR_NONE, changes, 2);
}
