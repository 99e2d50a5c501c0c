/* pack_test.c - G14: a log that was taken away shows each bit that was changed and each way to
 * forge it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/pack.h"

#include "kind/kind_for_test.h"
#include "trail/signer.h"
#include "trail/trail.h"

#include <sodium.h>

enum { ENTRIES = 200, SAMPLE = 4000 };

/* The pieces of a log that a forger has: all but the key. */
struct pieces {
    struct arena *a;
    struct kind_test k;
    const char *path;
    str checkpoint, older, key, origin; /* older: a checkpoint over half of it */
    str entries[ENTRIES + 50];
    int64_t n;
    str values, pack;
};

static void sign(struct pieces *p)
{
    struct fault f;
    struct signer *s = NULL;
    fault_init(&f, p->a);
    assert_int_equal(signer_open(&s, p->path, &f), OK);
    assert_int_equal(signer_pass(s, p->k.t->db, KIND_TEST_NOW, NULL, NULL), OK);
    signer_close(s);
    db_report_to(p->k.t->db, &p->k.ctx.fault);
}

static void append(struct pieces *p, int64_t until)
{
    struct logbook b;
    assert_done(&p->k, db_begin_write(p->k.t->db));
    err e = logbook_find(&p->k.ctx, p->k.body, &b);
    for (int64_t i = e == ERR_MISSING ? 1 : b.tree.size; i < until; i++) {
        const struct change changes[] = {
            {"title", STR("old\ttitle"), str_from_int(p->a, i)},
            {"note", STR_NONE, STR("two\nlines")},
        };
        assert_done(&p->k, trail_append(&p->k.ctx, p->k.body, "risk", i % 9, i, "change",
                                        i % 5 ? STR_NONE : STR("why"), changes, (size_t)(i % 3)));
    }
    assert_done(&p->k, db_commit(p->k.t->db));
}

static str packed(struct pieces *p)
{
    struct logbook b;
    struct buf out;
    buf_init(&out, p->a, 64 * MIB);
    assert_done(&p->k, logbook_find(&p->k.ctx, p->k.body, &b));
    assert_done(&p->k, pack_write(&p->k.ctx, &b, &out));
    return buf_as_str(&out);
}

static void gather(struct pieces *p)
{
    struct logbook b;
    int64_t size, at;
    append(p, ENTRIES / 2);
    sign(p);
    assert_done(&p->k, logbook_find(&p->k.ctx, p->k.body, &b));
    assert_done(&p->k, logbook_checkpoint(&p->k.ctx, &b, 0, &p->older, &size, &at));
    append(p, ENTRIES);
    sign(p);
    assert_done(&p->k, logbook_find(&p->k.ctx, p->k.body, &b));
    assert_int_equal(b.tree.size, ENTRIES);
    assert_done(&p->k, logbook_checkpoint(&p->k.ctx, &b, 0, &p->checkpoint, &size, &at));
    p->origin = b.origin;
    p->n = ENTRIES;
    for (int64_t i = 0; i < ENTRIES; i++) {
        assert_done(&p->k, logbook_entry(&p->k.ctx, &b, i, &p->entries[i]));
    }
    p->pack = packed(p);
    struct pack_verdict v;
    pack_check(p->a, p->pack, &(struct pack_known){0}, NULL, NULL, &v);
    assert_null(v.problem);
    p->key = v.key;
    const char *from = memmem(p->pack.p, p->pack.n, "values.tsv", 10);
    size_t n = strtoul(from + 124, NULL, 8);
    p->values = str_n(from + 512, n);
}

static void (*the_story)(struct pieces *p);

static void tell(struct test_db *t)
{
    struct pieces *p = ARENA_NEW(t->arena, struct pieces);
    p->a = t->arena;
    p->k.t = t;
    ctx_init(&p->k.ctx, t->arena, t->db, KIND_TEST_NOW);
    assert_ok(t, db_begin_write(t->db));
    p->k.body = kind_test_body(&p->k, "999900011", 0);
    assert_ok(t, db_commit(t->db));
    p->path = str_printf(t->arena, "/tmp/samstyr-pack-%d", (int)getpid()).p;
    unlink(str_printf(t->arena, "%s.state", p->path).p);
    gather(p);
    the_story(p);
    unlink(p->path);
    unlink(str_printf(t->arena, "%s.state", p->path).p);
}

