/* str.h - text as pointer and length; nothing here allocates but through an arena. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Text, UTF-8 unless said otherwise, not zero-terminated. p == NULL means "no value", unlike "". */
typedef struct {
    const char *p;
    size_t n;
} str;

#define STR(literal) ((str){"" literal, sizeof(literal) - 1})
#define STR_NONE ((str){NULL, 0})
/* For printf: printf("%.*s", STR_ARG(s)) */
#define STR_ARG(s) (int)(s).n, str_bytes(s)

/* Its bytes; "" for STR_NONE. */
static inline const char *str_bytes(str s)
{
    return s.p ? s.p : "";
}

str str_of(const char *zero_terminated);   /* NULL gives STR_NONE; the text is borrowed */
str str_n(const void *p, size_t n);        /* borrowed */
str str_copy(struct arena *a, str s);      /* with a zero byte after it; STR_NONE stays STR_NONE */
const char *str_z(struct arena *a, str s); /* zero-terminated copy, "" for STR_NONE */
str str_printf(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
str str_from_int(struct arena *a, int64_t value);
/* The parts one after another; cheaper than str_printf where thousands are put together. */
str str_join(struct arena *a, const str *parts, size_t n);
#define STR_JOIN(a, ...)                                                                           \
    str_join((a), ((const str[]){__VA_ARGS__}), sizeof((const str[]){__VA_ARGS__}) / sizeof(str))

bool str_eq(str a, str b);
bool str_is(str a, const char *zero_terminated);
bool str_starts(str s, const char *prefix);
bool str_ends(str s, const char *suffix);
int str_compare(str a, str b); /* by bytes, as strcmp */
bool str_empty(str s);         /* true for STR_NONE and "" */

/* Index of the first c, or -1. */
ptrdiff_t str_index(str s, char c);
bool str_contains(str s, str part);
/* The part of s from `from`, at most n bytes; never outside s. */
str str_slice(str s, size_t from, size_t n);
str str_trim(str s); /* without ASCII white space at both ends */
/* Takes the text up to c out of *rest (which moves past c); the whole rest when c does not occur.
   False when *rest has been used up. */
bool str_split(str *rest, char c, str *out);
/* ASCII letters lowered, copied. */
str str_lower(struct arena *a, str s);
/* A whole decimal number, optional minus, nothing else; false on anything else or overflow. */
bool str_to_int(str s, int64_t *out);
/* Valid UTF-8 without surrogates or overlong forms. *at gets the byte offset of the first fault. */
bool str_is_utf8(str s, size_t *at);
/* Code points in valid UTF-8. */
size_t str_length(str s);

#endif
