/* council.c - the facts of the yearly report, gathered for a year. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/council/council.h"

#include "base/clock.h"
#include "kind/kind.h"
#include "report/standing/past.h"
#include "statements.h"
#include "trail/trail.h"

enum { MOST_ROWS = 10, MOST_WORDS = 6000 };

/* The year's bounds, and those of the same part of the year before. */
struct bounds {
    str from, to, before_from, before_to;
    int64_t from_ms, to_ms, before_from_ms, before_to_ms;
};

static struct bounds bounds_of(struct ctx *ctx, const struct council *c)
{
    struct arena *a = ctx->arena;
    struct bounds b = {.from = str_printf(a, "%04d-01-01", c->year), .to = c->day};
    b.before_from = day_plus_months(a, b.from, -12);
    b.before_to = day_plus_months(a, b.to, -12);
    b.from_ms = day_moment(b.from, 0, 0);
    b.to_ms = day_moment(day_plus(a, b.to, 1), 0, 0);
    b.before_from_ms = day_moment(b.before_from, 0, 0);
    b.before_to_ms = day_moment(day_plus(a, b.before_to, 1), 0, 0);
    return b;
}

/* --- how it stood on two days --- */

struct two_days {
    struct council *council;
    str days[2];
};

enum { VALUE_FIRST, VALUE_SECOND };

static void see_risk(void *data, size_t day, const str *values)
{
    struct council_day *d = &((struct two_days *)data)->council->days[day];
    if (!str_is(values[VALUE_FIRST], "closed")) {
        d->risks++;
        d->above += str_is(values[VALUE_SECOND], "1");
    }
}

static void see_measure(void *data, size_t day, const str *values)
{
    struct two_days *t = data;
    struct council_day *d = &t->council->days[day];
    if (str_is(values[VALUE_FIRST], "in_operation")) {
        d->in_operation++;
    } else if (!str_is(values[VALUE_FIRST], "retired")) {
        d->measures_open++;
        d->measures_overdue +=
            values[VALUE_SECOND].n && str_compare(values[VALUE_SECOND], t->days[day]) < 0;
    }
}

static void see_requirement(void *data, size_t day, const str *values)
{
    struct council_day *d = &((struct two_days *)data)->council->days[day];
    if (str_is(values[VALUE_FIRST], "applies")) {
        d->requirements++;
        d->in_place += str_is(values[VALUE_SECOND], "in_place");
    }
}

static err days_read(struct ctx *ctx, struct council *c)
{
    struct two_days t = {c, {day_plus_months(ctx->arena, c->day, -12), c->day}};
    struct past kinds[] = {
        {.kind = "risk", .fields = {"state", "above_tolerance"}, .see = see_risk},
        {.kind = "measure", .fields = {"state", "due_on"}, .see = see_measure},
        {.kind = "requirement_status",
         .fields = {"applicability", "status"},
         .see = see_requirement},
    };
    str begins;
    err e = past_begins(ctx, &begins);
    c->has_before = begins.p && str_compare(begins, t.days[0]) <= 0;
    for (size_t i = 0; !e && i < sizeof kinds / sizeof *kinds; i++) {
        kinds[i].days = t.days;
        kinds[i].n_days = 2;
        kinds[i].data = &t;
        e = past_walk(ctx, &kinds[i]);
    }
    return e;
}

/* --- what was done and what happened --- */

static err counts_read(struct ctx *ctx, const struct bounds *b, struct council *c)
{
    int64_t *const figures[] = {
        &c->measures_new,      &c->measures_changed,   &c->exercises,     &c->exercises_before,
        &c->lessons_used,      &c->lessons_open,       &c->incidents,     &c->incidents_before,
        &c->incidents_serious, &c->incidents_personal, &c->notices_sent,  &c->notices_late,
        &c->findings_new,      &c->findings_closed,    &c->findings_open, &c->findings_major,
        &c->undecided,         &c->accepted_above,
    };
    struct rows *rows;
    err e = db_query(ctx->db, sql_council_counts,
                     BINDS(B_INT("body", ctx->body.id), B_TEXT("from_day", b->from),
                           B_TEXT("to_day", b->to), B_TEXT("before_from_day", b->before_from),
                           B_TEXT("before_to_day", b->before_to), B_INT("from_ms", b->from_ms),
                           B_INT("to_ms", b->to_ms), B_INT("before_from_ms", b->before_from_ms),
                           B_INT("before_to_ms", b->before_to_ms), B_INT("now", ctx->now)),
                     &rows);
    if (e) {
        return e;
    }
    for (int i = 0; rows_next(rows);) {
        for (; i < (int)(sizeof figures / sizeof *figures); i++) {
            *figures[i] = rows_int(rows, i);
        }
    }
    return rows_end(rows);
}

static err items_read(struct ctx *ctx, const char *sql, const char *kind, const struct bounds *b,
                      struct council_item **out, size_t *n)
{
    struct rows *rows;
    *out = ARENA_ARRAY(ctx->arena, MOST_ROWS, struct council_item);
    err e = db_query(
        ctx->db, sql,
        BINDS(B_INT("body", ctx->body.id), B_TEXT("from_day", b->from), B_TEXT("to_day", b->to)),
        &rows);
    if (e) {
        return e;
    }
    while (*n < MOST_ROWS && rows_next(rows)) {
        (*out)[(*n)++] = (struct council_item){
            kind_ref(ctx->arena, kind_named(str_of(kind)), rows_int(rows, 0)),
            str_copy(ctx->arena, rows_text(rows, 1)),
            str_copy(ctx->arena, rows_text(rows, 2)),
        };
    }
    return rows_end(rows);
}