static void told_on_each(void (*story)(struct pieces *p))
{
    the_story = story;
    on_each_migrated(tell);
}

static struct pack_verdict judged(struct pieces *p, str pack)
{
    struct pack_verdict v;
    struct pack_known known = {p->key, p->checkpoint};
    pack_check(p->a, pack, &known, NULL, NULL, &v);
    return v;
}

static void whole(struct pieces *p)
{
    struct pack_verdict v = judged(p, p->pack);
    assert_null(v.problem);
    assert_int_equal(v.size, ENTRIES);
    assert_true(v.n_values > 200);
    assert_int_equal(v.n_erased, 0);
    struct pack_known older = {p->key, p->older};
    pack_check(p->a, p->pack, &older, NULL, NULL, &v);
    assert_null(v.problem);
}

void test_pack__holds_when_nothing_was_changed(void)
{
    told_on_each(whole);
}

/* Without any knowledge beside the pack itself: the flip has to show in it alone. */
static bool found(struct arena *a, str pack)
{
    struct pack_verdict v;
    pack_check(a, pack, &(struct pack_known){0}, NULL, NULL, &v);
    return v.problem != NULL;
}

/* A sample of the bits, or with SAMSTYR_EVERY_BIT each of them in its k-th of n parts ("k/n"). */
static void flipped(struct pieces *p)
{
    const char *every = getenv("SAMSTYR_EVERY_BIT");
    size_t bits = p->pack.n * 8, part = 0, parts = 1, missed = 0, tried = 0;
    if (every && sscanf(every, "%zu/%zu", &part, &parts) != 2) {
        part = 0;
        parts = 1;
    }
    char *bytes = arena_copy(p->a, p->pack.p, p->pack.n);
    struct arena *a = arena_open();
    uint64_t state = 1;
    for (size_t i = 0; every ? i * parts + part < bits : i < SAMPLE; i++) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        size_t bit = every ? i * parts + part : (size_t)(state >> 20) % bits;
        bytes[bit / 8] ^= (char)(1 << bit % 8);
        if (!found(a, str_n(bytes, p->pack.n))) {
            print_error("bit %zu of byte %zu was changed and not found\n", bit % 8, bit / 8);
            missed++;
        }
        bytes[bit / 8] ^= (char)(1 << bit % 8);
        arena_reset(a);
        tried++;
    }
    arena_close(a);
    if (every) {
        print_message("%zu of %zu bits of %zu bytes tried, %zu missed\n", tried, bits, p->pack.n,
                      missed);
    }
    assert_int_equal(missed, 0);
}

void test_pack__shows_each_bit_that_was_changed(void)
{
    the_story = flipped;
    struct test_db t;
    test_db_open_migrated(&t, DB_SQLITE, NULL);
    tell(&t);
    test_db_close(&t);
}

/* ---- twelve ways to forge
 * ---------------------------------------------------------------------------------- */

static str joined(struct pieces *p, const struct pieces *f)
{
    struct buf out;
    buf_init(&out, p->a, 64 * MIB);
    pack_join(p->a, f->checkpoint, f->key, f->entries, f->n, f->values, &out);
    return buf_as_str(&out);
}

/* For tests/history, where the check of stock tools has to find them too. */
static void keep(const char *what, str bytes)
{
    const char *folder = getenv("SAMSTYR_FORGERIES");
    char path[512];
    if (folder) {
        snprintf(path, sizeof path, "%s/%s", folder, what);
        FILE *file = fopen(path, "wb");
        assert_non_null(file);
        assert_int_equal(fwrite(bytes.p, 1, bytes.n, file), bytes.n);
        fclose(file);
    }
}

static void assert_found(struct pieces *p, const char *what, str pack, const char *problem)
{
    keep(str_printf(p->a, "%s.tar", what).p, pack);
    struct pack_verdict v = judged(p, pack);
    if (!v.problem || strcmp(v.problem, problem) != 0) {
        print_error("%s: %s, expected %s\n", what, v.problem ? v.problem : "(nothing found)",
                    problem);
        fail();
    }
}

