/* held.h - what must not be erased now, because somebody has placed a legal hold over it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KIND_HELD_H
#define KIND_HELD_H

#include "kind/kind.h"

/* A hold in force. Holds themselves are the kind domain/hold; here is what they mean to others. */
struct held {
    int64_t id, ref;
    str title;
    str kind;         /* of what is held; empty: everything in the body */
    int64_t thing_id; /* the one thing that is held; 0: all of the kind */
    int64_t placed_at;
};

/* The holds in force over the body, oldest first; most bodies have none. */
err held_read(struct ctx *ctx, int64_t organisation_id, struct held **out, size_t *n);
/* The first of them that is over that thing; NULL when none is. */
const struct held *held_over(const struct held *holds, size_t n, const char *kind,
                             int64_t thing_id);
/* The hold over t, asked of the database; *out NULL when there is none. */
err held_find(struct ctx *ctx, const struct thing *t, const struct held **out);

/* SQL condition on t, a row of the kind named :kind: no hold is over it. */
#define HELD_NOT                                                                                   \
    "NOT EXISTS (SELECT 1 FROM legal_hold h WHERE h.organisation_id = t.organisation_id AND "      \
    "h.state = 'in_force' AND (h.kind IS NULL OR (h.kind = :kind AND (h.thing_id IS NULL OR "      \
    "h.thing_id = t.id))))"

#endif
