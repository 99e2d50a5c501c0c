/* invitation.c - who may be invited, and what accepting does. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/invitation/invitation.h"

#include "base/clock.h"
#include "base/hash.h"
#include "base/id.h"
#include "base/limit.h"
#include "domain/grant/grant.h"
#include "kind/store.h"
#include "trail/trail.h"

static const char *const states[] = {"sent", "accepted", "declined", "withdrawn", NULL};
static const char *const ends[] = {"accepted", "declined", "withdrawn", NULL};

static const struct field fields[] = {
    {FIELD(struct invitation, email), .type = FIELD_EMAIL,
     .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_SEARCH | FIELD_PERSONAL},
    {FIELD(struct invitation, role), .type = FIELD_CHOICE, .choices = grant_roles,
     .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_FILTER},
    {FIELD(struct invitation, subtree), .type = FIELD_YES, .flags = FIELD_COLUMN},
    {FIELD(struct invitation, valid_until), .type = FIELD_DAY, .flags = FIELD_COLUMN},
    {FIELD(struct invitation, reason), .type = FIELD_TEXT},
    {FIELD(struct invitation, person_id), .type = FIELD_LINK, .link = "person",
     .flags = FIELD_COMPUTED},
    {FIELD(struct invitation, answered_on), .type = FIELD_DAY,
     .flags = FIELD_COMPUTED | FIELD_COLUMN},
};

static err check(struct ctx *ctx, struct thing *t, const struct thing *before)
{
    struct invitation *i = (struct invitation *)t;
    i->email = str_lower(ctx->arena, i->email);
    if (before) {
        return OK;
    }
    if (ctx->actor.person_id && str_eq(i->email, str_lower(ctx->arena, ctx->actor.email))) {
        fault_at(ctx, "email", "grant.to_oneself");
    }
    if (i->valid_until.n && str_compare(i->valid_until, ctx->today) < 0) {
        fault_at(ctx, "valid_until", "grant.valid_order");
    }
    return grant_check_giver(ctx, role_of(i->role), i->subtree);
}

static const char *const sent[] = {"sent", NULL};

static const struct verb verbs[] = {
    {.name = "withdraw",
     .from = sent,
     .to = "withdrawn",
     .roles = GRANT_GIVERS,
     .flags = VERB_DANGER},
};

static const struct view views[] = {
    {"open", "state=sent"},
};

const struct kind invitation_kind = {
    .name = "invitation",
    .plural = "invitations",
    .prefix = "I",
    .group = "settings",
    .icon = "Paperplane",
    .order = 25,
    .flags = KIND_NO_IMPORT | KIND_STEP_UP,
    .size = sizeof(struct invitation),
    .fields = fields,
    .n_fields = sizeof fields / sizeof *fields,
    .title = "email",
    .states = states,
    .ends = ends,
    .locked = states,
    .verbs = verbs,
    .n_verbs = sizeof verbs / sizeof *verbs,
    .views = views,
    .n_views = sizeof views / sizeof *views,
    .read = GRANT_GIVERS | ROLE_AUDITOR,
    .create = GRANT_GIVERS,
    .erase = KIND_ERASERS,
    .check = check,
};

err invitation_link(struct ctx *ctx, struct thing *t, str *secret)
{
    const struct invitation *i = (const struct invitation *)t;
    if (!str_is(t->state, "sent")) {
        return fault(ctx, ERR_CONFLICT, "invitation.answered");
    }
    err e = grant_check_giver(ctx, role_of(i->role), i->subtree);
    if (e || ctx->fault.n_fields) {
        return e ? e : ERR_INVALID;
    }
    unsigned char hash[SHA256_BYTES];
    *secret = id_secret(ctx->arena);
    sha256(*secret, hash);
    e = db_run(
        ctx->db,
        "UPDATE invitation SET secret_hash = :hash WHERE id = :id AND organisation_id = :body",
        BINDS(B_BLOB("hash", str_n((const char *)hash, sizeof hash)), B_INT("id", t->id),
              B_INT("body", ctx->body.id)),
        NULL);
    return e ? e
             : trail_append(ctx, t->organisation_id, "invitation", t->id, t->version, "link",
                            STR_NONE, NULL, 0);
}

err invitation_find(struct ctx *ctx, str secret, struct offer *out)
{
    unsigned char hash[SHA256_BYTES];
    struct rows *rows;
    struct arena *a = ctx->arena;
    sha256(secret, hash);
    err e = db_query(ctx->db,
                     "SELECT i.id, i.organisation_id, i.version, i.created_by, i.role, i.subtree, "
                     "i.valid_until, "
                     "o.name, coalesce(o.number, o.code), p.name, i.ref FROM invitation i "
                     "JOIN organisation o ON o.id = i.organisation_id AND o.deleted_at IS NULL "
                     "LEFT JOIN person p ON p.id = i.created_by "
                     "WHERE i.secret_hash = :hash AND i.state = 'sent' AND i.deleted_at IS NULL "
                     "AND i.created_at > :oldest AND i.email = :email",
                     BINDS(B_BLOB("hash", str_n((const char *)hash, sizeof hash)),
                           B_INT("oldest", ctx->now - INVITATION_DAYS * DAY_MS),
                           B_TEXT("email", str_lower(a, ctx->actor.email))),
                     &rows);
    if (e) {
        return e;
    }
    bool found = rows_next(rows);
    if (found) {
        *out = (struct offer){
            .id = rows_int(rows, 0),
            .organisation_id = rows_int(rows, 1),
            .version = rows_int(rows, 2),
            .invited_by = rows_int(rows, 3),
            .role = str_copy(a, rows_text(rows, 4)),
            .subtree = rows_int(rows, 5),
            .valid_until = str_copy(a, rows_text(rows, 6)),
            .body = str_copy(a, rows_text(rows, 7)),
            .number = str_copy(a, rows_text(rows, 8)),
            .inviter = str_copy(a, rows_text(rows, 9)),
            .ref = rows_int(rows, 10),
        };
    }
    e = rows_end(rows);
    return e ? e : found ? OK : fault(ctx, ERR_MISSING, "error.missing");
}

static err answer(struct ctx *ctx, const struct offer *o, const char *verb, const char *state)
{
    int64_t version = 0;
    const struct change change = {"state", STR("sent"), str_of(state)};
    err e = db_int(
        ctx->db,
        "UPDATE invitation SET state = :state, answered_on = :today, secret_hash = NULL, "
        "version = version + 1, updated_at = :now, updated_by = :actor "
        "WHERE id = :id AND state = 'sent' RETURNING version",
        BINDS(B_TEXT("state", str_of(state)), B_TEXT("today", ctx->today), B_INT("now", ctx->now),
              B_INT("actor", ctx->actor.person_id), B_INT("id", o->id)),
        &version);
    return e ? e
             : trail_append(ctx, o->organisation_id, "invitation", o->id, version, verb, STR_NONE,
                            &change, 1);
}

/* Who invited, with the roles of today in that body. */
static err giver(struct ctx *ctx, const struct offer *o, struct actor *out)
{
    int64_t roles = 0;
    /* That it was he was proved when he invited: KIND_STEP_UP. */
    *out = (struct actor){.person_id = o->invited_by, .roles = ROLES_ALL, .proved = true};
    if (!o->invited_by) {
        return OK;
    }
    err e = db_int(ctx->db,
                   "SELECT coalesce(CAST(sum(DISTINCT role_bit) AS BIGINT), 0) FROM access "
                   "WHERE person_id = :person AND organisation_id = :body "
                   "AND (valid_from IS NULL OR valid_from <= :today) "
                   "AND (valid_until IS NULL OR valid_until >= :today)",
                   BINDS(B_INT("person", o->invited_by), B_INT("body", o->organisation_id),
                         B_TEXT("today", ctx->today)),
                   &roles);
    out->roles = (uint32_t)roles;
    return e;
}

