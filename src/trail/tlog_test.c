/* tlog_test.c - hashes, roots and proofs against the vectors of RFC 6962's reference
 * implementation. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/tlog.h"

#include "base/test.h"

#include <string.h>

/* The eight entries and the roots of Certificate Transparency's merkletree tests. */
static const struct {
    const char *bytes;
    size_t n;
    const char *root; /* of the tree that ends with it */
} vectors[] = {
    {"", 0, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
    {"\x00", 1, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
    {"\x10", 1, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
    {"\x20\x21", 2, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
    {"\x30\x31", 2, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
    {"\x40\x41\x42\x43", 4, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
    {"\x50\x51\x52\x53\x54\x55\x56\x57", 8,
     "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
    {"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16,
     "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"},
};

enum { N_VECTORS = sizeof vectors / sizeof *vectors, MOST = 70 };

static str shown(struct arena *a, const struct tlog_hash *h)
{
    return hex(a, str_n((const char *)h->b, sizeof h->b));
}

void test_tlog__has_the_roots_of_the_reference(void)
{
    struct arena *a = arena_open();
    struct hasher *h = hasher_new(a);
    struct tlog_tree t = {0};
    struct tlog_hash leaf, root;
    tlog_root(h, &t, &root);
    assert_str(shown(a, &root), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    for (size_t i = 0; i < N_VECTORS; i++) {
        tlog_leaf(h, str_n(vectors[i].bytes, vectors[i].n), &leaf);
        tlog_grow(h, &t, &leaf);
        tlog_root(h, &t, &root);
        assert_str(shown(a, &root), vectors[i].root);
    }
    arena_close(a);
}

struct forest {
    struct hasher *h;
    struct tlog_hash leaves[MOST];
};

static err subtree(void *data, int64_t lo, int64_t n, struct tlog_hash *out)
{
    struct forest *f = data;
    struct tlog_tree t = {0};
    for (int64_t i = lo; i < lo + n; i++) {
        tlog_grow(f->h, &t, &f->leaves[i]);
    }
    tlog_root(f->h, &t, out);
    return OK;
}

static void grow_to(struct forest *f, int64_t n, struct tlog_hash *root)
{
    struct tlog_tree t = {0};
    for (int64_t i = 0; i < n; i++) {
        tlog_grow(f->h, &t, &f->leaves[i]);
    }
    tlog_root(f->h, &t, root);
}

static struct forest *planted(struct arena *a)
{
    struct forest *f = ARENA_NEW(a, struct forest);
    f->h = hasher_new(a);
    for (int i = 0; i < MOST; i++) {
        str entry = i < N_VECTORS ? str_n(vectors[i].bytes, vectors[i].n) : str_from_int(a, i);
        tlog_leaf(f->h, entry, &f->leaves[i]);
    }
    return f;
}

void test_tlog__has_the_proofs_of_the_reference(void)
{
    struct arena *a = arena_open();
    struct forest *f = planted(a);
    struct tlog_hash proof[TLOG_PROOF];
    size_t n;
    assert_int_equal(tlog_inclusion(f->h, subtree, f, 5, 8, proof, &n), OK);
    assert_int_equal(n, 3);
    assert_str(shown(a, &proof[0]),
               "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b");
    assert_str(shown(a, &proof[1]),
               "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0");
    assert_str(shown(a, &proof[2]),
               "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
    assert_int_equal(tlog_consistency(f->h, subtree, f, 6, 8, proof, &n), OK);
    assert_int_equal(n, 3);
    assert_str(shown(a, &proof[0]),
               "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a");
    assert_str(shown(a, &proof[1]),
               "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0");
    assert_str(shown(a, &proof[2]),
               "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
    arena_close(a);
}

void test_tlog__proves_each_leaf_of_each_size_and_nothing_else(void)
{
    struct arena *a = arena_open();
    struct forest *f = planted(a);
    struct tlog_hash proof[TLOG_PROOF + 1], root, other = f->leaves[3];
    size_t n;
    assert_false(tlog_included(f->h, &f->leaves[0], -1, 1, proof, 0, &f->leaves[0]));
    for (int64_t size = 1; size <= MOST; size++) {
        grow_to(f, size, &root);
        for (int64_t i = 0; i < size; i++) {
            assert_int_equal(tlog_inclusion(f->h, subtree, f, i, size, proof, &n), OK);
            assert_true(tlog_included(f->h, &f->leaves[i], i, size, proof, n, &root));
            assert_false(tlog_included(f->h, &f->leaves[i], i + 1, size, proof, n, &root));
            assert_false(tlog_included(f->h, &root, i, size, proof, n, size > 1 ? &root : &other));
            proof[n] = other;
            assert_false(tlog_included(f->h, &f->leaves[i], i, size, proof, n + 1, &root));
            assert_false(n && tlog_included(f->h, &f->leaves[i], i, size, proof, n - 1, &root));
            for (size_t j = 0; j < n; j++) {
                proof[j].b[i % 32] ^= 1;
                assert_false(tlog_included(f->h, &f->leaves[i], i, size, proof, n, &root));
                proof[j].b[i % 32] ^= 1;
            }
        }
    }
    arena_close(a);
}

void test_tlog__proves_that_each_size_only_grew(void)
{
    struct arena *a = arena_open();
    struct forest *f = planted(a);
    struct tlog_hash proof[TLOG_PROOF + 1], root, before;
    size_t n;
    for (int64_t size = 1; size <= MOST; size++) {
        grow_to(f, size, &root);
        for (int64_t m = 1; m <= size; m++) {
            grow_to(f, m, &before);
            assert_int_equal(tlog_consistency(f->h, subtree, f, m, size, proof, &n), OK);
            assert_true(tlog_consistent(f->h, m, &before, size, &root, proof, n));
            assert_false(m < size && tlog_consistent(f->h, m, &root, size, &root, proof, n));
            assert_false(m < size && tlog_consistent(f->h, m, &before, size, &before, proof, n));
            proof[n] = root;
            assert_false(tlog_consistent(f->h, m, &before, size, &root, proof, n + 1));
            assert_false(n && tlog_consistent(f->h, m, &before, size, &root, proof, n - 1));
            for (size_t j = 0; j < n; j++) {
                proof[j].b[m % 32] ^= 128;
                assert_false(tlog_consistent(f->h, m, &before, size, &root, proof, n));
                proof[j].b[m % 32] ^= 128;
            }
        }
    }
    assert_false(tlog_consistent(f->h, 0, &root, 5, &root, proof, 0));
    assert_false(tlog_consistent(f->h, 6, &root, 5, &root, proof, 0));
    assert_false(tlog_consistent(f->h, 5, &root, 5, &f->leaves[0], proof, 0));
    assert_false(tlog_consistent(f->h, 3, &root, 5, &root, proof, 0));
    arena_close(a);
}

/* A store that fails at its so manieth hash. */
struct failing {
    struct forest *f;
    int left;
};

static err failing_subtree(void *data, int64_t lo, int64_t n, struct tlog_hash *out)
{
    struct failing *t = data;
    return t->left-- ? subtree(t->f, lo, n, out) : ERR_BROKEN;
}

void test_tlog__makes_no_proof_of_hashes_that_cannot_be_read(void)
{
    struct arena *a = arena_open();
    struct forest *f = planted(a);
    struct tlog_hash proof[TLOG_PROOF];
    size_t n;
    for (int64_t i = 0; i <= MOST; i++) {
        err e = ERR_BROKEN;
        for (int at = 0; e; at++) {
            struct failing t = {f, at};
            e = i < MOST ? tlog_inclusion(f->h, failing_subtree, &t, i, MOST, proof, &n)
                         : tlog_consistency(f->h, failing_subtree, &t, 37, MOST, proof, &n);
            assert_int_equal(e, t.left < 0 ? ERR_BROKEN : OK);
            assert_true(at < TLOG_PROOF);
        }
    }
    arena_close(a);
}
