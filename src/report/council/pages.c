/* pages.c - the yearly report as page, CSV, XLSX and JSON: facts put into words, headings that say
   the finding. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "council_view.html.h"
#include "domain/risk/criteria.h"
#include "format/markdown/html.h"
#include "kind/kind.h"
#include "kind/page.h"
#include "report/council/council.h"
#include "report/council/council_view.h"
#include "report/sheet.h"
#include "report/standing/standing.h"
#include "web/route.h"

enum { MOST_LINES = 12, YEARS = 3, MAY_WRITE = ROLE_TOP_MANAGEMENT | ROLE_OFFICER };

static str own_path(struct ctx *ctx)
{
    return str_printf(ctx->arena, "/o/%.*s/council-report", STR_ARG(ctx->body.number));
}

static err year_of(struct ctx *ctx, str asked, int *out)
{
    int64_t year = day_year(ctx->today);
    if (asked.n && (!str_to_int(asked, &year) || year < 2004 || year > day_year(ctx->today))) {
        return fault(ctx, ERR_INVALID, "self_check.year", asked);
    }
    *out = (int)year;
    return OK;
}

static str number(struct ctx *ctx, int64_t n)
{
    return text_int(ctx->arena, ctx->lang, n);
}

static str say(struct ctx *ctx, const char *key, str a, str b)
{
    return word_args(ctx->arena, ctx->lang, key, (const str[]){a, b}, 2);
}

static str say_n(struct ctx *ctx, const char *key, int64_t n)
{
    return word_n(ctx->arena, ctx->lang, key, n);
}

static str day(struct ctx *ctx, str iso)
{
    return day_is(iso) ? text_day(ctx->arena, ctx->lang, iso) : STR_NONE;
}

static void line(struct council_line *lines, size_t *n, str text)
{
    if (*n < MOST_LINES && text.n) {
        lines[(*n)++].text = text;
    }
}

static struct markup markup_of(struct ctx *ctx, str text)
{
    struct buf b;
    buf_init(&b, ctx->arena, 256 * 1024);
    return (struct markup){text.n && markdown_html(&b, text, 2) == OK ? buf_as_str(&b) : STR("")};
}

/* The ones the report is for, as the body's level of government calls them. */
static str audience(struct ctx *ctx)
{
    return str_is(ctx->body.level, "municipality") ? W("council.audience.municipality")
           : str_is(ctx->body.level, "county")     ? W("council.audience.county")
                                                   : W("council.audience.other");
}

/* --- are we in control --- */

static void answer_fill(struct ctx *ctx, const struct council *c, struct council_view *v)
{
    const struct council_day *now = &c->days[1], *then = &c->days[0];
    bool good = now->risks && !now->above;
    v->answer = !now->risks      ? W("council.answer.unknown")
                : good           ? W("council.answer.yes")
                : !c->is_running ? W("council.answer.past")
                : !c->undecided  ? W("council.answer.known")
                                 : W("council.answer.no");
    str text = !now->risks ? W("council.answer.unknown.text")
                           : say(ctx, "council.answer.text", number(ctx, now->above),
                                 number(ctx, now->risks));
    if (now->risks && c->has_before) {
        str than = say(ctx, "council.answer.before", number(ctx, then->above), STR_NONE);
        text = str_printf(ctx->arena, "%.*s %.*s", STR_ARG(text), STR_ARG(than));
    }
    v->answer_text = text;
}

/* What those on top are asked to do follows from the facts alone. */
static void asks_fill(struct ctx *ctx, const struct council *c, struct council_view *v)
{
    v->asks = ARENA_ARRAY(ctx->arena, MOST_LINES, struct council_line);
    if (c->is_running && c->undecided) {
        line(v->asks, &v->n_asks, say_n(ctx, "council.ask.undecided", c->undecided));
    }
    if (c->is_running && c->accepted_above) {
        line(v->asks, &v->n_asks, say_n(ctx, "council.ask.accepted", c->accepted_above));
    }
    if (c->days[1].measures_overdue) {
        line(v->asks, &v->n_asks, say_n(ctx, "council.ask.overdue", c->days[1].measures_overdue));
    }
    if (!c->exercises) {
        line(v->asks, &v->n_asks, W("council.ask.exercise"));
    }
    if (!c->review_id) {
        line(v->asks, &v->n_asks, W("council.ask.review"));
    }
    line(v->asks, &v->n_asks, W("council.ask.note"));
}

