/* person.h - a person of a body: who does the work, and whom things are linked to. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_PERSON_PERSON_H
#define DOMAIN_PERSON_PERSON_H

#include "kind/kind.h"

/* States: active, disabled. The password is no field: only sign-in reads and writes it. */
struct person {
    struct thing thing;
    str name, email, title, unit, phone, language;
};

extern const struct kind person_kind;

/* The person with that address (in lower case), in whatever body; 0 when there is none. */
err person_find(struct ctx *ctx, str email, int64_t *out);

enum { SIGN_IN_LINK_MS = 24 * 60 * 60 * 1000 };
/* Makes a link by which the person chooses a password, once and within SIGN_IN_LINK_MS: its secret,
   which is kept nowhere. Whether the actor may is the caller's question. */
err person_sign_in_link(struct ctx *ctx, int64_t person_id, str *secret);
/* The same by a person, for somebody else who has no role that the actor could not give; written in
   the history. Whoever has a password already and has lost it keeps it until the link is used, is
   told of the link at the next sign-in (web/sign_in/links_made.h), and still shows a second factor:
   then a reason is needed, ERR_INVALID at reason. */
err person_link_make(struct ctx *ctx, const struct thing *t, str reason, str *secret);

/* Whoever holds a link of somebody's is that person, and who is shut out cannot work. So each role
   that the person has, in whatever body, must be one that the actor could have given there. */
err person_is_within_rights(struct ctx *ctx, const struct thing *t, bool *out);
/* Ends all sessions of that person, within the actor's rights; written in the history. *n says how
   many there were. */
err person_end_sessions(struct ctx *ctx, const struct thing *t, int64_t *n);
/* Takes away the second factor of somebody who has lost it, within the actor's rights; signed out
   everywhere, and written in the history. ERR_CONFLICT when there is none. */
err person_remove_factors(struct ctx *ctx, const struct thing *t);

#endif
