/* package.c - the ZIP file around a workbook: its members, under ceilings. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/xlsx/package.h"

#include "base/never.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <unzip.h>

enum { RATIO_FROM = 64 * 1024, NAME_MOST = 200, PIECE = 64 * 1024, ENCRYPTED = 1 };

struct member {
    str name;
    unz64_file_pos at;
    uint64_t size;
};

struct package {
    struct arena *arena;
    struct refusal *refusal;
    str bytes;
    uint64_t position; /* of minizip in bytes */
    unzFile zip;
    struct member members[PACKAGE_MEMBERS]; /* by name */
    size_t n_members;
    char piece[PIECE];
};

/* ---- a file for minizip that is memory ---- */

static void *memory_open(void *package, const void *name, int mode)
{
    (void)name, (void)mode; /* to read */
    return package;
}

static uLong memory_read(void *package, void *stream, void *to, uLong n)
{
    struct package *p = stream;
    (void)package;
    uint64_t rest = p->bytes.n - p->position;
    if (n > rest) {
        n = (uLong)rest;
    }
    memcpy(to, p->bytes.p + p->position, n);
    p->position += n;
    return n;
}

static ZPOS64_T memory_tell(void *package, void *stream)
{
    (void)package;
    return ((struct package *)stream)->position;
}

static long memory_seek(void *package, void *stream, ZPOS64_T offset, int origin)
{
    struct package *p = stream;
    (void)package;
    const uint64_t from[] = {[ZLIB_FILEFUNC_SEEK_SET] = 0,
                             [ZLIB_FILEFUNC_SEEK_CUR] = p->position,
                             [ZLIB_FILEFUNC_SEEK_END] = p->bytes.n};
    if (offset > p->bytes.n - from[origin]) {
        return -1;
    }
    p->position = from[origin] + offset;
    return 0;
}

static int memory_close(void *package, void *stream)
{
    (void)package, (void)stream;
    return 0;
}

static void close_zip(void *zip)
{
    unzClose(zip);
}

/* ---- the members ---- */

static err invalid(struct package *p, const char *key, str thing)
{
    return refuse(p->refusal, p->arena, ERR_INVALID, key, 0, 0, thing, STR_NONE);
}

static err over(struct package *p, const char *key, str thing, size_t limit)
{
    return refuse_limit(p->refusal, p->arena, key, 0, 0, thing, limit);
}

static int by_name(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    return str_compare(x->name, y->name);
}

static bool leads_out(str name)
{
    return str_starts(name, "/") || str_contains(name, STR("..")) || str_index(name, '\\') >= 0 ||
           memchr(name.p, 0, name.n);
}

static bool is_package(struct arena *a, str name)
{
    static const char *const endings[] = {".zip",  ".xlsx", ".xlsm", ".xlsb", ".docx",
                                          ".pptx", ".ods",  ".jar",  ".gz",   ".7z"};
    name = str_lower(a, name);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        if (str_ends(name, endings[i])) {
            return true;
        }
    }
    return false;
}

static err look_at_member(struct package *p, uint64_t *total)
{
    char name[NAME_MOST + 1];
    unz_file_info64 info;
    struct member *m = &p->members[p->n_members];
    if (p->n_members == PACKAGE_MEMBERS) {
        return over(p, KEY("format.xlsx.members"), STR_NONE, PACKAGE_MEMBERS);
    }
    int known = unzGetCurrentFileInfo64(p->zip, &info, name, sizeof name, NULL, 0, NULL, 0);
    int placed = unzGetFilePos64(p->zip, &m->at);
    /* to come here minizip has read this very entry, in memory that nobody changes */
    if (NEVER((known | placed) != UNZ_OK) || info.size_filename > NAME_MOST) {
        return invalid(p, KEY("format.xlsx.damaged"), STR("ZIP"));
    }
    m->name = str_copy(p->arena, str_n(name, info.size_filename));
    m->size = info.uncompressed_size;
    if (info.flag & ENCRYPTED) {
        return invalid(p, KEY("format.xlsx.encrypted"), STR_NONE);
    }
    if (leads_out(m->name)) {
        return invalid(p, KEY("format.xlsx.name"), m->name);
    }
    if (is_package(p->arena, m->name)) {
        return invalid(p, KEY("format.xlsx.nested"), m->name);
    }
    if (m->size > RATIO_FROM && m->size / PACKAGE_RATIO > info.compressed_size) {
        return over(p, KEY("format.xlsx.ratio"), m->name, PACKAGE_RATIO);
    }
    if (m->size > PACKAGE_MIB * MIB || (*total += m->size) > PACKAGE_MIB * MIB) {
        return over(p, KEY("format.xlsx.unpacked"), m->name, PACKAGE_MIB);
    }
    p->n_members++;
    return OK;
}

