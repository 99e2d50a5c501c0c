/* tile.h - a tree's hashes, and its entries, in groups of 256 (https://c2sp.org/tlog-tiles). */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TRAIL_TILE_H
#define TRAIL_TILE_H

#include "trail/tlog.h"

enum { TILE_BITS = 8, TILE = 1 << TILE_BITS };

/* How many of n stand in tile i; the last one may be narrow. */
int64_t tile_width(int64_t n, int64_t i);
/* "tile/0/x001/x234/067.p/146": tile n of a level, "entries" or a number, with so many in it. */
str tile_name(struct arena *a, const char *level, int64_t n, int64_t width);

typedef bool tile_fn(void *p, str name, str bytes);
/* Every tile of hashes that a tree of n leaves has, level by level. Stops, false, when fn says so.
 */
bool tiles_each(struct arena *a, struct hasher *h, const struct tlog_hash *leaves, int64_t n,
                tile_fn *fn, void *p);

#endif
