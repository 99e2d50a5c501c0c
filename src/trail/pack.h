/* pack.h - a log to be taken away and checked elsewhere: one file, with everything that it takes.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TRAIL_PACK_H
#define TRAIL_PACK_H

#include "trail/logbook.h"

/* A tar file (ustar) that holds, in this order:
     checkpoint             the latest signed head, a C2SP signed note
     key                    the public key, as C2SP's signed-note writes it, and LF
     tile/entries/...       the entries, up to 256 in a bundle, each after its length in two bytes
     tile/0/... tile/1/...  the hashes, up to 256 in a tile (c2sp.org/tlog-tiles)
     values.tsv             what can be read: number, field, salt, before, after; one line a
   commitment docs/manual/history-format.md says it in full. */

/* Writes the log as it was when it was signed last. ERR_CONFLICT `trail.unsigned` when it never
 * was. */
err pack_write(struct ctx *ctx, const struct logbook *b, struct buf *out);

/* The file from its parts, with the hashes that follow from the entries; key without LF. */
void pack_join(struct arena *a, str checkpoint, str key, const str *entries, int64_t n, str values,
               struct buf *out);

/* One commitment's line of values.tsv, without number. salt NULL: erased. */
void pack_value(struct buf *out, str name, const unsigned char *salt, str before, str after);

/* What the one who checks knows already; both may be STR_NONE. */
struct pack_known {
    str key; /* "name+id+base64": whom he trusts; the key of the pack, or one that handed over to it
              */
    str checkpoint; /* a signed note that he saw before */
};

struct pack_verdict {
    const char *problem; /* a word; NULL: all of it holds */
    str args[2];
    str origin, key; /* what the pack says of itself, once it is known to be signed */
    int64_t size;
    int64_t n_values, n_erased;
};

bool pack_is(str bytes);
/* Checks everything: form, signature, entries, hashes, tiles, values, and what is known. Stops at
   the first thing that is wrong. tick (may be NULL) is told how many entries are done. */
void pack_check(struct arena *a, str bytes, const struct pack_known *known,
                void (*tick)(void *p, int64_t done, int64_t all), void *p,
                struct pack_verdict *out);

#endif
