/* reference.h - what there is, printed from the tables as Markdown: kinds, rights, addresses,
 * links. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KIND_REFERENCE_H
#define KIND_REFERENCE_H

#include "base/buf.h"
#include "web/route.h"

/* Every kind: fields with type, bounds and names in three languages, states, steps, views. */
void reference_kinds(struct buf *b);
/* Which role may do what with which kind, and take which step. */
void reference_permissions(struct buf *b);
/* How kinds hang together: a diagram (Mermaid) and a table of links. */
void reference_model(struct buf *b);
/* Every address, method and who may, sorted by address. */
void reference_routes(struct buf *b, const struct routes *t);

/* Text in a cell of a Markdown table. */
void reference_cell(struct buf *b, str s);

#endif
