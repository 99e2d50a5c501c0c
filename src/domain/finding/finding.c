/* finding.c - what a finding is, and which steps it may take: who mends it does not approve it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/finding/finding.h"

enum {
    ROLES_FINDING = ROLES_WORK | ROLE_AUDITOR,
    ROLES_VERIFY = ROLE_OFFICER | ROLE_AUDITOR | ROLE_TOP_MANAGEMENT,
};

static const char *const severities[] = {"observation", "minor", "major", NULL};
static const char *const states[] = {"open", "correcting", "corrected", "closed", NULL};
/* When it is reported as mended the owner has kept the day; what is left is somebody else's
 * control. */
static const char *const ends[] = {"corrected", "closed", NULL};
static const char *const locked[] = {"closed", NULL};

static const struct field fields[] = {
    {FIELD(struct finding, title), .type = FIELD_TEXT,
     .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_SEARCH},
    {FIELD(struct finding, description), .type = FIELD_PROSE, .flags = FIELD_SEARCH},
    {FIELD(struct finding, severity), .type = FIELD_CHOICE, .choices = severities,
     .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_FILTER | FIELD_LEVEL},
    {FIELD(struct finding, audit_id), .type = FIELD_LINK, .link = "audit", .flags = FIELD_FILTER},
    {FIELD(struct finding, requirement_id), .type = FIELD_LINK, .link = "requirement"},
    {FIELD(struct finding, owner_id), .type = FIELD_LINK, .link = "person",
     .flags = FIELD_COLUMN | FIELD_FILTER, .group = "correction"},
    {FIELD(struct finding, due_on), .type = FIELD_DAY,
     .flags = FIELD_COLUMN | FIELD_FILTER | FIELD_DUE},
    {FIELD(struct finding, root_cause), .type = FIELD_PROSE, .flags = FIELD_SEARCH},
    {FIELD(struct finding, action), .type = FIELD_PROSE, .flags = FIELD_SEARCH},
    {FIELD(struct finding, measure_ids), .type = FIELD_LINKS, .link = "measure",
     .through = "finding_measure"},
    {FIELD(struct finding, corrected_on), .type = FIELD_DAY, .flags = FIELD_COMPUTED,
     .group = "life"},
    {FIELD(struct finding, corrected_by_id), .type = FIELD_LINK, .link = "person",
     .flags = FIELD_COMPUTED},
    {FIELD(struct finding, verified_on), .type = FIELD_DAY, .flags = FIELD_COMPUTED},
    {FIELD(struct finding, verified_by_id), .type = FIELD_LINK, .link = "person",
     .flags = FIELD_COMPUTED},
};

static err report_corrected(struct ctx *ctx, struct thing *t, str reason)
{
    struct finding *f = (struct finding *)t;
    f->corrected_on = ctx->today;
    f->corrected_by_id = ctx->actor.person_id;
    return OK;
}

/* [ISO/IEC 27001, 9.2 and 10.2]: auditors do not audit their own work, and a correction is
 * reviewed. */
static err verify(struct ctx *ctx, struct thing *t, str reason)
{
    struct finding *f = (struct finding *)t;
    int64_t me = ctx->actor.person_id;
    if (me && (me == f->owner_id || me == f->corrected_by_id)) {
        return fault(ctx, ERR_CONFLICT, "finding.own_work");
    }
    f->verified_on = ctx->today;
    f->verified_by_id = me;
    return OK;
}

static err reopen(struct ctx *ctx, struct thing *t, str reason)
{
    struct finding *f = (struct finding *)t;
    f->corrected_on = f->verified_on = STR_NONE;
    f->corrected_by_id = f->verified_by_id = 0;
    return OK;
}

static const char *const open_states[] = {"open", NULL};
static const char *const correcting[] = {"correcting", NULL};
static const char *const corrected[] = {"corrected", NULL};
static const char *const after_correction[] = {"corrected", "closed", NULL};
static const char *const asks_correct[] = {"!owner_id", "!due_on",     "root_cause",
                                           "!action",   "measure_ids", NULL};

static const struct verb verbs[] = {
    {.name = "correct",
     .from = open_states,
     .to = "correcting",
     .roles = ROLES_WORK,
     .asks = asks_correct,
     .flags = VERB_MAIN},
    {.name = "report-corrected",
     .from = correcting,
     .to = "corrected",
     .roles = ROLES_WORK,
     .flags = VERB_MAIN,
     .run = report_corrected},
    {.name = "verify",
     .from = corrected,
     .to = "closed",
     .roles = ROLES_VERIFY,
     .flags = VERB_MAIN,
     .run = verify},
    {.name = "reopen",
     .from = after_correction,
     .to = "correcting",
     .roles = ROLES_VERIFY,
     .flags = VERB_REASON,
     .run = reopen},
};

static const struct view views[] = {
    {"open", "state=open&state=correcting"},
    {"mine", "owner_id=me&state=open&state=correcting"},
    {"overdue", "state=open&state=correcting&due_on[lt]=today"},
    {"to_verify", "state=corrected"},
};

const struct kind finding_kind = {
    .name = "finding",
    .plural = "findings",
    .prefix = "F",
    .group = "governance",
    .icon = "ClipboardCheckmark",
    .order = 50,
    .size = sizeof(struct finding),
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
    .read = ROLES_READ,
    .create = ROLES_FINDING,
    .change = ROLES_FINDING,
    .remove = ROLE_OFFICER,
    .erase = KIND_ERASERS,
};
