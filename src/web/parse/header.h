/* header.h - the header of one request, and whether it may pass. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_PARSE_HEADER_H
#define WEB_PARSE_HEADER_H

#include "base/str.h"

enum { MAX_HEADERS = 100, MAX_HEADER_BYTES = 16 * 1024 };

struct header {
    str name, value;
};

struct headers {
    struct header at[MAX_HEADERS];
    size_t n, bytes;
    bool too_many; /* more came than fit: headers_check refuses them */
};

void headers_add(struct headers *h, str name, str value);

/* The first value of that name, STR_NONE when absent. */
str headers_get(const struct headers *h, const char *name);

/* Was the header of n_bytes, its first line of n_line among them, written as "Name: value" CR LF
   and nothing else? What the library has cut, joined or forgiven (a NUL, a lone LF, a folded line,
   odd spaces) makes the sum differ from what it tells us: one reader's mercy is another's second
   request. */
bool headers_are_plain(const struct headers *h, size_t n_line, size_t n_bytes);

/* 0 when the header may pass, else the status that refuses it: what two readers could understand in
   two ways (RFC 9112 sections 3.2, 5.1, 6.3, 11.2) or is over a ceiling. *length gets
   Content-Length, -1 when absent; *chunked whether the body comes in chunks. */
int headers_check(const struct headers *h, bool is_http_1_0, int64_t *length, bool *chunked);

/* The last entry of a list with commas, trimmed; STR_NONE of none. */
str header_last(str list);

/* The version in an If-Match: 7 of "7" or W/"7"; anything else as sent, which matches no version.
 */
str header_version(str if_match);

#endif
