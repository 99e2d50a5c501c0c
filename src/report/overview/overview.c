/* overview.c - the first page inside a body: what to do next, whether we are in control, what was
   accepted; each role meets its own question first. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "domain/risk/criteria.h"
#include "format/json/write.h"
#include "kind/kind.h"
#include "kind/page.h"
#include "look/chart.h"
#include "overview_view.html.h"
#include "report/overview/overview_view.h"
#include "report/overview/tasks.h"
#include "report/sheet.h"
#include "report/standing/standing.h"
#include "statements.h"
#include "web/route.h"

enum { MOST_STEPS = 7, MOST_ROWS = 50, READERS = ROLES_READ | ROLE_STEERING_READER };

/* What one overview is made from. */
struct overview {
    struct standing standing;
    struct task *tasks;
    size_t n_tasks;
    const struct criteria *criteria;
    struct overview_row *risks, *acceptances, *findings, *documents;
    size_t n_risks, n_acceptances, n_findings, n_documents;
};

static str list_of(struct ctx *ctx, const char *kind, const char *query)
{
    return str_printf(ctx->arena, "%.*s%s%s",
                      STR_ARG(kind_address(ctx, kind_named(str_of(kind)), 0)), *query ? "?" : "",
                      query);
}

static str word_1(struct ctx *ctx, const char *key, str a)
{
    return word_args(ctx->arena, ctx->lang, key, &a, 1);
}

static str word_int(struct ctx *ctx, const char *key, int64_t n)
{
    return word_1(ctx, key, text_int(ctx->arena, ctx->lang, n));
}

/* --- rows --- */

static void row_level(struct ctx *ctx, const struct overview *o, struct overview_row *row,
                      str level)
{
    const struct criteria_level *l = criteria_named(o->criteria, level);
    row->level = criteria_rank(level) + 1;
    row->level_word = l ? l->text.word[ctx->lang] : level;
}

static void risk_row(struct ctx *ctx, const struct overview *o, const struct rows *r,
                     struct overview_row *row)
{
    str owner = rows_text(r, 5).n ? str_copy(ctx->arena, rows_text(r, 5)) : W("overview.no_owner");
    row->level_number = text_int(ctx->arena, ctx->lang, rows_int(r, 3));
    row_level(ctx, o, row, str_copy(ctx->arena, rows_text(r, 4)));
    row->note =
        str_printf(ctx->arena, "%.*s · %.*s", STR_ARG(owner),
                   STR_ARG(word_n(ctx->arena, ctx->lang, "overview.measures", rows_int(r, 7))));
}

static void acceptance_row(struct ctx *ctx, const struct overview *o, const struct rows *r,
                           struct overview_row *row)
{
    str until = str_copy(ctx->arena, rows_text(r, 5));
    bool out = str_compare(until, ctx->today) < 0;
    row_level(ctx, o, row, str_copy(ctx->arena, rows_text(r, 3)));
    row->note = word_1(ctx, out ? "overview.accepted.out" : "overview.accepted.until",
                       text_day(ctx->arena, ctx->lang, until));
}

static void finding_row(struct ctx *ctx, const struct overview *o, const struct rows *r,
                        struct overview_row *row)
{
    (void)o;
    const struct kind *k = kind_named(STR("finding"));
    str due = str_copy(ctx->arena, rows_text(r, 5));
    row->text = kind_word(ctx, k, "state", str_z(ctx->arena, rows_text(r, 4)));
    row->note = kind_word(ctx, k, "severity", str_z(ctx->arena, rows_text(r, 3)));
    row->due = day_is(due) ? text_day(ctx->arena, ctx->lang, due) : STR_NONE;
    row->history_href = str_printf(ctx->arena, "%.*s/history", STR_ARG(row->href));
}

static void document_row(struct ctx *ctx, const struct overview *o, const struct rows *r,
                         struct overview_row *row)
{
    (void)o;
    row->note =
        kind_word(ctx, kind_named(STR("document")), "type", str_z(ctx->arena, rows_text(r, 3)));
}

/* Every list begins with id, ref and title; `fill` does the rest. There is none for whom the table
   of the kind does not let read it. */
