/* start.c - the first run: from a name in the register to a useful state in a quarter of an hour.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "exchange/start/start_view.h"

#include "domain/grant/grant.h"
#include "domain/organisation/organisation.h"
#include "domain/requirement_status/requirement_status.h"
#include "exchange/starter.h"
#include "kind/page.h"
#include "start_body_view.html.h"
#include "start_done_view.html.h"
#include "start_questions_view.html.h"
#include "start_services_view.html.h"
#include "web/route.h"

#include <string.h>

enum { MOST_FOUND = 40, MOST_SERVICES = 100 };

/* --- which body --- */

static str note_of(struct ctx *ctx, const struct rows *r)
{
    str key = str_printf(ctx->arena, "organisation.level.%.*s", STR_ARG(rows_text(r, 2)));
    str level = word_has(key.p) ? word(ctx->lang, key.p) : STR("");
    int64_t people = rows_int(r, 4);
    str number = rows_text(r, 5);
    str args[] = {text_int(ctx->arena, ctx->lang, people)};
    str inhabitants =
        people ? word_args(ctx->arena, ctx->lang, "start.body.people", args, 1) : STR("");
    return str_printf(ctx->arena, "%.*s%s%.*s%s%.*s", STR_ARG(level), number.n ? " · " : "",
                      STR_ARG(number), inhabitants.n ? " · " : "", STR_ARG(inhabitants));
}

/* Bodies of the register whose name begins with, or number is, what was typed: those that are in
   use, and those that the actor may take in use. */
static err bodies_find(struct ctx *ctx, str typed, struct start_body_view *v)
{
    struct rows *rows;
    str sql = str_printf(
        ctx->arena,
        "SELECT t.id, t.name, t.level, t.in_use, t.population, coalesce(t.number, t.code) "
        "FROM organisation t WHERE t.deleted_at IS NULL AND t.demo = 0 AND t.state = 'active' "
        "AND (lower(t.name) LIKE :like OR lower(coalesce(t.name_nn, '')) LIKE :like "
        "OR t.number = :typed) AND (t.in_use = 1 OR %s) "
        "ORDER BY t.in_use DESC, t.name COLLATE norwegian LIMIT :most",
        organisation_kept);
    err e = db_query(
        ctx->db, sql.p,
        BINDS(
            B_INT("body", 0), B_INT("actor", ctx->actor.person_id), B_TEXT("today", ctx->today),
            B_TEXT("like", str_printf(ctx->arena, "%.*s%%", STR_ARG(str_lower(ctx->arena, typed)))),
            B_TEXT("typed", typed), B_INT("most", MOST_FOUND)),
        &rows);
    if (e) {
        return e;
    }
    v->bodies = ARENA_ARRAY(ctx->arena, MOST_FOUND, struct start_body);
    while (v->n_bodies < MOST_FOUND && rows_next(rows)) {
        v->bodies[v->n_bodies++] = (struct start_body){
            .id = str_from_int(ctx->arena, rows_int(rows, 0)),
            .name = str_copy(ctx->arena, rows_text(rows, 1)),
            .note = note_of(ctx, rows),
            .in_use = rows_int(rows, 3) != 0,
            .href = str_printf(ctx->arena, "/o/%.*s", STR_ARG(rows_text(rows, 5))),
        };
    }
    return rows_end(rows);
}

static err body_show(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    (void)data;
    str typed = str_trim(params_get(&q->query, "q"));
    struct start_body_view v = {
        .form_token = ctx->actor.form_token, .search = typed, .is_asked = typed.n > 0};
    err e = typed.n ? bodies_find(ctx, typed, &v) : OK;
    if (e) {
        return e;
    }
    struct html *h = page_begin(ctx);
    start_body_view_html(h, &v);
    return page_send(ctx, q, r,
                     &(struct page){.title = W("start.body.title"), .current = STR("/start")}, h);
}

/* The operator who takes a body in use begins as its security officer and manager, so that the
   first run can be done; he hands the roles on afterwards. The grants are the program's, since
   nobody grants to himself. */
