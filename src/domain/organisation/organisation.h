/* organisation.h - public bodies, who steers whom, and what became of them in reforms. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_ORGANISATION_ORGANISATION_H
#define DOMAIN_ORGANISATION_ORGANISATION_H

#include "kind/kind.h"

/* States: active, closed. */
struct organisation {
    struct thing thing;
    str number, code, name, name_nn, level, language, county_code;
    int64_t population, employees;
    int64_t parent_id;
    str valid_from, valid_until;
    int64_t predecessor_id, successor_id;
    int64_t in_use, demo;
};

extern const struct kind organisation_kind;

/* SQL condition on the organisation t, with :actor, :today and :body: the actor keeps its entry in
   the register, or the work is about it. Kept by the operators of the host, and by those of a body
   above whose role reaches the bodies below. */
extern const char organisation_kept[];

/* Nine digits, the last one right by modulus 11. */
bool organisation_number_is(str number);

/* A new, empty body; fill it in, then organisation_create. */
struct organisation *organisation_new(struct ctx *ctx);
/* Stores it and places it under its parent. For the system alone. */
err organisation_create(struct ctx *ctx, struct organisation *o);
/* Places the body, with all that is below it, under another one (0: under none). ERR_INVALID when
   that would go in a circle. */
err organisation_set_parent(struct ctx *ctx, int64_t id, int64_t parent_id);
/* The id of the body with that organisation number or, where it has none, code; 0 when there is
 * none. */
err organisation_find(struct ctx *ctx, str number, int64_t *out);
/* Marks a registered body as one that governs its security here. ERR_MISSING when the actor does
   not keep its entry. */
err organisation_take_in_use(struct ctx *ctx, int64_t id);
/* Makes the body the host, whose operators keep the register of all; the first one asked for
   stays. */
err organisation_host(struct ctx *ctx, int64_t id);

#endif