static err rows_read(struct ctx *ctx, const struct overview *o, const char *sql, const char *kind,
                     bool own,
                     void (*fill)(struct ctx *, const struct overview *, const struct rows *,
                                  struct overview_row *),
                     struct overview_row **out, size_t *n)
{
    const struct kind *k = kind_named(str_of(kind));
    struct rows *rows;
    err e = db_query(ctx->db, sql,
                     BINDS(B_INT("body", ctx->body.id), B_INT("actor", ctx->actor.person_id),
                           B_INT("own", own), B_TEXT("today", ctx->today),
                           B_INT("restricted", kind_named(STR("risk"))->restricted)),
                     &rows);
    if (e) {
        return e;
    }
    *out = ARENA_ARRAY(ctx->arena, MOST_ROWS, struct overview_row);
    while (*n < MOST_ROWS && rows_next(rows)) {
        struct overview_row *row = &(*out)[(*n)++];
        row->href = kind_address(ctx, k, rows_int(rows, 0));
        row->ref = kind_ref(ctx->arena, k, rows_int(rows, 1));
        row->title = str_copy(ctx->arena, rows_text(rows, 2));
        fill(ctx, o, rows, row);
    }
    return rows_end(rows);
}

/* A line manager who is no more than that sees the risks of the services he owns. */
static bool sees_own(const struct ctx *ctx)
{
    return !ctx_may(ctx, ROLE_TOP_MANAGEMENT | ROLE_OFFICER | ROLE_AUDITOR | ROLE_STEERING_READER);
}

static bool is_employee(const struct ctx *ctx)
{
    return ctx_may(ctx, ROLE_EMPLOYEE) && !ctx_may(ctx, READERS);
}

static err overview_read(struct ctx *ctx, struct overview *o)
{
    err e = criteria_get(ctx, &o->criteria);
    e = e ? e : tasks_read(ctx, &o->tasks, &o->n_tasks);
    if (!e && ctx_may(ctx, READERS)) {
        e = standing_read(ctx, &o->standing);
        e = e ? e
              : rows_read(ctx, o, sql_overview_risks, "risk", sees_own(ctx), risk_row, &o->risks,
                          &o->n_risks);
    }
    if (!e && ctx_may(ctx, ROLES_MANAGERS)) {
        e = rows_read(ctx, o, sql_overview_acceptances, "risk", false, acceptance_row,
                      &o->acceptances, &o->n_acceptances);
    }
    if (!e && ctx_may(ctx, ROLE_AUDITOR)) {
        e = rows_read(ctx, o, sql_overview_findings, "finding", false, finding_row, &o->findings,
                      &o->n_findings);
    }
    if (!e && is_employee(ctx)) {
        e = rows_read(ctx, o, sql_overview_documents, "document", false, document_row,
                      &o->documents, &o->n_documents);
    }
    return e;
}

/* --- key figures --- */

static struct markup sparkline(struct ctx *ctx, const double *values)
{
    struct buf b;
    buf_init(&b, ctx->arena, 64 * 1024);
    chart_sparkline(&b, &(struct chart_sparkline){.values = values, .n_values = STANDING_QUARTERS});
    return (struct markup){buf_as_str(&b)};
}

static struct overview_kpi risks_kpi(struct ctx *ctx, const struct standing *s)
{
    int64_t change = s->risks_above - s->past_risks_above;
    struct overview_kpi k = {
        .label = W("overview.kpi.risks"),
        .href = list_of(
            ctx, "risk",
            "above_tolerance=1&state=registered&state=assessed&state=in_treatment&state=accepted"),
        .value = text_int(ctx->arena, ctx->lang, s->risks_above),
        .unit = word_int(ctx, "overview.of", s->risks),
        .spark = sparkline(ctx, s->above),
        .tone = STR(""),
        .icon = STR("LineGraph"),
        .change = W("overview.no_past"),
    };
    if (s->has_past && change < 0) {
        k.tone = STR("good");
        k.icon = STR("TrendDown");
        k.change = word_n(ctx->arena, ctx->lang, "overview.fewer", -change);
    } else if (s->has_past && change > 0) {
        k.tone = STR("bad");
        k.icon = STR("TrendUp");
        k.change = word_n(ctx->arena, ctx->lang, "overview.more_than", change);
    } else if (s->has_past) {
        k.change = W("overview.same");
    }
    return k;
}

