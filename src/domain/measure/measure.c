/* measure.c - what a measure is, and which steps it may take. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/measure/measure.h"

static const char *const effects[] = {"low", "moderate", "high", NULL};
static const char *const states[] = {"planned", "in_progress", "in_operation", "retired", NULL};
static const char *const ends[] = {"in_operation", "retired", NULL};
static const char *const locked[] = {"retired", NULL};

static const struct field fields[] = {
    {FIELD(struct measure, title), .type = FIELD_TEXT,
     .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_SEARCH},
    {FIELD(struct measure, description), .type = FIELD_PROSE, .flags = FIELD_SEARCH},
    {FIELD(struct measure, owner_id), .type = FIELD_LINK, .link = "person",
     .flags = FIELD_COLUMN | FIELD_FILTER},
    {FIELD(struct measure, due_on), .type = FIELD_DAY,
     .flags = FIELD_COLUMN | FIELD_FILTER | FIELD_DUE},
    {FIELD(struct measure, progress), .type = FIELD_NUMBER, .min = 0, .max = 100,
     .flags = FIELD_COLUMN},
    {FIELD(struct measure, effect), .type = FIELD_CHOICE, .choices = effects, .flags = FIELD_FILTER,
     .group = "worth"},
    {FIELD(struct measure, cost), .type = FIELD_MONEY, .min = 0, .max = 100000000000},
    {FIELD(struct measure, yearly_cost), .type = FIELD_MONEY, .min = 0, .max = 100000000000},
    {FIELD(struct measure, requirement_ids), .type = FIELD_LINKS, .link = "requirement",
     .through = "measure_requirement", .group = "ties"},
    {FIELD(struct measure, evidence_ids), .type = FIELD_LINKS, .link = "evidence",
     .through = "measure_evidence"},
    {FIELD(struct measure, template), .type = FIELD_TEXT, .flags = FIELD_COMPUTED},
    {FIELD(struct measure, in_operation_on), .type = FIELD_DAY, .flags = FIELD_COMPUTED,
     .group = "life"},
    {FIELD(struct measure, improved_on), .type = FIELD_DAY, .flags = FIELD_COMPUTED},
    {FIELD(struct measure, retired_on), .type = FIELD_DAY, .flags = FIELD_COMPUTED},
};

/* The day it was put in operation is the fact behind "new security measures" of SSB table 12042. */
static err put_in_operation(struct ctx *ctx, struct thing *t, str reason)
{
    (void)reason;
    struct measure *m = (struct measure *)t;
    if (!m->owner_id) {
        return fault_at(ctx, "owner_id", "measure.no_owner");
    }
    m->in_operation_on = ctx->today;
    m->progress = 100;
    return OK;
}

static err improve(struct ctx *ctx, struct thing *t, str reason)
{
    (void)reason; /* says what was improved; the engine demands it and keeps it in the history */
    ((struct measure *)t)->improved_on = ctx->today;
    return OK;
}

static err retire(struct ctx *ctx, struct thing *t, str reason)
{
    (void)reason;
    ((struct measure *)t)->retired_on = ctx->today;
    return OK;
}

static const char *const before_start[] = {"planned", NULL};
static const char *const before_operation[] = {"planned", "in_progress", NULL};
static const char *const in_operation[] = {"in_operation", NULL};
static const char *const asks_operation[] = {"!owner_id", NULL};

static const struct verb verbs[] = {
    {.name = "start",
     .from = before_start,
     .to = "in_progress",
     .roles = ROLES_WORK,
     .flags = VERB_MAIN | VERB_BULK},
    {.name = "put-in-operation",
     .from = before_operation,
     .to = "in_operation",
     .roles = ROLES_WORK,
     .asks = asks_operation,
     .flags = VERB_MAIN | VERB_BULK,
     .run = put_in_operation},
    {.name = "improve",
     .from = in_operation,
     .roles = ROLES_WORK,
     .flags = VERB_REASON | VERB_MAIN,
     .run = improve},
    {.name = "retire",
     .from = in_operation,
     .to = "retired",
     .roles = ROLES_WORK,
     .flags = VERB_REASON | VERB_DANGER,
     .run = retire},
};

static const struct view views[] = {
    {"open", "state=planned&state=in_progress"},
    {"mine", "owner_id=me&state=planned&state=in_progress"},
    {"overdue", "state=planned&state=in_progress&due_on[lt]=today"},
    {"in_operation", "state=in_operation"},
};

const struct kind measure_kind = {
    .name = "measure",
    .plural = "measures",
    .prefix = "T",
    .group = "work",
    .icon = "Tasklist",
    .order = 20,
    .size = sizeof(struct measure),
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
    .sort = "due_on",
    .read = ROLES_BODY | ROLE_STEERING_READER,
    .create = ROLES_WORK,
    .change = ROLES_WORK,
    .remove = ROLE_OFFICER,
};
