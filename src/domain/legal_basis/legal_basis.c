/* legal_basis.c - what a legal basis is, and how far it has been checked. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/legal_basis/legal_basis.h"

static const char *const checks[] = {"source", "secondary", "general-knowledge", NULL};

static const struct field fields[] = {
    {FIELD(struct legal_basis, name), .type = FIELD_TEXT,
     .flags = FIELD_LANGS | FIELD_COLUMN | FIELD_SEARCH},
    {FIELD(struct legal_basis, duty), .type = FIELD_PROSE, .flags = FIELD_LANGS | FIELD_SEARCH},
    {FIELD(struct legal_basis, scope), .type = FIELD_PROSE,
     .flags = FIELD_LANGS | FIELD_COLUMN | FIELD_SEARCH},
    {FIELD(struct legal_basis, citation), .type = FIELD_TEXT, .flags = FIELD_COLUMN | FIELD_SEARCH,
     .group = "source"},
    {FIELD(struct legal_basis, url), .type = FIELD_URL},
    {FIELD(struct legal_basis, in_force_on), .type = FIELD_DAY, .flags = FIELD_COLUMN},
    {FIELD(struct legal_basis, citation_checked), .type = FIELD_CHOICE, .choices = checks,
     .group = "checked"},
    {FIELD(struct legal_basis, duty_checked), .type = FIELD_CHOICE, .choices = checks,
     .flags = FIELD_COLUMN | FIELD_FILTER},
    {FIELD(struct legal_basis, to_check), .type = FIELD_PROSE, .flags = FIELD_LANGS},
    {FIELD(struct legal_basis, code), .type = FIELD_TEXT, .flags = FIELD_COMPUTED},
    {FIELD(struct legal_basis, applies_to), .type = FIELD_TEXT, .flags = FIELD_COMPUTED},
};

const struct kind legal_basis_kind = {
    .name = "legal_basis",
    .plural = "legal-bases",
    .prefix = "LB",
    .group = "sector",
    .icon = "Gavel",
    .order = 40,
    .flags = KIND_REFERENCE | KIND_NO_CREATE,
    .size = sizeof(struct legal_basis),
    .fields = fields,
    .n_fields = sizeof fields / sizeof *fields,
    .title = "name",
    .sort = "name",
    .read = ROLES_ALL,
};

err legal_basis_find(struct ctx *ctx, str code, int64_t *out)
{
    return db_int(ctx->db,
                  "SELECT min(id) FROM legal_basis WHERE code = :code AND deleted_at IS NULL",
                  BINDS(B_TEXT("code", code)), out);
}
