/* html.h - what templates are made of: putting text into a page, escaped for the place where it
 * stands. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_HTML_H
#define WEB_HTML_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/text.h"

#include <string.h>

/* One page while it is written. The fields are set by whoever begins the page. */
struct html {
    struct buf *out;
    struct arena *arena; /* for arguments of words only */
    enum lang lang;
    str sprite; /* address of the file with the icons, without "#" */
};

/* Ready HTML: has its own type, so that text cannot be taken for it. */
struct markup {
    str s;
};

/* HTML of our own making, as it is. */
void html_markup(struct html *h, struct markup m);

/* A literal of a template; the length is known, so that copying it is a few moves. */
static inline void html_raw(struct html *h, const char *p, size_t n)
{
    struct buf *b = h->out;
    if (n == 0)
        return;
    if (!b->full && n <= b->size - b->n) {
        memcpy(b->data + b->n, p, n);
        b->n += n;
    } else {
        buf_append(b, p, n);
    }
}
#define html_lit(h, literal) html_raw((h), "" literal, sizeof(literal) - 1)

/* Text, or the value of a quoted attribute: & < > " ' are escaped. */
void html_str(struct html *h, str s);
void html_z(struct html *h, const char *zero_terminated);
void html_int(struct html *h, int64_t value); /* plain digits, no grouping */
void html_uint(struct html *h, uint64_t value);
void html_bool(struct html *h, bool value);     /* true, false */
void html_double(struct html *h, double value); /* for drawings: at most three decimals, a point */

#define HTML_NUMBERS(h)                                                                            \
    bool : html_bool,                                                                              \
           signed char : html_int,                                                                 \
                         short : html_int,                                                         \
                                 int : html_int,                                                   \
                                       long : html_int,                                            \
                                              long long : html_int,                                \
                                                          unsigned char : html_uint,               \
                                                                          unsigned short           \
        : html_uint,                                                                               \
          unsigned : html_uint,                                                                    \
                     unsigned long : html_uint,                                                    \
                                     unsigned long long : html_uint,                               \
                                                          float : html_double,                     \
                                                                  double : html_double

/* clang-format off */
#define html_text(h, x) \
    _Generic((x), str: html_str, char *: html_z, const char *: html_z, HTML_NUMBERS(h))((h), (x))

/* A whole address (href, src, action): relative, http, https, mailto or tel; anything else becomes "#". */
void html_url_str(struct html *h, str s);
void html_url_z(struct html *h, const char *zero_terminated);
#define html_url(h, x) \
    _Generic((x), str: html_url_str, char *: html_url_z, const char *: html_url_z, HTML_NUMBERS(h))((h), (x))

/* A part of an address's path: percent-encoded but for letters, digits and - . _ ~ / @ , */
void html_path_str(struct html *h, str s);
void html_path_z(struct html *h, const char *zero_terminated);
#define html_path(h, x) \
    _Generic((x), str: html_path_str, char *: html_path_z, const char *: html_path_z, HTML_NUMBERS(h))((h), (x))

/* A value in an address's query: percent-encoded but for letters, digits and - . _ ~ */
void html_query_str(struct html *h, str s);
void html_query_z(struct html *h, const char *zero_terminated);
#define html_query(h, x) \
    _Generic((x), str: html_query_str, char *: html_query_z, const char *: html_query_z, HTML_NUMBERS(h))((h), (x))

/* What follows the address in the hole before, or a query that is ready: escaped, ":" encoded. */
void html_tail_str(struct html *h, str s);
void html_tail_z(struct html *h, const char *zero_terminated);
#define html_tail(h, x) \
    _Generic((x), str: html_tail_str, char *: html_tail_z, const char *: html_tail_z, HTML_NUMBERS(h))((h), (x))
/* clang-format on */

/* Whether a value counts as yes: text that is not empty, a number that is not 0, a pointer that is
 * not NULL. */
static inline bool html_yes_str(str s)
{
    return s.n > 0;
}
static inline bool html_yes_markup(struct markup m)
{
    return m.s.n > 0;
}
static inline bool html_yes_z(const char *z)
{
    return z != NULL && *z != '\0';
}
static inline bool html_yes_int(int64_t n)
{
    return n != 0;
}
static inline bool html_yes_uint(uint64_t n)
{
    return n != 0;
}
static inline bool html_yes_double(double n)
{
    return n < 0 || n > 0;
}
static inline bool html_yes_pointer(const void *p)
{
    return p != NULL;
}
/* clang-format off */
#define html_yes(x) \
    _Generic((x), str: html_yes_str, struct markup: html_yes_markup, char *: html_yes_z, const char *: html_yes_z, \
        bool: html_yes_int, signed char: html_yes_int, short: html_yes_int, int: html_yes_int, long: html_yes_int, \
        long long: html_yes_int, unsigned char: html_yes_uint, unsigned short: html_yes_uint, \
        unsigned: html_yes_uint, unsigned long: html_yes_uint, unsigned long long: html_yes_uint, \
        float: html_yes_double, double: html_yes_double, default: html_yes_pointer)(x)
/* clang-format on */

/* Whether a text is the literal, for {{if x == "literal"}}. */
static inline bool html_same_str(str s, const char *literal)
{
    return str_is(s, literal);
}
static inline bool html_same_z(const char *z, const char *literal)
{
    return z != NULL && strcmp(z, literal) == 0;
}
#define html_same(x, literal)                                                                      \
    _Generic((x), str : html_same_str, char * : html_same_z, const char * : html_same_z)((x), literal)

/* An argument of a word. Ready HTML stays as it is in text, and is escaped in an attribute. */
struct html_arg {
    str s;
    bool is_markup;
};
struct html_arg html_arg_str(struct html *h, str s);
struct html_arg html_arg_z(struct html *h, const char *z);
struct html_arg html_arg_int(struct html *h, int64_t value); /* plain digits */
struct html_arg html_arg_uint(struct html *h, uint64_t value);
struct html_arg html_arg_markup(struct html *h, struct markup m);
/* clang-format off */
#define html_arg(h, x) \
    _Generic((x), str: html_arg_str, struct markup: html_arg_markup, char *: html_arg_z, const char *: html_arg_z, \
        signed char: html_arg_int, short: html_arg_int, int: html_arg_int, long: html_arg_int, \
        long long: html_arg_int, unsigned char: html_arg_uint, unsigned short: html_arg_uint, \
        unsigned: html_arg_uint, unsigned long: html_arg_uint, unsigned long long: html_arg_uint)((h), (x))
/* clang-format on */

/* A word whose entry is known when the template is compiled. */
static inline void html_word(struct html *h, const struct word *w)
{
    str s = w->html[h->lang][1];
    html_raw(h, s.p, s.n);
}

/* With {0}.. replaced by the arguments; in_attribute says where it stands. */
void html_word_args(struct html *h, const struct word *w, bool in_attribute,
                    const struct html_arg *args, size_t n);

/* The form for n things: {0} is n as people write it, {1}.. the arguments. */
void html_word_n(struct html *h, const struct word *w, bool in_attribute, int64_t count,
                 const struct html_arg *args, size_t n);

/* The entry of a key put together at run time. A missing one stops a debug build; a release shows
 * the key. */
const struct word *html_word_find(struct html *h, str key);

/* As people write them: text_int, text_day, text_moment. */
void html_number(struct html *h, int64_t value);
void html_day(struct html *h, str iso);
void html_moment(struct html *h, int64_t ms);

/* An icon of the sprite, hidden from those who listen. */
void html_icon(struct html *h, str name);

#endif
