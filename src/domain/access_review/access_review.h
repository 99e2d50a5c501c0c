/* access_review.h - going through who may what: each role is confirmed or taken away, with a
 * reason. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_ACCESS_REVIEW_ACCESS_REVIEW_H
#define DOMAIN_ACCESS_REVIEW_ACCESS_REVIEW_H

#include "kind/kind.h"

/* States: open, finished. */
struct access_review {
    struct thing thing;
    str title, conclusion;
    int64_t n_confirmed, n_revoked; /* NO_NUMBER until finished */
    str finished_on;
    int64_t finished_by_id;
};

extern const struct kind access_review_kind;

/* One role in the body and what the review says of it. */
struct reviewed_grant {
    int64_t id, ref, person_id;
    str person, employer; /* employer: empty when it is this body */
    str role, valid_until;
    bool subtree;
    int64_t signed_in_at;          /* 0: not since sign-ins are kept */
    str decision, reason, decider; /* decision: confirmed, revoked, or empty */
};

/* Which of them, and in what order; empty asks for all, by name. */
struct rights_asked {
    str text;           /* of the person's name */
    str role, decision; /* as stored; "undecided" too */
    bool longest_away_first;
};

/* The roles that hold in the review's body today, while it is open, and those that it has decided
   on: at most max after the first skip, *total with the others. */
err access_review_rows(struct ctx *ctx, const struct access_review *review,
                       const struct rights_asked *asked, int64_t skip, int64_t max,
                       struct reviewed_grant **out, size_t *n, int64_t *total);
/* How many of them all are not decided on. */
err access_review_counts(struct ctx *ctx, const struct access_review *review, int64_t *left,
                         int64_t *all);

/* Confirms the role, or takes it away (is_revoked: then a reason is needed). ERR_CONFLICT when the
   review is finished, or the role is one's own and somebody else could judge it. */
err access_review_decide(struct ctx *ctx, const struct access_review *review, int64_t grant_id,
                         bool is_revoked, str reason);

#endif
