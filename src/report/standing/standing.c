/* standing.c - how a body stands: figures of today from the tables, those of earlier days from the
   history. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/standing/standing.h"

#include "base/clock.h"
#include "domain/risk/criteria.h"
#include "report/standing/past.h"
#include "statements.h"

enum { TODAY = STANDING_QUARTERS - 1 };

static err now_read(struct ctx *ctx, struct standing *s)
{
    struct rows *rows;
    int64_t *const figures[] = {
        &s->risks,
        &s->risks_above,
        &s->risks_accepted,
        &s->risks_unowned,
        &s->risks_unassessed,
        &s->measures_open,
        &s->measures_overdue,
        &s->measures_in_operation,
        &s->lessons_open,
        &s->incidents_open,
        &s->findings_open,
        &s->findings_overdue,
        &s->requirements,
        &s->requirements_in_place,
    };
    enum { N_FIGURES = sizeof figures / sizeof *figures };
    err e = db_query(ctx->db, sql_standing_now,
                     BINDS(B_INT("body", ctx->body.id), B_TEXT("today", ctx->today)), &rows);
    if (e) {
        return e;
    }
    if (rows_next(rows)) {
        for (int i = 0; i < N_FIGURES; i++) {
            *figures[i] = rows_int(rows, i);
        }
        for (int i = 0; i < STANDING_LEVELS; i++) {
            s->counts[TODAY][i] = (int)rows_int(rows, N_FIGURES + i);
        }
        s->above[TODAY] = (double)s->risks_above;
        s->exercise_last = str_copy(ctx->arena, rows_text(rows, N_FIGURES + STANDING_LEVELS));
        s->exercise_next = str_copy(ctx->arena, rows_text(rows, N_FIGURES + STANDING_LEVELS + 1));
    }
    s->days_since_exercise =
        day_is(s->exercise_last) ? days_between(s->exercise_last, ctx->today) : -1;
    return rows_end(rows);
}

/* The ends of the four quarters gone by, then today. */
static void quarters(struct ctx *ctx, struct standing *s)
{
    int month = (day_month(ctx->today) - 1) / 3 * 3 + 1;
    str first = str_printf(ctx->arena, "%04d-%02d-01", day_year(ctx->today), month);
    for (int i = 0; i < TODAY; i++) {
        str begins = day_plus_months(ctx->arena, first, 3 * (i + 2 - STANDING_QUARTERS));
        s->quarters[i] = day_plus(ctx->arena, begins, -1);
    }
    s->quarters[TODAY] = ctx->today;
}

enum { RISK_STATE, RISK_LEVEL, RISK_ABOVE };

static void see_risk(void *data, size_t day, const str *values)
{
    struct standing *s = data;
    int rank = criteria_rank(values[RISK_LEVEL]);
    if (str_is(values[RISK_STATE], "closed")) {
        return;
    }
    if (rank >= 0) {
        s->counts[day][rank]++;
    }
    s->above[day] += str_is(values[RISK_ABOVE], "1");
}

static void see_past_risk(void *data, size_t day, const str *values)
{
    (void)day;
    struct standing *s = data;
    if (!str_is(values[RISK_STATE], "closed")) {
        s->past_risks++;
        s->past_risks_above += str_is(values[RISK_ABOVE], "1");
    }
}

static void see_past_measure(void *data, size_t day, const str *values)
{
    (void)day;
    ((struct standing *)data)->past_measures_in_operation += str_is(values[0], "in_operation");
}

enum { REQUIREMENT_APPLIES, REQUIREMENT_STATUS };

static void see_past_requirement(void *data, size_t day, const str *values)
{
    (void)day;
    struct standing *s = data;
    if (str_is(values[REQUIREMENT_APPLIES], "applies")) {
        s->past_requirements++;
        s->past_requirements_in_place += str_is(values[REQUIREMENT_STATUS], "in_place");
    }
}

static err past_read(struct ctx *ctx, struct standing *s)
{
    str begins, ago = day_plus_months(ctx->arena, ctx->today, -12);
    struct past risks = {.kind = "risk",
                         .fields = {"state", "level_after", "above_tolerance"},
                         .days = s->quarters,
                         .n_days = TODAY,
                         .see = see_risk,
                         .data = s};
    struct past past_risks = {.kind = "risk",
                              .fields = {"state", "level_after", "above_tolerance"},
                              .days = &ago,
                              .n_days = 1,
                              .see = see_past_risk,
                              .data = s};
    struct past measures = {.kind = "measure",
                            .fields = {"state"},
                            .days = &ago,
                            .n_days = 1,
                            .see = see_past_measure,
                            .data = s};
    struct past requirements = {.kind = "requirement_status",
                                .fields = {"applicability", "status"},
                                .days = &ago,
                                .n_days = 1,
                                .see = see_past_requirement,
                                .data = s};
    err e = past_begins(ctx, &begins);
    s->has_past = begins.p && str_compare(begins, ago) <= 0;
    e = e ? e : past_walk(ctx, &risks);
    e = e || !s->has_past ? e : past_walk(ctx, &past_risks);
    e = e || !s->has_past ? e : past_walk(ctx, &measures);
    return e || !s->has_past ? e : past_walk(ctx, &requirements);
}

err standing_read(struct ctx *ctx, struct standing *out)
{
    *out = (struct standing){0};
    quarters(ctx, out);
    err e = now_read(ctx, out);
    return e ? e : past_read(ctx, out);
}

int standing_serious(const struct standing *s, size_t quarter)
{
    return s->counts[quarter][2] + s->counts[quarter][3];
}

int standing_percent(int64_t part, int64_t whole)
{
    return whole > 0 ? (int)((part * 100 + whole / 2) / whole) : -1;
}

str standing_quarter_word(struct ctx *ctx, str day)
{
    str args[] = {str_from_int(ctx->arena, (day_month(day) + 2) / 3),
                  str_printf(ctx->arena, "%02d", day_year(day) % 100)};
    return word_args(ctx->arena, ctx->lang, "standing.quarter", args, 2);
}
