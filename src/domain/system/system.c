/* system.c - what a system is, and how its needs follow those of the services that use it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/system/system.h"

/* clang-format off */
static const char *const hostings[] = {"own", "municipal_cooperation", "cloud", NULL};
static const char *const levels[] = {"low", "moderate", "high", "critical", NULL};
static const char *const states[] = {"in_use", "retired", NULL};
static const char *const ends[] = {"retired", NULL};
static const char *const locked[] = {"retired", NULL};

static const struct field fields[] = {
    {FIELD(struct system, name), .type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_SEARCH | FIELD_UNIQUE},
    {FIELD(struct system, description), .type = FIELD_PROSE, .flags = FIELD_SEARCH},
    {FIELD(struct system, owner_id), .type = FIELD_LINK, .link = "person", .flags = FIELD_COLUMN | FIELD_FILTER},
    {FIELD(struct system, supplier_id), .type = FIELD_LINK, .link = "supplier", .flags = FIELD_COLUMN | FIELD_FILTER},
    {FIELD(struct system, hosting), .type = FIELD_CHOICE, .choices = hostings, .flags = FIELD_COLUMN | FIELD_FILTER},
    {FIELD(struct system, criticality), .type = FIELD_CHOICE, .choices = levels,
     .flags = FIELD_COLUMN | FIELD_FILTER | FIELD_LEVEL},
    {FIELD(struct system, own_confidentiality), .type = FIELD_NUMBER, .min = 1, .max = 4, .flags = FIELD_SCALE,
     .group = "own_needs"},
    {FIELD(struct system, own_integrity), .type = FIELD_NUMBER, .min = 1, .max = 4, .flags = FIELD_SCALE},
    {FIELD(struct system, own_availability), .type = FIELD_NUMBER, .min = 1, .max = 4, .flags = FIELD_SCALE},
    {FIELD(struct system, confidentiality), .type = FIELD_NUMBER, .min = 1, .max = 4,
     .flags = FIELD_SCALE | FIELD_COMPUTED | FIELD_FILTER, .group = "needs"},
    {FIELD(struct system, integrity), .type = FIELD_NUMBER, .min = 1, .max = 4,
     .flags = FIELD_SCALE | FIELD_COMPUTED | FIELD_FILTER},
    {FIELD(struct system, availability), .type = FIELD_NUMBER, .min = 1, .max = 4,
     .flags = FIELD_SCALE | FIELD_COMPUTED | FIELD_FILTER},
    {FIELD(struct system, template), .type = FIELD_TEXT, .flags = FIELD_COMPUTED},
    {FIELD(struct system, retired_on), .type = FIELD_DAY, .flags = FIELD_COMPUTED},
};
/* clang-format on */

static err needs_of_services(struct ctx *ctx, int64_t id, struct needs *out)
{
    return needs_read(ctx,
                      "SELECT max(s.confidentiality), max(s.integrity), max(s.availability) "
                      "FROM service_system l JOIN service s ON s.id = l.service_id "
                      "WHERE l.system_id = :id AND s.deleted_at IS NULL AND s.state = 'active'",
                      id, out);
}

static err check(struct ctx *ctx, struct thing *t, const struct thing *before)
{
    (void)before;
    struct system *s = (struct system *)t;
    struct needs needs;
    err e = needs_of_services(ctx, t->id, &needs);
    if (e) {
        return e;
    }
    needs = needs_higher(
        needs, (struct needs){s->own_confidentiality, s->own_integrity, s->own_availability});
    s->confidentiality = needs.confidentiality;
    s->integrity = needs.integrity;
    s->availability = needs.availability;
    return OK;
}

err system_needs_follow(struct ctx *ctx, int64_t system_id)
{
    struct needs services, own;
    bool changed;
    err e = needs_of_services(ctx, system_id, &services);
    if (!e) {
        e = needs_read(ctx,
                       "SELECT own_confidentiality, own_integrity, own_availability FROM system "
                       "WHERE id = :id",
                       system_id, &own);
    }
    return e ? e : needs_write(ctx, &system_kind, system_id, needs_higher(services, own), &changed);
}

static err retire(struct ctx *ctx, struct thing *t, str reason)
{
    (void)reason;
    ((struct system *)t)->retired_on = ctx->today;
    return OK;
}

static err resume(struct ctx *ctx, struct thing *t, str reason)
{
    (void)ctx;
    (void)reason;
    ((struct system *)t)->retired_on = STR_NONE;
    return OK;
}

/* clang-format off */
static const char *const in_use[] = {"in_use", NULL};
static const char *const retired[] = {"retired", NULL};

static const struct verb verbs[] = {
    {.name = "retire", .from = in_use, .to = "retired", .roles = ROLES_WORK, .flags = VERB_REASON | VERB_DANGER,
     .run = retire},
    {.name = "resume", .from = retired, .to = "in_use", .roles = ROLES_WORK, .flags = VERB_REASON, .run = resume},
};

static const struct view views[] = {
    {"in_use", "state=in_use"},
    {"mine", "owner_id=me&state=in_use"},
    {"critical", "state=in_use&criticality=critical&criticality=high"},
    {"without_owner", "state=in_use&owner_id[none]=1"},
};

const struct kind system_kind = {
    .name = "system", .plural = "systems", .prefix = "S", .group = "assets", .icon = "Database", .order = 30,
    .size = sizeof(struct system),
    .fields = fields, .n_fields = sizeof fields / sizeof *fields,
    .title = "name", .states = states, .ends = ends, .locked = locked,
    .verbs = verbs, .n_verbs = sizeof verbs / sizeof *verbs,
    .views = views, .n_views = sizeof views / sizeof *views,
    .sort = "name",
    .read = ROLES_BODY, .create = ROLES_WORK, .change = ROLES_WORK, .remove = ROLE_OFFICER,
    .check = check, .choosable = "t.state = 'in_use'",
};
/* clang-format on */