static err look_at_members(struct package *p)
{
    uint64_t total = 0;
    int found = unzGoToFirstFile(p->zip);
    for (; found == UNZ_OK; found = unzGoToNextFile(p->zip)) {
        err e = look_at_member(p, &total);
        if (e) {
            return e;
        }
    }
    if (found != UNZ_END_OF_LIST_OF_FILE) {
        return invalid(p, KEY("format.xlsx.damaged"), STR("ZIP"));
    }
    qsort(p->members, p->n_members, sizeof *p->members, by_name);
    for (size_t i = 1; i < p->n_members; i++) {
        if (str_eq(p->members[i - 1].name, p->members[i].name)) {
            return invalid(p, KEY("format.xlsx.name"), p->members[i].name);
        }
    }
    return OK;
}

/* A workbook with a password is an OLE file that holds a stream of this name, in UTF-16. */
static bool is_encrypted_ole(str bytes)
{
    static const char name[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
    return str_contains(bytes, str_n(name, sizeof name - 1));
}

static err no_zip(struct package *p)
{
    if (str_starts(p->bytes, "\xD0\xCF\x11\xE0")) {
        return invalid(
            p, is_encrypted_ole(p->bytes) ? KEY("format.xlsx.encrypted") : KEY("format.xlsx.old"),
            STR_NONE);
    }
    return invalid(p, KEY("format.xlsx.not_workbook"), STR_NONE);
}

err package_open(struct arena *a, str bytes, struct package **out, struct refusal *r)
{
    struct package *p = ARENA_NEW(a, struct package);
    p->arena = a;
    p->refusal = r;
    p->bytes = bytes;
    *out = p;
    if (!str_starts(bytes, "PK\x03\x04")) {
        return no_zip(p);
    }
    zlib_filefunc64_def file = {.zopen64_file = memory_open,
                                .zread_file = memory_read,
                                .ztell64_file = memory_tell,
                                .zseek64_file = memory_seek,
                                .zclose_file = memory_close,
                                .zerror_file = memory_close,
                                .opaque = p};
    p->zip = unzOpen2_64("", &file);
    if (!p->zip) {
        return invalid(p, KEY("format.xlsx.damaged"), STR("ZIP"));
    }
    arena_defer(a, close_zip, p->zip);
    return look_at_members(p);
}

static struct member *find(const struct package *p, str name)
{
    struct member wanted = {.name = name};
    return bsearch(&wanted, p->members, p->n_members, sizeof *p->members, by_name);
}

bool package_has(const struct package *p, str name)
{
    return find(p, name) != NULL;
}

err package_unpack(struct package *p, str name, err (*take)(void *with, str piece), void *with)
{
    struct member *m = find(p, name);
    if (!m) {
        return ERR_MISSING;
    }
    int found = unzGoToFilePos64(p->zip, &m->at); /* read before, as above */
    if (NEVER(found != UNZ_OK) || unzOpenCurrentFile(p->zip) != UNZ_OK) {
        return invalid(p, KEY("format.xlsx.damaged"), name);
    }
    uint64_t taken = 0; /* minizip gives no more than the size that was looked at */
    int n;
    err e = OK;
    while (!e && (n = unzReadCurrentFile(p->zip, p->piece, PIECE)) > 0) {
        taken += (uint64_t)n;
        e = take(with, str_n(p->piece, (size_t)n));
    }
    int closed = unzCloseCurrentFile(p->zip); /* tells a wrong checksum */
    if (!e && (n < 0 || closed != UNZ_OK || taken != m->size)) {
        e = invalid(p, KEY("format.xlsx.damaged"), name);
    }
    return e;
}
