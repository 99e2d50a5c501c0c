/* format_test.c - the test vectors of docs/manual/history-format.md are what the program makes. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/test.h"
#include "trail/pack.h"
#include "trail/proof.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#define PAGE "docs/manual/history-format.md"

struct vectors {
    struct arena *a;
    struct hasher *h;
    str page;
    int n_missing;
    struct tlog_hash leaves[3];
};

static str page_read(struct arena *a)
{
    struct buf b;
    FILE *f = fopen(PAGE, "re");
    assert_non_null(f);
    buf_init(&b, a, 1 * MIB);
    char *room = buf_room(&b, 256 * KIB);
    b.n = fread(room, 1, 256 * KIB, f);
    fclose(f);
    return buf_as_str(&b);
}

static void on_page(struct vectors *v, const char *what, str text)
{
    if (!str_contains(v->page, text)) {
        print_error("%s is not on %s:\n%.*s\n", what, PAGE, STR_ARG(text));
        v->n_missing++;
    }
}

static void hash_on_page(struct vectors *v, const char *what, const struct tlog_hash *hash)
{
    on_page(v, what, hex(v->a, str_n((const char *)hash->b, SHA256_BYTES)));
}

static str entry(struct vectors *v, int n)
{
    unsigned char salt[ENTRY_SALT];
    struct entry_field fields[2] = {{.name = STR("@reason")}, {.name = STR("title")}};
    str note = STR("erases 1 title");
    struct entry e = {.log = STR("samstyr/0123456789abcdef/org/999900011/1"),
                      .number = n,
                      .at = 1795251600000 + 1000 * n,
                      .type = n == 0   ? STR("begin")
                              : n == 1 ? STR("change")
                                       : STR("erase"),
                      .kind = n == 0 ? STR("log") : STR("risk"),
                      .id = n == 0 ? 1 : 42,
                      .version = n == 0 ? 1 : n + 2,
                      .actor = n == 1 ? STR("00112233445566778899aabbccddeeff") : STR("system"),
                      .notes = &note,
                      .n_notes = n == 2,
                      .fields = fields,
                      .n_fields = n == 1 ? 2 : 0};
    memset(salt, 0x11, sizeof salt);
    entry_commit(v->h, salt, fields[0].name, STR_NONE, STR("vedtatt i møte"),
                 &fields[0].commitment);
    memset(salt, 0x22, sizeof salt);
    entry_commit(v->h, salt, fields[1].name, STR("Gammel"), STR("Ny\nlinje"),
                 &fields[1].commitment);
    if (n == 1) {
        hash_on_page(v, "commitment of the reason", &fields[0].commitment);
        hash_on_page(v, "commitment of the title", &fields[1].commitment);
    }
    return str_copy(v->a, entry_write(v->a, &e));
}

static err subtree(void *data, int64_t lo, int64_t n, struct tlog_hash *out)
{
    struct vectors *v = data;
    struct tlog_tree t = {0};
    for (int64_t i = lo; i < lo + n; i++) {
        tlog_grow(v->h, &t, &v->leaves[i]);
    }
    *out = t.edge[0];
    return OK;
}

void test_format__is_as_the_page_says(void)
{
    struct vectors v = {.a = arena_open()};
    struct tlog_tree tree = {0};
    struct tlog_hash proof[TLOG_PROOF];
    unsigned char public[NOTE_PUBLIC], secret[NOTE_SECRET], seed[32];
    struct note_key key;
    size_t n;
    str entries[3];
    v.h = hasher_new(v.a);
    v.page = page_read(v.a);
    for (int i = 0; i < 3; i++) {
        entries[i] = entry(&v, i);
        on_page(&v, "an entry", entries[i]);
        tlog_leaf(v.h, entries[i], &v.leaves[i]);
        hash_on_page(&v, "a leaf", &v.leaves[i]);
        tlog_grow(v.h, &tree, &v.leaves[i]);
    }
    struct checkpoint head = {.origin = STR("samstyr/0123456789abcdef/org/999900011/1"), .size = 3};
    tlog_root(v.h, &tree, &head.root);
    hash_on_page(&v, "the root", &head.root);
    memset(seed, 7, sizeof seed);
    crypto_sign_seed_keypair(public, secret, seed);
    note_key_of(public, head.origin, &key);
    on_page(&v, "the key", note_key_text(v.a, &key));
    str note = note_sign(v.a, checkpoint_text(v.a, &head), &key, secret);
    on_page(&v, "the checkpoint", note);
    assert_int_equal(tlog_inclusion(v.h, subtree, &v, 1, 3, proof, &n), OK);
    struct buf b;
    buf_init(&b, v.a, 4 * KIB);
    buf_literal(&b, "c2sp.org/tlog-proof@v1\nindex 1\n");
    for (size_t i = 0; i < n; i++) {
        buf_str(&b, base64(v.a, str_n((const char *)proof[i].b, SHA256_BYTES)));
        buf_char(&b, '\n');
    }
    buf_char(&b, '\n');
    buf_str(&b, note);
    on_page(&v, "the proof", buf_as_str(&b));
    assert_true(proof_check(v.a, buf_as_str(&b), entries[1], &key));
    assert_int_equal(v.n_missing, 0);
    arena_close(v.a);
}

/* Each bit of the proof matters, and each of the entry. */
void test_format__proves_one_entry_and_no_other(void)
{
    struct vectors v = {.a = arena_open()};
    v.h = hasher_new(v.a);
    v.page = page_read(v.a);
    str text = entry(&v, 1), start = STR("c2sp.org/tlog-proof@v1\nindex 1\n"), end = STR("\n```");
    const char *from = memmem(v.page.p, v.page.n, start.p, start.n);
    assert_non_null(from);
    size_t rest = v.page.n - (size_t)(from - v.page.p);
    const char *until = memmem(from, rest, end.p, end.n);
    size_t size = (size_t)(until - from) + 1;
    char *proof = arena_copy(v.a, from, size), *copy = arena_copy(v.a, text.p, text.n);
    const char *line = memmem(v.page.p, v.page.n, "samstyr/0123456789abcdef/org/999900011/1+", 41);
    struct note_key key;
    assert_non_null(line);
    assert_true(note_key_read(v.a, str_n(line, strcspn(line, "\n`")), &key));
    assert_true(proof_check(v.a, str_n(proof, size), text, &key));
    struct arena *a = arena_open();
    for (size_t bit = 0; bit < size * 8; bit++) {
        proof[bit / 8] ^= (char)(1 << bit % 8);
        assert_false(proof_check(a, str_n(proof, size), text, &key));
        proof[bit / 8] ^= (char)(1 << bit % 8);
        arena_reset(a);
    }
    for (size_t bit = 0; bit < text.n * 8; bit++) {
        copy[bit / 8] ^= (char)(1 << bit % 8);
        assert_false(proof_check(a, str_n(proof, size), str_n(copy, text.n), &key));
        copy[bit / 8] ^= (char)(1 << bit % 8);
        arena_reset(a);
    }
    arena_close(a);
    arena_close(v.a);
}
