/* refusal.c - why a foreign file was not taken, and where in it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/refusal.h"

#include <string.h>

enum { THING_MOST = 120 };

/* A piece of the file, fit for a message: short, valid UTF-8, no control characters. */
static str shown(struct arena *a, str thing)
{
    if (!thing.p) {
        return STR("");
    }
    size_t n = thing.n < THING_MOST ? thing.n : THING_MOST;
    while (n < thing.n && n && ((unsigned char)thing.p[n] & 0xC0) == 0x80) {
        n--;
    }
    char *p = arena_copy(a, thing.p, n);
    size_t at = 0;
    for (size_t from = 0; !str_is_utf8(str_n(p + from, n - from), &at); from += at + 1) {
        p[from + at] = '?';
    }
    for (size_t i = 0; i < n; i++) {
        if ((unsigned char)p[i] < 0x20 || p[i] == 0x7F) {
            p[i] = ' ';
        }
    }
    return str_n(p, n);
}

err refuse(struct refusal *r, struct arena *a, err code, const char *key, int64_t line,
           int64_t column, str thing, str limit)
{
    if (r) {
        *r = (struct refusal){.code = code,
                              .key = key,
                              .line = line,
                              .column = column,
                              .thing = shown(a, thing),
                              .limit = limit.p ? str_copy(a, limit) : STR("")};
    }
    return code;
}

err refuse_limit(struct refusal *r, struct arena *a, const char *key, int64_t line, int64_t column,
                 str thing, size_t limit)
{
    return refuse(r, a, ERR_TOO_BIG, key, line, column, thing,
                  r ? str_from_int(a, (int64_t)limit) : STR_NONE);
}

err refusal_tell(const struct refusal *r, struct fault *f)
{
    const str args[] = {str_from_int(f->arena, r->line), str_from_int(f->arena, r->column),
                        r->thing, r->limit};
    return fault_tell(f, r->code, r->key, args, sizeof args / sizeof *args);
}
