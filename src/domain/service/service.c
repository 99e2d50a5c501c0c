/* service.c - what a service is; needs travel from its information to it, and on to its systems. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/service/service.h"

#include "domain/system/system.h"

#include <string.h>

/* clang-format off */
static const char *const states[] = {"active", "ended", NULL};
static const char *const ends[] = {"ended", NULL};
static const char *const locked[] = {"ended", NULL};

static const struct field fields[] = {
    {FIELD(struct service, name), .type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_SEARCH | FIELD_UNIQUE},
    {FIELD(struct service, description), .type = FIELD_PROSE, .flags = FIELD_SEARCH},
    {FIELD(struct service, owner_id), .type = FIELD_LINK, .link = "person", .flags = FIELD_COLUMN | FIELD_FILTER},
    {FIELD(struct service, tolerates_hours), .type = FIELD_NUMBER, .min = 0, .max = 8760, .flags = FIELD_COLUMN},
    {FIELD(struct service, information_type_ids), .type = FIELD_LINKS, .link = "information_type",
     .through = "service_information_type", .group = "ties"},
    {FIELD(struct service, system_ids), .type = FIELD_LINKS, .link = "system", .through = "service_system"},
    {FIELD(struct service, supplier_ids), .type = FIELD_LINKS, .link = "supplier", .through = "service_supplier"},
    {FIELD(struct service, own_confidentiality), .type = FIELD_NUMBER, .min = 1, .max = 4, .flags = FIELD_SCALE,
     .group = "own_needs"},
    {FIELD(struct service, own_integrity), .type = FIELD_NUMBER, .min = 1, .max = 4, .flags = FIELD_SCALE},
    {FIELD(struct service, own_availability), .type = FIELD_NUMBER, .min = 1, .max = 4, .flags = FIELD_SCALE},
    {FIELD(struct service, confidentiality), .type = FIELD_NUMBER, .min = 1, .max = 4,
     .flags = FIELD_SCALE | FIELD_COMPUTED | FIELD_COLUMN | FIELD_FILTER, .group = "needs"},
    {FIELD(struct service, integrity), .type = FIELD_NUMBER, .min = 1, .max = 4,
     .flags = FIELD_SCALE | FIELD_COMPUTED | FIELD_COLUMN | FIELD_FILTER},
    {FIELD(struct service, availability), .type = FIELD_NUMBER, .min = 1, .max = 4,
     .flags = FIELD_SCALE | FIELD_COMPUTED | FIELD_COLUMN | FIELD_FILTER},
    {FIELD(struct service, template), .type = FIELD_TEXT, .flags = FIELD_COMPUTED},
};
/* clang-format on */

static err check(struct ctx *ctx, struct thing *t, const struct thing *before)
{
    (void)before;
    struct service *s = (struct service *)t;
    struct needs needs = {s->own_confidentiality, s->own_integrity, s->own_availability};
    for (size_t i = 0; i < s->information_type_ids.n; i++) {
        struct needs of_type;
        err e = needs_read(ctx,
                           "SELECT confidentiality, integrity, availability FROM information_type "
                           "WHERE id = :id AND deleted_at IS NULL",
                           s->information_type_ids.at[i], &of_type);
        if (e) {
            return e;
        }
        needs = needs_higher(needs, of_type);
    }
    s->confidentiality = needs.confidentiality;
    s->integrity = needs.integrity;
    s->availability = needs.availability;
    return OK;
}

static err systems_follow(struct ctx *ctx, const struct ids *systems)
{
    for (size_t i = 0; i < systems->n; i++) {
        err e = system_needs_follow(ctx, systems->at[i]);
        if (e) {
            return e;
        }
    }
    return OK;
}

/* Systems that it used before follow too: they may be needed less now. */
static err after(struct ctx *ctx, struct thing *t, const struct thing *before, const char *verb)
{
    (void)verb;
    err e = before ? systems_follow(ctx, &((const struct service *)before)->system_ids) : OK;
    return e ? e : systems_follow(ctx, &((struct service *)t)->system_ids);
}

/* The numbers in the first column; sql has :id. */
static err ids_read(struct ctx *ctx, const char *sql, int64_t id, struct ids *out)
{
    struct rows *rows;
    size_t size = 16;
    *out = (struct ids){ARENA_ARRAY(ctx->arena, size, int64_t), 0};
    err e = db_query(ctx->db, sql, BINDS(B_INT("id", id)), &rows);
    if (e) {
        return e;
    }
    while (rows_next(rows)) {
        if (out->n == size) {
            int64_t *more = ARENA_ARRAY(ctx->arena, size * 2, int64_t);
            memcpy(more, out->at, size * sizeof *more);
            out->at = more;
            size *= 2;
        }
        out->at[out->n++] = rows_int(rows, 0);
    }
    return rows_end(rows);
}

static err follow(struct ctx *ctx, int64_t service_id)
{
    struct needs information, own;
    struct ids systems;
    bool changed;
    err e = needs_read(
        ctx,
        "SELECT max(i.confidentiality), max(i.integrity), max(i.availability) "
        "FROM service_information_type l JOIN information_type i ON i.id = l.information_type_id "
        "WHERE l.service_id = :id AND i.deleted_at IS NULL",
        service_id, &information);
    if (!e) {
        e = needs_read(ctx,
                       "SELECT own_confidentiality, own_integrity, own_availability FROM service "
                       "WHERE id = :id",
                       service_id, &own);
    }
    if (!e) {
        e = needs_write(ctx, &service_kind, service_id, needs_higher(information, own), &changed);
    }
    if (e || !changed) {
        return e;
    }
    e = ids_read(ctx, "SELECT system_id FROM service_system WHERE service_id = :id", service_id,
                 &systems);
    return e ? e : systems_follow(ctx, &systems);
}

err service_needs_follow(struct ctx *ctx, int64_t information_type_id)
{
    struct ids services;
    err e = ids_read(
        ctx, "SELECT service_id FROM service_information_type WHERE information_type_id = :id",
        information_type_id, &services);
    for (size_t i = 0; !e && i < services.n; i++) {
        e = follow(ctx, services.at[i]);
    }
    return e;
}

/* clang-format off */
static const char *const is_active[] = {"active", NULL};
static const char *const is_ended[] = {"ended", NULL};

static const struct verb verbs[] = {
    {.name = "end", .from = is_active, .to = "ended", .roles = ROLES_WORK, .flags = VERB_REASON | VERB_DANGER},
    {.name = "resume", .from = is_ended, .to = "active", .roles = ROLES_WORK, .flags = VERB_REASON},
};

static const struct view views[] = {
    {"active", "state=active"},
    {"mine", "owner_id=me&state=active"},
    {"high_needs", "state=active&availability[gte]=4"},
    {"without_owner", "state=active&owner_id[none]=1"},
};

const struct kind service_kind = {
    .name = "service", .plural = "services", .prefix = "TJ", .group = "assets", .icon = "Branching", .order = 10,
    .size = sizeof(struct service),
    .fields = fields, .n_fields = sizeof fields / sizeof *fields,
    .title = "name", .states = states, .ends = ends, .locked = locked,
    .verbs = verbs, .n_verbs = sizeof verbs / sizeof *verbs,
    .views = views, .n_views = sizeof views / sizeof *views,
    .sort = "name",
    .read = ROLES_BODY, .create = ROLES_WORK, .change = ROLES_WORK, .remove = ROLE_OFFICER,
    .check = check, .after = after, .choosable = "t.state = 'active'",
};
/* clang-format on */
