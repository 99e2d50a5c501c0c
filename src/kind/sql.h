/* sql.h - statement text made from a kind's table; values are always bound by name. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KIND_SQL_H
#define KIND_SQL_H

#include "base/buf.h"
#include "kind/kind.h"

/* The column expressions of a thing, alias t, in the order that sql_row reads them: what every
   thing has, and its fields. `only` says by the place of a field whether it is read; NULL: all are.
 */
void sql_columns(struct buf *b, const struct ctx *ctx, const struct kind *k, const bool *only);
/* A new thing from a row whose first columns are those of sql_columns, its texts copied to the
   arena. LINKS are left empty. */
struct thing *sql_row(struct ctx *ctx, const struct kind *k, const struct rows *r);
/* The same into a thing that is there already (of k->size bytes, zeroed at first); its texts are
   valid until the next row, and fields that are not read stay as they are. */
void sql_row_into(const struct kind *k, const struct rows *r, const bool *only, struct thing *t);
/* The expression for one field, alias t, in the reader's language. */
void sql_field(struct buf *b, const struct ctx *ctx, const struct field *f);

/* The type of what every thing has beside its fields (state, ref, created_at ...); false for other
 * names. */
bool sql_common_type(str name, enum field_type *type);

/* The condition that lets the actor see a row: the body's own rows, by join on grants, and of the
   restricted ones those he needs to know. Writes "t.organisation_id = :body AND ..."; the binds of
   this and of the conditions below are those of sql_reader. */
void sql_readable(struct buf *b, const struct ctx *ctx, const struct kind *k);
/* The condition that the actor needs to know of the thing; "1 = 1" for kinds without that class. */
void sql_needs_to_know(struct buf *b, const struct ctx *ctx, const struct kind *k);
/* The condition that the actor may make a link to a thing from the body :body: it is the body's own
   or a guest there, or belongs to all, and is not restricted to others. */
void sql_linkable(struct buf *b, const struct ctx *ctx, const struct kind *k);
/* The condition that a thing that is linked to may be told of in the body :body: it is the body's
   own, or is or was a guest there, or belongs to all. What is another body's is not there. */
void sql_known(struct buf *b, const struct ctx *ctx, const struct kind *k);

/* The condition that the actor may read an event, alias e, of the body's history: that of the thing
   that it tells of, whatever kind it is; what is no thing is for `others`, roles. Binds :actor,
   :body and :today. */
void sql_event_readable(struct buf *b, const struct ctx *ctx, uint32_t others);

enum { SQL_READER_BINDS = 6 };
/* The binds of these conditions: body, actor, today, may, may_own, restricted. */
void sql_reader(const struct ctx *ctx, const struct kind *k, struct bind *out);

#endif
