/* grant.h - a role that a person has in a body, for a time. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_GRANT_GRANT_H
#define DOMAIN_GRANT_GRANT_H

#include "kind/kind.h"

/* States: active, revoked. A grant is not changed: it is revoked, and another one given. */
struct grant {
    struct thing thing;
    str name; /* of the person, when it was given */
    int64_t person_id;
    str role;
    int64_t role_bit;
    int64_t subtree;
    str valid_from, valid_until;
    str reason;
};

extern const struct kind grant_kind;

enum {
    GRANT_GIVERS = ROLE_OPERATOR | ROLE_TOP_MANAGEMENT | ROLE_OFFICER,
    /* Roles that only an operator or top management gives: an officer never lifts anybody above
       himself. */
    GRANT_HIGH = ROLE_OPERATOR | ROLE_TOP_MANAGEMENT,
};
/* The names of all roles, NULL-terminated, for a field in which one is chosen. */
extern const char *const grant_roles[];

/* Tells at the fields role and subtree when the actor may not give that role in the work's body: it
   is above his own, or reaches below while his own does not. OK also then: ask ctx->fault.n_fields.
 */
err grant_check_giver(struct ctx *ctx, enum role role, bool subtree);

/* Gives the person a role in the work's body, from today on. */
err grant_give(struct ctx *ctx, int64_t person_id, enum role role, bool subtree);
/* The hook after a grant is written: sessions of its person are asked for what his roles demand. */
err grant_after(struct ctx *ctx, struct thing *t, const struct thing *before, const char *verb);

#endif