static struct overview_kpi measures_kpi(struct ctx *ctx, const struct standing *s)
{
    int64_t on_track = s->measures_open - s->measures_overdue;
    bool late = s->measures_overdue > 0;
    return (struct overview_kpi){
        .label = W("overview.kpi.measures"),
        .href = list_of(ctx, "measure",
                        late ? "state=planned&state=in_progress&due_on[lt]=today"
                             : "state=planned&state=in_progress"),
        .value = text_int(ctx->arena, ctx->lang, on_track),
        .unit = word_int(ctx, "overview.of", s->measures_open),
        .has_progress = s->measures_open > 0,
        .percent = s->measures_open ? (int)(on_track * 100 / s->measures_open) : 0,
        .progress_word = W("overview.kpi.measures"),
        .tone = late ? STR("bad") : STR("good"),
        .icon = late ? STR("ExclamationmarkTriangle") : STR("CheckmarkCircle"),
        .change = late ? word_n(ctx->arena, ctx->lang, "overview.overdue", s->measures_overdue)
                       : W("overview.none_overdue"),
    };
}

/* Kommuneberedskapsplikten and the five indicators both ask for exercises at least every year or
   two: beyond a year without one the card warns. */
static struct overview_kpi exercise_kpi(struct ctx *ctx, const struct standing *s)
{
    bool never = s->days_since_exercise < 0, long_ago = never || s->days_since_exercise > 365;
    return (struct overview_kpi){
        .label = W("overview.kpi.exercise"),
        .href = list_of(ctx, "exercise", ""),
        .value = never ? STR("–") : text_int(ctx->arena, ctx->lang, s->days_since_exercise),
        .unit = never ? W("overview.never") : W("overview.days"),
        .tone = s->exercise_next.p ? STR("")
                : long_ago         ? STR("bad")
                                   : STR(""),
        .icon = STR("Calendar"),
        .change = s->exercise_next.p ? word_1(ctx, "overview.exercise.next",
                                              text_day(ctx->arena, ctx->lang, s->exercise_next))
                                     : W("overview.exercise.none"),
    };
}

static struct overview_kpi requirements_kpi(struct ctx *ctx, const struct standing *s)
{
    int now = standing_percent(s->requirements_in_place, s->requirements);
    int past = standing_percent(s->past_requirements_in_place, s->past_requirements);
    struct overview_kpi k = {
        .label = W("overview.kpi.requirements"),
        .href = list_of(ctx, "requirement_status", ""),
        .value = now < 0 ? STR("–") : str_from_int(ctx->arena, now),
        .unit = now < 0 ? STR_NONE : STR("%"),
        .has_progress = now >= 0,
        .percent = now,
        .progress_word = W("overview.kpi.requirements"),
        .tone = STR(""),
        .icon = STR("LineGraph"),
        .change = now < 0 ? W("overview.requirements.none") : W("overview.no_past"),
    };
    if (now >= 0 && past >= 0) {
        int change = now - past;
        k.tone = change > 0 ? STR("good") : change < 0 ? STR("bad") : STR("");
        k.icon = change > 0 ? STR("TrendUp") : change < 0 ? STR("TrendDown") : STR("LineGraph");
        k.change = change > 0   ? word_n(ctx->arena, ctx->lang, "overview.points.up", change)
                   : change < 0 ? word_n(ctx->arena, ctx->lang, "overview.points.down", -change)
                                : W("overview.points.same");
    }
    return k;
}

/* --- the chart --- */

static str chart_title(struct ctx *ctx, const struct standing *s)
{
    int first = standing_serious(s, 0), last = standing_serious(s, STANDING_QUARTERS - 1);
    const char *key = !s->has_past   ? "overview.chart.short"
                      : last < first ? "overview.chart.fewer"
                      : last > first ? "overview.chart.more"
                                     : "overview.chart.same";
    return word(ctx->lang, key);
}

