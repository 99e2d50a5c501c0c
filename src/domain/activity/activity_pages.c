/* activity_pages.c - the year wheel, and the calendars made of it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "base/hash.h"
#include "base/id.h"
#include "domain/activity/activity.h"
#include "domain/activity/year_wheel.h"
#include "format/ics/write.h"
#include "format/markdown/html.h"
#include "kind/page.h"
#include "look/chart.h"
#include "statements.h"
#include "web/route.h"
#include "year_wheel.html.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_ROWS = 500, LONGEST_DESCRIPTION = 1000, REFRESH_HOURS = 12 };

static str home(struct ctx *ctx)
{
    return str_printf(ctx->arena, "/o/%.*s/year-wheel", STR_ARG(ctx->body.number));
}

/* --- the lists --- */

struct wheel {
    struct ctx *ctx;
    int year;
    str from, until; /* the year's days: from <= day < until */
    struct wheel_list overdue, coming, done;
    struct chart_activity *marks;
    size_t n_marks;
};

/* Months since the year began: the middle of March is 2.5. */
static double months_in(str day)
{
    int64_t number = 1;
    str_to_int(str_slice(day, 8, 2), &number);
    return (double)(day_month(day) - 1) + (double)(number - 1) / 31.0;
}

static void add(struct wheel *w, struct wheel_list *list, const struct rows *rows,
                enum chart_activity_state state)
{
    struct ctx *ctx = w->ctx;
    str day = str_copy(ctx->arena, rows_text(rows, 2));
    int number = (int)w->n_marks + 1;
    if (!list->rows) {
        list->rows = ARENA_ARRAY(ctx->arena, MOST_ROWS, struct wheel_row);
    }
    list->rows[list->n_rows++] = (struct wheel_row){
        .number = number,
        .title = str_copy(ctx->arena, rows_text(rows, 1)),
        .href = kind_address(ctx, &activity_kind, rows_int(rows, 0)),
        .who = str_copy(ctx->arena, rows_text(rows, 3)),
        .day = text_day_short(ctx->arena, ctx->lang, day),
        .iso = day,
        .is_overdue = state == ACTIVITY_LATE,
        .is_done = state == ACTIVITY_DONE,
    };
    double at = day_year(day) == w->year ? months_in(day) : 0;
    double width = 0.5, from = at + 0.25 > 12 ? 11.5 : at > 0.25 ? at - 0.25 : 0;
    w->marks[w->n_marks++] =
        (struct chart_activity){.number = number, .from = from, .to = from + width, .state = state};
}

static err planned(struct wheel *w)
{
    struct ctx *ctx = w->ctx;
    struct rows *rows;
    err e = db_query(ctx->db, sql_year_wheel_planned,
                     BINDS(B_INT("body", ctx->body.id), B_TEXT("until", w->until)), &rows);
    if (e) {
        return e;
    }
    bool this_year = day_year(ctx->today) == w->year;
    while (rows_next(rows)) {
        bool late = str_compare(rows_text(rows, 2), ctx->today) < 0;
        if (late && this_year) {
            add(w, &w->overdue, rows, ACTIVITY_LATE);
        } else if (!late && str_compare(rows_text(rows, 2), w->from) >= 0) {
            add(w, &w->coming, rows, ACTIVITY_PLANNED);
        }
    }
    return rows_end(rows);
}

static err done(struct wheel *w)
{
    struct ctx *ctx = w->ctx;
    struct rows *rows;
    err e = db_query(
        ctx->db, sql_year_wheel_done,
        BINDS(B_INT("body", ctx->body.id), B_TEXT("from", w->from), B_TEXT("until", w->until)),
        &rows);
    if (e) {
        return e;
    }
    while (rows_next(rows)) {
        add(w, &w->done, rows, ACTIVITY_DONE);
    }
    return rows_end(rows);
}

/* --- the picture --- */

/* ISO week of a day: the week that holds the year's first Thursday is the first. */
static int week_of(struct arena *a, str day)
{
    int64_t weekday = (days_between(STR("2001-01-01"), day) % 7 + 7) % 7; /* Monday is 0 */
    str thursday = day_plus(a, day, (int)(3 - weekday));
    str first = str_printf(a, "%d-01-01", day_year(thursday));
    return (int)(days_between(first, thursday) / 7) + 1;
}

