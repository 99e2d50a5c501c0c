/* buf.h - text that grows, under a ceiling. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/arena.h"
#include "base/str.h"

#include <string.h>

/* Filled by buf_*; read data and n freely. When the ceiling is met nothing more is added and
   `full` stays true: check it once, at the end. */
struct buf {
    struct arena *arena;
    char *data;
    size_t n, size, ceiling;
    bool full;
};

/* An empty buffer in the arena; it never holds more than ceiling bytes. */
void buf_init(struct buf *b, struct arena *a, size_t ceiling);
void buf_str(struct buf *b, str s);
void buf_z(struct buf *b, const char *zero_terminated);
void buf_int(struct buf *b, int64_t value);
void buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* What is in the buffer; valid until the next append. */
str buf_as_str(const struct buf *b);
/* buf_room when there is no room yet. */
char *buf_grow(struct buf *b, size_t n);

/* Makes room for n more bytes and returns where they go (then add to b->n), NULL when full. */
static inline char *buf_room(struct buf *b, size_t n)
{
    return b->data && !b->full && n <= b->size - b->n ? b->data + b->n : buf_grow(b, n);
}

static inline void buf_append(struct buf *b, const void *p, size_t n)
{
    char *to = buf_room(b, n);
    if (to && n) {
        memcpy(to, p, n);
        b->n += n;
    }
}

static inline void buf_char(struct buf *b, char c)
{
    char *to = buf_room(b, 1);
    if (to) {
        *to = c;
        b->n++;
    }
}

#define buf_literal(b, literal) buf_append((b), (literal), sizeof(literal) - 1)

#endif
