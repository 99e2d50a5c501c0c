/* query.h - the address of a request: path, ending, query; and what the asker accepts. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_PARSE_QUERY_H
#define WEB_PARSE_QUERY_H

#include "web/request.h"

/* Reads "/o/1/risks/7.json?q=x" into path (decoded, without ending), ending, raw_query and query.
   *has_ending tells whether the address named one. ERR_INVALID for what is no address: no leading
   "/", an encoded "/" or NUL, control bytes, dot segments, broken escapes. ERR_TOO_BIG as
   urlencoded_parse. */
err query_parse(struct arena *a, str target, struct request *q, bool *has_ending);

/* What Accept asks for among our endings; a page when it is silent or takes anything. */
enum ending ending_of_accept(str accept);

/* The media type of an ending's answer. */
const char *ending_type(enum ending ending);

/* The first cookie of that name, STR_NONE when there is none. */
str cookie_get(str cookies, const char *name);

/* The best language tag that `known` says yes to, by weight then order; STR_NONE when none. */
str accept_best(str header, bool (*known)(str tag));

#endif
