/* wire.h - what a prison answers, as bytes: a table, a tree or a refusal, each part with its length
   before it. Whoever reads it believes nothing. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef PRISON_WIRE_H
#define PRISON_WIRE_H

#include "base/buf.h"
#include "format/json/read.h"
#include "format/table.h"

/* Writers, into a buffer with a ceiling of its own; ask `full` at the end. */
void wire_table(struct buf *b, const struct table *t);
void wire_tree(struct buf *b, const struct json *v);
void wire_refusal(struct buf *b, const struct refusal *r);

enum wire_kind { WIRE_BROKEN, WIRE_TABLE, WIRE_TREE, WIRE_REFUSAL };

/* What the answer is; WIRE_BROKEN when it is cut off or none. */
enum wire_kind wire_kind(str bytes);

/* Readers. What comes out points into bytes and into the arena. False when anything is out of
   order: a length that does not fit, over the limits, text that is not UTF-8 or has control
   characters of the kind that no reader lets through, a word that is not one of a reader's, bytes
   left over. */
bool wire_table_read(struct arena *a, str bytes, const struct table_limits *limits,
                     struct table *out);
bool wire_tree_read(struct arena *a, str bytes, const struct json_limits *limits,
                    const struct json **out);
bool wire_refusal_read(struct arena *a, str bytes, struct refusal *out);

#endif
