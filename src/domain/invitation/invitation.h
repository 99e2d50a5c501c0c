/* invitation.h - a role offered to somebody who has an account in another body. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_INVITATION_INVITATION_H
#define DOMAIN_INVITATION_INVITATION_H

#include "kind/kind.h"

/* States: sent, accepted, declined, withdrawn. Whoever invites is told nothing of whether there is
   such an account: not when inviting, and not before the invited one has answered. */
struct invitation {
    struct thing thing;
    str email; /* in lower case */
    str role;
    int64_t subtree;
    str valid_until;
    str reason;
    int64_t person_id; /* who accepted */
    str answered_on;
};

extern const struct kind invitation_kind;

enum { INVITATION_DAYS = 30 };

/* A new link, the only one that works from now on; its secret is kept nowhere. ERR_CONFLICT when
   the invitation has been answered, ERR_INVALID when the actor could not give that role. */
err invitation_link(struct ctx *ctx, struct thing *t, str *secret);

/* An invitation that waits for the actor, as he is shown it. */
struct offer {
    int64_t id, ref, organisation_id, version, invited_by;
    str role, valid_until, body, number, inviter;
    int64_t subtree;
};

/* The invitation behind the secret, if it is the actor's: link and address of the account must both
   fit. ERR_MISSING otherwise, whatever it is that does not fit. Needs no body. */
err invitation_find(struct ctx *ctx, str secret, struct offer *out);
/* The actor gets the role, given by the one who invited with the rights that one has today;
   ERR_CONFLICT when those do not suffice any more. Afterwards ctx is about that body. */
err invitation_accept(struct ctx *ctx, const struct offer *o);
err invitation_decline(struct ctx *ctx, const struct offer *o);

#endif