/* --- figures beside those of a year earlier --- */

enum sense { LESS_IS_BETTER, MORE_IS_BETTER };

static void figure(struct ctx *ctx, struct council_view *v, const char *name, const char *key,
                   int64_t now, int64_t before, enum sense sense, const char *unit)
{
    int64_t change = now - before;
    str u = str_of(unit);
    struct council_figure f = {
        .name = name,
        .label = word(ctx->lang, key),
        .now_value = now,
        .before_value = before,
        .now = now < 0 ? STR("–")
                       : str_printf(ctx->arena, "%.*s%.*s", STR_ARG(number(ctx, now)), STR_ARG(u)),
        .before = before < 0 ? STR("–")
                             : str_printf(ctx->arena, "%.*s%.*s", STR_ARG(number(ctx, before)),
                                          STR_ARG(u)),
    };
    if (now < 0 || before < 0) {
        f.change = W("council.change.unknown");
    } else if (!change) {
        f.change = W("council.change.none");
    } else {
        const char *word_key = (change < 0) == (sense == LESS_IS_BETTER) ? "council.change.better"
                                                                         : "council.change.worse";
        str size = str_printf(ctx->arena, "%s%.*s", change > 0 ? "+" : "−",
                              STR_ARG(number(ctx, change < 0 ? -change : change)));
        f.change = say(ctx, word_key, size, STR_NONE);
    }
    v->figures[v->n_figures++] = f;
}

static void figures_fill(struct ctx *ctx, const struct council *c, struct council_view *v)
{
    const struct council_day *now = &c->days[1], *then = &c->days[0];
    bool past = c->has_before;
    v->figures = ARENA_ARRAY(ctx->arena, 8, struct council_figure);
    figure(ctx, v, "risks_above", KEY("council.figure.above"), now->above, past ? then->above : -1,
           LESS_IS_BETTER, "");
    figure(ctx, v, "risks", KEY("council.figure.risks"), now->risks, past ? then->risks : -1,
           MORE_IS_BETTER, "");
    v->figures[v->n_figures - 1].change = STR("");
    figure(ctx, v, "requirements_percent", KEY("council.figure.requirements"),
           standing_percent(now->in_place, now->requirements),
           past ? standing_percent(then->in_place, then->requirements) : -1, MORE_IS_BETTER, " %");
    figure(ctx, v, "measures_in_operation", KEY("council.figure.operation"), now->in_operation,
           past ? then->in_operation : -1, MORE_IS_BETTER, "");
    figure(ctx, v, "measures_overdue", KEY("council.figure.overdue"), now->measures_overdue,
           past ? then->measures_overdue : -1, LESS_IS_BETTER, "");
    figure(ctx, v, "exercises", KEY("council.figure.exercises"), c->exercises,
           past ? c->exercises_before : -1, MORE_IS_BETTER, "");
    figure(ctx, v, "incidents", KEY("council.figure.incidents"), c->incidents,
           past ? c->incidents_before : -1, LESS_IS_BETTER, "");
    /* More reports may mean a better reporting culture: neither better nor worse. */
    v->figures[v->n_figures - 1].change = W("council.change.incidents");
}

/* --- the sections --- */

static str decision_of(struct ctx *ctx, const struct criteria *criteria,
                       const struct council_risk *r)
{
    if (str_is(r->state, "accepted")) {
        return say(ctx, "council.accepted", r->accepted_by, day(ctx, r->accepted_until));
    }
    if (str_is(r->state, "in_treatment")) {
        return say_n(ctx, "council.treated", r->measures);
    }
    return criteria_above(criteria, r->level) ? W("council.undecided") : W("council.within");
}

