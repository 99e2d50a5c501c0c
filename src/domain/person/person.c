/* person.c - what a person is, and who may let one in or shut one out. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/person/person.h"

#include "base/str.h"

static const char *const languages[] = {"nb", "nn", "en", NULL};
static const char *const states[] = {"active", "disabled", NULL};
static const char *const ends[] = {"disabled", NULL};

static const struct field fields[] = {
    {FIELD(struct person, name), .type = FIELD_TEXT,
     .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_SEARCH | FIELD_PERSONAL},
    {FIELD(struct person, email), .type = FIELD_EMAIL,
     .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_UNIQUE | FIELD_SEARCH | FIELD_PERSONAL},
    {FIELD(struct person, title), .type = FIELD_TEXT, .flags = FIELD_COLUMN | FIELD_SEARCH},
    {FIELD(struct person, unit), .type = FIELD_TEXT, .flags = FIELD_COLUMN | FIELD_SEARCH},
    {FIELD(struct person, phone), .type = FIELD_TEXT, .max = 30, .flags = FIELD_PERSONAL},
    {FIELD(struct person, language), .type = FIELD_CHOICE, .choices = languages},
};

/* Whoever can change the address of an account can take it over by a sign-in link, and an officer
   must not become an operator that way. */
static err check(struct ctx *ctx, struct thing *t, const struct thing *before)
{
    struct person *p = (struct person *)t;
    p->email = str_lower(ctx->arena, p->email);
    if (before && !str_eq(p->email, ((const struct person *)before)->email) &&
        !ctx_may(ctx, ROLE_OPERATOR)) {
        return fault_at(ctx, "email", "person.email_by_operator");
    }
    return OK;
}

/* Does the person hold a role that an officer could not give, and so cannot take either? */
static err is_above_officer(struct ctx *ctx, int64_t person_id, bool *out)
{
    int64_t n = 0;
    err e =
        db_int(ctx->db,
               "SELECT count(*) FROM access WHERE person_id = :person AND (role_bit & :high) <> 0 "
               "AND (valid_until IS NULL OR valid_until >= :today)",
               BINDS(B_INT("person", person_id), B_INT("high", ROLE_OPERATOR | ROLE_TOP_MANAGEMENT),
                     B_TEXT("today", ctx->today)),
               &n);
    *out = n != 0;
    return e;
}

/* Shut out at once, not when the session ends: sessions, tokens and links that wait all go. */
static err disable(struct ctx *ctx, struct thing *t, str reason)
{
    (void)reason;
    if (t->id == ctx->actor.person_id) {
        return fault(ctx, ERR_CONFLICT, "person.not_oneself");
    }
    bool above = false;
    err e = ctx_may(ctx, ROLE_OPERATOR) ? OK : is_above_officer(ctx, t->id, &above);
    if (e || above) {
        return e ? e : fault(ctx, ERR_DENIED, "person.above_officer");
    }
    const struct bind who[] = {B_INT("person", t->id), B_INT("now", ctx->now)};
    e = db_run(ctx->db, "DELETE FROM session WHERE person_id = :person", who, 2, NULL);
    e = e ? e : db_run(ctx->db, "DELETE FROM sign_in_link WHERE person_id = :person", who, 2, NULL);
    return e ? e
             : db_run(ctx->db,
                      "UPDATE token SET revoked_at = :now WHERE person_id = :person AND revoked_at "
                      "IS NULL",
                      who, 2, NULL);
}

/* What lets a person in, or tells when he was: gone with the rest when he is erased. */
static err erased(struct ctx *ctx, int64_t id)
{
    static const char *const statements[] = {
        "DELETE FROM session WHERE person_id = :person",
        "DELETE FROM sign_in_link WHERE person_id = :person",
        "DELETE FROM token WHERE person_id = :person",
        "DELETE FROM signed_in WHERE person_id = :person",
        "DELETE FROM totp WHERE person_id = :person",
        "DELETE FROM recovery_code WHERE person_id = :person",
        "DELETE FROM recovery WHERE person_id = :person",
        "DELETE FROM passkey WHERE person_id = :person",
        "DELETE FROM sign_in_pending WHERE person_id = :person",
        "DELETE FROM oidc_identity WHERE person_id = :person",
        "DELETE FROM saved_view WHERE person_id = :person",
        "DELETE FROM rehearsed_file WHERE person_id = :person",
        "UPDATE person SET password = NULL, state = 'disabled' WHERE id = :person",
    };
    err e = OK;
    for (size_t i = 0; !e && i < sizeof statements / sizeof *statements; i++) {
        e = db_run(ctx->db, statements[i], BINDS(B_INT("person", id)), NULL);
    }
    return e;
}

