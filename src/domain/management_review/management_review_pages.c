/* management_review_pages.c - the decisions on a review's page, and the steps with them. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "domain/management_review/management_review.h"
#include "domain/management_review/review_decisions.h"
#include "domain/measure/measure.h"
#include "format/json/write.h"
#include "kind/ask.h"
#include "kind/pages.h"
#include "review_decisions.html.h"

/* --- the panel --- */

static void fill(struct ctx *ctx, const struct review_decision *d, str address, bool may,
                 bool is_signed, struct review_decision_row *row)
{
    str base = str_printf(ctx->arena, "%.*s/decisions/%lld", STR_ARG(address), (long long)d->id);
    *row = (struct review_decision_row){
        .text = d->text,
        .responsible = d->responsible,
        .due_iso = d->due_on,
        .done_iso = d->done_on,
        .is_overdue = d->due_on.n && !d->done_on.n && str_compare(d->due_on, ctx->today) < 0,
    };
    row->due = d->due_on.n ? text_day(ctx->arena, ctx->lang, d->due_on) : STR_NONE;
    row->done = d->done_on.n ? text_day(ctx->arena, ctx->lang, d->done_on) : STR_NONE;
    if (d->measure_id) {
        row->measure =
            word_args(ctx->arena, ctx->lang, "management_review.decision.measure", &d->measure, 1);
        row->measure_href = kind_address(ctx, &measure_kind, d->measure_id);
    }
    if (may && !d->done_on.n) {
        row->done_action = str_printf(ctx->arena, "%.*s/done", STR_ARG(base));
    }
    if (may && !d->done_on.n && !d->measure_id) {
        row->measure_action = str_printf(ctx->arena, "%.*s/measure", STR_ARG(base));
    }
    if (may && !is_signed) {
        row->remove_action = str_printf(ctx->arena, "%.*s/remove", STR_ARG(base));
    }
}

static err draw_decisions(struct ctx *ctx, struct thing *t, struct html *h)
{
    struct review_decision *decisions;
    struct review_decisions v = {.csrf = ctx->actor.form_token};
    bool may = ctx_may(ctx, ROLES_WORK) && !ctx->actor.read_only;
    bool is_signed = str_is(t->state, "signed");
    str address = kind_address(ctx, t->kind, t->id);
    err e = review_decisions(ctx, t->id, &decisions, &v.n_rows);
    if (e) {
        return e;
    }
    v.count = v.n_rows ? text_int(ctx->arena, ctx->lang, (int64_t)v.n_rows) : STR_NONE;
    if (may && !is_signed) {
        v.add_href = str_printf(ctx->arena, "%.*s/decisions/new", STR_ARG(address));
    }
    v.rows = ARENA_ARRAY(ctx->arena, v.n_rows, struct review_decision_row);
    for (size_t i = 0; i < v.n_rows; i++) {
        fill(ctx, &decisions[i], address, may, is_signed, &v.rows[i]);
    }
    review_decisions_html(h, &v);
    return OK;
}

const struct panel review_decisions_panel = {
    .kind = "management_review", .order = 10, .place = PANEL_TOP, .draw = draw_decisions};

/* --- steps --- */

static const struct ask_field asks[] = {
    {.name = "text",
     .type = ASK_AREA,
     .is_required = true,
     .label = KEY("management_review.decision.text")},
    {.name = "responsible_id",
     .type = ASK_PERSON,
     .label = KEY("management_review.decision.responsible_id")},
    {.name = "due_on", .type = ASK_DAY, .label = KEY("management_review.decision.due")},
};

static err open_ask(struct ctx *ctx, const struct request *q, struct management_review **out,
                    struct ask *ask)
{
    struct thing *t;
    err e = pages_thing(ctx, q, &management_review_kind, &t);
    if (e) {
        return e;
    }
    *out = (struct management_review *)t;
    *ask = (struct ask){
        .thing = t,
        .title = W("management_review.decision.add"),
        .intro = W("management_review.decision.intro"),
        .action =
            str_printf(ctx->arena, "%.*s/decisions", STR_ARG(kind_address(ctx, t->kind, t->id))),
        .save_word = W("management_review.decision.add"),
        .fields = asks,
        .n_fields = sizeof asks / sizeof *asks,
    };
    return OK;
}

static err show_add(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct management_review *review;
    struct ask ask;
    err e = open_ask(ctx, q, &review, &ask);
    return e ? e : ask_send(ctx, q, r, &ask);
}

