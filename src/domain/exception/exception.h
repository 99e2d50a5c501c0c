/* exception.h - an exception from a requirement: what is not met for now, why, and until when. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_EXCEPTION_EXCEPTION_H
#define DOMAIN_EXCEPTION_EXCEPTION_H

#include "kind/kind.h"

/* States: requested, approved, refused, expired, withdrawn. */
struct exception {
    struct thing thing;
    str title, reason;
    int64_t requirement_id;
    struct ids measure_ids; /* what compensates meanwhile */
    str valid_until;        /* the last day it holds */
    int64_t approved_by_id;
    str approved_by_name, approved_on;
    int64_t n_renewals;
};

extern const struct kind exception_kind;

/* Lets every approved exception whose last day has passed expire, in all bodies, as the system, in
   the open write transaction; *n gets how many. Leaves ctx with the body of the last one. */
err exceptions_expire(struct ctx *ctx, size_t *n);

#endif