static struct markup picture(struct wheel *w)
{
    struct ctx *ctx = w->ctx;
    struct arena *a = ctx->arena;
    str months[12], year = str_from_int(a, w->year), week = str_from_int(a, week_of(a, ctx->today));
    str counts[] = {str_from_int(a, (int64_t)w->overdue.n_rows),
                    str_from_int(a, (int64_t)w->coming.n_rows),
                    str_from_int(a, (int64_t)w->done.n_rows)};
    bool this_year = day_year(ctx->today) == w->year;
    struct buf b;
    if (!w->n_marks) {
        return (struct markup){STR_NONE};
    }
    for (int m = 0; m < 12; m++) {
        months[m] = word(ctx->lang, str_printf(a, "text.month_short.%d", m + 1).p);
    }
    buf_init(&b, a, MIB);
    chart_wheel(
        &b, &(struct chart_wheel){
                .chart = {.id = STR("wheel"),
                          .title = word_args(a, ctx->lang, "activity.wheel.picture", &year, 1),
                          .description =
                              word_args(a, ctx->lang, "activity.wheel.description", counts, 3),
                          .decimal = ctx->lang == LANG_EN ? '.' : ','},
                .months = months,
                .activities = w->marks,
                .n_activities = w->n_marks,
                .now = this_year ? months_in(ctx->today) : -1,
                .middle = year,
                .middle_note =
                    this_year ? word_args(a, ctx->lang, "activity.wheel.week", &week, 1) : STR(""),
            });
    return (struct markup){buf_as_str(&b)};
}

/* --- the page --- */

static void list_add(struct year_wheel *v, struct wheel_list *list, str title)
{
    if (list->n_rows) {
        list->word = title;
        v->lists[v->n_lists++] = *list;
    }
}

static err feed_fill(struct ctx *ctx, struct year_wheel *v)
{
    int64_t made = 0;
    err e =
        db_int(ctx->db, sql_calendar_feed_made,
               BINDS(B_INT("person", ctx->actor.person_id), B_INT("body", ctx->body.id)), &made);
    str base = home(ctx);
    v->may_subscribe = ctx->actor.person_id != 0 && !ctx->actor.read_only;
    v->feed_made = made ? text_moment(ctx->arena, ctx->lang, made) : STR_NONE;
    v->feed_action = str_printf(ctx->arena, "%.*s/subscription", STR_ARG(base));
    v->revoke_action = str_printf(ctx->arena, "%.*s/subscription/revoke", STR_ARG(base));
    v->download_href = str_printf(ctx->arena, "%.*s.ics", STR_ARG(base));
    return e;
}

static err wheel_page(struct ctx *ctx, const struct request *q, struct reply *r, int year,
                      str feed_address)
{
    struct wheel w = {.ctx = ctx, .year = year};
    w.from = str_printf(ctx->arena, "%d-01-01", year);
    w.until = str_printf(ctx->arena, "%d-01-01", year + 1);
    w.marks = ARENA_ARRAY(ctx->arena, MOST_ROWS * 2, struct chart_activity);
    struct year_wheel v = {
        .csrf = ctx->actor.form_token,
        .year = str_from_int(ctx->arena, year),
        .lists = ARENA_ARRAY(ctx->arena, 3, struct wheel_list),
        .years = ARENA_ARRAY(ctx->arena, 3, struct wheel_year),
        .list_href = kind_address(ctx, &activity_kind, 0),
        .feed_address = feed_address,
    };
    err e = planned(&w);
    e = e ? e : done(&w);
    e = e ? e : feed_fill(ctx, &v);
    if (e) {
        return e;
    }
    list_add(&v, &w.overdue, W("activity.wheel.overdue"));
    list_add(&v, &w.coming, word_args(ctx->arena, ctx->lang, "activity.wheel.coming", &v.year, 1));
    list_add(&v, &w.done, word_args(ctx->arena, ctx->lang, "activity.wheel.done", &v.year, 1));
    for (int y = year - 1; y <= year + 1; y++) {
        str text = str_from_int(ctx->arena, y);
        v.years[v.n_years++] = (struct wheel_year){
            .word = text,
            .href = str_printf(ctx->arena, "%.*s?year=%d", STR_ARG(home(ctx)), y),
            .is_current = y == year};
    }
    v.picture = picture(&w);
    struct html *h = page_begin(ctx);
    year_wheel_html(h, &v);
    struct page page = {.title = W("report.year_wheel"), .current = home(ctx)};
    return page_send(ctx, q, r, &page, h);
}

/* --- calendars --- */

/* What is planned, as all-day events: most calendar programs leave tasks out. Each comes back by
   itself when it is done, so that only the next time is written. */
