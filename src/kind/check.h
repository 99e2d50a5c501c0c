/* check.h - what the field table demands of a thing before it is written. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KIND_CHECK_H
#define KIND_CHECK_H

#include "kind/kind.h"

/* Bounds, choices, links into the same body, uniqueness, then the kind's own rules. before is NULL
   at creation. Tells each field's fault and returns ERR_INVALID if there was any. */
err check_thing(struct ctx *ctx, struct thing *t, const struct thing *before);

/* Is there a standing thing of kind k with that id that things of the body may link to? */
err check_link(struct ctx *ctx, const struct kind *k, int64_t organisation_id, int64_t id,
               bool *out);

/* True when both have the same in field f. */
bool check_same(const struct thing *a, const struct thing *b, const struct field *f);

#endif
