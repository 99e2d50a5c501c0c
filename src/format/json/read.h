/* read.h - JSON text to a tree, under ceilings and stricter than the standard asks. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FORMAT_JSON_READ_H
#define FORMAT_JSON_READ_H

#include "format/json/tree.h"
#include "format/refusal.h"

struct json_limits {
    size_t bytes;   /* of the text; at most 1 GiB */
    size_t values;  /* every value counts one, every member name another */
    unsigned depth; /* containers inside each other; at most 60 */
};

/* For a request: 1 MiB, 10,000 values, depth 32. */
extern const struct json_limits json_limits_request;
/* For an uploaded document: 16 MiB, 1,000,000 values, depth 32. */
extern const struct json_limits json_limits_document;

/* Reads one JSON value (RFC 8259), a byte order mark before it is skipped. The tree and its texts
   live in the arena; text itself is not needed afterwards.
   ERR_TOO_BIG: over a ceiling. ERR_INVALID: not JSON, or one of the stricter rules: no two members
   of one object with the same name, whole numbers within 64 bits, other numbers of at most 60
   characters within the range of a double, no \u0000, no half surrogate pair, valid UTF-8.
   r->thing is the JSON pointer ("/controls/3/id"; "/" for the whole) of the value, or of the
   container in work, with line and column (in bytes) where it went wrong. r may be NULL. */
err json_read(struct arena *a, str text, const struct json_limits *limits, const struct json **out,
              struct refusal *r);

/* The same for a text that this program wrote itself and kept. What is wrong is told: ERR_BUSY when
   there is no memory to read it with, ERR_BROKEN with the word `broken` when it cannot be read. */
err json_read_kept(struct arena *a, str text, const struct json_limits *limits, struct fault *f,
                   const char *broken, const struct json **out);

#endif
