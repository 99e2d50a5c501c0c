/* hold.h - a legal hold: what must not be erased while a dispute, an inquiry or an audit lasts. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_HOLD_HOLD_H
#define DOMAIN_HOLD_HOLD_H

#include "kind/kind.h"

/* States: in_force, lifted. A hold is not changed: it is lifted, and another one placed. What it
   means to others is kind/held.h. */
struct hold {
    struct thing thing;
    str title;  /* the matter it is about */
    str kind;   /* empty: everything in the body */
    str about;  /* "P-7", the one thing; empty: all of the kind */
    str reason; /* Markdown */
    str lifted_on;
};

extern const struct kind hold_kind;

enum { HOLD_KEEPERS = ROLE_OFFICER | ROLE_TOP_MANAGEMENT };

/* The one thing that the hold is over; NULL when it is over more. */
err hold_thing(struct ctx *ctx, const struct hold *h, const struct kind **kind, int64_t *id);

#endif
