/* grant.c - who may give which role to whom, and take it away again. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/grant/grant.h"

#include "base/str.h"
#include "kind/store.h"

const char *const grant_roles[] = {"top_management", "line_manager", "officer",
                                   "employee",       "auditor",      "steering_reader",
                                   "analyst",        "operator",     NULL};
static const char *const states[] = {"active", "revoked", NULL};
static const char *const ends[] = {"revoked", NULL};
static const char *const locked[] = {"revoked", NULL};

static const struct field fields[] = {
    {FIELD(struct grant, name), .type = FIELD_TEXT,
     .flags = FIELD_COLUMN | FIELD_SEARCH | FIELD_COMPUTED | FIELD_PERSONAL},
    {FIELD(struct grant, role), .type = FIELD_CHOICE, .choices = grant_roles,
     .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_FILTER},
    {FIELD(struct grant, person_id), .type = FIELD_LINK, .link = "person",
     .flags = FIELD_REQUIRED | FIELD_FILTER},
    {FIELD(struct grant, role_bit), .type = FIELD_NUMBER, .flags = FIELD_COMPUTED},
    {FIELD(struct grant, subtree), .type = FIELD_YES, .flags = FIELD_COLUMN},
    {FIELD(struct grant, valid_from), .type = FIELD_DAY, .flags = FIELD_COLUMN, .preset = "today"},
    {FIELD(struct grant, valid_until), .type = FIELD_DAY, .flags = FIELD_COLUMN},
    {FIELD(struct grant, reason), .type = FIELD_TEXT, .flags = FIELD_SEARCH},
};

/* Does the actor hold a granting role that reaches below the body of the work? */
static err reaches_below(struct ctx *ctx, bool *out)
{
    int64_t n = 0;
    err e = db_int(ctx->db,
                   "SELECT count(*) FROM role_grant g "
                   "JOIN organisation_closure c ON c.ancestor_id = g.organisation_id AND "
                   "c.descendant_id = :body "
                   "WHERE g.person_id = :actor AND g.subtree = 1 AND (g.role_bit & :granters) <> 0 "
                   "AND g.state = 'active' AND g.deleted_at IS NULL "
                   "AND (g.valid_from IS NULL OR g.valid_from <= :today) "
                   "AND (g.valid_until IS NULL OR g.valid_until >= :today)",
                   BINDS(B_INT("body", ctx->body.id), B_INT("actor", ctx->actor.person_id),
                         B_INT("granters", GRANT_GIVERS), B_TEXT("today", ctx->today)),
                   &n);
    *out = n != 0;
    return e;
}

static bool may_handle(const struct ctx *ctx, int64_t role_bit)
{
    return (role_bit & GRANT_HIGH) ? ctx_may(ctx, GRANT_HIGH) : ctx_may(ctx, GRANT_GIVERS);
}

err grant_check_giver(struct ctx *ctx, enum role role, bool subtree)
{
    bool below = true;
    err e = subtree && ctx->actor.person_id ? reaches_below(ctx, &below) : OK;
    if (e) {
        return e;
    }
    if (!may_handle(ctx, role)) {
        fault_at(ctx, "role", "grant.above_granter");
    }
    if (!below) {
        fault_at(ctx, "subtree", "grant.outside_subtree");
    }
    return OK;
}

static err check(struct ctx *ctx, struct thing *t, const struct thing *before)
{
    struct grant *g = (struct grant *)t;
    g->role_bit = role_of(g->role);
    if (g->valid_from.n && g->valid_until.n && str_compare(g->valid_until, g->valid_from) < 0) {
        fault_at(ctx, "valid_until", "grant.valid_order");
    }
    if (before) {
        return OK;
    }
    err e = db_text(ctx->db, ctx->arena, "SELECT name FROM person WHERE id = :id",
                    BINDS(B_INT("id", g->person_id)), &g->name);
    if (ctx->actor.person_id && g->person_id == ctx->actor.person_id) {
        fault_at(ctx, "person_id", "grant.to_oneself");
    }
    return e ? e : grant_check_giver(ctx, (enum role)g->role_bit, g->subtree);
}

/* How many others can let people in, so that a body does not lock itself out. */
static err other_granters(struct ctx *ctx, const struct grant *g, int64_t *out)
{
    return db_int(
        ctx->db,
        "SELECT count(*) FROM role_grant g "
        "JOIN person p ON p.id = g.person_id AND p.state = 'active' AND p.deleted_at IS NULL "
        "WHERE g.organisation_id = :body AND g.id <> :id AND (g.role_bit & :high) <> 0 "
        "AND g.state = 'active' AND g.deleted_at IS NULL "
        "AND (g.valid_from IS NULL OR g.valid_from <= :today) "
        "AND (g.valid_until IS NULL OR g.valid_until >= :today)",
        BINDS(B_INT("body", g->thing.organisation_id), B_INT("id", g->thing.id),
              B_INT("high", GRANT_HIGH), B_TEXT("today", ctx->today)),
        out);
}

static err revoke(struct ctx *ctx, struct thing *t, str reason)
{
    (void)reason;
    struct grant *g = (struct grant *)t;
    if (!may_handle(ctx, g->role_bit)) {
        return fault(ctx, ERR_DENIED, "grant.above_granter");
    }
    int64_t others = 1;
    err e = (g->role_bit & GRANT_HIGH) ? other_granters(ctx, g, &others) : OK;
    if (e) {
        return e;
    }
    if (!others) {
        return fault(ctx, ERR_CONFLICT, "grant.last_granter");
    }
    g->valid_until = g->valid_until.n && str_compare(g->valid_until, ctx->today) < 0
                         ? g->valid_until
                         : ctx->today;
    if (g->valid_from.n && str_compare(g->valid_from, g->valid_until) > 0) {
        g->valid_from = g->valid_until; /* it was to begin later: it never did */
    }
    return OK;
}

static const char *const from_active[] = {"active", NULL};

static const struct verb verbs[] = {
    {.name = "revoke",
     .from = from_active,
     .to = "revoked",
     .roles = GRANT_GIVERS,
     .flags = VERB_REASON | VERB_DANGER | VERB_BULK,
     .run = revoke},
};

static const struct view views[] = {
    {"active", "state=active"},
    {"ending", "state=active&valid_until[gte]=today"},
};

const struct kind grant_kind = {
    .name = "grant",
    .plural = "grants",
    .table = "role_grant",
    .prefix = "RG",
    .group = "settings",
    .icon = "PadlockLocked",
    .order = 20,
    .flags = KIND_STEP_UP,
    .size = sizeof(struct grant),
    .fields = fields,
    .n_fields = sizeof fields / sizeof *fields,
    .title = "name",
    .states = states,
    .ends = ends,
    .locked = locked,
    .verbs = verbs,
    .n_verbs = sizeof verbs / sizeof *verbs,
    .views = views,
    .n_views = sizeof views / sizeof *views,
    .read = GRANT_GIVERS | ROLE_AUDITOR,
    .create = GRANT_GIVERS,
    .read_own = ROLES_ALL,
    .own = "t.person_id = :actor",
    .check = check,
    .after = grant_after,
};

err grant_give(struct ctx *ctx, int64_t person_id, enum role role, bool subtree)
{
    struct thing *t = thing_new(ctx, &grant_kind);
    struct grant *g = (struct grant *)t;
    g->person_id = person_id;
    g->role = str_of(role_name(role));
    g->subtree = subtree;
    return thing_create(ctx, t);
}
