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

/* Gives the person a role in the work's body, from today on. */
err grant_give(struct ctx *ctx, int64_t person_id, enum role role, bool subtree);

#endif
