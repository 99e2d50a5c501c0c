/* text_check.h - bytes from outside: percent decoding, and which bytes text and header values may
 * hold. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_PARSE_TEXT_CHECK_H
#define WEB_PARSE_TEXT_CHECK_H

#include "base/str.h"

/* What one request may send at most. */
enum { MAX_PARAMS = 1000, MAX_NAME = 100, MAX_UPLOADS = 100 };

/* Decodes %XX, and + as space when asked for. False on a broken escape. The text lives in the
 * arena. */
bool percent_decode(struct arena *a, str s, bool plus_is_space, str *out);
/* Valid UTF-8 without control bytes but tab, LF and CR: what a parameter may hold. */
bool is_plain_text(str s);
/* As is_plain_text, without any control byte: what an address may hold. */
bool is_plain_line(str s);
/* A token of RFC 9110 section 5.6.2: header names, methods. */
bool is_token(str s);
/* Visible bytes, space and tab, and bytes above 127: what a header value may hold. */
bool is_field_value(str s);
/* ASCII letters alike, whatever their case. */
bool same_word(str a, const char *b);

#endif
