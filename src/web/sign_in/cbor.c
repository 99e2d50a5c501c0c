/* cbor.c - walks through the heads of CBOR items and holds each against what is left. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/sign_in/cbor.h"

enum { DEEPEST = 4 };
enum { TYPE_BYTES = 2, TYPE_TEXT, TYPE_ARRAY, TYPE_MAP, TYPE_TAG };

/* Takes the head of an item: three bits of type, five that are the number or say how many bytes
   (1, 2, 4, 8) hold it. False for lengths that come later, and where the bytes end. */
static bool take_head(str *rest, unsigned *type, uint64_t *n)
{
    if (!rest->n) {
        return false;
    }
    unsigned char first = (unsigned char)rest->p[0], more = first & 31;
    size_t width = more < 24 ? 0 : (size_t)1 << (more - 24);
    if (more > 27 || rest->n < 1 + width) {
        return false;
    }
    *type = first >> 5;
    *n = more;
    for (size_t i = 0; i < width; i++) {
        *n = (i ? *n << 8 : 0) | (unsigned char)rest->p[1 + i];
    }
    *rest = str_slice(*rest, 1 + width, rest->n);
    return true;
}

static bool take_item(str *rest, int depth)
{
    unsigned type;
    uint64_t n, items = 0;
    if (depth > DEEPEST || !take_head(rest, &type, &n)) {
        return false;
    }
    if (type == TYPE_BYTES || type == TYPE_TEXT) {
        bool there = n <= rest->n;
        *rest = there ? str_slice(*rest, (size_t)n, rest->n) : *rest;
        return there;
    }
    if (type == TYPE_ARRAY || type == TYPE_MAP) {
        if (n > rest->n) {
            return false; /* an item has a byte at least */
        }
        items = type == TYPE_MAP ? 2 * n : n;
    }
    if (type == TYPE_TAG) {
        items = 1;
    }
    while (items && take_item(rest, depth + 1)) {
        items--;
    }
    return items == 0;
}

bool cbor_is_modest(str bytes)
{
    while (bytes.n) {
        if (!take_item(&bytes, 1)) {
            return false;
        }
    }
    return true;
}
