/* lesson.c - what a lesson is, and when it counts as used. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/lesson/lesson.h"

static const char *const sources[] = {"incident", "exercise", "audit", "other", NULL};
static const char *const states[] = {"open", "used", "closed", NULL};
static const char *const ends[] = {"used", "closed", NULL};
static const char *const locked[] = {"closed", NULL};

static const struct field fields[] = {
    {FIELD(struct lesson, title), .type = FIELD_TEXT,
     .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_SEARCH},
    {FIELD(struct lesson, description), .type = FIELD_PROSE, .flags = FIELD_SEARCH},
    {FIELD(struct lesson, source), .type = FIELD_CHOICE, .choices = sources,
     .flags = FIELD_COLUMN | FIELD_FILTER, .group = "source"},
    {FIELD(struct lesson, incident_id), .type = FIELD_LINK, .link = "incident",
     .readers = ROLES_READ},
    {FIELD(struct lesson, exercise_id), .type = FIELD_LINK, .link = "exercise"},
    {FIELD(struct lesson, finding_id), .type = FIELD_LINK, .link = "finding",
     .readers = ROLES_READ},
    {FIELD(struct lesson, risk_ids), .type = FIELD_LINKS, .link = "risk", .through = "lesson_risk",
     .group = "use"},
    {FIELD(struct lesson, measure_ids), .type = FIELD_LINKS, .link = "measure",
     .through = "lesson_measure"},
    {FIELD(struct lesson, used_on), .type = FIELD_DAY,
     .flags = FIELD_COMPUTED | FIELD_COLUMN | FIELD_FILTER},
};

static bool has_link(const struct lesson *l)
{
    return l->risk_ids.n || l->measure_ids.n;
}

/* A lesson that was begun on the page of an incident has its link, and so its source. */
static str source_of(const struct lesson *l)
{
    if ((l->incident_id != 0) + (l->exercise_id != 0) + (l->finding_id != 0) != 1) {
        return l->source;
    }
    return l->incident_id ? STR("incident") : l->exercise_id ? STR("exercise") : STR("audit");
}

/* The link that fits the source, and no other. An audit's lesson may lack a finding: good practice
 * is none. */
static void check_source(struct ctx *ctx, const struct lesson *l)
{
    bool incident = str_is(l->source, "incident"), exercise = str_is(l->source, "exercise"),
         audit = str_is(l->source, "audit");
    if (!l->source.n) {
        fault_at(ctx, "source", "lesson.source.missing");
    }
    if (incident && !l->incident_id) {
        fault_at(ctx, "incident_id", "lesson.incident.missing");
    } else if (!incident && l->incident_id) {
        fault_at(ctx, "incident_id", "lesson.link.other");
    }
    if (exercise && !l->exercise_id) {
        fault_at(ctx, "exercise_id", "lesson.exercise.missing");
    } else if (!exercise && l->exercise_id) {
        fault_at(ctx, "exercise_id", "lesson.link.other");
    }
    if (!audit && l->finding_id) {
        fault_at(ctx, "finding_id", "lesson.link.other");
    }
}

static err check(struct ctx *ctx, struct thing *t, const struct thing *before)
{
    struct lesson *l = (struct lesson *)t;
    if (!l->source.n) {
        l->source = source_of(l);
    }
    check_source(ctx, l);
    if (str_is(t->state, "used") && !has_link(l)) {
        fault_at(ctx, "measure_ids", "lesson.no_link");
    }
    return ctx->fault.n_fields ? ERR_INVALID : OK;
}

/* SSB table 12042, fourth and fifth indicator: lessons from incidents and from exercises were
   reported into risk assessment or improvement. This day is the fact. */
static err use(struct ctx *ctx, struct thing *t, str reason)
{
    struct lesson *l = (struct lesson *)t;
    if (!has_link(l)) {
        return fault_at(ctx, "measure_ids", "lesson.no_link");
    }
    l->used_on = ctx->today;
    return OK;
}

static err reopen(struct ctx *ctx, struct thing *t, str reason)
{
    ((struct lesson *)t)->used_on = STR_NONE;
    return OK;
}

static const char *const open_states[] = {"open", NULL};
static const char *const done[] = {"used", "closed", NULL};
static const char *const asks_use[] = {"risk_ids", "measure_ids", NULL};

static const struct verb verbs[] = {
    {.name = "use",
     .from = open_states,
     .to = "used",
     .roles = ROLES_WORK,
     .asks = asks_use,
     .flags = VERB_MAIN,
     .run = use},
    {.name = "close-without-use",
     .from = open_states,
     .to = "closed",
     .roles = ROLES_WORK,
     .flags = VERB_REASON},
    {.name = "reopen",
     .from = done,
     .to = "open",
     .roles = ROLES_WORK,
     .flags = VERB_REASON,
     .run = reopen},
};

static const struct view views[] = {
    {"open", "state=open"},
    {"from_exercises", "source=exercise"},
    {"from_incidents", "source=incident"},
    {"used", "state=used"},
};

const struct kind lesson_kind = {
    .name = "lesson",
    .plural = "lessons",
    .prefix = "LP",
    .group = "work",
    .icon = "LightBulb",
    .order = 50,
    .size = sizeof(struct lesson),
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
    .read = ROLES_BODY,
    .create = ROLES_WORK,
    .change = ROLES_WORK,
    .remove = ROLE_OFFICER,
    .erase = KIND_ERASERS,
    .check = check,
};