static void chart_fill(struct ctx *ctx, const struct overview *o, struct overview_view *v)
{
    const struct standing *s = &o->standing;
    str *times = ARENA_ARRAY(ctx->arena, STANDING_QUARTERS, str);
    struct buf b;
    v->quarters = ARENA_ARRAY(ctx->arena, STANDING_QUARTERS, struct overview_quarter);
    v->levels = ARENA_ARRAY(ctx->arena, STANDING_LEVELS, struct overview_level);
    for (int i = STANDING_LEVELS - 1; i >= 0; i--) {
        v->levels[v->n_levels++] =
            (struct overview_level){i + 1, o->criteria->levels[i].text.word[ctx->lang]};
    }
    int most = 0;
    for (size_t i = 0; i < STANDING_QUARTERS; i++) {
        struct overview_quarter *to = &v->quarters[v->n_quarters++];
        times[i] = to->word = standing_quarter_word(ctx, s->quarters[i]);
        to->first = s->counts[i][3];
        to->second = s->counts[i][2];
        to->third = s->counts[i][1];
        to->fourth = s->counts[i][0];
        to->total = to->first + to->second + to->third + to->fourth;
        most = to->total > most ? to->total : most;
    }
    v->has_chart = most > 0;
    v->chart_title = chart_title(ctx, s);
    buf_init(&b, ctx->arena, 1 * MIB);
    chart_stack(&b, &(struct chart_stack){
                        .chart = {.id = STR("risks-by-quarter"),
                                  .title = v->chart_title,
                                  .description = W("overview.chart.text"),
                                  .decimal = ctx->lang == LANG_EN ? '.' : ','},
                        .times = times,
                        .n_times = STANDING_QUARTERS,
                        .counts = &s->counts[0][0],
                        .n_levels = STANDING_LEVELS,
                    });
    v->chart.s = buf_as_str(&b);
}

/* --- the head --- */

static str first_name(str name)
{
    ptrdiff_t space = str_index(name, ' ');
    return space > 0 ? str_slice(name, 0, (size_t)space) : name;
}

static str greeting(struct ctx *ctx)
{
    str clock = moment_local(ctx->arena, ctx->now), hour = str_slice(clock, 11, 2);
    const char *key = str_compare(hour, STR("05")) < 0   ? "overview.evening"
                      : str_compare(hour, STR("10")) < 0 ? "overview.morning"
                      : str_compare(hour, STR("18")) < 0 ? "overview.day"
                                                         : "overview.evening";
    return word_1(ctx, key, first_name(ctx->actor.name));
}

static str summary(struct ctx *ctx, const struct overview *o)
{
    int64_t late = 0;
    for (size_t i = 0; i < o->n_tasks; i++) {
        late += o->tasks[i].is_late;
    }
    str state = !o->n_tasks ? W("overview.summary.none")
                : late      ? word_n(ctx->arena, ctx->lang, "overview.summary.late", late)
                       : word_n(ctx->arena, ctx->lang, "overview.summary", (int64_t)o->n_tasks);
    return str_printf(ctx->arena, "%.*s · %.*s",
                      STR_ARG(text_day(ctx->arena, ctx->lang, ctx->today)), STR_ARG(state));
}

static void button(struct overview_view *v, bool is_main, str href, str label, const char *icon)
{
    v->buttons[v->n_buttons++] = (struct overview_button){href, label, str_of(icon), is_main};
}

static void buttons(struct ctx *ctx, struct overview_view *v)
{
    v->buttons = ARENA_ARRAY(ctx->arena, 3, struct overview_button);
    if (is_employee(ctx)) {
        v->report_href = str_printf(ctx->arena, "%.*s/new", STR_ARG(list_of(ctx, "incident", "")));
        return;
    }
    if (ctx_may(ctx, READERS)) {
        button(v, false,
               str_printf(ctx->arena, "/o/%.*s/council-report", STR_ARG(ctx->body.number)),
               W("overview.button.report"), "FileText");
    }
    if (ctx_may(ctx, ROLES_WORK)) {
        str risks = list_of(ctx, "risk", "");
        button(v, true, str_printf(ctx->arena, "%.*s/new", STR_ARG(risks)),
               W("overview.button.risk"), "Plus");
    }
}

