/* tree.h - a JSON value as it was read: order kept, numbers exact. YAML is read into it as well. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FORMAT_JSON_TREE_H
#define FORMAT_JSON_TREE_H

#include "base/str.h"
#include "format/json/write.h"

/* Names differ from those of jansson, which the sign-in brings along. */
enum json_type {
    JSON_IS_NULL,
    JSON_IS_BOOL,
    JSON_IS_INT,     /* a whole number that fits 64 bits */
    JSON_IS_DECIMAL, /* any other number, as text: "12.50", "1e-3" */
    JSON_IS_TEXT,
    JSON_IS_ARRAY,
    JSON_IS_OBJECT,
};

/* Read-only, in the arena of the reader. */
struct json {
    enum json_type type;
    uint32_t n; /* bytes of text or decimal, items or members */
    union {
        bool yes;
        int64_t number;
        const char *text; /* JSON_IS_TEXT and JSON_IS_DECIMAL; not zero-terminated */
        const struct json *items;
        const struct json_member *members; /* names differ from each other */
    };
};

struct json_member {
    str name;
    struct json value;
};

/* Each takes NULL and the wrong type calmly, so that a path can be walked without asking. */

/* The member of that name, NULL when v is no object or has none. */
const struct json *json_get(const struct json *v, const char *name);
/* The i-th item, NULL outside an array. */
const struct json *json_item(const struct json *v, size_t i);
/* Items or members; 0 for everything else. */
size_t json_count(const struct json *v);
/* Text of a JSON_IS_TEXT or JSON_IS_DECIMAL, STR_NONE otherwise. */
str json_str(const struct json *v);
/* json_str(json_get(v, name)). */
str json_get_str(const struct json *v, const char *name);
/* False when v is no whole number. */
bool json_to_int(const struct json *v, int64_t *out);
/* A number as a whole count of its decimals-th parts: 12.5 with 2 is 1250. False when v is no
   number, has more decimals than that, or does not fit; nothing is rounded. decimals 0 to 18. */
bool json_to_scaled(const struct json *v, int decimals, int64_t *out);

/* Writes v as the next value, members in their order. */
void json_tree(struct json_writer *w, const struct json *v);
/* v as compact JSON text in the arena. */
str json_tree_text(struct arena *a, const struct json *v);

#endif
