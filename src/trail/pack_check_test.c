/* pack_check_test.c - a log in one file, taken apart: each piece of it has one form, and each
 * thing that does not hold is told as what it is. Without a database. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/pack.h"

#include "base/test.h"
#include "trail/tar.h"
#include "trail/tile.h"

#include <sodium.h>
#include <string.h>

#define ORIGIN "samstyr/0123456789abcdef/org/999900011/1"

enum { N = 12, ERASED = 5, CHANGED_KEY = 8 };

struct signatory {
    struct note_key key;
    unsigned char secret[NOTE_SECRET];
};

struct parts {
    struct arena *a;
    struct hasher *h;
    struct signatory first, second; /* the first hands over to the second */
    str entries[N];
    int64_t n;
    str checkpoint, key, bundle, tile, values;
    struct pack_known known;
};

static struct signatory signatory(unsigned char seed_of)
{
    struct signatory s;
    unsigned char seed[crypto_sign_SEEDBYTES], public[NOTE_PUBLIC];
    memset(seed, seed_of, sizeof seed);
    crypto_sign_seed_keypair(public, s.secret, seed);
    note_key_of(public, STR(ORIGIN), &s.key);
    return s;
}

static str by(struct parts *p, const struct signatory *s, str text)
{
    unsigned char made[NOTE_SIGNATURE];
    crypto_sign_detached(made, NULL, (const unsigned char *)text.p, text.n, s->secret);
    return base64(p->a, str_n(made, sizeof made));
}

static void hand_over(struct parts *p, const struct signatory *from, const struct signatory *to,
                      str notes[4])
{
    str old = base64(p->a, str_n(from->key.public, NOTE_PUBLIC)),
        new = base64(p->a, str_n(to->key.public, NOTE_PUBLIC));
    str text = STR_JOIN(p->a, STR("samstyr/key/1\n" ORIGIN "\n"), old, STR("\n"), new, STR("\n"));
    notes[0] = STR_JOIN(p->a, STR("key-from "), old);
    notes[1] = STR_JOIN(p->a, STR("key-to "), new);
    notes[2] = STR_JOIN(p->a, STR("signed-from "), by(p, from, text));
    notes[3] = STR_JOIN(p->a, STR("signed-to "), by(p, to, text));
}

/* An entry with a title of each sort of letter, but for the one that says that a title was erased,
   and the one with which a key follows another. */
static str entry(struct parts *p, int64_t n, struct buf *values)
{
    unsigned char salt[ENTRY_SALT];
    struct entry_field field = {.name = STR("title")};
    struct entry e = {.log = STR(ORIGIN),
                      .number = n,
                      .at = 1795251600000 + n,
                      .type = STR("change"),
                      .kind = STR("risk"),
                      .id = n,
                      .version = 1,
                      .actor = STR("system")};
    str notes[4], before = n % 3 ? STR_NONE : STR("was\\it\r\n"), after = STR("a\ttab");
    if (n == ERASED + 1) {
        e.type = STR("erase");
        notes[0] = STR_JOIN(p->a, STR("erases "), str_from_int(p->a, ERASED), STR(" title"));
        e.notes = notes;
        e.n_notes = 1;
        return entry_write(p->a, &e);
    }
    if (n == CHANGED_KEY) {
        e.type = STR("key");
        hand_over(p, &p->first, &p->second, notes);
        e.notes = notes;
        e.n_notes = 4;
        return entry_write(p->a, &e);
    }
    memset(salt, (int)n + 1, sizeof salt);
    entry_commit(p->h, salt, field.name, before, after, &field.commitment);
    e.fields = &field;
    e.n_fields = 1;
    bool gone = n == ERASED;
    buf_int(values, n);
    buf_char(values, '\t');
    pack_value(values, field.name, gone ? NULL : salt, gone ? STR_NONE : before,
               gone ? STR_NONE : after);
    return entry_write(p->a, &e);
}

static str signed_by(struct parts *p, const struct signatory *s, const char *origin, int64_t n)
{
    struct tlog_tree t = {0};
    struct tlog_hash leaf;
    struct checkpoint c = {.origin = str_of(origin), .size = n};
    for (int64_t i = 0; i < n && i < p->n; i++) {
        tlog_leaf(p->h, p->entries[i], &leaf);
        tlog_grow(p->h, &t, &leaf);
    }
    tlog_root(p->h, &t, &c.root);
    struct note_key key;
    note_key_of(s->key.public, str_of(origin), &key);
    return note_sign(p->a, checkpoint_text(p->a, &c), &key, s->secret);
}

