/* refusal.h - why a foreign file was not taken, and where in it: as data, for whoever words it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FORMAT_REFUSAL_H
#define FORMAT_REFUSAL_H

#include "base/fault.h"

/* Filled by a reader that returns something other than OK. The words of every reader take the same
   four arguments: {0} line, {1} column, {2} thing, {3} limit; each uses those it needs. */
struct refusal {
    err code;
    const char *key; /* a word, "format.json.duplicate_key" */
    int64_t line;    /* in tables the row; 1 is the first, 0 where a place says nothing */
    int64_t column;  /* in bytes for text, in cells for tables; 1 is the first, 0 as above */
    str thing;       /* what it is about: a JSON pointer, a name, the text found */
    str limit;       /* the ceiling met, ready to show */
};

/* Fills r (thing and limit are copied to the arena, thing cut at 120 bytes, invalid bytes shown as
   question marks) and returns code. r may be NULL for callers who do not ask why. */
err refuse(struct refusal *r, struct arena *a, err code, const char *key, int64_t line,
           int64_t column, str thing, str limit);

/* The same for a ceiling given as a number. */
err refuse_limit(struct refusal *r, struct arena *a, const char *key, int64_t line, int64_t column,
                 str thing, size_t limit);

/* Tells a refusal as a fault of the piece of work, with its four arguments; returns its code. */
err refusal_tell(const struct refusal *r, struct fault *f);

#endif
