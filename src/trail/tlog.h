/* tlog.h - the Merkle tree of RFC 6962: hashes, the frontier of a growing tree, and its proofs. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TRAIL_TLOG_H
#define TRAIL_TLOG_H

#include "base/fault.h"
#include "base/hash.h"

struct tlog_hash {
    unsigned char b[SHA256_BYTES];
};

enum { TLOG_HEIGHT = 63, TLOG_PROOF = 2 * TLOG_HEIGHT };

/* RFC 6962 2.1: SHA-256(0x00 || entry), SHA-256(0x01 || left || right). */
void tlog_leaf(struct hasher *h, str entry, struct tlog_hash *out);
void tlog_node(struct hasher *h, const struct tlog_hash *left, const struct tlog_hash *right,
               struct tlog_hash *out);

/* A tree as its right edge: one hash for each bit of size that is set, the largest subtree first.
   Zeroed it is the empty tree. */
struct tlog_tree {
    int64_t size;
    struct tlog_hash edge[TLOG_HEIGHT];
};

size_t tlog_edge_n(int64_t size);
void tlog_grow(struct hasher *h, struct tlog_tree *t, const struct tlog_hash *leaf);
/* The empty tree's root is SHA-256 of nothing. */
void tlog_root(struct hasher *h, const struct tlog_tree *t, struct tlog_hash *out);

/* The hash over the leaves [lo, lo + n): n is a power of two and lo one of its multiples. */
typedef err tlog_subtree(void *data, int64_t lo, int64_t n, struct tlog_hash *out);

/* The way from a leaf up to the root of the first `size` leaves (RFC 6962 2.1.1), and that the tree
   of `size` begins with the tree of `before` (2.1.2). proof has room for TLOG_PROOF; 0 <= index <
   size, 0 < before <= size. Trouble is that of `of`. */
err tlog_inclusion(struct hasher *h, tlog_subtree *of, void *data, int64_t index, int64_t size,
                   struct tlog_hash *proof, size_t *n);
err tlog_consistency(struct hasher *h, tlog_subtree *of, void *data, int64_t before, int64_t size,
                     struct tlog_hash *proof, size_t *n);

/* Does the proof hold? Every hash of it is needed: one more or fewer is none (RFC 9162 2.1.3.2 and
   2.1.4.2). */
bool tlog_included(struct hasher *h, const struct tlog_hash *leaf, int64_t index, int64_t size,
                   const struct tlog_hash *proof, size_t n, const struct tlog_hash *root);
bool tlog_consistent(struct hasher *h, int64_t before, const struct tlog_hash *root_before,
                     int64_t size, const struct tlog_hash *root, const struct tlog_hash *proof,
                     size_t n);

#endif