static err write_decisions(struct ctx *ctx, const struct management_review *review, struct reply *r)
{
    struct review_decision *decisions;
    struct json_writer w;
    size_t n;
    err e = review_decisions(ctx, review->thing.id, &decisions, &n);
    if (e) {
        return e;
    }
    r->type = "application/json";
    json_start(&w, &r->body);
    json_object_start(&w);
    json_key(&w, "items");
    json_array_start(&w);
    for (size_t i = 0; i < n; i++) {
        json_object_start(&w);
        json_member_int(&w, "id", decisions[i].id);
        json_member_text(&w, "text", decisions[i].text);
        json_member_int(&w, "responsible_id", decisions[i].responsible_id);
        json_member_text(&w, "responsible", decisions[i].responsible);
        json_member_text(&w, "due_on", decisions[i].due_on);
        json_member_text(&w, "done_on", decisions[i].done_on);
        json_member_int(&w, "measure_id", decisions[i].measure_id);
        json_object_end(&w);
    }
    json_array_end(&w);
    json_object_end(&w);
    return OK;
}

/* The decisions for programs; people have them on the review's page. */
static err show_all(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct management_review *review;
    struct ask unused;
    err e = open_ask(ctx, q, &review, &unused);
    if (!e && q->ending == ENDING_PAGE) {
        reply_see(r, kind_address(ctx, &management_review_kind, review->thing.id));
        return OK;
    }
    return e ? e : write_decisions(ctx, review, r);
}

static err see(struct ctx *ctx, const struct request *q, struct reply *r,
               const struct management_review *review, const char *key)
{
    str address = kind_address(ctx, &management_review_kind, review->thing.id);
    return q->is_api ? write_decisions(ctx, review, r) : page_see(ctx, r, address, key, STR_NONE);
}

static err do_add(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct management_review *review;
    struct ask ask;
    struct params p;
    err e = open_ask(ctx, q, &review, &ask);
    e = e ? e : pages_params(ctx, q, &p);
    if (e) {
        return e;
    }
    int64_t responsible = 0;
    str asked = params_get(&p, "responsible_id"), due = params_get(&p, "due_on"), day;
    if (asked.n && !str_to_int(asked, &responsible)) {
        responsible = -1; /* nobody: told as such */
    }
    day = due.n && day_read(ctx->arena, due, &day) ? day : due;
    e = review_decision_add(ctx, review, params_get(&p, "text"), responsible, day);
    return e ? ask_again(ctx, q, r, &ask, e)
             : see(ctx, q, r, review, KEY("management_review.decision.added"));
}

static err decision_of(struct ctx *ctx, const struct request *q, struct management_review **review,
                       int64_t *id)
{
    struct ask unused;
    err e = open_ask(ctx, q, review, &unused);
    if (!e && !str_to_int(q->args[2], id)) {
        e = fault(ctx, ERR_MISSING, "error.missing");
    }
    return e;
}

static err do_remove(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct management_review *review;
    int64_t id;
    err e = decision_of(ctx, q, &review, &id);
    e = e ? e : review_decision_remove(ctx, review, id);
    return e ? e : see(ctx, q, r, review, KEY("management_review.decision.removed"));
}

static err do_done(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct management_review *review;
    int64_t id;
    err e = decision_of(ctx, q, &review, &id);
    e = e ? e : review_decision_done(ctx, review, id);
    return e ? e : see(ctx, q, r, review, KEY("management_review.decision.done"));
}

static err do_measure(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct management_review *review;
    int64_t id, measure_id;
    err e = decision_of(ctx, q, &review, &id);
    e = e ? e : review_decision_measure(ctx, review, id, &measure_id);
    return e ? e
             : page_see(ctx, r, kind_address(ctx, &measure_kind, measure_id),
                        KEY("management_review.decision.measure_made"), STR_NONE);
}

#define DECISIONS "/o/{organisation}/management-reviews/{id}/decisions"
const struct route management_review_routes[] = {
    ROUTE(METHOD_GET, DECISIONS, ROLES_READ | ROLE_STEERING_READER, 0, show_all, NULL,
          "the decisions of a review"),
    ROUTE(METHOD_GET, DECISIONS "/new", ROLES_WORK, 0, show_add, NULL, "form for a decision"),
    ROUTE(METHOD_POST, DECISIONS, ROLES_WORK, 0, do_add, NULL, "add a decision to a review"),
    ROUTE(METHOD_POST, DECISIONS "/{decision}/remove", ROLES_WORK, 0, do_remove, NULL,
          "remove a decision before the review is signed"),
    ROUTE(METHOD_POST, DECISIONS "/{decision}/done", ROLES_WORK, 0, do_done, NULL,
          "a decision was carried out"),
    ROUTE(METHOD_POST, DECISIONS "/{decision}/measure", ROLES_WORK, 0, do_measure, NULL,
          "make a decision a measure"),
    {0},
};