static err take_in_use(struct ctx *ctx, int64_t id)
{
    static const enum role roles[] = {ROLE_OFFICER, ROLE_TOP_MANAGEMENT, ROLE_OPERATOR};
    struct actor me = ctx->actor;
    int64_t in_use = 0;
    err e =
        db_int(ctx->db,
               "SELECT in_use FROM organisation WHERE id = :id AND deleted_at IS NULL AND demo = 0",
               BINDS(B_INT("id", id)), &in_use);
    if (!e && in_use) {
        return fault(ctx, ERR_CONFLICT, "start.body.taken");
    }
    e = e ? e : organisation_take_in_use(ctx, id);
    e = e ? e : ctx_body(ctx, id);
    ctx->actor = (struct actor){.roles = ROLES_ALL};
    for (size_t i = 0; i < sizeof roles / sizeof *roles && !e; i++) {
        e = grant_give(ctx, me.person_id, roles[i], false);
    }
    e = e ? e : requirement_status_fill(ctx, NULL);
    ctx->actor = me;
    return e;
}

static err body_choose(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    (void)data;
    int64_t id;
    if (!str_to_int(params_get(&q->form, "organisation_id"), &id)) {
        return fault(ctx, ERR_MISSING, "error.missing_body");
    }
    err e = take_in_use(ctx, id);
    if (e) {
        return e;
    }
    reply_see(r, str_printf(ctx->arena, "/o/%.*s/start", STR_ARG(ctx->body.number)));
    return OK;
}

/* --- what it does --- */

static str address(struct ctx *ctx, const char *rest)
{
    return str_printf(ctx->arena, "/o/%.*s%s", STR_ARG(ctx->body.number), rest);
}

static err services_show(struct ctx *ctx, const struct request *q, struct reply *r,
                         const struct starter *set)
{
    struct start_services_view v = {
        .action = address(ctx, "/start"),
        .form_token = ctx->actor.form_token,
        .body_name = ctx->body.name,
        .services = ARENA_ARRAY(ctx->arena, MOST_SERVICES, struct start_service)};
    const struct json *node;
    for (size_t i = 0; v.n_services < MOST_SERVICES && (node = starter_at(set, "services", i));
         i++) {
        v.services[v.n_services++] =
            (struct start_service){.id = json_get_str(node, "id"),
                                   .name = seed_text(ctx, node, "name"),
                                   .description = seed_text(ctx, node, "description"),
                                   .is_chosen = true};
    }
    struct html *h = page_begin(ctx);
    start_services_view_html(h, &v);
    return page_send(ctx, q, r,
                     &(struct page){.title = W("start.services.title"), .current = v.action}, h);
}

/* --- five questions --- */

static const char *const answers[] = {"yes", "partly", "no", "unknown"};
static const enum answer answer_of[] = {ANSWER_YES, ANSWER_PARTLY, ANSWER_NO, ANSWER_UNKNOWN};

static err questions_show(struct ctx *ctx, const struct request *q, struct reply *r,
                          const struct starter *set, const struct params *given, bool is_wrong)
{
    struct start_questions_view v = {
        .action = address(ctx, "/start"),
        .form_token = ctx->actor.form_token,
        .is_wrong = is_wrong,
        .kept = ARENA_ARRAY(ctx->arena, given->n + 1, struct start_kept),
        .questions = ARENA_ARRAY(ctx->arena, STARTER_QUESTIONS, struct start_question)};
    for (size_t i = 0; i < given->n; i++) {
        if (str_is(given->at[i].name, "service")) {
            v.kept[v.n_kept++] = (struct start_kept){given->at[i].name, given->at[i].value};
        }
    }
    const struct json *node;
    for (size_t i = 0; i < STARTER_QUESTIONS && (node = starter_at(set, "questions", i)); i++) {
        struct start_question *to = &v.questions[v.n_questions++];
        *to = (struct start_question){
            .name = str_printf(ctx->arena, "q%zu", i),
            .number = str_from_int(ctx->arena, (int64_t)i + 1),
            .text = seed_text(ctx, node, "text"),
            .why = seed_text(ctx, node, "why"),
            .source = seed_text(ctx, node, "source"),
            .n_answers = 4,
        };
        for (size_t j = 0; j < 4; j++) {
            str key = str_printf(ctx->arena, "start.answer.%s", answers[j]);
            to->answers[j] =
                (struct start_answer){str_of(answers[j]), word(ctx->lang, key.p),
                                      str_is(params_get(given, to->name.p), answers[j])};
        }
    }
    if (is_wrong) {
        r->status = 422;
    }
    struct html *h = page_begin(ctx);
    start_questions_view_html(h, &v);
    return page_send(ctx, q, r,
                     &(struct page){.title = W("start.questions.title"), .current = v.action}, h);
}

