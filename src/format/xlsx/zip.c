/* zip.c - a ZIP file (PKWARE's APPNOTE 6.3) with what is needed of it: deflated members, no 64
 * bits. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/xlsx/zip.h"

#include <assert.h>
#include <stdint.h>
#include <zlib.h>

enum { VERSION = 20, DEFLATED = 8, UTF8 = 1 << 11, FIRST_DAY = 0x21 /* of 1980, at midnight */ };
enum { PIECE = 16 * 1024, LEVEL = 6, WINDOW = -15 /* bare */, MEMORY = 8 };

struct member {
    const char *name;
    uint64_t at, packed, size;
    uint32_t sum;
};

struct zip {
    struct buf *out;
    size_t start; /* of the file in out */
    z_stream deflate;
    bool has_memory;
    struct member members[ZIP_MEMBERS];
    size_t n;
};

static void close_deflate(void *p)
{
    struct zip *z = p;
    deflateEnd(&z->deflate);
}

struct zip *zip_open(struct buf *out)
{
    struct zip *z = ARENA_NEW(out->arena, struct zip);
    *z = (struct zip){.out = out, .start = out->n};
    z->has_memory =
        deflateInit2(&z->deflate, LEVEL, Z_DEFLATED, WINDOW, MEMORY, Z_DEFAULT_STRATEGY) == Z_OK;
    arena_defer(out->arena, close_deflate, z);
    return z;
}

/* ---- numbers, least significant byte first ---- */

static char *little(char *to, uint64_t value, int bytes)
{
    while (bytes-- > 0) {
        *to++ = (char)(value & 0xFF);
        value >>= 8;
    }
    return to;
}

static void put(struct zip *z, uint64_t value, int bytes)
{
    char text[8];
    buf_append(z->out, text, (size_t)(little(text, value, bytes) - text));
}

/* What stands of a member both before it and in the directory. */
static void put_common(struct zip *z, const struct member *m)
{
    put(z, VERSION, 2);
    put(z, UTF8, 2);
    put(z, DEFLATED, 2);
    put(z, 0, 2);
    put(z, FIRST_DAY, 2);
    put(z, m->sum, 4);
    put(z, m->packed, 4);
    put(z, m->size, 4);
    put(z, strlen(m->name), 2);
    put(z, 0, 2);
}

/* ---- members ---- */

void zip_begin(struct zip *z, const char *name)
{
    assert(z->n < ZIP_MEMBERS);
    struct member *m = &z->members[z->n];
    *m = (struct member){
        .name = name, .at = z->out->n - z->start, .sum = (uint32_t)crc32(0, NULL, 0)};
    buf_literal(z->out, "PK\x03\x04");
    put_common(z, m); /* its sum and sizes are known at its end */
    buf_z(z->out, name);
    m->packed = z->out->n;
    if (z->has_memory) {
        deflateReset(&z->deflate);
    }
}

static void pump(struct zip *z, int flush)
{
    char *to;
    do {
        to = z->has_memory ? buf_room(z->out, PIECE) : NULL;
        if (!to) {
            return;
        }
        z->deflate.next_out = (Bytef *)to;
        z->deflate.avail_out = PIECE;
        deflate(&z->deflate, flush);
        z->out->n += PIECE - z->deflate.avail_out;
    } while (z->deflate.avail_out == 0);
}

void zip_put(struct zip *z, str piece)
{
    struct member *m = &z->members[z->n];
    m->size += piece.n;
    m->sum = (uint32_t)crc32_z(m->sum, (const Bytef *)piece.p, piece.n);
    while (piece.n) {
        size_t n = piece.n < UINT32_MAX ? piece.n : UINT32_MAX;
        z->deflate.next_in = (Bytef *)piece.p;
        z->deflate.avail_in = (uInt)n;
        pump(z, Z_NO_FLUSH);
        piece = str_slice(piece, n, piece.n);
    }
}

void zip_end(struct zip *z)
{
    enum { SUM_AT = 14 };
    struct member *m = &z->members[z->n++];
    z->deflate.avail_in = 0;
    pump(z, Z_FINISH);
    m->packed = z->out->n - m->packed;
    if (!z->out->full) {
        char *to = z->out->data + z->start + m->at + SUM_AT;
        little(little(little(to, m->sum, 4), m->packed, 4), m->size, 4);
    }
}

/* ---- the directory ---- */

static bool is_large(const struct zip *z)
{
    bool large = z->out->n - z->start > UINT32_MAX;
    for (size_t i = 0; i < z->n; i++) {
        large |= z->members[i].size > UINT32_MAX;
    }
    return large;
}

err zip_close(struct zip *z)
{
    uint64_t at = z->out->n - z->start;
    for (size_t i = 0; i < z->n; i++) {
        const struct member *m = &z->members[i];
        buf_literal(z->out, "PK\x01\x02");
        put(z, VERSION, 2);
        put_common(z, m);
        put(z, 0, 6); /* no comment, first disk, no attributes */
        put(z, 0, 4);
        put(z, m->at, 4);
        buf_z(z->out, m->name);
    }
    uint64_t size = z->out->n - z->start - at;
    buf_literal(z->out, "PK\x05\x06");
    put(z, 0, 4);
    put(z, z->n, 2);
    put(z, z->n, 2);
    put(z, size, 4);
    put(z, at, 4);
    put(z, 0, 2);
    return !z->has_memory ? ERR_BUSY : z->out->full || is_large(z) ? ERR_TOO_BIG : OK;
}
