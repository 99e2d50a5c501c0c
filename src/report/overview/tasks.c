/* tasks.c - what waits for a person: which tasks are whose, in which order, and how long they take.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/overview/tasks.h"

#include "base/clock.h"
#include "kind/kind.h"
#include "statements.h"

#include <string.h>

/* A sort of task. Of what may be read, rows of others' things are shown to `all`, one's own to
 * everybody. */
struct task_type {
    const char *code;
    uint32_t all;
    int64_t minutes;
    const char *query; /* the list that holds them, when they are many */
    bool is_decision;
};

#define OFFICER ROLE_OFFICER
#define TOP ROLE_TOP_MANAGEMENT
#define OPEN_RISKS "state=registered&state=assessed&state=in_treatment&state=accepted"

/* The most urgent first: clocks that run by law, decisions, what is late, what should be looked at.
 */
static const struct task_type types[] = {
    {"notice", OFFICER | TOP, 30, "state=registered&state=handling", false},
    {"incident", OFFICER, 20, "state=registered", false},
    {"review_sign", TOP, 10, "state=held", true},
    {"decision", 0, 15, "", true},
    {"acceptance", OFFICER, 15, "state=accepted&sort=accepted_until", true},
    {"risk_decide", OFFICER, 20, "state=assessed&above_tolerance=1&sort=-score", true},
    {"measure_overdue", OFFICER, 5, "state=planned&state=in_progress&due_on[lt]=today", false},
    {"finding", OFFICER, 20, "state=open&state=correcting&sort=due_on", false},
    {"finding_verify", ROLE_AUDITOR, 20, "state=corrected", false},
    {"activity", OFFICER, 60, "state=planned&sort=due_on", false},
    {"exercise_hold", OFFICER, 10, "state=planned&planned_on[lt]=today", false},
    {"exercise_leader", OFFICER, 5, "state=planned", false},
    {"exercise_evaluate", OFFICER, 30, "state=run", false},
    {"lesson", OFFICER, 15, "state=open", false},
    {"risk_owner", OFFICER, 5, OPEN_RISKS, false},
    {"risk_assess", OFFICER, 15, "state=registered", false},
    {"risk_review", OFFICER, 15, "next_review_on[lte]=today&" OPEN_RISKS, false},
    {"requirement", OFFICER, 10, "assessed_on[none]=1", false},
    {"document", OFFICER, 30, "state=approved&next_review_on[lte]=today", false},
    {"review_prepare", OFFICER, 60, "state=planned&state=prepared", false},
    {"measure_soon", 0, 10, "owner_id=me&state=planned&state=in_progress&sort=due_on", false},
};
enum { N_TYPES = sizeof types / sizeof *types };

static const struct task_type *type_of(str code)
{
    for (size_t i = 0; i < N_TYPES; i++) {
        if (str_is(code, types[i].code)) {
            return &types[i];
        }
    }
    return NULL;
}

static bool may_see(const struct ctx *ctx, const struct task_type *type, const struct kind *k,
                    bool mine)
{
    return mine ? ctx_may(ctx, k->read | k->read_own)
                : kind_may_open(ctx, k) && ctx_may(ctx, type->all);
}

/* Is the row more urgent than t? By day, by clock, then the older one. Told here and not by the
   statement: to bring its two dozen questions into one order is most of the work of an overview. */
static bool more_urgent(const struct rows *rows, const struct task *t)
{
    int by_day = str_compare(rows_text(rows, 5), t->due);
    int64_t at = rows_int(rows, 6);
    return by_day ? by_day < 0 : at != t->at ? at < t->at : rows_int(rows, 2) < t->id;
}

/* Tasks by type while rows are read; rows of one sort come one after another. */
struct gathering {
    struct task *tasks;
    const struct task_type *type;
    const struct kind *kind;
};

static void take_row(struct ctx *ctx, const struct rows *rows, struct gathering *r)
{
    str code = rows_text(rows, 0);
    if (!r->type || !str_is(code, r->type->code)) {
        r->type = type_of(code);
        r->kind = r->type ? kind_named(rows_text(rows, 1)) : NULL;
    }
    const struct task_type *type = r->type;
    const struct kind *k = r->kind;
    if (!k || !may_see(ctx, type, k, rows_int(rows, 7) == 1)) {
        return;
    }
    struct task *t = &r->tasks[type - types];
    if (t->n++ && !more_urgent(rows, t)) {
        return;
    }
    t->code = type->code;
    t->id = rows_int(rows, 2);
    t->kind = k->name;
    t->ref = kind_ref(ctx->arena, k, rows_int(rows, 3));
    t->title = str_copy(ctx->arena, rows_text(rows, 4));
    t->due = rows_text(rows, 5).n ? str_copy(ctx->arena, rows_text(rows, 5)) : STR_NONE;
    t->at = rows_int(rows, 6);
    t->href = kind_address(ctx, k, rows_int(rows, 2));
    t->is_decision = type->is_decision;
}