/* The entry, with `from` replaced by `to` of whatever length. */
static str replaced(struct arena *a, str text, const char *from, str to)
{
    const char *at = memmem(text.p, text.n, from, strlen(from));
    assert_non_null(at);
    size_t before = (size_t)(at - text.p), after = before + strlen(from);
    return STR_JOIN(a, str_slice(text, 0, before), to, str_slice(text, after, text.n));
}

/* Numbers and hashes put in order again after entries moved: all that can be done without the key.
 */
static void renumber(struct pieces *p, struct pieces *f)
{
    struct buf values;
    buf_init(&values, p->a, 16 * MIB);
    for (int64_t i = 0; i < f->n; i++) {
        struct entry e;
        assert_true(entry_read(p->a, f->entries[i], &e));
        str number = STR_JOIN(p->a, str_from_int(p->a, e.number), STR("\t")), rest = p->values,
            line;
        while (rest.n && str_split(&rest, '\n', &line)) {
            if (str_starts(line, str_z(p->a, number))) {
                buf_printf(&values, "%lld\t%.*s\n", (long long)i,
                           STR_ARG(str_slice(line, number.n, line.n)));
            }
        }
        e.number = i;
        f->entries[i] = entry_write(p->a, &e);
    }
    f->values = buf_as_str(&values);
}

static str resigned(struct pieces *p, const struct pieces *f, struct note_key *key,
                    const unsigned char *secret)
{
    struct hasher *h = hasher_new(p->a);
    struct tlog_tree t = {0};
    struct tlog_hash leaf;
    struct checkpoint c = {.origin = key->name, .size = f->n};
    for (int64_t i = 0; i < f->n; i++) {
        tlog_leaf(h, f->entries[i], &leaf);
        tlog_grow(h, &t, &leaf);
    }
    tlog_root(h, &t, &c.root);
    return note_sign(p->a, checkpoint_text(p->a, &c), key, secret);
}

static void with_own_key(struct pieces *p, struct pieces *f, str name)
{
    unsigned char public[NOTE_PUBLIC], secret[NOTE_SECRET];
    struct note_key key;
    crypto_sign_keypair(public, secret);
    note_key_of(public, name, &key);
    f->key = note_key_text(p->a, &key);
    f->checkpoint = resigned(p, f, &key, secret);
}

static str real_signature(struct pieces *p, str text)
{
    const char *gap = memmem(p->checkpoint.p, p->checkpoint.n, "\n\n", 2);
    return STR_JOIN(p->a, text,
                    str_slice(p->checkpoint, (size_t)(gap - p->checkpoint.p) + 1, p->checkpoint.n));
}

