/* retention_rule.c - what a rule of retention is, and which rules make sense for a kind. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/retention_rule/retention_rule.h"

#include "kind/erase.h"

static const char *const counted_from[] = {"removed", "ended", NULL};
static const char *const actions[] = {"erase", "remove", NULL};
static const char *const states[] = {"in_force", "stopped", NULL};
static const char *const in_force[] = {"in_force", NULL};
static const char *const stopped[] = {"stopped", NULL};

static const struct field fields[] = {
    {FIELD(struct retention_rule, title), .type = FIELD_TEXT,
     .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_SEARCH},
    {FIELD(struct retention_rule, kind), .type = FIELD_CHOICE,
     .flags = FIELD_KINDS | FIELD_REQUIRED | FIELD_COLUMN | FIELD_FILTER},
    {FIELD(struct retention_rule, counted_from), .type = FIELD_CHOICE, .choices = counted_from,
     .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_FILTER},
    {FIELD(struct retention_rule, months), .type = FIELD_NUMBER, .min = 1, .max = 1200,
     .flags = FIELD_REQUIRED | FIELD_COLUMN},
    {FIELD(struct retention_rule, action), .type = FIELD_CHOICE, .choices = actions,
     .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_FILTER},
    {FIELD(struct retention_rule, basis), .type = FIELD_TEXT,
     .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_SEARCH,
     .source = "https://lovdata.no/dokument/NL/lov/2025-06-20-96"},
};

/* A rule that could never do anything is a mistake of whoever made it. */
static err check(struct ctx *ctx, struct thing *t, const struct thing *before)
{
    const struct retention_rule *r = (const struct retention_rule *)t;
    const struct kind *k = r->kind.n ? kind_named(r->kind) : NULL;
    bool removed = str_is(r->counted_from, "removed"), ended = str_is(r->counted_from, "ended");
    bool erases = str_is(r->action, "erase"), removes = str_is(r->action, "remove");
    (void)before;
    if (!k) {
        return OK;
    }
    if (removed && !k->remove) {
        fault_at(ctx, "counted_from", "retention_rule.no_wastebasket");
    } else if (ended && !k->ends) {
        fault_at(ctx, "counted_from", "retention_rule.no_end");
    } else if (removes && removed) {
        fault_at(ctx, "action", "retention_rule.removed_already");
    } else if (removes && !k->remove) {
        fault_at(ctx, "action", "retention_rule.no_wastebasket");
    } else if (erases && ended && (!k->erase || !erase_knows(k))) {
        fault_at(ctx, "action", "retention_rule.nothing_personal");
    }
    return ctx->fault.n_fields ? ERR_INVALID : OK;
}

static const struct verb verbs[] = {
    {.name = "stop",
     .from = in_force,
     .to = "stopped",
     .roles = KIND_ERASERS,
     .flags = VERB_REASON},
    {.name = "resume", .from = stopped, .to = "in_force", .roles = KIND_ERASERS},
};

static const struct view views[] = {
    {"in_force", "state=in_force"},
    {"stopped", "state=stopped"},
};

const struct kind retention_rule_kind = {
    .name = "retention_rule",
    .plural = "retention-rules",
    .prefix = "SR",
    .group = "settings",
    .icon = "Hourglass",
    .order = 42,
    .flags = KIND_NO_IMPORT | KIND_STEP_UP,
    .size = sizeof(struct retention_rule),
    .fields = fields,
    .n_fields = sizeof fields / sizeof *fields,
    .title = "title",
    .states = states,
    .locked = stopped,
    .verbs = verbs,
    .n_verbs = sizeof verbs / sizeof *verbs,
    .views = views,
    .n_views = sizeof views / sizeof *views,
    .read = KIND_ERASERS | ROLE_AUDITOR,
    .create = KIND_ERASERS,
    .change = KIND_ERASERS,
    .check = check,
};
