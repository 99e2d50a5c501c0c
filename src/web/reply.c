/* reply.c - the answer to one request, gathered whole before it is sent. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/reply.h"

#include <assert.h>
#include <stdint.h>

void reply_init(struct reply *r, struct arena *a)
{
    *r = (struct reply){.status = 200, .type = "text/html; charset=utf-8"};
    buf_init(&r->body, a, 64 * MIB);
}

static bool has_control(str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c < 0x20 || c == 0x7F) {
            return true;
        }
    }
    return false;
}

void reply_header(struct reply *r, const char *name, str value)
{
    assert(r->n_headers < REPLY_HEADERS);
    if (!has_control(value) && r->n_headers < REPLY_HEADERS) {
        r->headers[r->n_headers].name = name;
        r->headers[r->n_headers++].value = str_copy(r->body.arena, value);
    }
}

static const char HEX[] = "0123456789ABCDEF";

static bool is_unreserved(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

static void append_encoded(struct buf *b, unsigned char c)
{
    buf_char(b, '%');
    buf_char(b, HEX[c >> 4]);
    buf_char(b, HEX[c & 15]);
}

/* "//host" and "/\host" leave the site in browsers, so only a path with a plain second byte will
 * do. */
static bool is_own_path(str path)
{
    if (!str_starts(path, "/") || str_starts(path, "//") || str_index(path, '\\') >= 0) {
        return false;
    }
    return !has_control(path);
}

void reply_see(struct reply *r, str path)
{
    struct buf location;
    buf_init(&location, r->body.arena, 8 * KIB);
    str to = is_own_path(path) ? path : STR("/");
    for (size_t i = 0; i < to.n; i++) {
        unsigned char c = (unsigned char)to.p[i];
        if (c > 0x7E || c == ' ' || c == '"' || c == '<' || c == '>') {
            append_encoded(&location, c);
        } else {
            buf_char(&location, (char)c);
        }
    }
    r->status = 303;
    r->body.n = 0;
    reply_header(r, "Location", location.full ? STR("/") : buf_as_str(&location));
}

void reply_attachment(struct reply *r, str file_name)
{
    struct buf value;
    buf_init(&value, r->body.arena, 8 * KIB);
    buf_literal(&value, "attachment; filename=\"");
    for (size_t i = 0; i < file_name.n; i++) {
        unsigned char c = (unsigned char)file_name.p[i];
        bool plain = is_unreserved(c) || c == ' ';
        if (plain || c < 0x80 ||
            c >= 0xC0) { /* one sign for each letter that is not ours to write */
            buf_char(&value, plain ? (char)c : '_');
        }
    }
    buf_literal(&value, "\"; filename*=UTF-8''");
    for (size_t i = 0; i < file_name.n; i++) {
        unsigned char c = (unsigned char)file_name.p[i];
        if (is_unreserved(c)) {
            buf_char(&value, (char)c);
        } else {
            append_encoded(&value, c);
        }
    }
    reply_header(r, "Content-Disposition", buf_as_str(&value));
}

void reply_etag(struct reply *r, int64_t version)
{
    reply_header(r, "ETag", str_printf(r->body.arena, "\"%lld\"", (long long)version));
}

void reply_borrow(struct reply *r, str body)
{
    struct buf *b = &r->body;
    b->data = (char *)(uintptr_t)body.p; /* read only from here on: the ceiling is met */
    b->n = b->size = b->ceiling = body.n;
}