static err start_show(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    (void)data;
    struct starter set;
    err e = starter_read(ctx, &set);
    if (e) {
        return e;
    }
    return str_is(params_get(&q->query, "step"), "questions")
               ? questions_show(ctx, q, r, &set, &q->query, false)
               : services_show(ctx, q, r, &set);
}

/* --- what came of it --- */

static void made(struct ctx *ctx, struct start_done_view *v, int64_t n, const char *plural)
{
    const struct kind *k = kind_at(str_of(plural));
    v->made[v->n_made++] = (struct start_made){
        text_int(ctx->arena, ctx->lang, n), str_lower(ctx->arena, kind_word(ctx, k, "many", NULL)),
        kind_address(ctx, k, 0)};
}

static err done_show(struct ctx *ctx, const struct request *q, struct reply *r,
                     const struct starter_result *result)
{
    struct start_done_view v = {
        .body_name = ctx->body.name,
        .made = ARENA_ARRAY(ctx->arena, 8, struct start_made),
        .risks_href = address(ctx, "/risks"),
        .overview_href = address(ctx, ""),
        .report_href = address(ctx, "/council-report"),
        .persons_href = address(ctx, "/persons"),
        .reviews_href = address(ctx, "/management-reviews"),
        .year_wheel_href = address(ctx, "/year-wheel"),
    };
    made(ctx, &v, result->services, "services");
    made(ctx, &v, result->information_types, "information-types");
    made(ctx, &v, result->systems, "systems");
    made(ctx, &v, result->suppliers, "suppliers");
    made(ctx, &v, result->risks, "risks");
    made(ctx, &v, result->measures, "measures");
    made(ctx, &v, result->activities, "activities");
    made(ctx, &v, result->documents, "documents");
    struct html *h = page_begin(ctx);
    start_done_view_html(h, &v);
    str title = word_args(ctx->arena, ctx->lang, "start.done.title", &v.body_name, 1);
    return page_send(ctx, q, r, &(struct page){.title = title, .current = address(ctx, "/start")},
                     h);
}

static err start_make(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    (void)data;
    struct starter set;
    struct starter_result result;
    struct starter_choice choice = {.services = ARENA_ARRAY(ctx->arena, q->form.n + 1, str)};
    err e = starter_read(ctx, &set);
    if (e) {
        return e;
    }
    for (size_t i = 0; i < q->form.n; i++) {
        if (str_is(q->form.at[i].name, "service")) {
            choice.services[choice.n_services++] = q->form.at[i].value;
        }
    }
    for (size_t i = 0; i < STARTER_QUESTIONS; i++) {
        str given = params_get(&q->form, str_printf(ctx->arena, "q%zu", i).p);
        bool known = false;
        for (size_t j = 0; j < 4; j++) {
            if (str_is(given, answers[j])) {
                choice.answers[i] = answer_of[j];
                known = true;
            }
        }
        if (!known) {
            e = questions_show(ctx, q, r, &set, &q->form, true);
            return e ? e : ERR_INVALID;
        }
    }
    e = starter_apply(ctx, &set, &choice, &result);
    e = e ? e
          : db_run(ctx->db, "UPDATE organisation SET set_up_at = :now WHERE id = :body",
                   BINDS(B_INT("now", ctx->now), B_INT("body", ctx->body.id)), NULL);
    return e ? e : done_show(ctx, q, r, &result);
}

const struct route start_routes[] = {
    ROUTE(METHOD_GET, "/start", ROLE_OPERATOR, 0, body_show, NULL,
          "choose a body from the register"),
    ROUTE(METHOD_POST, "/start", ROLE_OPERATOR, 0, body_choose, NULL, "take a body in use"),
    ROUTE(METHOD_GET, "/o/{organisation}/start", ROLE_OFFICER | ROLE_TOP_MANAGEMENT, 0, start_show,
          NULL, "first run: services and five questions"),
    ROUTE(METHOD_POST, "/o/{organisation}/start", ROLE_OFFICER | ROLE_TOP_MANAGEMENT, 0, start_make,
          NULL, "first run: make the starter set"),
    {0},
};

const struct report start_report = {
    .name = "start",
    .path = "/start",
    .group = "settings",
    .icon = "Sparkles",
    .order = 5,
    .roles = ROLE_OFFICER | ROLE_TOP_MANAGEMENT,
};