/* What follows from the entries, made again. */
static void follow(struct parts *p)
{
    struct buf bundle, tile;
    struct tlog_hash leaf;
    buf_init(&bundle, p->a, 1 * MIB);
    buf_init(&tile, p->a, 1 * MIB);
    for (int64_t i = 0; i < p->n; i++) {
        buf_char(&bundle, (char)(p->entries[i].n >> 8));
        buf_char(&bundle, (char)(p->entries[i].n & 0xFF));
        buf_str(&bundle, p->entries[i]);
        tlog_leaf(p->h, p->entries[i], &leaf);
        buf_append(&tile, (const char *)leaf.b, sizeof leaf.b);
    }
    p->bundle = buf_as_str(&bundle);
    p->tile = buf_as_str(&tile);
    p->checkpoint = signed_by(p, &p->second, ORIGIN, p->n);
}

static void make(struct parts *p)
{
    struct buf values;
    *p = (struct parts){.a = arena_open(), .n = N};
    p->h = hasher_new(p->a);
    p->first = signatory(1);
    p->second = signatory(2);
    buf_init(&values, p->a, 1 * MIB);
    for (int64_t i = 0; i < N; i++) {
        p->entries[i] = entry(p, i, &values);
    }
    p->values = buf_as_str(&values);
    p->key = STR_JOIN(p->a, note_key_text(p->a, &p->second.key), STR("\n"));
    follow(p);
}

static str joined(struct parts *p)
{
    struct buf b;
    buf_init(&b, p->a, 4 * MIB);
    tar_add(&b, STR("checkpoint"), p->checkpoint);
    tar_add(&b, STR("key"), p->key);
    tar_add(&b, tile_name(p->a, "entries", 0, p->n), p->bundle);
    tar_add(&b, tile_name(p->a, "0", 0, p->n), p->tile);
    tar_add(&b, STR("values.tsv"), p->values);
    tar_end(&b);
    return buf_as_str(&b);
}

static struct pack_verdict judged(struct parts *p)
{
    struct pack_verdict v;
    pack_check(p->a, joined(p), &p->known, NULL, NULL, &v);
    return v;
}

/* Fails unless that is what is wrong. */
static void assert_bad(struct parts *p, const char *key)
{
    struct pack_verdict v = judged(p);
    assert_non_null(v.problem);
    assert_string_equal(v.problem, key);
}

static void assert_good(struct parts *p)
{
    struct pack_verdict v = judged(p);
    if (v.problem) {
        print_error("%s %.*s\n", v.problem, STR_ARG(v.args[0]));
    }
    assert_null(v.problem);
    assert_int_equal(v.size, N);
    assert_int_equal(v.n_values, N - 3);
    assert_int_equal(v.n_erased, 1);
}

static str replaced(struct parts *p, str text, const char *from, str to)
{
    const char *at = memmem(text.p, text.n, from, strlen(from));
    assert_non_null(at);
    size_t n = (size_t)(at - text.p);
    return STR_JOIN(p->a, str_slice(text, 0, n), to, str_slice(text, n + strlen(from), text.n));
}

static void count_ticks(void *p, int64_t done, int64_t all)
{
    assert_true(done < all);
    ++*(int *)p;
}

void test_pack_check__tells_a_pack_from_another_file(void)
{
    struct parts p;
    make(&p);
    str whole = joined(&p);
    assert_true(pack_is(whole));
    assert_false(pack_is(str_slice(whole, 0, TAR_BLOCK - 1)));
    assert_false(pack_is(str_slice(whole, TAR_BLOCK, whole.n)));
    char *other = arena_copy(p.a, whole.p, whole.n);
    other[257] = 'U';
    assert_false(pack_is(str_n(other, whole.n)));
    int ticks = 0;
    struct pack_verdict v;
    pack_check(p.a, whole, &p.known, count_ticks, &ticks, &v);
    assert_null(v.problem);
    assert_int_equal(ticks, 1);
    arena_close(p.a);
}

