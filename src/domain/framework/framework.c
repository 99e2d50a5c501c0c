/* framework.c - what a framework is, and which of them a body answers. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/framework/framework.h"

static const struct field fields[] = {
    {FIELD(struct framework, name), .type = FIELD_TEXT, .max = 400,
     .flags = FIELD_LANGS | FIELD_COLUMN | FIELD_SEARCH},
    {FIELD(struct framework, description), .type = FIELD_PROSE,
     .flags = FIELD_LANGS | FIELD_SEARCH},
    {FIELD(struct framework, provider), .type = FIELD_TEXT, .flags = FIELD_COLUMN | FIELD_SEARCH,
     .group = "source"},
    {FIELD(struct framework, edition), .type = FIELD_TEXT, .flags = FIELD_COLUMN},
    {FIELD(struct framework, published_on), .type = FIELD_DAY, .flags = FIELD_COLUMN},
    {FIELD(struct framework, n_requirements), .type = FIELD_NUMBER, .flags = FIELD_COLUMN},
    {FIELD(struct framework, licence), .type = FIELD_TEXT},
    {FIELD(struct framework, is_norm), .type = FIELD_YES, .flags = FIELD_FILTER},
    {FIELD(struct framework, code), .type = FIELD_TEXT, .flags = FIELD_SEARCH},
    {FIELD(struct framework, urn), .type = FIELD_TEXT},
};

const struct kind framework_kind = {
    .name = "framework",
    .plural = "frameworks",
    .prefix = "N",
    .group = "sector",
    .icon = "Book",
    .order = 20,
    .flags = KIND_REFERENCE | KIND_NO_CREATE,
    .size = sizeof(struct framework),
    .fields = fields,
    .n_fields = sizeof fields / sizeof *fields,
    .title = "name",
    .sort = "-is_norm",
    .read = ROLES_ALL,
};

err framework_find(struct ctx *ctx, str urn_or_code, int64_t *out)
{
    return db_int(
        ctx->db,
        "SELECT min(id) FROM framework WHERE (urn = :name OR code = :name) AND deleted_at IS NULL",
        BINDS(B_TEXT("name", urn_or_code)), out);
}

err framework_use(struct ctx *ctx, int64_t framework_id, bool used)
{
    if (!ctx_may(ctx, ROLE_OFFICER | ROLE_TOP_MANAGEMENT) || ctx->actor.read_only) {
        return fault(ctx, ERR_DENIED, "error.denied");
    }
    const struct bind binds[] = {B_INT("body", ctx->body.id), B_INT("framework", framework_id),
                                 B_TEXT("today", ctx->today)};
    return db_run(ctx->db,
                  used ? "INSERT INTO framework_use (organisation_id, framework_id, since) "
                         "VALUES (:body, :framework, :today) ON CONFLICT (organisation_id, "
                         "framework_id) DO NOTHING"
                       : "DELETE FROM framework_use WHERE organisation_id = :body AND framework_id "
                         "= :framework",
                  binds, 3, NULL);
}

err framework_count(struct ctx *ctx, int64_t framework_id)
{
    return db_run(ctx->db,
                  "UPDATE framework SET n_requirements = (SELECT count(*) FROM requirement r "
                  "WHERE r.framework_id = :id AND r.is_assessable = 1 AND r.state = 'active' AND "
                  "r.deleted_at IS NULL) "
                  "WHERE id = :id",
                  BINDS(B_INT("id", framework_id)), NULL);
}
