/* proof_test.c - a proof is taken in the one form that it is written in. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/proof.h"

#include "base/test.h"

#include <sodium.h>
#include <string.h>

enum { N = 3 };

struct grove {
    struct arena *a;
    struct hasher *h;
    struct tlog_hash leaves[N];
};

static err subtree(void *data, int64_t lo, int64_t n, struct tlog_hash *out)
{
    struct grove *g = data;
    struct tlog_tree t = {0};
    for (int64_t i = lo; i < lo + n; i++) {
        tlog_grow(g->h, &t, &g->leaves[i]);
    }
    *out = t.edge[0];
    return OK;
}

void test_proof__is_checked_in_its_one_form(void)
{
    struct grove g = {.a = arena_open()};
    struct arena *a = g.a;
    unsigned char public[NOTE_PUBLIC], secret[NOTE_SECRET];
    struct note_key key;
    struct tlog_tree tree = {0};
    struct tlog_hash hashes[TLOG_PROOF];
    str entries[N];
    size_t n;
    g.h = hasher_new(a);
    struct checkpoint head = {.origin = STR("log/1"), .size = N};
    for (int i = 0; i < N; i++) {
        struct entry e = {.log = head.origin,
                          .number = i,
                          .at = 1795251600000,
                          .type = STR("change"),
                          .kind = STR("risk"),
                          .actor = STR("system")};
        entries[i] = entry_write(a, &e);
        tlog_leaf(g.h, entries[i], &g.leaves[i]);
        tlog_grow(g.h, &tree, &g.leaves[i]);
    }
    tlog_root(g.h, &tree, &head.root);
    crypto_sign_keypair(public, secret);
    note_key_of(public, head.origin, &key);
    str note = note_sign(a, checkpoint_text(a, &head), &key, secret);
    assert_int_equal(tlog_inclusion(g.h, subtree, &g, 1, N, hashes, &n), OK);
    assert_int_equal(n, 2);
    str one = base64(a, str_n(hashes[0].b, 32)), two = base64(a, str_n(hashes[1].b, 32));
    str first = STR("c2sp.org/tlog-proof@v1\n"), lf = STR("\n");
    str way = STR_JOIN(a, one, lf, two, lf);
    assert_true(
        proof_check(a, STR_JOIN(a, first, STR("index 1\n"), way, lf, note), entries[1], &key));
    struct buf many;
    buf_init(&many, a, 64 * KIB);
    for (int i = 0; i <= TLOG_PROOF; i++) {
        buf_str(&many, one);
        buf_char(&many, '\n');
    }
    const str wrong[] = {
        STR_NONE,
        STR(""),
        first,
        STR_JOIN(a, first, STR("index 1")),
        STR_JOIN(a, first, STR("index one\n"), way, lf, note),
        STR_JOIN(a, first, STR("index 01\n"), way, lf, note),
        STR_JOIN(a, first, STR("index 2\n"), way, lf, note),
        STR_JOIN(a, first, STR("index 1\n"), way),
        STR_JOIN(a, first, STR("index 1\n"), way, note),
        STR_JOIN(a, first, STR("index 1\n"), way, lf),
        STR_JOIN(a, first, STR("index 1\n"), way, lf, STR("x"), note),
        STR_JOIN(a, first, STR("index 1\n"), one, lf, lf, note),
        STR_JOIN(a, first, STR("index 1\n"), STR("?\n"), way, lf, note),
        STR_JOIN(a, first, STR("index 1\n"), STR("AQID\n"), way, lf, note),
        STR_JOIN(a, first, STR("index 1\n"), buf_as_str(&many), lf, note),
        STR_JOIN(a, STR("c2sp.org/tlog-proof@v2\nindex 1\n"), way, lf, note),
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(proof_check(a, wrong[i], entries[1], &key));
    }
    str whole = STR_JOIN(a, first, STR("index 1\n"), way, lf, note);
    assert_false(proof_check(a, whole, STR("no entry"), &key));
    assert_false(proof_check(a, whole, entries[2], &key));
    struct entry other = {.log = STR("log/2"),
                          .number = 1,
                          .at = 1795251600000,
                          .type = STR("change"),
                          .kind = STR("risk"),
                          .actor = STR("system")};
    assert_false(proof_check(a, whole, entry_write(a, &other), &key));
    arena_close(a);
}