static void forged(struct pieces *p)
{
    struct pieces *f = ARENA_NEW(p->a, struct pieces);
    *f = *p;
    assert_null(judged(p, joined(p, f)).problem); /* so that it is not the joining that is found */
    keep("whole", p->pack);
    keep("key", p->key);
    keep("checkpoint", p->checkpoint);

    memmove(&f->entries[77], &f->entries[78], (ENTRIES - 78) * sizeof(str)); /* 1: delete */
    f->n--;
    renumber(p, f);
    assert_found(p, "delete", joined(p, f), "trail.bad.form");
    f->checkpoint = real_signature(
        p, replaced(p->a, STR_JOIN(p->a, p->origin, STR("\n200\n")), "200", STR("199")));
    assert_found(p, "delete, head rewritten", joined(p, f), "trail.bad.signature");

    *f = *p; /* 2: insert */
    memmove(&f->entries[51], &f->entries[50], (ENTRIES - 50) * sizeof(str));
    renumber(p, f);
    assert_found(p, "insert", joined(p, f), "trail.bad.forked");

    *f = *p; /* 3: swap */
    str other = f->entries[20];
    f->entries[20] = f->entries[21];
    f->entries[21] = other;
    renumber(p, f);
    assert_found(p, "swap", joined(p, f), "trail.bad.forked");

    *f = *p; /* 4: truncate */
    f->n = 150;
    assert_found(p, "truncate", joined(p, f), "trail.bad.form");

    *f = *p; /* 5: roll back, with the signature of that time */
    f->n = ENTRIES / 2;
    f->checkpoint = p->older;
    renumber(p, f);
    assert_found(p, "roll back", joined(p, f), "trail.bad.behind");

    *f = *p; /* 6: fork: the second half was another, and somebody got it signed */
    f->entries[150] = replaced(p->a, f->entries[150], "type change", STR("type create"));
    with_own_key(p, f, p->origin);
    struct pack_verdict v;
    struct pack_known known = {f->key, p->checkpoint};
    pack_check(p->a, joined(p, f), &known, NULL, NULL, &v);
    assert_string_equal(v.problem, "trail.bad.known_head");
    assert_found(p, "fork", joined(p, f), "trail.bad.forked");

    *f = *p; /* 7: re-sign with another key */
    with_own_key(p, f, p->origin);
    assert_found(p, "re-sign", joined(p, f), "trail.bad.key");

    *f = *p; /* 8: resize: the head says more, or less, than there is */
    f->checkpoint = replaced(p->a, p->checkpoint, "\n200\n", STR("\n201\n"));
    assert_found(p, "resize", joined(p, f), "trail.bad.signature");

    *f = *p; /* 9: another organisation's log */
    with_own_key(p, f, STR("samstyr/other/org/999900038/1"));
    assert_found(p, "other log", joined(p, f), "trail.bad.other");

    *f = *p; /* 10: replayed checkpoint */
    f->checkpoint = p->older;
    assert_found(p, "replay", joined(p, f), "trail.bad.behind");
    pack_check(p->a, joined(p, f), &(struct pack_known){0}, NULL, NULL, &v);
    assert_string_equal(v.problem, "trail.bad.form");

    *f = *p; /* 11: changed time */
    f->entries[33] = replaced(p->a, f->entries[33], "at 2026-11-21T", STR("at 2025-11-21T"));
    assert_found(p, "time", joined(p, f), "trail.bad.forked");

    *f = *p; /* 12: emptied payload, said to be erased; and simply left out */
    struct buf emptied;
    str rest = p->values, line;
    buf_init(&emptied, p->a, 16 * MIB);
    str_split(&rest, '\n', &line);
    str number, name;
    str_split(&line, '\t', &number);
    str_split(&line, '\t', &name);
    buf_printf(&emptied, "%.*s\t%.*s\t-\t\\N\t\\N\n", STR_ARG(number), STR_ARG(name));
    buf_str(&emptied, rest);
    f->values = buf_as_str(&emptied);
    assert_found(p, "emptied", joined(p, f), "trail.bad.erased");
    f->values = rest;
    assert_found(p, "left out", joined(p, f), "trail.bad.value");
}

void test_pack__shows_each_of_twelve_forgeries(void)
{
    told_on_each(forged);
}

static void not_asked_for(struct pieces *p)
{
    struct buf b;
    buf_init(&b, p->a, 64 * MIB);
    buf_str(&b, p->pack);
    buf_char(&b, 0);
    assert_found(p, "trailing byte", buf_as_str(&b), "trail.bad.form");
    assert_found(p, "cut", str_slice(p->pack, 0, p->pack.n - 512), "trail.bad.form");
    assert_found(p, "empty", STR(""), "trail.bad.form");
    struct pieces *f = ARENA_NEW(p->a, struct pieces);
    *f = *p;
    const char *sign = memmem(p->checkpoint.p, p->checkpoint.n, "\n\n", 2);
    str again = str_slice(p->checkpoint, (size_t)(sign - p->checkpoint.p) + 2, p->checkpoint.n);
    f->checkpoint = STR_JOIN(p->a, p->checkpoint, again);
    assert_found(p, "signed twice by one key", joined(p, f), "trail.bad.signature");
    f->checkpoint = STR_JOIN(p->a, p->checkpoint, STR("\xE2\x80\x94 witness AAAAAAAA\n"));
    assert_null(judged(p, joined(p, f)).problem); /* a line of a key that we do not know */
}

void test_pack__takes_one_form_only(void)
{
    told_on_each(not_asked_for);
}