static void risks_fill(struct ctx *ctx, const struct council *c, const struct criteria *criteria,
                       struct council_view *v)
{
    v->risks = ARENA_ARRAY(ctx->arena, c->n_risks + 1, struct council_risk_row);
    for (size_t i = 0; i < c->n_risks; i++) {
        const struct council_risk *r = &c->risks[i];
        const struct criteria_level *level = criteria_named(criteria, r->level);
        v->risks[v->n_risks++] = (struct council_risk_row){
            .ref = r->ref,
            .title = r->title,
            .score = number(ctx, r->score),
            .level = criteria_rank(r->level) + 1,
            .level_word = level ? level->text.word[ctx->lang] : r->level,
            .owner = r->owner.n ? r->owner : W("overview.no_owner"),
            .decision = decision_of(ctx, criteria, r),
        };
    }
    v->risks_title = !c->is_running ? W("council.risks.today")
                     : !c->n_risks  ? W("council.risks.none")
                     : c->undecided ? say_n(ctx, "council.risks.undecided", c->undecided)
                                    : W("council.risks.decided");
}

static struct council_item_row *items_fill(struct ctx *ctx, const struct council_item *from,
                                           size_t n)
{
    struct council_item_row *rows = ARENA_ARRAY(ctx->arena, n + 1, struct council_item_row);
    for (size_t i = 0; i < n; i++) {
        rows[i] = (struct council_item_row){from[i].ref, from[i].title,
                                            text_day_short(ctx->arena, ctx->lang, from[i].day)};
    }
    return rows;
}

static void done_fill(struct ctx *ctx, const struct council *c, struct council_view *v)
{
    v->done = ARENA_ARRAY(ctx->arena, MOST_LINES, struct council_line);
    v->done_title = say(ctx, "council.done", say_n(ctx, "council.done.measures", c->measures_new),
                        say_n(ctx, "council.done.exercises", c->exercises));
    line(v->done, &v->n_done, say_n(ctx, "council.done.changed", c->measures_changed));
    line(v->done, &v->n_done, say_n(ctx, "council.done.lessons", c->lessons_used));
    if (c->lessons_open) {
        line(v->done, &v->n_done, say_n(ctx, "council.done.waiting", c->lessons_open));
    }
    v->measures = items_fill(ctx, c->measures, c->n_measures);
    v->n_measures = c->n_measures;
    v->exercises = items_fill(ctx, c->exercise_list, c->n_exercises);
    v->n_exercises = c->n_exercises;
}

static void incidents_fill(struct ctx *ctx, const struct council *c, struct council_view *v)
{
    v->incidents = ARENA_ARRAY(ctx->arena, MOST_LINES, struct council_line);
    v->incidents_title =
        !c->incidents ? W("council.incidents.none")
        : c->notices_late
            ? say(ctx, "council.incidents.late", say_n(ctx, "council.incidents", c->incidents),
                  say_n(ctx, "council.notices.late", c->notices_late))
            : say(ctx, "council.incidents.on_time", say_n(ctx, "council.incidents", c->incidents),
                  STR_NONE);
    if (c->incidents) {
        line(v->incidents, &v->n_incidents,
             say_n(ctx, "council.incidents.serious", c->incidents_serious));
        line(v->incidents, &v->n_incidents,
             say_n(ctx, "council.incidents.personal", c->incidents_personal));
        line(v->incidents, &v->n_incidents,
             say_n(ctx, "council.incidents.notices", c->notices_sent));
    }
}

static void findings_fill(struct ctx *ctx, const struct council *c, struct council_view *v)
{
    v->findings_title = !c->findings_open ? W("council.findings.none")
                        : c->findings_major
                            ? say_n(ctx, "council.findings.major", c->findings_major)
                            : say_n(ctx, "council.findings.open", c->findings_open);
    v->findings_text = str_printf(
        ctx->arena, "%.*s %.*s %.*s", STR_ARG(say_n(ctx, "council.findings.new", c->findings_new)),
        STR_ARG(say_n(ctx, "council.findings.closed", c->findings_closed)),
        STR_ARG(say_n(ctx, "council.findings.left", c->findings_open)));
}