/* Erasing shuts out as well, so what holds for disabling holds here too. */
static err may_shut_out(struct ctx *ctx, int64_t person_id)
{
    if (person_id == ctx->actor.person_id && person_id) {
        return fault(ctx, ERR_CONFLICT, "person.not_oneself");
    }
    bool above = false;
    err e = ctx_may(ctx, ROLE_OPERATOR | ROLE_TOP_MANAGEMENT)
                ? OK
                : is_above_officer(ctx, person_id, &above);
    return e || !above ? e : fault(ctx, ERR_DENIED, "person.above_officer");
}

static err after(struct ctx *ctx, struct thing *t, const struct thing *before, const char *verb)
{
    (void)before;
    if (strcmp(verb, "erase") != 0) {
        return OK;
    }
    err e = may_shut_out(ctx, t->id);
    return e ? e : erased(ctx, t->id);
}

static const char *const from_active[] = {"active", NULL};
static const char *const from_disabled[] = {"disabled", NULL};

static const struct verb verbs[] = {
    {.name = "disable",
     .from = from_active,
     .to = "disabled",
     .roles = ROLE_OPERATOR | ROLE_OFFICER,
     .flags = VERB_REASON | VERB_DANGER,
     .run = disable},
    {.name = "enable",
     .from = from_disabled,
     .to = "active",
     .roles = ROLE_OPERATOR | ROLE_OFFICER,
     .flags = VERB_MAIN},
};

static const struct view views[] = {
    {"active", "state=active"},
    {"disabled", "state=disabled"},
};

const struct kind person_kind = {
    .name = "person",
    .plural = "persons",
    .prefix = "P",
    .group = "settings",
    .icon = "Person",
    .order = 10,
    .size = sizeof(struct person),
    .fields = fields,
    .n_fields = sizeof fields / sizeof *fields,
    .title = "name",
    .states = states,
    .ends = ends,
    .verbs = verbs,
    .n_verbs = sizeof verbs / sizeof *verbs,
    .views = views,
    .n_views = sizeof views / sizeof *views,
    .sort = "name",
    .read = ROLES_READ | ROLE_OPERATOR,
    .create = ROLE_OPERATOR | ROLE_OFFICER,
    .change = ROLE_OPERATOR | ROLE_OFFICER,
    .erase = KIND_ERASERS,
    .read_own = ROLE_EMPLOYEE | ROLE_STEERING_READER | ROLE_ANALYST,
    .own = "t.id = :actor",
    /* Who has a role here while employed elsewhere, or is just about to take one (invitation.c). */
    .guests = "t.id IN (SELECT g.person_id FROM role_grant g WHERE g.organisation_id = :body "
              "AND g.state = 'active' AND g.deleted_at IS NULL "
              "AND (g.valid_until IS NULL OR g.valid_until >= :today) "
              "UNION ALL SELECT i.person_id FROM invitation i WHERE i.organisation_id = :body "
              "AND i.state = 'sent' AND i.person_id IS NOT NULL) "
              /* Or takes the body in use, as the first one of all (exchange/start). */
              "OR (CAST(:actor AS BIGINT) = 0 AND NOT EXISTS (SELECT 1 FROM role_grant f WHERE "
              "f.organisation_id = :body))",
    /* And who ever had one, here or in a body above: the name stands in what was done then. */
    .known = "t.id IN (SELECT g.person_id FROM role_grant g JOIN organisation_closure c "
             "ON c.ancestor_id = g.organisation_id WHERE c.descendant_id = :body)",
    /* Who still has a role somewhere has not left. */
    .kept = "EXISTS (SELECT 1 FROM role_grant k WHERE k.person_id = t.id AND k.state = 'active' "
            "AND k.deleted_at IS NULL AND (k.valid_until IS NULL OR k.valid_until >= :today))",
    .check = check,
    .after = after,
};

err person_find(struct ctx *ctx, str email, int64_t *out)
{
    return db_int(ctx->db, "SELECT min(id) FROM person WHERE email = :email AND deleted_at IS NULL",
                  BINDS(B_TEXT("email", str_lower(ctx->arena, str_trim(email)))), out);
}
