/* seed.h - things made from files by the names that the files give them. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef EXCHANGE_SEED_H
#define EXCHANGE_SEED_H

#include "format/json/tree.h"
#include "kind/store.h"
#include "web/request.h"

/* Which thing of the body a file's id stands for, by kind. */
struct seed {
    struct ctx *ctx;
    struct seed_entry {
        const struct kind *kind;
        str name;
        int64_t id;
    } * entries;
    size_t n, size;
};

void seed_init(struct seed *s, struct ctx *ctx);
void seed_know(struct seed *s, const struct kind *k, str name, int64_t id);
int64_t seed_id(const struct seed *s, const struct kind *k, str name); /* 0 when not known */

/* Values for a new thing, gathered by name; empty ones are left out. */
struct seed_values {
    struct ctx *ctx;
    struct params p;
    size_t size;
};
void values_init(struct seed_values *v, struct ctx *ctx);
void values_add(struct seed_values *v, const char *name, str value);
void values_id(struct seed_values *v, const char *name, int64_t id); /* 0 is left out */
/* The text of a {nb, nn, en} member in the body's language form, or of a plain text member. */
str seed_text(struct ctx *ctx, const struct json *node, const char *member);

/* Makes a thing of the body from the values. template (may be STR_NONE) is kept in the field of
   that name; when the body has a thing of that template already, also a removed one, *out is NULL
   and nothing is made. state STR_NONE is the first one. */
err seed_make(struct seed *s, const struct kind *k, const struct seed_values *v, str name,
              str template, str state, struct thing **out);

/* Reads an embedded file of the library into a tree. */
err seed_file(struct ctx *ctx, const char *name, const struct json **out);

#endif
