/* requirement_status.h - how a body stands to one requirement: its own word, never a reviewer's. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_REQUIREMENT_STATUS_REQUIREMENT_STATUS_H
#define DOMAIN_REQUIREMENT_STATUS_REQUIREMENT_STATUS_H

#include "kind/kind.h"

struct requirement_status {
    struct thing thing;
    str title; /* the requirement's, in the body's language form */
    int64_t requirement_id;
    str applicability, reason;
    str status;
    int64_t maturity;
    int64_t owner_id;
    struct ids measure_ids, evidence_ids;
    str note;
    str assessed_on, next_on;
};

extern const struct kind requirement_status_kind;

/* Gives the work's body a status for each requirement that it answers and has none for: those of
   the common norm, and of frameworks it has taken in use. *n (may be NULL) gets how many were made.
 */
err requirement_status_fill(struct ctx *ctx, int64_t *n);
/* The body's status of a requirement; 0 when it has none. */
err requirement_status_of(struct ctx *ctx, int64_t requirement_id, int64_t *out);

#endif
