/* memo.h - figures that a worker need not work out again, since their key tells all that they
 * depend on. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_MEMO_H
#define BASE_MEMO_H

#include "base/str.h"

/* A small table of numbers by key. A key must name everything that the number depends on (who asks,
   what he may, the state of the data): then a remembered number cannot be wrong, only forgotten.
   One thread's own. */
struct memo;

struct memo *memo_open(void); /* never NULL */
void memo_close(struct memo *m);
/* False when the number is not there. m may be NULL. */
bool memo_get(const struct memo *m, str key, int64_t *out);
/* Remembers; an older number may be forgotten for it. m may be NULL. */
void memo_put(struct memo *m, str key, int64_t value);

#endif