void test_pack_check__needs_a_head_that_its_own_key_signed(void)
{
    struct parts p;
    make(&p);
    assert_good(&p);
    struct parts q = p;
    q.key = note_key_text(p.a, &p.second.key); /* without the end of its line */
    assert_bad(&q, "trail.bad.form");
    q.key = STR("a key\n");
    assert_bad(&q, "trail.bad.form");
    q = p;
    q.checkpoint = signed_by(&p, &p.first, ORIGIN, p.n);
    assert_bad(&q, "trail.bad.signature");
    q.checkpoint = signed_by(&p, &p.second, ORIGIN, 1000000000000); /* more than a file can hold */
    assert_bad(&q, "trail.bad.form");
    q.checkpoint = signed_by(&p, &p.second, ORIGIN, N + 1);
    assert_bad(&q, "trail.bad.form");
    struct pack_verdict v;
    pack_check(p.a, STR(""), &p.known, NULL, NULL, &v);
    assert_string_equal(v.problem, "trail.bad.form");
    str whole = joined(&p); /* cut behind the head */
    pack_check(p.a, str_slice(whole, 0, 2 * TAR_BLOCK), &p.known, NULL, NULL, &v);
    assert_string_equal(v.problem, "trail.bad.form");
    arena_close(p.a);
}

void test_pack_check__follows_from_the_key_that_is_trusted(void)
{
    struct parts p;
    make(&p);
    p.known.key = note_key_text(p.a, &p.second.key);
    assert_good(&p);
    p.known.key = note_key_text(p.a, &p.first.key); /* which handed over */
    assert_good(&p);
    struct parts q = p; /* the old key signs until the new one has been taken up */
    q.key = STR_JOIN(p.a, note_key_text(p.a, &p.first.key), STR("\n"));
    q.checkpoint = signed_by(&p, &p.first, ORIGIN, p.n);
    assert_good(&q);
    struct signatory stranger = signatory(3);
    p.known.key = note_key_text(p.a, &stranger.key);
    assert_bad(&p, "trail.bad.key");
    p.known.key = STR("no key");
    assert_bad(&p, "trail.bad.known_key");
    struct note_key other;
    note_key_of(p.first.key.public, STR("samstyr/other/org/1/1"), &other);
    p.known.key = note_key_text(p.a, &other);
    assert_bad(&p, "trail.bad.other");
    arena_close(p.a);
}

void test_pack_check__compares_with_the_head_that_was_seen_before(void)
{
    struct parts p;
    make(&p);
    for (int64_t n = 0; n <= N; n++) {
        p.known.checkpoint = signed_by(&p, &p.second, ORIGIN, n);
        assert_good(&p);
        p.known.key = note_key_text(p.a, &p.first.key);
        assert_good(&p);
        p.known.checkpoint = signed_by(&p, &p.first, ORIGIN, n);
        assert_good(&p);
        p.known.key = STR_NONE;
    }
    assert_bad(&p, "trail.bad.known_head"); /* by nobody who is known */
    p.known.checkpoint = STR("samstyr");
    assert_bad(&p, "trail.bad.known_head");
    p.known.checkpoint = STR("samstyr\n\nsigned\n");
    assert_bad(&p, "trail.bad.known_head");
    p.known.checkpoint = signed_by(&p, &p.second, "samstyr/other/org/1/1", N);
    assert_bad(&p, "trail.bad.other");
    p.known.checkpoint = signed_by(&p, &p.second, ORIGIN, N + 1);
    assert_bad(&p, "trail.bad.behind");
    struct parts q = p; /* what was signed then was another tree */
    q.entries[2] = replaced(&p, p.entries[2], "type change", STR("type create"));
    for (int64_t n = 3; n <= N; n++) {
        p.known.checkpoint = signed_by(&q, &p.second, ORIGIN, n);
        assert_bad(&p, "trail.bad.forked");
    }
    struct checkpoint none = {.origin = STR(ORIGIN)}; /* and an empty tree has one root only */
    p.known.checkpoint =
        note_sign(p.a, checkpoint_text(p.a, &none), &p.second.key, p.second.secret);
    assert_bad(&p, "trail.bad.forked");
    arena_close(p.a);
}

void test_pack_check__reads_each_entry_in_its_place(void)
{
    struct parts p;
    make(&p);
    struct parts q = p;
    q.bundle = str_slice(p.bundle, 0, p.bundle.n - 1);
    assert_bad(&q, "trail.bad.form");
    q.bundle = str_slice(p.bundle, 0, 1);
    assert_bad(&q, "trail.bad.form");
    q.bundle = STR_JOIN(p.a, p.bundle, STR("x"));
    assert_bad(&q, "trail.bad.form");
    q.bundle = STR_JOIN(p.a, str_n("\0", 2), p.bundle); /* an entry of no bytes */
    assert_bad(&q, "trail.bad.entry");
    static const struct {
        const char *from, *to;
    } changes[] = {
        {"samstyr/entry/1", "samstyr/entry/2"},
        {"log " ORIGIN, "log samstyr/other/org/1/1"},
        {"number 6", "number 7"},
        {"erases 5 title", "erases 6 title"}, /* itself */
    };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        q = p;
        q.entries[ERASED + 1] =
            replaced(&p, p.entries[ERASED + 1], changes[i].from, str_of(changes[i].to));
        follow(&q);
        assert_bad(&q, "trail.bad.entry");
    }
    q = p;
    q.tile = STR_JOIN(p.a, str_slice(p.tile, 0, p.tile.n - 1), STR("x"));
    assert_bad(&q, "trail.bad.tile");
    q = p;
    q.entries[0] = replaced(&p, p.entries[0], "type change", STR("type create"));
    follow(&q);
    q.checkpoint = p.checkpoint;
    assert_bad(&q, "trail.bad.root");
    arena_close(p.a);
}

