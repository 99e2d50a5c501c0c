/* index.h - the words by which things are found, kept whole. The verbs of store.h do it for the
   thing in hand; here is what is written past them. Each call belongs in a write transaction. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KIND_INDEX_H
#define KIND_INDEX_H

#include "kind/kind.h"

/* Is anything of the kind searched? */
bool index_has(const struct kind *k);
/* Makes the thing findable as its row stands; a kind in which nothing is searched is passed over.
 */
err index_row(struct ctx *ctx, const struct kind *k, int64_t id);
/* Makes findable what stands and is not yet: of kinds in which an earlier release searched nothing.
   A question a kind when nothing is missing. */
err index_complete(struct ctx *ctx);

#endif
