/* system.h - systems that tasks and services rest on, and the needs that reach them from there. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_SYSTEM_SYSTEM_H
#define DOMAIN_SYSTEM_SYSTEM_H

#include "kind/kind.h"

/* How well something must be protected: 1 to 4 each, NO_NUMBER where nobody has said. */
struct needs {
    int64_t confidentiality, integrity, availability;
};

#define NEEDS_UNKNOWN ((struct needs){NO_NUMBER, NO_NUMBER, NO_NUMBER})

/* States: in_use, retired. */
struct system {
    struct thing thing;
    str name, description;
    int64_t owner_id, supplier_id;
    str hosting, criticality;
    int64_t own_confidentiality, own_integrity,
        own_availability;                             /* lowest, whatever the services say */
    int64_t confidentiality, integrity, availability; /* what holds */
    str template;
    str retired_on;
};

extern const struct kind system_kind;

/* The higher of the two, each for itself; unknown is lower than 1. */
struct needs needs_higher(struct needs a, struct needs b);
/* The needs in one row of three numbers; sql has :id. */
err needs_read(struct ctx *ctx, const char *sql, int64_t id, struct needs *out);
/* Writes new needs over those of a service or system, with a version and an event ("needs") of
   their own, since nobody edited it. *changed tells whether they differed. */
err needs_write(struct ctx *ctx, const struct kind *k, int64_t id, struct needs needs,
                bool *changed);

/* Brings a system's needs in step with the services that use it now. */
err system_needs_follow(struct ctx *ctx, int64_t system_id);

#endif
