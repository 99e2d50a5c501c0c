/* tile_test.c - how a tree is cut in tiles, and how files stand one after the other. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/tile.h"

#include "base/test.h"
#include "trail/tar.h"

#include <string.h>

void test_tile__is_named_as_the_specification_does(void)
{
    struct arena *a = arena_open();
    assert_str(tile_name(a, "0", 0, TILE), "tile/0/000");
    assert_str(tile_name(a, "3", 999, TILE), "tile/3/999");
    assert_str(tile_name(a, "0", 1234067, TILE), "tile/0/x001/x234/067");
    assert_str(tile_name(a, "entries", 1000, 5), "tile/entries/x001/000.p/5");
    assert_int_equal(tile_width(600, 0), TILE);
    assert_int_equal(tile_width(600, 2), 88);
    assert_int_equal(tile_width(512, 1), TILE);
    arena_close(a);
}

struct seen {
    struct arena *a;
    str names[8];
    str bytes[8];
    size_t n, most;
};

static bool see(void *p, str name, str bytes)
{
    struct seen *s = p;
    if (s->n == s->most) {
        return false;
    }
    s->names[s->n] = name;
    s->bytes[s->n++] = bytes;
    return true;
}

void test_tile__each_has_the_hashes_of_the_level_below(void)
{
    struct arena *a = arena_open();
    struct hasher *h = hasher_new(a);
    struct tlog_hash leaves[600];
    struct tlog_tree t = {0};
    for (int i = 0; i < 600; i++) {
        tlog_leaf(h, str_from_int(a, i), &leaves[i]);
        if (i < TILE) {
            tlog_grow(h, &t, &leaves[i]);
        }
    }
    struct seen s = {.a = a, .most = 8};
    assert_true(tiles_each(a, h, leaves, 600, see, &s));
    assert_int_equal(s.n, 4);
    assert_str(s.names[1], "tile/0/001");
    assert_str(s.names[2], "tile/0/002.p/88");
    assert_str(s.names[3], "tile/1/000.p/2");
    assert_int_equal(s.bytes[2].n, 88 * SHA256_BYTES);
    assert_int_equal(s.bytes[3].n, 2 * SHA256_BYTES);
    assert_memory_equal(s.bytes[3].p, t.edge[0].b, SHA256_BYTES);
    for (size_t most = 0; most < 4; most++) { /* whoever has seen enough says so */
        s = (struct seen){.a = a, .most = most};
        assert_false(tiles_each(a, h, leaves, 600, see, &s));
        assert_int_equal(s.n, most);
    }
    assert_true(tiles_each(a, h, leaves, 0, see, &s));
    arena_close(a);
}

void test_tar__takes_what_it_wrote_and_nothing_else(void)
{
    struct arena *a = arena_open();
    struct buf b;
    str bytes, longest = str_printf(a, "%099d", 0);
    buf_init(&b, a, 64 * KIB);
    tar_add(&b, longest, STR("some bytes"));
    tar_add(&b, STR("empty"), STR(""));
    tar_end(&b);
    str whole = buf_as_str(&b), rest = whole;
    assert_int_equal(whole.n, 5 * TAR_BLOCK);
    assert_true(tar_take(&rest, longest, &bytes));
    assert_str(bytes, "some bytes");
    assert_true(tar_take(&rest, STR("empty"), &bytes));
    assert_int_equal(bytes.n, 0);
    assert_true(tar_is_zero(rest));

    rest = whole;
    assert_false(tar_take(&rest, STR("another"), &bytes));
    rest = str_slice(whole, 0, TAR_BLOCK - 1);
    assert_false(tar_take(&rest, longest, &bytes));
    rest = str_slice(whole, 0, 2 * TAR_BLOCK - 1); /* the bytes are said to be there, and are not */
    assert_false(tar_take(&rest, longest, &bytes));
    char *other = arena_copy(a, whole.p, whole.n);
    static const char digits[] = {'8', ' '}; /* that eight does not have */
    for (size_t i = 0; i < sizeof digits; i++) {
        other[124] = digits[i];
        rest = str_n(other, whole.n);
        assert_false(tar_take(&rest, longest, &bytes));
    }
    other[124] = '7'; /* eight thousand million bytes */
    rest = str_n(other, whole.n);
    assert_false(tar_take(&rest, longest, &bytes));
    other[124] = '0';
    other[TAR_BLOCK + 10] = 'x'; /* behind what it holds */
    rest = str_n(other, whole.n);
    assert_false(tar_take(&rest, longest, &bytes));
    arena_close(a);
}
