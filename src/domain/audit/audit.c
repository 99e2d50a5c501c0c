/* audit.c - what an audit is, and which steps it may take. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/audit/audit.h"

/* Auditors write audits and findings, and nothing else. */
enum { ROLES_AUDIT = ROLE_AUDITOR | ROLE_OFFICER | ROLE_TOP_MANAGEMENT };

static const char *const states[] = {"planned", "held", "closed", NULL};
static const char *const ends[] = {"held", "closed",
                                   NULL}; /* once held its day cannot be overdue */
static const char *const locked[] = {"closed", NULL};

static const struct field fields[] = {
    {FIELD(struct audit, title), .type = FIELD_TEXT,
     .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_SEARCH},
    {FIELD(struct audit, scope), .type = FIELD_PROSE, .flags = FIELD_SEARCH},
    {FIELD(struct audit, auditor), .type = FIELD_TEXT, .flags = FIELD_COLUMN},
    {FIELD(struct audit, planned_on), .type = FIELD_DAY,
     .flags = FIELD_COLUMN | FIELD_FILTER | FIELD_DUE},
    {FIELD(struct audit, held_on), .type = FIELD_DAY,
     .flags = FIELD_ASKED | FIELD_COLUMN | FIELD_FILTER, .group = "result"},
    {FIELD(struct audit, report), .type = FIELD_PROSE, .max = 50000,
     .flags = FIELD_ASKED | FIELD_SEARCH},
};

static err check(struct ctx *ctx, struct thing *t, const struct thing *before)
{
    struct audit *a = (struct audit *)t;
    if (str_compare(a->held_on, ctx->today) > 0) {
        fault_at(ctx, "held_on", "audit.held_on.future");
    } else if (a->held_on.n && str_is(t->state, "planned")) {
        fault_at(ctx, "held_on", "audit.held_on.planned");
    }
    return ctx->fault.n_fields ? ERR_INVALID : OK;
}

static err hold(struct ctx *ctx, struct thing *t, str reason)
{
    struct audit *a = (struct audit *)t;
    if (!a->held_on.n) {
        a->held_on = ctx->today;
    }
    return OK;
}

static const char *const planned[] = {"planned", NULL};
static const char *const held[] = {"held", NULL};
static const char *const closed[] = {"closed", NULL};
static const char *const asks_hold[] = {"held_on", "!auditor", NULL};
static const char *const asks_close[] = {"!report", NULL};

static const struct verb verbs[] = {
    {.name = "hold",
     .from = planned,
     .to = "held",
     .roles = ROLES_AUDIT,
     .asks = asks_hold,
     .flags = VERB_MAIN,
     .run = hold},
    {.name = "close",
     .from = held,
     .to = "closed",
     .roles = ROLES_AUDIT,
     .asks = asks_close,
     .flags = VERB_MAIN},
    {.name = "reopen", .from = closed, .to = "held", .roles = ROLES_AUDIT, .flags = VERB_REASON},
};

static const struct view views[] = {
    {"planned", "state=planned"},
    {"overdue", "state=planned&planned_on[lt]=today"},
    {"held", "state=held"},
};

const struct kind audit_kind = {
    .name = "audit",
    .plural = "audits",
    .prefix = "RV",
    .group = "governance",
    .icon = "MagnifyingGlass",
    .order = 40,
    .size = sizeof(struct audit),
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
    .read = ROLES_READ | ROLE_STEERING_READER,
    .create = ROLES_AUDIT,
    .change = ROLES_AUDIT,
    .remove = ROLE_OFFICER,
    .check = check,
};