static err risks_read(struct ctx *ctx, struct council *c)
{
    struct rows *rows;
    c->risks = ARENA_ARRAY(ctx->arena, MOST_ROWS, struct council_risk);
    err e = db_query(ctx->db, sql_council_risks, BINDS(B_INT("body", ctx->body.id)), &rows);
    if (e) {
        return e;
    }
    while (c->n_risks < MOST_ROWS && rows_next(rows)) {
        c->risks[c->n_risks++] = (struct council_risk){
            .ref = kind_ref(ctx->arena, kind_named(STR("risk")), rows_int(rows, 0)),
            .title = str_copy(ctx->arena, rows_text(rows, 1)),
            .score = rows_int(rows, 2),
            .level = str_copy(ctx->arena, rows_text(rows, 3)),
            .state = str_copy(ctx->arena, rows_text(rows, 4)),
            .owner = str_copy(ctx->arena, rows_text(rows, 5)),
            .accepted_by = str_copy(ctx->arena, rows_text(rows, 6)),
            .accepted_until = str_copy(ctx->arena, rows_text(rows, 7)),
            .measures = rows_int(rows, 8),
        };
    }
    return rows_end(rows);
}

static err review_read(struct ctx *ctx, const struct bounds *b, struct council *c)
{
    struct rows *rows;
    err e = db_query(
        ctx->db, sql_council_review,
        BINDS(B_INT("body", ctx->body.id), B_TEXT("from_day", b->from), B_TEXT("to_day", b->to)),
        &rows);
    if (e) {
        return e;
    }
    if (rows_next(rows)) {
        c->review_id = rows_int(rows, 0);
        c->review_title = str_copy(ctx->arena, rows_text(rows, 1));
        c->review_on = str_copy(ctx->arena, rows_text(rows, 2));
        c->review_conclusion = str_copy(ctx->arena, rows_text(rows, 3));
        c->review_signed_on = str_copy(ctx->arena, rows_text(rows, 4));
        c->review_signed_by = str_copy(ctx->arena, rows_text(rows, 5));
    }
    e = rows_end(rows);
    return e || !c->review_id ? e
                              : review_decisions(ctx, c->review_id, &c->decisions, &c->n_decisions);
}

/* --- the director's words --- */

static err words_read(struct ctx *ctx, struct council *c)
{
    struct rows *rows;
    err e = db_query(ctx->db, sql_council_words,
                     BINDS(B_INT("body", ctx->body.id), B_INT("year", c->year)), &rows);
    if (e) {
        return e;
    }
    if (rows_next(rows)) {
        c->words = str_copy(ctx->arena, rows_text(rows, 0));
        c->words_version = rows_int(rows, 1);
        c->words_on = str_copy(ctx->arena, rows_text(rows, 2));
        c->words_by = str_copy(ctx->arena, rows_text(rows, 3));
    }
    return rows_end(rows);
}

err council_write(struct ctx *ctx, int year, int64_t version, str text)
{
    struct council before = {.year = year};
    int64_t id = 0;
    text = str_trim(text);
    if (text.n > MOST_WORDS) {
        return fault_at(ctx, "text", "council.words.long");
    }
    err e = words_read(ctx, &before);
    if (e || str_eq(text, before.words.p ? before.words : STR(""))) {
        return e;
    }
    e = db_int(ctx->db, version ? sql_council_words_change : sql_council_words_add,
               BINDS(B_INT("body", ctx->body.id), B_INT("year", year), B_INT("version", version),
                     B_TEXT("text", text.p ? text : STR("")), B_TEXT("today", ctx->today),
                     B_ID("actor", ctx->actor.person_id), B_TEXT("name", ctx->actor.name)),
               &id);
    if (!e && !id) {
        return fault(ctx, ERR_STALE, "council.words.stale");
    }
    struct change change = {"text", before.words, text};
    return e ? e
             : trail_append(ctx, ctx->body.id, "council_words", id, version + 1, "write", STR_NONE,
                            &change, 1);
}

err council_read(struct ctx *ctx, int year, struct council *out)
{
    *out = (struct council){.year = year, .is_running = year >= day_year(ctx->today)};
    out->day = out->is_running ? ctx->today : str_printf(ctx->arena, "%04d-12-31", year);
    struct bounds b = bounds_of(ctx, out);
    err e = days_read(ctx, out);
    e = e ? e : counts_read(ctx, &b, out);
    e = e ? e
          : items_read(ctx, sql_council_measures, "measure", &b, &out->measures, &out->n_measures);
    e = e ? e
          : items_read(ctx, sql_council_exercises, "exercise", &b, &out->exercise_list,
                       &out->n_exercises);
    e = e ? e : risks_read(ctx, out);
    e = e ? e : review_read(ctx, &b, out);
    e = e ? e : indicator_compute(ctx, ctx->body.id, year, out->indicators);
    return e ? e : words_read(ctx, out);
}
