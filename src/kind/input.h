/* input.h - what people and programs write, read into a thing's fields: form, API and import alike.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KIND_INPUT_H
#define KIND_INPUT_H

#include "format/json/tree.h"
#include "kind/store.h"
#include "web/request.h"

/* Reads the named values into t: the fields that are named and no others; an empty value clears the
   field. A LINKS field takes several values of its name. Choices and links are taken by code, word
   in any language, id, reference ("T-3", "T-3 Title"), e-mail of a person, an exact title or
   a code ("SN-1.1"). Each trouble is told for its field with `row` (0 in forms); computed and unknown fields are refused,
   except those that a form carries (names beginning with "form_", version, return, reason). Returns
   ERR_INVALID if any. */
err input_read(struct ctx *ctx, const struct params *p, int64_t row, struct thing *t);

/* The members of a JSON object as values: numbers and booleans as text, null as empty, arrays as
 * several. */
err input_from_json(struct ctx *ctx, const struct json *object, struct params *out);

/* A number as people write it: "1 234", "1 234,50" for money (øre), "ja"/"yes"/"1" for yes. f may
 * be NULL. */
bool input_number(struct ctx *ctx, const struct field *f, str text, int64_t *out);

/* The id that a text names among things of kind k in the body; 0 when none. */
err input_link(struct ctx *ctx, const struct kind *k, str text, int64_t *out);

/* How a field's value stands in a form or a CSV cell, so that input_read reads the same back. LINK
   and LINKS are ids. STR_NONE when empty. */
str input_text(struct ctx *ctx, const struct thing *t, const struct field *f);

#endif
