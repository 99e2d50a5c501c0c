/* exercise.c - what an exercise is, and which steps it may take. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/exercise/exercise.h"

/* The four forms of DSB's guide to exercises. */
static const char *const forms[] = {"tabletop", "simulation", "functional", "full_scale", NULL};
static const char *const states[] = {"planned", "run", "evaluated", "cancelled", NULL};
/* Once it has been run its day can no longer be overdue. */
static const char *const ends[] = {"run", "evaluated", "cancelled", NULL};
static const char *const locked[] = {"evaluated", "cancelled", NULL};

static const struct field fields[] = {
    {FIELD(struct exercise, title), .type = FIELD_TEXT,
     .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_SEARCH},
    {FIELD(struct exercise, form), .type = FIELD_CHOICE, .choices = forms, .preset = "tabletop",
     .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_FILTER},
    {FIELD(struct exercise, planned_on), .type = FIELD_DAY,
     .flags = FIELD_COLUMN | FIELD_FILTER | FIELD_DUE},
    {FIELD(struct exercise, leader_id), .type = FIELD_LINK, .link = "person",
     .flags = FIELD_COLUMN | FIELD_FILTER},
    {FIELD(struct exercise, participant_ids), .type = FIELD_LINKS, .link = "person",
     .through = "exercise_person"},
    {FIELD(struct exercise, participants_text), .type = FIELD_TEXT, .max = 1000},
    {FIELD(struct exercise, service_ids), .type = FIELD_LINKS, .link = "service",
     .through = "exercise_service"},
    {FIELD(struct exercise, purpose), .type = FIELD_PROSE, .flags = FIELD_SEARCH,
     .group = "content"},
    {FIELD(struct exercise, goals), .type = FIELD_PROSE, .source = "https://www.digdir.no/"},
    {FIELD(struct exercise, scenario), .type = FIELD_PROSE, .flags = FIELD_SEARCH},
    {FIELD(struct exercise, ran_on), .type = FIELD_DAY,
     .flags = FIELD_ASKED | FIELD_COLUMN | FIELD_FILTER, .group = "after"},
    {FIELD(struct exercise, results), .type = FIELD_PROSE, .flags = FIELD_ASKED},
    {FIELD(struct exercise, evaluation), .type = FIELD_PROSE, .flags = FIELD_ASKED | FIELD_SEARCH,
     .source = "https://www.digdir.no/"},
    {FIELD(struct exercise, evaluated_on), .type = FIELD_DAY, .flags = FIELD_COMPUTED},
    {FIELD(struct exercise, template), .type = FIELD_TEXT, .flags = FIELD_COMPUTED},
};

static bool was_run(const struct thing *t)
{
    return str_is(t->state, "run") || str_is(t->state, "evaluated");
}

static err check(struct ctx *ctx, struct thing *t, const struct thing *before)
{
    struct exercise *x = (struct exercise *)t;
    if (str_compare(x->ran_on, ctx->today) > 0) {
        fault_at(ctx, "ran_on", "exercise.ran_on.future");
    } else if (x->ran_on.n && str_is(t->state, "planned")) {
        fault_at(ctx, "ran_on", "exercise.ran_on.planned");
    } else if (!x->ran_on.n && was_run(t)) {
        fault_at(ctx, "ran_on", "exercise.ran_on.missing");
    }
    return ctx->fault.n_fields ? ERR_INVALID : OK;
}

static err run(struct ctx *ctx, struct thing *t, str reason)
{
    struct exercise *x = (struct exercise *)t;
    if (!x->ran_on.n) {
        x->ran_on = ctx->today;
    }
    return OK; /* check() sees to it that the day has been */
}

/* Preparedness that is not evaluated teaches nobody: DSB's guide counts the evaluation as part of
 * the exercise. */
static err evaluate(struct ctx *ctx, struct thing *t, str reason)
{
    ((struct exercise *)t)->evaluated_on = ctx->today;
    return OK;
}

static err reopen(struct ctx *ctx, struct thing *t, str reason)
{
    ((struct exercise *)t)->evaluated_on = STR_NONE;
    return OK;
}

static const char *const planned[] = {"planned", NULL};
static const char *const has_run[] = {"run", NULL};
static const char *const evaluated[] = {"evaluated", NULL};
static const char *const asks_run[] = {"ran_on", "participants_text", NULL};
static const char *const asks_evaluate[] = {"results", "!evaluation", NULL};

static const struct verb verbs[] = {
    {.name = "run",
     .from = planned,
     .to = "run",
     .roles = ROLES_WORK,
     .asks = asks_run,
     .flags = VERB_MAIN,
     .run = run},
    {.name = "evaluate",
     .from = has_run,
     .to = "evaluated",
     .roles = ROLES_WORK,
     .asks = asks_evaluate,
     .flags = VERB_MAIN,
     .run = evaluate},
    {.name = "reopen",
     .from = evaluated,
     .to = "run",
     .roles = ROLES_WORK,
     .flags = VERB_REASON,
     .run = reopen},
    {.name = "cancel",
     .from = planned,
     .to = "cancelled",
     .roles = ROLES_WORK,
     .flags = VERB_REASON | VERB_DANGER},
};

static const struct view views[] = {
    {"planned", "state=planned"},
    {"overdue", "state=planned&planned_on[lt]=today"},
    {"to_evaluate", "state=run"},
    {"evaluated", "state=evaluated"},
};

const struct kind exercise_kind = {
    .name = "exercise",
    .plural = "exercises",
    .prefix = "OV",
    .group = "work",
    .icon = "PersonGroup",
    .order = 40,
    .size = sizeof(struct exercise),
    .fields = fields,
    .n_fields = sizeof fields / sizeof *fields,
    .title = "title",
    .states = states,
    .ends = ends,
    .locked = locked,
    .verbs = verbs,
    .n_verbs = sizeof verbs / sizeof *verbs,
    .views = views,
    .n_views = sizeof views / sizeof *views,
    .sort = "-planned_on",
    .read = ROLES_BODY | ROLE_STEERING_READER,
    .create = ROLES_WORK,
    .change = ROLES_WORK,
    .remove = ROLE_OFFICER,
    .erase = KIND_ERASERS,
    .check = check,
};