static void review_fill(struct ctx *ctx, const struct council *c, struct council_view *v)
{
    v->review_title = !c->review_id ? W("council.review.none")
                                    : say_n(ctx, "council.review.decided", (int64_t)c->n_decisions);
    if (!c->review_id) {
        v->review_text = W("council.review.none.text");
        return;
    }
    v->review_text = say(ctx, "council.review.held", c->review_title, day(ctx, c->review_on));
    if (c->review_signed_on.n) {
        str signed_by =
            say(ctx, "council.review.signed", c->review_signed_by, day(ctx, c->review_signed_on));
        v->review_text =
            str_printf(ctx->arena, "%.*s %.*s", STR_ARG(v->review_text), STR_ARG(signed_by));
    } else {
        v->review_text = str_printf(ctx->arena, "%.*s %.*s", STR_ARG(v->review_text),
                                    STR_ARG(W("council.review.unsigned")));
    }
    v->review_conclusion = markup_of(ctx, c->review_conclusion);
    v->decisions = ARENA_ARRAY(ctx->arena, c->n_decisions + 1, struct council_decision_row);
    for (size_t i = 0; i < c->n_decisions; i++) {
        const struct review_decision *d = &c->decisions[i];
        v->decisions[v->n_decisions++] = (struct council_decision_row){
            d->text, d->responsible,
            d->done_on.n ? say(ctx, "council.decision.done", day(ctx, d->done_on), STR_NONE)
                         : day(ctx, d->due_on)};
    }
}

static void indicators_fill(struct ctx *ctx, const struct council *c, struct council_view *v)
{
    int64_t n_yes = 0;
    v->indicators = ARENA_ARRAY(ctx->arena, INDICATORS, struct council_indicator_row);
    for (int i = 0; i < INDICATORS; i++) {
        const struct indicator_result *r = &c->indicators[i];
        n_yes += r->is_yes;
        v->indicators[v->n_indicators++] = (struct council_indicator_row){
            indicator_word(ctx, i + 1, NULL), r->is_yes ? W("self_check.yes") : W("self_check.no"),
            say_n(ctx, "council.facts", (int64_t)r->n_facts), r->is_yes};
    }
    v->indicators_title =
        say(ctx, "council.indicators", number(ctx, n_yes), number(ctx, INDICATORS));
}

static void words_fill(struct ctx *ctx, const struct council *c, struct council_view *v)
{
    v->has_words = c->words.n > 0;
    v->words = markup_of(ctx, c->words);
    v->words_by = say(ctx, "council.words.by", c->words_by, day(ctx, c->words_on));
    v->may_write = ctx_may(ctx, MAY_WRITE) && !ctx->actor.read_only;
    v->form_token = ctx->actor.form_token;
    v->action = own_path(ctx);
    v->year = str_from_int(ctx->arena, c->year);
    v->version = str_from_int(ctx->arena, c->words_version);
    v->text = c->words;
}

static str ending(struct ctx *ctx, const struct council *c, const char *ending)
{
    return str_printf(ctx->arena, "%.*s%s?year=%d", STR_ARG(own_path(ctx)), ending, c->year);
}

static err view_fill(struct ctx *ctx, const struct council *c, struct council_view *v)
{
    const struct criteria *criteria;
    err e = criteria_get(ctx, &criteria);
    if (e) {
        return e;
    }
    str year = str_from_int(ctx->arena, c->year);
    v->title = say(ctx, "council.title", audience(ctx), year);
    v->intro = say(ctx, "council.intro", ctx->body.name, day(ctx, c->day));
    v->purpose = str_is(ctx->body.level, "municipality") || str_is(ctx->body.level, "county")
                     ? W("council.purpose.local")
                     : W("council.purpose.state");
    v->before_title = day(ctx, day_plus_months(ctx->arena, c->day, -12));
    answer_fill(ctx, c, v);
    asks_fill(ctx, c, v);
    words_fill(ctx, c, v);
    figures_fill(ctx, c, v);
    risks_fill(ctx, c, criteria, v);
    done_fill(ctx, c, v);
    incidents_fill(ctx, c, v);
    findings_fill(ctx, c, v);
    review_fill(ctx, c, v);
    indicators_fill(ctx, c, v);
    v->made = say(ctx, "council.made", text_moment(ctx->arena, ctx->lang, ctx->now), STR_NONE);
    v->csv_href = ending(ctx, c, ".csv");
    v->xlsx_href = ending(ctx, c, ".xlsx");
    v->years = ARENA_ARRAY(ctx->arena, YEARS, struct council_year);
    for (int i = 0; i < YEARS; i++) {
        int shown = day_year(ctx->today) - i;
        v->years[v->n_years++] = (struct council_year){
            str_from_int(ctx->arena, shown),
            str_printf(ctx->arena, "%.*s?year=%d", STR_ARG(own_path(ctx)), shown),
            shown == c->year};
    }
    return OK;
}

static struct cell known(struct ctx *ctx, int64_t n)
{
    return n < 0 ? cell_empty() : cell_int(ctx->arena, n);
}