static err calendar(struct ctx *ctx, const struct request *q, struct reply *r)
{
    struct rows *rows;
    str name = ctx->body.name, until = day_plus_months(ctx->arena, ctx->today, 24);
    err e = db_query(ctx->db, sql_year_wheel_planned,
                     BINDS(B_INT("body", ctx->body.id), B_TEXT("until", until)), &rows);
    if (e) {
        return e;
    }
    r->type = "text/calendar; charset=utf-8";
    ics_start(&r->body, word_args(ctx->arena, ctx->body.lang, "activity.feed.name", &name, 1),
              lang_code(ctx->body.lang), REFRESH_HOURS);
    while (rows_next(rows)) {
        str day = rows_text(rows, 2);
        str address = kind_address(ctx, &activity_kind, rows_int(rows, 0));
        struct ics_event event = {
            .uid = str_printf(ctx->arena, "urn:uuid:%.*s", STR_ARG(rows_text(rows, 6))),
            .summary = rows_text(rows, 1),
            .description = markdown_plain(ctx->arena, rows_text(rows, 5), LONGEST_DESCRIPTION),
            .url = str_printf(ctx->arena, "%.*s%.*s", STR_ARG(q->host), STR_ARG(address)),
            .from_day = day,
            .to_day = STR_NONE,
            .sequence = rows_int(rows, 7),
            .changed_at = rows_int(rows, 8),
        };
        ics_event(&r->body, &event);
    }
    e = rows_end(rows);
    ics_end(&r->body);
    return e ? e : r->body.full ? fault(ctx, ERR_TOO_BIG, "error.too_big") : OK;
}

static err show_wheel(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    if (q->ending == ENDING_ICS) {
        reply_attachment(r,
                         str_printf(ctx->arena, "year-wheel-%.*s.ics", STR_ARG(ctx->body.number)));
        return calendar(ctx, q, r);
    }
    int64_t year = day_year(ctx->today);
    str asked = params_get(&q->query, "year");
    if (asked.p && (!str_to_int(asked, &year) || year < 2000 || year > 2100)) {
        return fault(ctx, ERR_INVALID, "error.422.text");
    }
    return wheel_page(ctx, q, r, (int)year, STR_NONE);
}

/* Calendar programs sign in to nothing: the address itself is the key. It is random, kept only as a
   hash, gives nothing but the wheel, and works while the person may read it. */
static err subscribe(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    if (!ctx->actor.person_id) {
        return fault(ctx, ERR_DENIED, "error.denied");
    }
    str secret = id_secret(ctx->arena);
    err e = db_run(ctx->db, sql_calendar_feed_revoke,
                   BINDS(B_INT("now", ctx->now), B_INT("person", ctx->actor.person_id),
                         B_INT("body", ctx->body.id)),
                   NULL);
    e = e ? e
          : db_run(ctx->db, sql_calendar_feed_add,
                   BINDS(B_INT("body", ctx->body.id), B_INT("person", ctx->actor.person_id),
                         B_TEXT("hash", sha256_hex(ctx->arena, secret)), B_INT("now", ctx->now)),
                   NULL);
    if (e) {
        return e;
    }
    str address =
        str_printf(ctx->arena, "%.*s/calendar/%.*s.ics", STR_ARG(q->host), STR_ARG(secret));
    return wheel_page(ctx, q, r, day_year(ctx->today), address);
}

static err revoke(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    err e = db_run(ctx->db, sql_calendar_feed_revoke,
                   BINDS(B_INT("now", ctx->now), B_INT("person", ctx->actor.person_id),
                         B_INT("body", ctx->body.id)),
                   NULL);
    return e ? e : page_see(ctx, r, home(ctx), KEY("activity.feed.revoked"), STR_NONE);
}

static err show_feed(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct rows *rows;
    err e = db_query(ctx->db, sql_calendar_feed_of,
                     BINDS(B_TEXT("hash", sha256_hex(ctx->arena, q->args[0])),
                           B_INT("roles", ROLES_BODY), B_TEXT("today", ctx->today)),
                     &rows);
    if (e) {
        return e;
    }
    int64_t body = rows_next(rows) ? rows_int(rows, 1) : 0;
    e = rows_end(rows);
    if (e || !body) {
        return e ? e : fault(ctx, ERR_MISSING, "error.missing");
    }
    e = ctx_body(ctx, body);
    return e ? e : calendar(ctx, q, r);
}

#define WHEEL "/o/{organisation}/year-wheel"
const struct route activity_routes[] = {
    ROUTE(METHOD_GET, WHEEL, ROLES_BODY, 0, show_wheel, NULL,
          "the year wheel; .ics for a calendar"),
    ROUTE(METHOD_POST, WHEEL "/subscription", ROLES_BODY, 0, subscribe, NULL,
          "a secret calendar address of one's own"),
    ROUTE(METHOD_POST, WHEEL "/subscription/revoke", ROLES_BODY, 0, revoke, NULL,
          "make one's calendar address stop working"),
    ROUTE(METHOD_GET, "/calendar/{secret}", 0, ROUTE_OPEN, show_feed, NULL,
          "a year wheel by its secret address, for calendar programs"),
    {0},
};

const struct report year_wheel_report = {
    .name = "year_wheel",
    .path = "/year-wheel",
    .group = "work",
    .icon = "Calendar",
    .order = 60,
    .roles = ROLES_BODY,
};
