/* information_type.c - what an information type is; its needs travel to the services that use it.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/information_type/information_type.h"

#include "domain/service/service.h"

/* clang-format off */
static const char *const personal[] = {"none", "ordinary", "special", NULL};

static const struct field fields[] = {
    {FIELD(struct information_type, name), .type = FIELD_TEXT,
     .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_SEARCH | FIELD_UNIQUE},
    {FIELD(struct information_type, description), .type = FIELD_PROSE, .flags = FIELD_SEARCH},
    {FIELD(struct information_type, personal_data), .type = FIELD_CHOICE, .choices = personal,
     .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_FILTER},
    {FIELD(struct information_type, legal_basis), .type = FIELD_TEXT, .max = 500},
    {FIELD(struct information_type, confidentiality), .type = FIELD_NUMBER, .min = 1, .max = 4,
     .flags = FIELD_SCALE | FIELD_COLUMN | FIELD_FILTER, .group = "needs"},
    {FIELD(struct information_type, integrity), .type = FIELD_NUMBER, .min = 1, .max = 4,
     .flags = FIELD_SCALE | FIELD_COLUMN | FIELD_FILTER},
    {FIELD(struct information_type, availability), .type = FIELD_NUMBER, .min = 1, .max = 4,
     .flags = FIELD_SCALE | FIELD_COLUMN | FIELD_FILTER},
    {FIELD(struct information_type, template), .type = FIELD_TEXT, .flags = FIELD_COMPUTED},
};
/* clang-format on */

static err after(struct ctx *ctx, struct thing *t, const struct thing *before, const char *verb)
{
    (void)verb;
    return before ? service_needs_follow(ctx, t->id) : OK;
}

/* clang-format off */
static const struct view views[] = {
    {"personal", "personal_data=ordinary&personal_data=special"},
    {"special", "personal_data=special"},
    {"without_basis", "personal_data=ordinary&personal_data=special&legal_basis[none]=1"},
    {"without_needs", "confidentiality[none]=1"},
};

const struct kind information_type_kind = {
    .name = "information_type", .plural = "information-types", .prefix = "I", .group = "assets", .icon = "Tag",
    .order = 20,
    .size = sizeof(struct information_type),
    .fields = fields, .n_fields = sizeof fields / sizeof *fields,
    .title = "name",
    .views = views, .n_views = sizeof views / sizeof *views,
    .sort = "name",
    .read = ROLES_BODY, .create = ROLES_WORK, .change = ROLES_WORK, .remove = ROLE_OFFICER,
    .after = after,
};
/* clang-format on */