static err send_sheet(struct ctx *ctx, const struct request *q, struct reply *r,
                      const struct council *c, const struct council_view *v)
{
    enum { COLUMNS = 5 };
    const struct sheet_column columns[COLUMNS] = {{"name", W("council.sheet.name"), 24},
                                                  {"figure", W("council.figure"), 40},
                                                  {"now", W("council.now"), 12},
                                                  {"year_before", v->before_title, 18},
                                                  {"day", W("council.sheet.day"), 14}};
    struct cell *cells = ARENA_ARRAY(ctx->arena, v->n_figures * COLUMNS, struct cell);
    for (size_t i = 0; i < v->n_figures; i++) {
        struct cell *row = &cells[i * COLUMNS];
        row[0] = cell_text(str_of(v->figures[i].name));
        row[1] = cell_text(v->figures[i].label);
        row[2] = known(ctx, v->figures[i].now_value);
        row[3] = known(ctx, v->figures[i].before_value);
        row[4] = cell_day(c->day);
    }
    str name = str_printf(ctx->arena, "council-report-%d", c->year);
    return sheet_send(ctx, q, r, &(struct sheet){name, columns, COLUMNS, cells, v->n_figures});
}

static err show(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    (void)data;
    int year;
    struct council c;
    struct council_view v = {0};
    err e = year_of(ctx, params_get(&q->query, "year"), &year);
    e = e ? e : council_read(ctx, year, &c);
    e = e ? e : view_fill(ctx, &c, &v);
    if (e) {
        return e;
    }
    if (q->ending != ENDING_PAGE) {
        return send_sheet(ctx, q, r, &c, &v);
    }
    struct html *h = page_begin(ctx);
    council_view_html(h, &v);
    return page_send(ctx, q, r, &(struct page){.title = v.title, .current = own_path(ctx)}, h);
}

/* The page again with what was written in the form, and above it what stands now. */
static err write_again(struct ctx *ctx, const struct request *q, struct reply *r, int year, err why)
{
    struct council c;
    struct council_view v = {0};
    struct fault trouble = ctx->fault;
    fault_init(&ctx->fault, ctx->arena);
    err e = council_read(ctx, year, &c);
    e = e ? e : view_fill(ctx, &c, &v);
    if (e) {
        return e;
    }
    v.text = params_get(&q->form, "text");
    v.keep_href = ending(ctx, &c, "");
    if (why == ERR_STALE) {
        v.stale_by = say(ctx, "council.words.by", c.words_by, day(ctx, c.words_on));
        v.stale_text = c.words;
    } else {
        v.error = page_fault(ctx, &trouble.fields[0]);
    }
    r->status = fault_status(why);
    struct html *h = page_begin(ctx);
    council_view_html(h, &v);
    e = page_send(ctx, q, r, &(struct page){.title = v.title, .current = own_path(ctx)}, h);
    ctx->fault = trouble;
    return e ? e : why;
}

static err write(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    (void)data;
    int year;
    int64_t version = 0;
    str_to_int(params_get(&q->form, "version"), &version);
    err e = year_of(ctx, params_get(&q->form, "year"), &year);
    if (e) {
        return e;
    }
    e = council_write(ctx, year, version, params_get(&q->form, "text"));
    if (!q->is_api && (e == ERR_STALE || (e == ERR_INVALID && ctx->fault.n_fields))) {
        return write_again(ctx, q, r, year, e);
    }
    return e ? e
             : page_see(ctx, r,
                        str_printf(ctx->arena, "%.*s?year=%d", STR_ARG(own_path(ctx)), year),
                        "council.words.saved", STR_NONE);
}

const struct route council_routes[] = {
    ROUTE(METHOD_GET, "/o/{organisation}/council-report", ROLES_READ | ROLE_STEERING_READER, 0,
          show, NULL, "yearly report to the council or the management"),
    ROUTE(METHOD_POST, "/o/{organisation}/council-report", MAY_WRITE, 0, write, NULL,
          "write the director's words of the yearly report"),
    {0},
};

const struct report council_report = {
    .name = "council",
    .path = "/council-report",
    .group = "insight",
    .icon = "FileText",
    .order = 30,
    .roles = ROLES_READ | ROLE_STEERING_READER,
};
