/* tar.c - the one form of a tar file that a pack has. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/tar.h"

#include "base/never.h"

#include <stdio.h>
#include <string.h>

enum { NAME_MOST = 99 };

/* Always the same header for the same name and size: what is read is made again and compared. */
static void header_make(char h[TAR_BLOCK], str name, size_t size)
{
    memset(h, 0, TAR_BLOCK);
    memcpy(h, name.p, NEVER(name.n > NAME_MOST) ? NAME_MOST : name.n);
    memcpy(h + 100, "0000644", 7);
    memcpy(h + 108, "0000000", 7);
    memcpy(h + 116, "0000000", 7);
    snprintf(h + 124, 12, "%011zo", size);
    memcpy(h + 136, "00000000000", 11);
    h[156] = '0';
    memcpy(h + 257, "ustar\00000", 8);
    memset(h + 148, ' ', 8);
    unsigned sum = 0;
    for (int i = 0; i < TAR_BLOCK; i++) {
        sum += (unsigned char)h[i];
    }
    snprintf(h + 148, 8, "%06o", sum);
    h[155] = ' ';
}

static size_t padding(size_t n)
{
    return (TAR_BLOCK - n % TAR_BLOCK) % TAR_BLOCK;
}

void tar_add(struct buf *out, str name, str bytes)
{
    static const char zeroes[TAR_BLOCK];
    char h[TAR_BLOCK];
    header_make(h, name, bytes.n);
    buf_append(out, h, sizeof h);
    buf_str(out, bytes);
    buf_append(out, zeroes, padding(bytes.n));
}

void tar_end(struct buf *out)
{
    static const char zeroes[2 * TAR_BLOCK];
    buf_append(out, zeroes, sizeof zeroes);
}

bool tar_is_zero(str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i]) {
            return false;
        }
    }
    return true;
}

bool tar_take(str *rest, str name, str *bytes)
{
    char h[TAR_BLOCK];
    if (rest->n < TAR_BLOCK) {
        return false;
    }
    size_t size = 0;
    for (int i = 124; i < 135; i++) {
        if (rest->p[i] < '0' || rest->p[i] > '7') {
            return false;
        }
        size = size * 8 + (size_t)(rest->p[i] - '0');
    }
    header_make(h, name, size);
    if (memcmp(h, rest->p, TAR_BLOCK) != 0 || rest->n < TAR_BLOCK + size + padding(size)) {
        return false;
    }
    *bytes = str_slice(*rest, TAR_BLOCK, size);
    bool clean = tar_is_zero(str_slice(*rest, TAR_BLOCK + size, padding(size)));
    *rest = str_slice(*rest, TAR_BLOCK + size + padding(size), rest->n);
    return clean;
}