static err grant_as_giver(struct ctx *ctx, const struct offer *o, int64_t person_id)
{
    struct thing *t = thing_new(ctx, &grant_kind);
    struct grant *g = (struct grant *)t;
    g->person_id = person_id;
    g->role = o->role;
    g->subtree = o->subtree;
    g->valid_until = o->valid_until;
    str args[] = {kind_ref(ctx->arena, &invitation_kind, o->ref)};
    g->reason = word_args(ctx->arena, ctx->lang, "invitation.as_reason", args, 1);
    err e = thing_create(ctx, t);
    return e == ERR_DENIED || e == ERR_INVALID ? ERR_CONFLICT : e;
}

err invitation_accept(struct ctx *ctx, const struct offer *o)
{
    struct actor me = ctx->actor, by;
    err e = ctx_body(ctx, o->organisation_id);
    e = e ? e : giver(ctx, o, &by);
    /* From here on the person may be linked to from this body: see guests in person.c. */
    e = e ? e
          : db_run(ctx->db,
                   "UPDATE invitation SET person_id = :me WHERE id = :id AND state = 'sent'",
                   BINDS(B_INT("me", me.person_id), B_INT("id", o->id)), NULL);
    if (e) {
        return e;
    }
    ctx->actor = by;
    e = grant_as_giver(ctx, o, me.person_id);
    ctx->actor = me;
    if (e == ERR_CONFLICT) {
        fault_init(&ctx->fault, ctx->arena);
        return fault(ctx, ERR_CONFLICT, "invitation.stale");
    }
    return e ? e : answer(ctx, o, "accept", "accepted");
}

err invitation_decline(struct ctx *ctx, const struct offer *o)
{
    return answer(ctx, o, "decline", "declined");
}

const struct limit invitation_limits[] = {
    {"Sign-in", "invitation", INVITATION_DAYS, LIMIT_DAYS, "404"},
    {0},
};