/* "22 hours left", "3 days over the limit" */
static str time_left(struct ctx *ctx, int64_t at)
{
    int64_t left = at - ctx->now, size = left < 0 ? -left : left;
    bool days = size >= 3 * DAY_MS;
    const char *key = left >= 0 ? (days ? "overview.left.days" : "overview.left.hours")
                                : (days ? "overview.over.days" : "overview.over.hours");
    return word_n(ctx->arena, ctx->lang, key, size / (days ? DAY_MS : HOUR_MS));
}

static str note_of(struct ctx *ctx, const struct task *t)
{
    str time = word_n(ctx->arena, ctx->lang, "overview.minutes", t->minutes), when;
    if (strcmp(t->code, "notice") == 0) {
        when = time_left(ctx, t->at);
    } else if (day_is(t->due)) {
        str day = text_day(ctx->arena, ctx->lang, t->due);
        const char *key = str_compare(t->due, ctx->today) < 0 ? "overview.since" : "overview.due";
        when = word_args(ctx->arena, ctx->lang, key, &day, 1);
    } else {
        str key = str_printf(ctx->arena, "overview.why.%s", t->code);
        when = word_has(key.p) ? word(ctx->lang, key.p) : STR("");
    }
    return when.n ? str_printf(ctx->arena, "%.*s · %.*s", STR_ARG(when), STR_ARG(time)) : time;
}

static void word_task(struct ctx *ctx, const struct task_type *type, struct task *t)
{
    const struct kind *k = kind_named(str_of(t->kind));
    t->minutes = type->minutes * (t->n < 6 ? t->n : 6); /* nobody does more in one go */
    t->is_late = t->due.n ? str_compare(t->due, ctx->today) < 0
                          : strcmp(t->code, "notice") == 0 && t->at < ctx->now;
    if (t->n == 1) {
        str key = str_printf(ctx->arena, "overview.task.%s", t->code);
        t->word = word_args(ctx->arena, ctx->lang, key.p, &t->title, 1);
    } else {
        str key = str_printf(ctx->arena, "overview.tasks.%s", t->code);
        t->word = word_n(ctx->arena, ctx->lang, key.p, t->n);
        t->href = str_printf(ctx->arena, "%.*s%s%s", STR_ARG(kind_address(ctx, k, 0)),
                             *type->query ? "?" : "", type->query);
    }
    t->note = note_of(ctx, t);
}

err tasks_read(struct ctx *ctx, struct task **out, size_t *n)
{
    struct rows *rows;
    uint32_t roles = ctx->actor.roles;
    struct task *tasks = ARENA_ARRAY(ctx->arena, N_TYPES, struct task);
    struct gathering gathered = {.tasks = tasks};
    err e = db_query(
        ctx->db, sql_overview_tasks,
        BINDS(B_INT("body", ctx->body.id), B_INT("actor", ctx->actor.person_id),
              B_TEXT("today", ctx->today), B_TEXT("week", day_plus(ctx->arena, ctx->today, 7)),
              B_TEXT("soon", day_plus(ctx->arena, ctx->today, 30)),
              B_INT("month_ago", ctx->now - 30 * DAY_MS), B_INT("is_top", (roles & TOP) != 0),
              B_INT("is_line", (roles & ROLE_LINE_MANAGER) != 0),
              B_INT("is_officer", (roles & OFFICER) != 0),
              B_INT("is_auditor", (roles & ROLE_AUDITOR) != 0),
              B_INT("restricted", kind_named(STR("risk"))->restricted)),
        &rows);
    if (e) {
        return e;
    }
    while (rows_next(rows)) {
        take_row(ctx, rows, &gathered);
    }
    *n = 0;
    *out = tasks;
    for (size_t i = 0; i < N_TYPES; i++) {
        if (tasks[i].n) {
            word_task(ctx, &types[i], &tasks[i]);
            tasks[(*n)++] = tasks[i];
        }
    }
    return rows_end(rows);
}
