/* value.h - a field's value made ready for people: words, numbers, days, links. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KIND_VALUE_H
#define KIND_VALUE_H

#include "kind/store.h"
#include "kind/value_view.h"

/* The value of field f, formatted. label is that of a LINK when the caller has it, else NULL (then
   the book is asked). In lists long text is cut to one line and the label left to
   the caller, who has one for the whole column; on pages Markdown is rendered. */
err value_of(struct label_book *book, struct thing *t, const struct field *f,
             const struct label *label, bool in_list, struct value_view *out);
/* The state as a tag. */
struct value_view value_state(struct ctx *ctx, const struct thing *t);
/* A moment, a person's name by id, plain text. */
struct value_view value_moment(struct ctx *ctx, int64_t ms);
struct value_view value_person(struct label_book *book, int64_t person_id);
struct value_view value_text(str text);
/* One line of plain text for CSV, XLSX and history: words in the reader's language, links as "T-3
 * Title". */
err value_plain(struct label_book *book, struct thing *t, const struct field *f,
                const struct label *label, str *out);
/* The label of a field. */
str value_label(struct ctx *ctx, const struct kind *k, const struct field *f);
/* "IS" for "Ingrid Solvang". */
str value_initials(struct arena *a, str name);

#endif
