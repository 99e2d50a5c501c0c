/* write.c - JSON written straight into a buffer, without a tree. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/json/write.h"

#include <assert.h>
#include <string.h>

#define EACH_BYTE(b) (UINT64_C(0x0101010101010101) * (b))

/* Do the eight bytes at p need no escape? The high bit of a byte in the sum is set when that byte
   is a quote, a backslash or below a space; one above a true one may be set falsely, which does no
   harm, since then there is a true one. */
static bool plain_8(const char *p)
{
    uint64_t v;
    memcpy(&v, p, 8);
    uint64_t quote = v ^ EACH_BYTE('"'), backslash = v ^ EACH_BYTE('\\');
    uint64_t found = ((v - EACH_BYTE(0x20)) & ~v) | ((quote - EACH_BYTE(1)) & ~quote) |
                     ((backslash - EACH_BYTE(1)) & ~backslash);
    return !(found & EACH_BYTE(0x80));
}

/* Bytes at p that need no escape, at most n; eight at a time, the last eight once more for those
   that are left over. */
static size_t plain_run(const char *p, size_t n)
{
    size_t i = 0;
    while (n - i >= 8 && plain_8(p + i)) {
        i += 8;
    }
    if (n >= 8 && n - i < 8 && plain_8(p + n - 8)) {
        return n;
    }
    while (i < n && (unsigned char)p[i] >= 0x20 && p[i] != '"' && p[i] != '\\') {
        i++;
    }
    return i;
}

static void escape(struct buf *out, char c)
{
    static const char hex[] = "0123456789abcdef";
    static const char from[] = "\"\\\n\r\t\b\f";
    static const char to[] = "\"\\nrtbf";
    const char *at = c ? strchr(from, c) : NULL;
    if (at) {
        buf_append(out, (const char[]){'\\', to[at - from]}, 2);
    } else {
        buf_append(out, (const char[]){'\\', 'u', '0', '0', hex[c >> 4 & 15], hex[c & 15]}, 6);
    }
}

static void quoted(struct buf *out, str s)
{
    size_t run = plain_run(s.p, s.n);
    char *to = run == s.n ? buf_room(out, s.n + 2) : NULL;
    if (to) { /* by far the most texts: one step */
        to[0] = '"';
        memcpy(to + 1, s.p, s.n);
        to[s.n + 1] = '"';
        out->n += s.n + 2;
        return;
    }
    buf_char(out, '"');
    for (size_t i = 0;;) {
        buf_append(out, s.p + i, run);
        i += run;
        if (i == s.n) {
            break;
        }
        escape(out, s.p[i++]);
        run = plain_run(s.p + i, s.n - i);
    }
    buf_char(out, '"');
}

static bool in_object(const struct json_writer *w)
{
    return w->objects >> w->depth & 1;
}

/* What stands before a value. */
static void before(struct json_writer *w)
{
    assert(w->keyed == in_object(w));
    if (w->comma && !w->keyed) {
        buf_char(w->out, ',');
    }
    w->comma = true;
    w->keyed = false;
}

static void enter(struct json_writer *w, bool object)
{
    before(w);
    assert(w->depth < JSON_WRITE_DEPTH);
    w->depth++;
    w->objects = (w->objects & ~(UINT64_C(1) << w->depth)) | (uint64_t)object << w->depth;
    w->comma = false;
    buf_char(w->out, object ? '{' : '[');
}

static void leave(struct json_writer *w, bool object)
{
    assert(w->depth > 0 && in_object(w) == object && !w->keyed);
    w->depth--;
    w->comma = true;
    buf_char(w->out, object ? '}' : ']');
}

void json_start(struct json_writer *w, struct buf *out)
{
    *w = (struct json_writer){.out = out};
}

bool json_is_whole(const struct json_writer *w)
{
    return w->depth == 0;
}

void json_object_start(struct json_writer *w)
{
    enter(w, true);
}

void json_object_end(struct json_writer *w)
{
    leave(w, true);
}

void json_array_start(struct json_writer *w)
{
    enter(w, false);
}

void json_array_end(struct json_writer *w)
{
    leave(w, false);
}

void json_key_str(struct json_writer *w, str name)
{
    assert(in_object(w) && !w->keyed);
    if (w->comma) {
        buf_char(w->out, ',');
    }
    quoted(w->out, name);
    buf_char(w->out, ':');
    w->keyed = true;
}

static void ready(struct json_writer *w, str text)
{
    assert(in_object(w) && !w->keyed);
    char *to = buf_room(w->out, text.n + 1);
    if (to) {
        size_t comma = w->comma;
        to[0] = ',';
        memcpy(to + comma, text.p, text.n);
        w->out->n += text.n + comma;
    }
}

void json_key_ready(struct json_writer *w, str quoted)
{
    ready(w, quoted);
    w->keyed = true;
}

void json_member_ready(struct json_writer *w, str member)
{
    ready(w, member);
    w->comma = true;
}

str json_key_make(struct arena *a, str name)
{
    struct buf b;
    buf_init(&b, a, 6 * name.n + 3);
    quoted(&b, name);
    buf_char(&b, ':');
    return buf_as_str(&b);
}

void json_key(struct json_writer *w, const char *name)
{
    json_key_str(w, str_of(name));
}

void json_text(struct json_writer *w, str text)
{
    if (!text.p) {
        json_null_value(w);
        return;
    }
    before(w);
    quoted(w->out, text);
}

void json_text_z(struct json_writer *w, const char *text)
{
    json_text(w, str_of(text));
}

void json_int(struct json_writer *w, int64_t value)
{
    before(w);
    buf_int(w->out, value);
}

void json_decimal(struct json_writer *w, int64_t scaled, int decimals)
{
    assert(decimals >= 0 && decimals <= 18);
    before(w);
    uint64_t v = scaled < 0 ? 0 - (uint64_t)scaled : (uint64_t)scaled;
    char digits[24];
    char *p = digits + sizeof digits;
    for (int i = 0; v || i <= decimals; i++, v /= 10) {
        if (i == decimals && i) {
            *--p = '.';
        }
        *--p = (char)('0' + v % 10);
    }
    if (scaled < 0) {
        *--p = '-';
    }
    buf_append(w->out, p, (size_t)(digits + sizeof digits - p));
}

void json_bool(struct json_writer *w, bool value)
{
    before(w);
    buf_z(w->out, value ? "true" : "false");
}

void json_null_value(struct json_writer *w)
{
    before(w);
    buf_literal(w->out, "null");
}

void json_raw(struct json_writer *w, str json)
{
    if (!json.p) {
        json_null_value(w);
        return;
    }
    before(w);
    buf_str(w->out, json);
}

void json_member_text(struct json_writer *w, const char *name, str text)
{
    json_key(w, name);
    json_text(w, text);
}

void json_member_int(struct json_writer *w, const char *name, int64_t value)
{
    json_key(w, name);
    json_int(w, value);
}

void json_member_bool(struct json_writer *w, const char *name, bool value)
{
    json_key(w, name);
    json_bool(w, value);
}