void test_pack_check__reads_each_value_in_its_place(void)
{
    struct parts p;
    make(&p);
    static const struct {
        const char *from, *to, *problem;
    } changes[] = {
        {"\n1\ttitle", "\none\ttitle", "trail.bad.value"},
        {"\n1\ttitle", "\n2\ttitle", "trail.bad.value"},
        {"\n1\ttitle", "\n1\tname", "trail.bad.value"},
        {"\n1\ttitle", "\n1\n", "trail.bad.value"},
        {"\n1\ttitle", "\n1\ttitle\n", "trail.bad.value"},
        {"\n1\ttitle", "\n1\ttitle\t-\n", "trail.bad.value"},
        {"\n1\ttitle\t02", "\n1\ttitle\t", "trail.bad.value"},
        {"\n1\ttitle\t02", "\n1\ttitle\tzz", "trail.bad.value"},
        {"\n1\ttitle\t02", "\n1\ttitle\tAA", "trail.bad.value"},
        {"\n1\ttitle\t02", "\n1\ttitle\t03", "trail.bad.value"},
        {"\t\\N\ta\\ttab", "\t\\N\tanother", "trail.bad.value"},
        {"\t\\N\ta\\ttab", "\t\\N\ta\\ttab\\", "trail.bad.value"},
        {"\t\\N\ta\\ttab", "\t\\N\ta\\x09tab", "trail.bad.value"},
        {"\t\\N\ta\\ttab", "\t\\N\ta\\\\ttab", "trail.bad.value"},
        {"\t\\N\ta\\ttab", "\ta\\ttab", "trail.bad.value"},
        {"\t\\N\ta\\ttab", "\t\ta\\ttab", "trail.bad.value"},
        {"\t-\t\\N\t\\N", "\t-\twas\t\\N", "trail.bad.erased"},
        {"\t-\t\\N\t\\N", "\t-\t\\N\tis", "trail.bad.erased"},
        {"\n4\ttitle\t0505050505050505050505050505050505050505050505050505050505050505\t\\N\ta\\tta"
         "b",
         "\n4\ttitle\t-\t\\N\t\\N", "trail.bad.erased"},
        {"\n5\ttitle\t-\t\\N\t\\N\n", "\n", "trail.bad.value"},
    };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        struct parts q = p;
        q.values = replaced(&p, p.values, changes[i].from, str_of(changes[i].to));
        assert_bad(&q, changes[i].problem);
    }
    struct parts q = p;
    q.values = str_slice(p.values, 0, p.values.n - 1);
    assert_bad(&q, "trail.bad.value");
    q.values = STR("");
    assert_bad(&q, "trail.bad.value");
    q.values = STR_JOIN(p.a, p.values, STR("12\ttitle\t-\t\\N\t\\N\n"));
    assert_bad(&q, "trail.bad.form");
    q = p;
    struct pack_verdict v;
    str whole = joined(&p);
    char *other = arena_copy(p.a, whole.p, whole.n);
    other[whole.n - 1] = 1; /* behind the last file */
    pack_check(p.a, str_n(other, whole.n), &p.known, NULL, NULL, &v);
    assert_string_equal(v.problem, "trail.bad.form");
    pack_check(p.a, str_slice(whole, 0, whole.n - 1), &p.known, NULL, NULL, &v);
    assert_string_equal(v.problem, "trail.bad.form");
    str tail = STR("values.tsv"); /* and without the values */
    const char *at = memmem(whole.p, whole.n, tail.p, tail.n);
    pack_check(p.a, str_slice(whole, 0, (size_t)(at - whole.p)), &p.known, NULL, NULL, &v);
    assert_string_equal(v.problem, "trail.bad.form");
    arena_close(p.a);
}
