/* exercise_pages.c - the ready scenarios, and planning one of them. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/embedded.h"
#include "domain/exercise/exercise.h"
#include "domain/exercise/ready_exercises.h"
#include "format/yaml/read.h"
#include "kind/pages.h"
#include "kind/store.h"
#include "ready_exercises.html.h"

/* The scenarios of the shared starter set. */
static err scenarios(struct ctx *ctx, const struct json **out)
{
    const struct embedded *file = embedded_find(STR("library/starter/common.yaml"));
    const struct json *set;
    if (!file) {
        return fault(ctx, ERR_BROKEN, "error.500.text");
    }
    err e = yaml_read(ctx->arena, str_n((const char *)file->data, file->n), &json_limits_document,
                      &set, NULL);
    if (e) {
        return fault(ctx, ERR_BROKEN, "error.500.text");
    }
    *out = json_get(set, "exercises");
    return OK;
}

/* A text of the set in the body's language: what is planned from it is the body's own. */
static str said(struct ctx *ctx, const struct json *texts)
{
    return json_get_str(texts, lang_code(ctx->body.lang));
}

static str *all_said(struct ctx *ctx, const struct json *list, size_t *n)
{
    str *out = ARENA_ARRAY(ctx->arena, json_count(list), str);
    for (*n = 0; *n < json_count(list); (*n)++) {
        out[*n] = said(ctx, json_item(list, *n));
    }
    return out;
}

static err is_used(struct ctx *ctx, str id, bool *out)
{
    int64_t n;
    err e = db_int(ctx->db,
                   "SELECT count(*) FROM exercise WHERE organisation_id = :body AND template = :id "
                   "AND deleted_at IS NULL",
                   BINDS(B_INT("body", ctx->body.id), B_TEXT("id", id)), &n);
    *out = n > 0;
    return e;
}

static err fill(struct ctx *ctx, const struct json *x, struct ready_exercise *row)
{
    int64_t hours;
    const char *form = str_z(ctx->arena, json_get_str(x, "form"));
    *row = (struct ready_exercise){
        .id = json_get_str(x, "id"),
        .title = said(ctx, json_get(x, "title")),
        .form = kind_word(ctx, &exercise_kind, "form", form),
        .purpose = said(ctx, json_get(x, "purpose")),
        .scenario = said(ctx, json_get(x, "scenario")),
    };
    if (json_to_int(json_get(x, "duration"), &hours)) {
        row->duration = word_n(ctx->arena, ctx->lang, KEY("exercise.ready.hours"), hours);
    }
    row->questions = all_said(ctx, json_get(x, "questions"), &row->n_questions);
    row->goals = all_said(ctx, json_get(x, "goals"), &row->n_goals);
    if (ctx_may(ctx, exercise_kind.create) && !ctx->actor.read_only) {
        row->use_action =
            str_printf(ctx->arena, "%.*s/ready/%.*s", STR_ARG(kind_address(ctx, &exercise_kind, 0)),
                       STR_ARG(row->id));
    }
    return is_used(ctx, row->id, &row->is_used);
}

static err show_ready(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    const struct json *list;
    struct ready_exercises v = {.csrf = ctx->actor.form_token,
                                .lang = str_of(lang_code(ctx->body.lang))};
    err e = scenarios(ctx, &list);
    v.rows = ARENA_ARRAY(ctx->arena, e ? 0 : json_count(list), struct ready_exercise);
    for (size_t i = 0; !e && i < json_count(list); i++) {
        e = fill(ctx, json_item(list, i), &v.rows[v.n_rows++]);
    }
    if (e) {
        return e;
    }
    struct html *h = page_begin(ctx);
    ready_exercises_html(h, &v);
    str address = kind_address(ctx, &exercise_kind, 0);
    struct frame_link crumbs[] = {
        {.word = kind_word(ctx, &exercise_kind, "many", NULL), .href = address},
        {.word = W("exercise.ready"), .href = q->path, .is_current = true},
    };
    struct page page = {.title = W("exercise.ready"),
                        .current = str_printf(ctx->arena, "%.*s/ready", STR_ARG(address)),
                        .crumbs = crumbs,
                        .n_crumbs = 2};
    return page_send(ctx, q, r, &page, h);
}

/* "1. ..." or "- ..." under one another. */
static void lines(struct buf *b, const str *rows, size_t n, const char *mark)
{
    for (size_t i = 0; i < n; i++) {
        buf_printf(b, "%s%s%.*s", i ? "\n" : "", mark, STR_ARG(rows[i]));
    }
}

static err use_ready(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    const struct json *list, *x = NULL;
    err e = scenarios(ctx, &list);
    for (size_t i = 0; !e && i < json_count(list); i++) {
        if (str_eq(json_get_str(json_item(list, i), "id"), q->args[1])) {
            x = json_item(list, i);
        }
    }
    if (e || !x) {
        return e ? e : fault(ctx, ERR_MISSING, "exercise.ready.missing");
    }
    struct ready_exercise row;
    struct buf goals, scenario;
    e = fill(ctx, x, &row);
    if (e) {
        return e;
    }
    buf_init(&goals, ctx->arena, 64 * KIB);
    buf_init(&scenario, ctx->arena, 64 * KIB);
    lines(&goals, row.goals, row.n_goals, "- ");
    buf_str(&scenario, row.scenario);
    buf_printf(&scenario, "\n\n**%.*s**\n\n",
               STR_ARG(word(ctx->body.lang, KEY("exercise.ready.questions"))));
    lines(&scenario, row.questions, row.n_questions, "- ");
    struct exercise *exercise = (struct exercise *)thing_new(ctx, &exercise_kind);
    exercise->title = row.title;
    exercise->form = json_get_str(x, "form");
    exercise->purpose = row.purpose;
    exercise->goals = buf_as_str(&goals);
    exercise->scenario = buf_as_str(&scenario);
    exercise->template = row.id;
    e = thing_create(ctx, &exercise->thing);
    return e ? e
             : page_see(ctx, r, kind_address(ctx, &exercise_kind, exercise->thing.id),
                        KEY("exercise.ready.used"), STR_NONE);
}

const struct route exercise_routes[] = {
    ROUTE(METHOD_GET, "/o/{organisation}/exercises/ready", ROLES_BODY, 0, show_ready, NULL,
          "scenarios that come with the program"),
    ROUTE(METHOD_POST, "/o/{organisation}/exercises/ready/{scenario}", ROLES_WORK, 0, use_ready,
          NULL, "plan an exercise from a scenario"),
    {0},
};

const struct report ready_exercises_report = {
    .name = "ready_exercises",
    .path = "/exercises/ready",
    .group = "work",
    .icon = "Book",
    .order = 41,
    .roles = ROLES_WORK,
};
