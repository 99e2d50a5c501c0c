/* account.c - whose account it is that a provider vouches for: by issuer and subject alone. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/oidc/account.h"

#include "base/log.h"
#include "trail/trail.h"

err account_find(struct ctx *ctx, str issuer, str subject, int64_t *person_id)
{
    return db_int(
        ctx->db,
        "UPDATE oidc_identity SET used_at = :now WHERE issuer = :issuer "
        "AND subject = :subject RETURNING person_id",
        BINDS(B_INT("now", ctx->now), B_TEXT("issuer", issuer), B_TEXT("subject", subject)),
        person_id);
}

err account_record(struct ctx *ctx, int64_t person_id, const char *verb, str provider)
{
    struct rows *rows;
    int64_t organisation_id = 0, version = 0;
    err e = db_query(ctx->db, "SELECT organisation_id, version FROM person WHERE id = :id",
                     BINDS(B_INT("id", person_id)), &rows);
    if (e) {
        return e;
    }
    if (rows_next(rows)) {
        organisation_id = rows_int(rows, 0);
        version = rows_int(rows, 1);
    }
    e = rows_end(rows);
    struct actor actor = ctx->actor;
    if (actor.person_id <= 0) { /* on the way in: it is who just showed who he is */
        ctx->actor = (struct actor){.person_id = person_id};
    }
    e = e ? e
          : trail_append(ctx, organisation_id, "person", person_id, version, verb, provider, NULL,
                         0);
    ctx->actor = actor;
    return e;
}

err account_link(struct ctx *ctx, const struct oidc_provider *p, str subject, int64_t person_id,
                 const char *how)
{
    int64_t n = 0, holder = 0;
    err e = db_run(
        ctx->db,
        "INSERT INTO oidc_identity (person_id, issuer, subject, provider, how, linked_at, used_at) "
        "VALUES (:person, :issuer, :subject, :provider, :how, :now, :now) "
        "ON CONFLICT (issuer, subject) DO NOTHING",
        BINDS(B_INT("person", person_id), B_TEXT("issuer", p->issuer), B_TEXT("subject", subject),
              B_TEXT("provider", p->title), B_TEXT("how", str_of(how)), B_INT("now", ctx->now)),
        &n);
    if (!e && n) {
        log_event("oidc.linked", LOG_INT("person", person_id), LOG_Z("how", how),
                  LOG_STR("request", ctx->request));
        return account_record(ctx, person_id, "identity-linked", p->title);
    }
    e = e ? e : account_find(ctx, p->issuer, subject, &holder);
    return e ? e : holder == person_id ? OK : fault(ctx, ERR_CONFLICT, "oidc.taken");
}

/* ---- a new employee
 * ------------------------------------------------------------------------------------ */

static bool is_email(str email)
{
    ptrdiff_t at = str_index(email, '@');
    return at > 0 && (size_t)at + 3 < email.n && email.n <= 200;
}

err account_new(struct ctx *ctx, const struct request *q, const struct oidc_provider *p,
                const struct id_claims *claims, int64_t *person_id)
{
    int64_t known = 0;
    str email = str_lower(ctx->arena, str_trim(claims->email));
    if (!str_trim(claims->name).n || !is_email(email) || !q->gate->person_new) {
        return fault(ctx, ERR_INVALID, "oidc.no_name");
    }
    err e = db_int(ctx->db, "SELECT count(*) FROM person WHERE email = :email",
                   BINDS(B_TEXT("email", email)), &known);
    if (e || known) {
        return e ? e : fault(ctx, ERR_CONFLICT, "oidc.known_email");
    }
    e = q->gate->person_new(ctx, p->organisation_id, str_trim(claims->name), email, person_id);
    return e ? e : account_link(ctx, p, claims->sub, *person_id, "created");
}
