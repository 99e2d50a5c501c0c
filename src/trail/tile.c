/* tile.c - names and contents of tiles, https://c2sp.org/tlog-tiles. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/tile.h"

str tile_name(struct arena *a, const char *level, int64_t n, int64_t width)
{
    str path = str_printf(a, "%03d", (int)(n % 1000));
    for (n /= 1000; n; n /= 1000) {
        path = STR_JOIN(a, str_printf(a, "x%03d/", (int)(n % 1000)), path);
    }
    str narrow = width == TILE ? STR("") : str_printf(a, ".p/%d", (int)width);
    return STR_JOIN(a, STR("tile/"), str_of(level), STR("/"), path, narrow);
}

int64_t tile_width(int64_t n, int64_t i)
{
    return n - i * TILE < TILE ? n - i * TILE : TILE;
}

/* The hashes of a level from those of the one below: whole groups of 256 only. */
static struct tlog_hash *level_up(struct arena *a, struct hasher *h, const struct tlog_hash *below,
                                  int64_t n)
{
    struct tlog_hash *above = ARENA_ARRAY(a, (size_t)(n / TILE) + 1, struct tlog_hash);
    for (int64_t i = 0; i < n / TILE; i++) {
        struct tlog_tree t = {0};
        for (int64_t j = 0; j < TILE; j++) {
            tlog_grow(h, &t, &below[i * TILE + j]);
        }
        above[i] = t.edge[0];
    }
    return above;
}

bool tiles_each(struct arena *a, struct hasher *h, const struct tlog_hash *leaves, int64_t n,
                tile_fn *fn, void *p)
{
    const struct tlog_hash *hashes = leaves;
    for (int level = 0; n; level++) {
        const char *digit = str_from_int(a, level).p;
        for (int64_t i = 0; i * TILE < n; i++) {
            int64_t width = tile_width(n, i);
            str bytes = str_n(hashes + i * TILE, (size_t)width * SHA256_BYTES);
            if (!fn(p, tile_name(a, digit, i, width), bytes)) {
                return false;
            }
        }
        hashes = level_up(a, h, hashes, n);
        n /= TILE;
    }
    return true;
}