/* Decisions come first for top management; everybody else has one list. */
static void steps(struct ctx *ctx, const struct overview *o, struct overview_view *v)
{
    bool top = ctx_may(ctx, ROLE_TOP_MANAGEMENT);
    size_t left = 0;
    int64_t minutes = 0;
    v->shows_steps = ctx_may(ctx, ROLES_BODY);
    v->steps = ARENA_ARRAY(ctx->arena, o->n_tasks + 1, struct overview_step);
    v->decisions = ARENA_ARRAY(ctx->arena, o->n_tasks + 1, struct overview_step);
    for (size_t i = 0; i < o->n_tasks; i++) {
        const struct task *t = &o->tasks[i];
        struct overview_step step = {t->word, t->note, t->href, t->is_late};
        if (top && t->is_decision) {
            v->decisions[v->n_decisions++] = step;
        } else if (v->n_steps < MOST_STEPS) {
            v->steps[v->n_steps++] = step;
            minutes += t->minutes;
        } else {
            left++;
        }
    }
    if (minutes) {
        v->minutes = minutes < 120 ? word_int(ctx, "overview.about.minutes", minutes)
                                   : word_int(ctx, "overview.about.hours", (minutes + 30) / 60);
    }
    v->more = left ? word_n(ctx->arena, ctx->lang, "overview.more", (int64_t)left) : STR_NONE;
}

static void view_fill(struct ctx *ctx, const struct overview *o, struct overview_view *v)
{
    v->greeting = greeting(ctx);
    v->summary = summary(ctx, o);
    buttons(ctx, v);
    steps(ctx, o, v);
    if (ctx_may(ctx, READERS)) {
        const struct standing *s = &o->standing;
        v->kpis = ARENA_ARRAY(ctx->arena, 4, struct overview_kpi);
        v->kpis[v->n_kpis++] = risks_kpi(ctx, s);
        v->kpis[v->n_kpis++] = measures_kpi(ctx, s);
        v->kpis[v->n_kpis++] = requirements_kpi(ctx, s);
        v->kpis[v->n_kpis++] = exercise_kpi(ctx, s);
        chart_fill(ctx, o, v);
        v->shows_risks = true;
        v->risks_title = sees_own(ctx) ? W("overview.risks.own") : W("overview.risks");
        v->risks_href = list_of(ctx, "risk", "");
    }
    v->risks = o->risks;
    v->n_risks = o->n_risks;
    v->acceptances = o->acceptances;
    v->n_acceptances = o->n_acceptances;
    v->shows_findings = ctx_may(ctx, ROLE_AUDITOR);
    v->findings_href = list_of(ctx, "finding", "");
    v->findings = o->findings;
    v->n_findings = o->n_findings;
    v->is_employee = is_employee(ctx);
    v->documents = o->documents;
    v->n_documents = o->n_documents;
    v->is_operator = !ctx_may(ctx, ROLES_BODY | ROLE_STEERING_READER);
    v->persons_href = list_of(ctx, "person", "");
    v->grants_href = list_of(ctx, "grant", "");
}

/* --- other forms --- */

static void json_figures(struct json_writer *w, struct ctx *ctx, const struct standing *s)
{
    json_key(w, "figures");
    json_object_start(w);
    json_member_int(w, "risks", s->risks);
    json_member_int(w, "risks_above_tolerance", s->risks_above);
    json_member_int(w, "risks_accepted", s->risks_accepted);
    json_member_int(w, "measures_open", s->measures_open);
    json_member_int(w, "measures_overdue", s->measures_overdue);
    json_member_int(w, "measures_in_operation", s->measures_in_operation);
    json_member_int(w, "requirements", s->requirements);
    json_member_int(w, "requirements_in_place", s->requirements_in_place);
    json_member_int(w, "lessons_open", s->lessons_open);
    json_member_int(w, "incidents_open", s->incidents_open);
    json_member_int(w, "findings_open", s->findings_open);
    json_member_text(w, "last_exercise_on", s->exercise_last);
    json_member_text(w, "next_exercise_on", s->exercise_next);
    json_object_end(w);
    json_key(w, "risks_by_quarter");
    json_array_start(w);
    for (size_t i = 0; i < STANDING_QUARTERS; i++) {
        json_object_start(w);
        json_member_text(w, "day", s->quarters[i]);
        for (int k = 0; k < STANDING_LEVELS; k++) {
            json_member_int(w, criteria_level_names[k], s->counts[i][k]);
        }
        json_object_end(w);
    }
    json_array_end(w);
    (void)ctx;
}

