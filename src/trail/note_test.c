/* note_test.c - a key, a checkpoint and a signed note have one form each; whatever else is none. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/note.h"

#include "base/test.h"

#include <sodium.h>
#include <string.h>

struct signatory {
    struct note_key key;
    unsigned char secret[NOTE_SECRET];
};

static struct signatory signatory(const char *name, unsigned char seed_of)
{
    struct signatory s;
    unsigned char seed[crypto_sign_SEEDBYTES], public[NOTE_PUBLIC];
    memset(seed, seed_of, sizeof seed);
    crypto_sign_seed_keypair(public, s.secret, seed);
    note_key_of(public, str_of(name), &s.key);
    return s;
}

void test_note__reads_a_key_as_it_is_handed_on_and_no_other_way(void)
{
    struct arena *a = arena_open();
    struct signatory s = signatory("samstyr/0/org/1/1", 1);
    struct note_key read;
    str text = note_key_text(a, &s.key), id = hex(a, str_n(s.key.id, NOTE_ID));
    assert_true(note_key_read(a, text, &read));
    assert_memory_equal(read.public, s.key.public, NOTE_PUBLIC);
    assert_memory_equal(read.id, s.key.id, NOTE_ID);
    char typed[1 + NOTE_PUBLIC] = {2}; /* another sort of key */
    memcpy(typed + 1, s.key.public, NOTE_PUBLIC);
    str other = base64(a, str_n(typed, sizeof typed)), end = str_slice(text, text.n - 44, 44);
    const str wrong[] = {
        STR_NONE,
        STR(""),
        s.key.name,
        str_slice(text, s.key.name.n, text.n), /* without a name */
        STR_JOIN(a, STR("two words+"), id, STR("+"), end),
        STR_JOIN(a, STR("two\nlines+"), id, STR("+"), end),
        STR_JOIN(a, s.key.name, STR("+"), id), /* without the key itself */
        STR_JOIN(a, s.key.name, STR("+"), id, STR("+!"), end),
        STR_JOIN(a, s.key.name, STR("+"), id, STR("+AQID")),
        STR_JOIN(a, s.key.name, STR("+"), id, STR("+"), other),
        STR_JOIN(a, s.key.name, STR("+00000000+"), end),
        STR_JOIN(a, text, STR("\n")),
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(note_key_read(a, wrong[i], &read));
    }
    arena_close(a);
}

void test_note__reads_a_checkpoint_of_three_lines_and_no_other(void)
{
    struct arena *a = arena_open();
    struct checkpoint c = {.origin = STR("samstyr/0/org/1/1"), .size = 7}, read;
    str text = checkpoint_text(a, &c), root = base64(a, str_n(c.root.b, sizeof c.root.b));
    assert_true(checkpoint_read(a, text, &read));
    assert_int_equal(read.size, 7);
    const str wrong[] = {
        STR_NONE,
        STR(""),
        STR("a name\n7\n"),
        STR("name"),
        STR("name\n"),
        STR("name\nseven\n"),
        STR("name\n7"),
        STR("name\n7\nAQID\n"),
        STR_JOIN(a, STR("name\n-7\n"), root, STR("\n")),
        STR_JOIN(a, STR("name\n07\n"), root, STR("\n")),
        STR_JOIN(a, STR("name\n7\n!"), root, STR("\n")),
        STR_JOIN(a, STR("name\n7\n"), root),
        STR_JOIN(a, text, STR("more\n")),
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(checkpoint_read(a, wrong[i], &read));
    }
    arena_close(a);
}

void test_note__opens_what_its_key_signed_once(void)
{
    struct arena *a = arena_open();
    struct signatory s = signatory("samstyr/0/org/1/1", 1), w = signatory("witness", 2);
    str text = STR("samstyr/0/org/1/1\n0\n"), read;
    str note = note_sign(a, text, &s.key, s.secret);
    str own = str_slice(note, text.n + 1, note.n);
    str by_other = note_sign(a, text, &w.key, w.secret);
    str other = str_slice(by_other, text.n + 1, by_other.n);
    assert_true(note_open(a, note, &s.key, &read));
    assert_true(str_eq(read, text));
    assert_true(note_open(a, STR_JOIN(a, note, other), &s.key, &read));
    assert_true(note_open(a, STR_JOIN(a, text, STR("\n"), other, own), &s.key, &read));
    const str wrong[] = {
        STR_NONE,
        STR(""),
        text,
        STR_JOIN(a, text, STR("\n")),              /* signed by nobody */
        by_other,                                  /* or not by the one who is asked for */
        str_slice(note, 0, note.n - 1),            /* the last line is open */
        STR_JOIN(a, note, STR("\n")),              /* an empty line after it */
        STR_JOIN(a, note, STR("- a b\n")),         /* a line that is no signature */
        STR_JOIN(a, note, STR("\xE2\x80\x94 \n")), /* one without a name */
        STR_JOIN(a, note, STR("\xE2\x80\x94 name\n")),
        STR_JOIN(a, note, STR("\xE2\x80\x94 name ?\n")),
        STR_JOIN(a, note, STR("\xE2\x80\x94 name AQIDBA==\n")), /* an id and nothing else */
        STR_JOIN(a, note, own),
        STR_JOIN(a, STR("x"), note),
        /* the right name and id before a signature that is cut */
        STR_JOIN(a, text, STR("\n\xE2\x80\x94 "), s.key.name, STR(" "),
                 base64(a, STR_JOIN(a, str_n(s.key.id, NOTE_ID), STR("short"))), STR("\n")),
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(note_open(a, wrong[i], &s.key, &read));
    }
    arena_close(a);
}

void test_note__opens_a_checkpoint_only_of_the_log_that_the_key_is_named_after(void)
{
    struct arena *a = arena_open();
    struct signatory s = signatory("samstyr/0/org/1/1", 1);
    struct checkpoint c = {.origin = s.key.name, .size = 7}, read;
    str note = note_sign(a, checkpoint_text(a, &c), &s.key, s.secret);
    assert_true(checkpoint_open(a, note, &s.key, &read));
    assert_false(checkpoint_open(a, STR_JOIN(a, STR("x"), note), &s.key, &read));
    assert_false(
        checkpoint_open(a, note_sign(a, STR("no checkpoint\n"), &s.key, s.secret), &s.key, &read));
    c.origin = STR("samstyr/0/org/2/1");
    note = note_sign(a, checkpoint_text(a, &c), &s.key, s.secret);
    assert_false(checkpoint_open(a, note, &s.key, &read));
    arena_close(a);
}
