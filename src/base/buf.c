/* buf.c - text that grows, under a ceiling. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void buf_init(struct buf *b, struct arena *a, size_t ceiling)
{
    *b = (struct buf){.arena = a, .ceiling = ceiling};
}

char *buf_grow(struct buf *b, size_t n)
{
    if (b->full || n > b->ceiling - b->n) {
        b->full = true;
        return NULL;
    }
    if (b->data == NULL || n > b->size - b->n) {
        size_t size = b->size ? b->size * 2 : 512;
        while (size < b->n + n) {
            size *= 2;
        }
        if (size > b->ceiling) {
            size = b->ceiling; /* so that size - n is never more than what may be added */
        }
        char *data = arena_raw(b->arena, size);
        if (b->n) {
            memcpy(data, b->data, b->n);
        }
        b->data = data;
        b->size = size;
    }
    return b->data + b->n;
}

void buf_str(struct buf *b, str s)
{
    buf_append(b, s.p, s.n);
}

void buf_z(struct buf *b, const char *zero_terminated)
{
    buf_append(b, zero_terminated, strlen(zero_terminated));
}

void buf_int(struct buf *b, int64_t value)
{
    char digits[24];
    char *p = digits + sizeof digits;
    uint64_t v = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        *--p = (char)('0' + v % 10);
        v /= 10;
    } while (v);
    if (value < 0) {
        *--p = '-';
    }
    buf_append(b, p, (size_t)(digits + sizeof digits - p));
}

void buf_printf(struct buf *b, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *to = n >= 0 ? buf_room(b, (size_t)n + 1) : NULL;
    if (to) {
        vsnprintf(to, (size_t)n + 1, format, again);
        b->n += (size_t)n;
    }
    va_end(again);
}

str buf_as_str(const struct buf *b)
{
    return (str){b->data ? b->data : "", b->n};
}
