/* reference.h - rows of reference content, written as files give them: in three languages at once.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef EXCHANGE_REFERENCE_H
#define EXCHANGE_REFERENCE_H

#include "format/json/tree.h"
#include "kind/kind.h"

/* One text in each language; STR_NONE where a framework has it in fewer. */
struct texts {
    str in[N_LANGS];
};

enum { REFERENCE_COLUMNS = 48 };

/* The columns of one row, gathered before it is put. */
struct reference {
    struct ctx *ctx;
    struct bind at[REFERENCE_COLUMNS];
    size_t n;
    int64_t ref; /* running number of a new thing that was set aside before; 0: the next one */
};

void reference_init(struct reference *r, struct ctx *ctx);
void reference_text(struct reference *r, const char *column, str value);
void reference_int(struct reference *r, const char *column, int64_t value);
void reference_id(struct reference *r, const char *column, int64_t id); /* 0 is null */
void reference_null(struct reference *r, const char *column);
/* Columns NAME_nb, NAME_nn, NAME_en. name must be a literal. */
void reference_texts(struct reference *r, const char *name, const struct texts *t);

/* Writes the columns into a table; with keys ("urn, code") over the row that has the same. */
err reference_put(struct reference *r, const char *table, const char *keys);
/* Writes a thing of a reference kind: over the one with that id, or as a new one (id 0), in that
 * state. */
err reference_thing(struct reference *r, const struct kind *k, int64_t id, str state, int64_t *out);

/* Sets n running numbers of a reference kind aside; *first gets the first of them. */
err reference_refs(struct ctx *ctx, const struct kind *k, int64_t n, int64_t *first);

/* The language map of that name; ERR_INVALID when a language is missing or empty. `where` says what
   it belongs to. */
err texts_read(struct ctx *ctx, str file, str where, const struct json *node, const char *member,
               struct texts *out);
/* The same, but nothing is missing when there is no such member. */
err texts_maybe(struct ctx *ctx, str file, str where, const struct json *node, const char *member,
                struct texts *out);
/* A list of language maps as a Markdown list in each language. */
err texts_list(struct ctx *ctx, str file, str where, const struct json *node, const char *member,
               bool numbered, struct texts *out);
/* Reads all reference content that is built in, in one call; see library/library.h. */
err reference_load(struct ctx *ctx);

/* Texts of a list joined by a separator; STR_NONE when there are none. */
str texts_joined(struct ctx *ctx, const struct json *list, const char *separator);

#endif
