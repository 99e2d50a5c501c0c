/* tlog.c - the Merkle tree of RFC 6962. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/tlog.h"

#include <string.h>

void tlog_leaf(struct hasher *h, str entry, struct tlog_hash *out)
{
    hasher_list(h, (const str[]){str_n("\0", 1), entry}, 2, out->b);
}

void tlog_node(struct hasher *h, const struct tlog_hash *left, const struct tlog_hash *right,
               struct tlog_hash *out)
{
    const str parts[] = {str_n("\1", 1), str_n((const char *)left->b, sizeof left->b),
                         str_n((const char *)right->b, sizeof right->b)};
    hasher_list(h, parts, 3, out->b);
}

size_t tlog_edge_n(int64_t size)
{
    return (size_t)__builtin_popcountll((unsigned long long)size);
}

void tlog_grow(struct hasher *h, struct tlog_tree *t, const struct tlog_hash *leaf)
{
    size_t n = tlog_edge_n(t->size);
    t->edge[n++] = *leaf;
    for (int64_t size = t->size; size & 1; size >>= 1) {
        n--;
        tlog_node(h, &t->edge[n - 1], &t->edge[n], &t->edge[n - 1]);
    }
    t->size++;
}

void tlog_root(struct hasher *h, const struct tlog_tree *t, struct tlog_hash *out)
{
    size_t n = tlog_edge_n(t->size);
    if (!n) {
        hasher_list(h, NULL, 0, out->b);
        return;
    }
    *out = t->edge[--n];
    while (n) {
        tlog_node(h, &t->edge[--n], out, out);
    }
}

/* The largest power of two below n; n > 1. */
static int64_t split(int64_t n)
{
    return (int64_t)1 << (63 - __builtin_clzll((unsigned long long)(n - 1)));
}

/* The hash over any [lo, lo + n), where lo is a multiple of a power of two that is not below n. */
static err range(struct hasher *h, tlog_subtree *of, void *data, int64_t lo, int64_t n,
                 struct tlog_hash *out)
{
    if ((n & (n - 1)) == 0) {
        return of(data, lo, n, out);
    }
    struct tlog_hash left, right;
    int64_t k = split(n);
    err e = of(data, lo, k, &left);
    e = e ? e : range(h, of, data, lo + k, n - k, &right);
    if (!e) {
        tlog_node(h, &left, &right, out);
    }
    return e;
}

err tlog_inclusion(struct hasher *h, tlog_subtree *of, void *data, int64_t index, int64_t size,
                   struct tlog_hash *proof, size_t *n)
{
    int64_t lo = 0;
    err e = OK;
    *n = 0;
    while (!e && size > 1) { /* from the root down; the proof runs from the leaf up */
        int64_t k = split(size);
        bool left = index - lo < k;
        e = left ? range(h, of, data, lo + k, size - k, &proof[*n])
                 : range(h, of, data, lo, k, &proof[*n]);
        ++*n;
        lo = left ? lo : lo + k;
        size = left ? k : size - k;
    }
    for (size_t i = 0; i < *n / 2; i++) {
        struct tlog_hash other = proof[i];
        proof[i] = proof[*n - 1 - i];
        proof[*n - 1 - i] = other;
    }
    return e;
}

/* SUBPROOF(m, D[n], b) of RFC 6962 2.1.2, for the leaves from lo on. */
static err subproof(struct hasher *h, tlog_subtree *of, void *data, int64_t m, int64_t lo,
                    int64_t n, bool known, struct tlog_hash *proof, size_t *len)
{
    if (m == n) {
        return known ? OK : range(h, of, data, lo, n, &proof[(*len)++]);
    }
    int64_t k = split(n);
    err e = m <= k ? subproof(h, of, data, m, lo, k, known, proof, len)
                   : subproof(h, of, data, m - k, lo + k, n - k, false, proof, len);
    if (e) {
        return e;
    }
    return m <= k ? range(h, of, data, lo + k, n - k, &proof[(*len)++])
                  : range(h, of, data, lo, k, &proof[(*len)++]);
}

err tlog_consistency(struct hasher *h, tlog_subtree *of, void *data, int64_t before, int64_t size,
                     struct tlog_hash *proof, size_t *n)
{
    *n = 0;
    return before == size ? OK : subproof(h, of, data, before, 0, size, true, proof, n);
}

static bool same(const struct tlog_hash *a, const struct tlog_hash *b)
{
    return memcmp(a->b, b->b, sizeof a->b) == 0;
}

bool tlog_included(struct hasher *h, const struct tlog_hash *leaf, int64_t index, int64_t size,
                   const struct tlog_hash *proof, size_t n, const struct tlog_hash *root)
{
    if (index < 0 || index >= size) {
        return false;
    }
    int64_t fn = index, sn = size - 1;
    struct tlog_hash r = *leaf;
    for (size_t i = 0; i < n; i++) {
        if (sn == 0) {
            return false;
        }
        if ((fn & 1) || fn == sn) {
            tlog_node(h, &proof[i], &r, &r);
            while (!(fn & 1)) { /* then it is sn, which is not 0 */
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            tlog_node(h, &r, &proof[i], &r);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && same(&r, root);
}

bool tlog_consistent(struct hasher *h, int64_t before, const struct tlog_hash *root_before,
                     int64_t size, const struct tlog_hash *root, const struct tlog_hash *proof,
                     size_t n)
{
    if (before <= 0 || before > size) {
        return false;
    }
    if (before == size) {
        return n == 0 && same(root_before, root);
    }
    size_t i = 0;
    int64_t fn = before - 1, sn = size - 1;
    bool whole = (before & (before - 1)) == 0; /* then the old root itself begins the way up */
    if (!whole && n == 0) {
        return false;
    }
    struct tlog_hash fr = whole ? *root_before : proof[i++], sr = fr;
    while (fn & 1) {
        fn >>= 1;
        sn >>= 1;
    }
    for (; i < n; i++) {
        if (sn == 0) {
            return false;
        }
        if ((fn & 1) || fn == sn) {
            tlog_node(h, &proof[i], &fr, &fr);
            tlog_node(h, &proof[i], &sr, &sr);
            while (!(fn & 1)) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            tlog_node(h, &sr, &proof[i], &sr);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && same(&fr, root_before) && same(&sr, root);
}
