/* str.c - text as pointer and length. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/str.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

str str_of(const char *zero_terminated)
{
    return (str){zero_terminated, zero_terminated ? strlen(zero_terminated) : 0};
}

str str_n(const void *p, size_t n)
{
    return (str){p, n};
}

str str_copy(struct arena *a, str s)
{
    return s.p ? (str){arena_copy(a, s.p, s.n), s.n} : s;
}

const char *str_z(struct arena *a, str s)
{
    return s.p ? arena_copy(a, s.p, s.n) : "";
}

str str_printf(struct arena *a, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0) {
        abort();
    }
    char *p = arena_alloc(a, (size_t)n + 1);
    vsnprintf(p, (size_t)n + 1, format, again);
    va_end(again);
    return (str){p, (size_t)n};
}

str str_from_int(struct arena *a, int64_t value)
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
    size_t n = (size_t)(digits + sizeof digits - p);
    return (str){arena_copy(a, p, n), n};
}

str str_join(struct arena *a, const str *parts, size_t n)
{
    size_t length = 0;
    for (size_t i = 0; i < n; i++) {
        length += parts[i].n;
    }
    char *p = arena_raw(a, length + 1), *at = p;
    for (size_t i = 0; i < n; i++) {
        if (parts[i].n) {
            memcpy(at, parts[i].p, parts[i].n);
            at += parts[i].n;
        }
    }
    *at = 0;
    return (str){p, length};
}

bool str_eq(str a, str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool str_is(str a, const char *zero_terminated)
{
    if (a.n == 0 || zero_terminated == NULL || a.p[0] != zero_terminated[0]) {
        return a.n == 0 && (zero_terminated == NULL || zero_terminated[0] == 0);
    }
    return strlen(zero_terminated) == a.n && memcmp(a.p, zero_terminated, a.n) == 0;
}

bool str_starts(str s, const char *prefix)
{
    size_t n = strlen(prefix);
    return s.n >= n && (n == 0 || memcmp(s.p, prefix, n) == 0);
}

bool str_ends(str s, const char *suffix)
{
    size_t n = strlen(suffix);
    return s.n >= n && (n == 0 || memcmp(s.p + s.n - n, suffix, n) == 0);
}

int str_compare(str a, str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;
    return c ? c : (a.n > b.n) - (a.n < b.n);
}

bool str_empty(str s)
{
    return s.n == 0;
}

ptrdiff_t str_index(str s, char c)
{
    const char *at = s.n ? memchr(s.p, c, s.n) : NULL;
    return at ? at - s.p : -1;
}

bool str_contains(str s, str part)
{
    return part.n == 0 || (s.n >= part.n && memmem(s.p, s.n, part.p, part.n) != NULL);
}

str str_slice(str s, size_t from, size_t n)
{
    if (from > s.n) {
        from = s.n;
    }
    if (n > s.n - from) {
        n = s.n - from;
    }
    return (str){s.p ? s.p + from : NULL, n};
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

str str_trim(str s)
{
    while (s.n && is_space(s.p[0])) {
        s.p++;
        s.n--;
    }
    while (s.n && is_space(s.p[s.n - 1])) {
        s.n--;
    }
    return s;
}

bool str_split(str *rest, char c, str *out)
{
    if (!rest->p) {
        return false;
    }
    ptrdiff_t at = str_index(*rest, c);
    if (at < 0) {
        *out = *rest;
        *rest = STR_NONE;
    } else {
        *out = str_slice(*rest, 0, (size_t)at);
        *rest = str_slice(*rest, (size_t)at + 1, rest->n);
    }
    return true;
}

str str_lower(struct arena *a, str s)
{
    char *p = arena_copy(a, s.p, s.n);
    for (size_t i = 0; i < s.n; i++) {
        if (p[i] >= 'A' && p[i] <= 'Z') {
            p[i] = (char)(p[i] - 'A' + 'a');
        }
    }
    return (str){p, s.n};
}

bool str_to_int(str s, int64_t *out)
{
    bool minus = s.n && s.p[0] == '-';
    size_t i = minus;
    if (i == s.n) {
        return false;
    }
    int64_t v = 0;
    for (; i < s.n; i++) {
        int digit = s.p[i] - '0';
        if (digit < 0 || digit > 9 || __builtin_mul_overflow(v, (int64_t)10, &v) ||
            __builtin_sub_overflow(v, (int64_t)digit, &v)) {
            return false; /* counted downwards, so that the smallest number fits */
        }
    }
    if (!minus && __builtin_sub_overflow((int64_t)0, v, &v)) {
        return false;
    }
    *out = v;
    return true;
}

/* Bytes of the UTF-8 sequence at p, 0 when it is none. Table 3-7 of the Unicode standard. */
static size_t sequence(const unsigned char *p, size_t n)
{
    unsigned char c = p[0];
    if (c < 0x80) {
        return 1;
    }
    if (c < 0xC2 || c > 0xF4) {
        return 0;
    }
    size_t len = c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    if (n < len) {
        return 0;
    }
    unsigned char low = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;
    unsigned char high = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
    if (p[1] < low || p[1] > high) {
        return 0;
    }
    for (size_t i = 2; i < len; i++) {
        if (p[i] < 0x80 || p[i] > 0xBF) {
            return 0;
        }
    }
    return len;
}

bool str_is_utf8(str s, size_t *at)
{
    for (size_t i = 0; i < s.n;) {
        size_t len = sequence((const unsigned char *)s.p + i, s.n - i);
        if (!len) {
            if (at) {
                *at = i;
            }
            return false;
        }
        i += len;
    }
    return true;
}

size_t str_length(str s)
{
    size_t length = 0;
    for (size_t i = 0; i < s.n; i++) {
        length += ((unsigned char)s.p[i] & 0xC0) != 0x80;
    }
    return length;
}