static err overview_json(struct ctx *ctx, const struct overview *o, struct reply *r)
{
    struct json_writer w;
    r->type = "application/json";
    json_start(&w, &r->body);
    json_object_start(&w);
    if (ctx_may(ctx, READERS)) {
        json_figures(&w, ctx, &o->standing);
    }
    json_key(&w, "tasks");
    json_array_start(&w);
    for (size_t i = 0; i < o->n_tasks; i++) {
        const struct task *t = &o->tasks[i];
        json_object_start(&w);
        json_member_text(&w, "code", str_of(t->code));
        json_member_int(&w, "n", t->n);
        json_member_text(&w, "text", t->word);
        json_member_text(&w, "note", t->note);
        json_member_text(&w, "href", t->href);
        json_member_text(&w, "due_on", t->due);
        json_member_int(&w, "minutes", t->minutes);
        json_member_bool(&w, "late", t->is_late);
        json_object_end(&w);
    }
    json_array_end(&w);
    json_object_end(&w);
    return OK;
}

static err tasks_sheet(struct ctx *ctx, const struct request *q, struct reply *r,
                       const struct overview *o)
{
    enum { COLUMNS = 5 };
    const struct sheet_column columns[COLUMNS] = {{"text", W("overview.sheet.task"), 60},
                                                  {"n", W("overview.sheet.n"), 10},
                                                  {"due_on", W("overview.sheet.due"), 14},
                                                  {"minutes", W("overview.sheet.minutes"), 10},
                                                  {"href", W("overview.sheet.address"), 50}};
    struct cell *cells = ARENA_ARRAY(ctx->arena, o->n_tasks * COLUMNS + 1, struct cell);
    for (size_t i = 0; i < o->n_tasks; i++) {
        const struct task *t = &o->tasks[i];
        struct cell *row = &cells[i * COLUMNS];
        row[0] = cell_text(t->word);
        row[1] = cell_int(ctx->arena, t->n);
        row[2] = day_is(t->due) ? cell_day(t->due) : cell_empty();
        row[3] = cell_int(ctx->arena, t->minutes);
        row[4] = cell_text(t->href);
    }
    return sheet_send(ctx, q, r,
                      &(struct sheet){W("overview.next"), columns, COLUMNS, cells, o->n_tasks});
}

static err overview_show(struct ctx *ctx, const struct request *q, struct reply *r,
                         const void *data)
{
    (void)data;
    struct overview o = {0};
    struct overview_view v = {0};
    err e = overview_read(ctx, &o);
    if (e) {
        return e;
    }
    if (q->ending == ENDING_JSON) {
        return overview_json(ctx, &o, r);
    }
    if (q->ending != ENDING_PAGE) {
        return tasks_sheet(ctx, q, r, &o);
    }
    view_fill(ctx, &o, &v);
    struct html *h = page_begin(ctx);
    overview_view_html(h, &v);
    str address = str_printf(ctx->arena, "/o/%.*s", STR_ARG(ctx->body.number));
    return page_send(
        ctx, q, r,
        &(struct page){.title = W("report.overview"), .current = address, .is_wide = true}, h);
}

const struct route overview_routes[] = {
    ROUTE(METHOD_GET, "/o/{organisation}", ROLES_ALL & ~(uint32_t)ROLE_ANALYST, 0, overview_show,
          NULL, "what to do next, and how the body stands"),
    {0},
};

const struct report overview_report = {
    .name = "overview",
    .path = "",
    .group = "work",
    .icon = "House",
    .order = 0,
    .roles = ROLES_ALL & ~(uint32_t)ROLE_ANALYST,
};
