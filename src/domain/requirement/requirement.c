/* requirement.c - what a requirement is; which ones a body may link to. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/requirement/requirement.h"

static const char *const levels[] = {"minimum", "recommended", "extended", NULL};
static const char *const bindings[] = {"duty", "recommendation", NULL};
static const char *const nodes[] = {"group", "control", "enhancement", NULL};
static const char *const roles[] = {
    "top_management", "line_manager",      "officer", "system_owner",
    "ict_manager",    "emergency_planner", "auditor", NULL};
static const char *const states[] = {"active", "withdrawn", NULL};
static const char *const ends[] = {"withdrawn", NULL};

static const struct field fields[] = {
    {FIELD(struct requirement, title), .type = FIELD_TEXT, .max = 400,
     .flags = FIELD_LANGS | FIELD_COLUMN},
    {FIELD(struct requirement, text), .type = FIELD_PROSE, .flags = FIELD_LANGS},
    {FIELD(struct requirement, why), .type = FIELD_PROSE, .flags = FIELD_LANGS},
    {FIELD(struct requirement, how), .type = FIELD_PROSE, .flags = FIELD_LANGS},
    {FIELD(struct requirement, proof), .type = FIELD_PROSE, .flags = FIELD_LANGS},
    {FIELD(struct requirement, level), .type = FIELD_CHOICE, .choices = levels,
     .flags = FIELD_COLUMN | FIELD_FILTER, .group = "weight"},
    {FIELD(struct requirement, binding), .type = FIELD_CHOICE, .choices = bindings,
     .flags = FIELD_COLUMN | FIELD_FILTER},
    {FIELD(struct requirement, role), .type = FIELD_CHOICE, .choices = roles,
     .flags = FIELD_COLUMN | FIELD_FILTER},
    {FIELD(struct requirement, framework_id), .type = FIELD_LINK, .link = "framework",
     .flags = FIELD_COLUMN | FIELD_FILTER, .group = "place"},
    {FIELD(struct requirement, parent_id), .type = FIELD_LINK, .link = "requirement"},
    {FIELD(struct requirement, code), .type = FIELD_TEXT},
    {FIELD(struct requirement, node), .type = FIELD_CHOICE, .choices = nodes,
     .flags = FIELD_FILTER},
    {FIELD(struct requirement, is_assessable), .type = FIELD_YES},
    {FIELD(struct requirement, withdrawn_on), .type = FIELD_DAY, .flags = FIELD_COMPUTED},
    {FIELD(struct requirement, replaced_by), .type = FIELD_TEXT, .flags = FIELD_COMPUTED},
    {FIELD(struct requirement, sort_key), .type = FIELD_TEXT, .flags = FIELD_COMPUTED},
    {FIELD(struct requirement, urn), .type = FIELD_TEXT, .flags = FIELD_COMPUTED},
};

static const struct view views[] = {
    {"assessable", "is_assessable=1&state=active"},
    {"duties", "binding=duty"},
    {"minimum", "level=minimum"},
};

const struct kind requirement_kind = {
    .name = "requirement",
    .plural = "requirements",
    .prefix = "K",
    .group = "sector",
    .icon = "BulletList",
    .order = 30,
    .flags = KIND_REFERENCE | KIND_NO_CREATE,
    .size = sizeof(struct requirement),
    .fields = fields,
    .n_fields = sizeof fields / sizeof *fields,
    .title = "title",
    .states = states,
    .ends = ends,
    .views = views,
    .n_views = sizeof views / sizeof *views,
    .sort = "sort_key",
    .read = ROLES_ALL,
    .choosable = "t.is_assessable = 1 AND t.state = 'active' AND t.framework_id IN ("
                 "SELECT f.id FROM framework f WHERE f.is_norm = 1 UNION "
                 "SELECT u.framework_id FROM framework_use u WHERE u.organisation_id = :body)",
};

err requirement_find(struct ctx *ctx, int64_t framework_id, str code, int64_t *out)
{
    return db_int(
        ctx->db,
        "SELECT min(id) FROM requirement WHERE framework_id = :framework AND code = :code "
        "AND deleted_at IS NULL",
        BINDS(B_INT("framework", framework_id), B_TEXT("code", code)), out);
}
