/* id.h - names that nobody else has, and bytes that nobody can guess. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_ID_H
#define BASE_ID_H

#include "base/arena.h"
#include "base/str.h"

/* Bytes from the kernel's generator. Ends the process when there are none. */
void id_random(void *to, size_t n);
/* A UUID of version 7 (RFC 9562): sorts by the moment it was made. */
str id_uuid(struct arena *a, int64_t now_ms);
/* Is s a UUID in lower case, of whatever version? */
bool id_is_uuid(str s);
/* A secret for cookies, links and tokens: 256 random bits as base64url, 43 characters. */
str id_secret(struct arena *a);

#endif
