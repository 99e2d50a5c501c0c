/* pack_check.c - the check of a log in one file, without a database. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/erased.h"
#include "trail/handover.h"
#include "trail/pack.h"
#include "trail/tar.h"
#include "trail/tile.h"

#include <string.h>

bool pack_is(str bytes)
{
    return bytes.n >= TAR_BLOCK && memcmp(bytes.p, "checkpoint\0", 11) == 0 &&
           memcmp(bytes.p + 257, "ustar\0", 6) == 0;
}

struct check {
    struct arena *a, *one; /* one: emptied after each entry's values */
    struct hasher *h;
    const struct pack_known *known;
    struct pack_verdict *v;
    str rest; /* of the pack */
    struct note_key key;
    struct checkpoint head, before;
    struct tlog_tree tree;
    struct tlog_hash *leaves;
    struct entry *entries;
    unsigned char trusted[NOTE_PUBLIC];
    bool has_trust;
    struct erased_list erased;
};

static bool bad(struct check *c, const char *key, str a, str b)
{
    if (!c->v->problem) {
        c->v->problem = key;
        c->v->args[0] = str_copy(c->a, a);
        c->v->args[1] = str_copy(c->a, b);
    }
    return false;
}

/* Passes on whether it is good, and tells when it is not. */
static bool is_good(struct check *c, bool good, const char *key, str a, str b)
{
    return good ? true : bad(c, key, a, b);
}

static bool head_check(struct check *c)
{
    str note, key;
    struct note_key trusted;
    if (!tar_take(&c->rest, STR("checkpoint"), &note) || !tar_take(&c->rest, STR("key"), &key) ||
        !str_ends(key, "\n") || !note_key_read(c->a, str_slice(key, 0, key.n - 1), &c->key)) {
        return bad(c, KEY("trail.bad.form"), STR("checkpoint"), STR_NONE);
    }
    if (!checkpoint_open(c->a, note, &c->key, &c->head)) {
        return bad(c, KEY("trail.bad.signature"), STR_NONE, STR_NONE);
    }
    c->v->origin = c->head.origin;
    c->v->size = c->head.size;
    c->v->key = note_key_text(c->a, &c->key);
    memcpy(c->trusted, c->key.public, NOTE_PUBLIC);
    if (!c->known->key.p) {
        return true;
    }
    if (!note_key_read(c->a, c->known->key, &trusted)) {
        return bad(c, KEY("trail.bad.known_key"), c->known->key, STR_NONE);
    }
    memcpy(c->trusted, trusted.public, NOTE_PUBLIC);
    c->has_trust = true;
    return is_good(c, str_eq(trusted.name, c->head.origin), KEY("trail.bad.other"), c->head.origin,
                   trusted.name);
}

/* A checkpoint that was seen before: of this log, by a key that is trusted, and not larger. */
static bool before_check(struct check *c)
{
    struct note_key key;
    str text;
    if (!c->known->checkpoint.p) {
        return true;
    }
    const char *gap = memmem(c->known->checkpoint.p, c->known->checkpoint.n, "\n\n", 2);
    text = gap ? str_slice(c->known->checkpoint, 0, (size_t)(gap - c->known->checkpoint.p) + 1)
               : STR("");
    note_key_of(c->trusted, c->head.origin, &key);
    if (!checkpoint_read(c->a, text, &c->before)) {
        return bad(c, KEY("trail.bad.known_head"), STR_NONE, STR_NONE);
    }
    if (!str_eq(c->before.origin, c->head.origin)) {
        return bad(c, KEY("trail.bad.other"), c->head.origin, c->before.origin);
    }
    if (!checkpoint_open(c->a, c->known->checkpoint, &key, &c->before) &&
        !checkpoint_open(c->a, c->known->checkpoint, &c->key, &c->before)) {
        return bad(c, KEY("trail.bad.known_head"), STR_NONE, STR_NONE);
    }
    return is_good(c, c->before.size <= c->head.size, KEY("trail.bad.behind"),
                   str_from_int(c->a, c->head.size), str_from_int(c->a, c->before.size));
}

static bool before_met(struct check *c)
{
    struct tlog_hash root;
    if (!c->known->checkpoint.p || c->tree.size != c->before.size) {
        return true;
    }
    tlog_root(c->h, &c->tree, &root);
    return is_good(c, memcmp(root.b, c->before.root.b, sizeof root.b) == 0, KEY("trail.bad.forked"),
                   str_from_int(c->a, c->before.size), STR_NONE);
}

/* The keys that the trusted one hands over to, step by step. */
static void follow(struct check *c, const struct entry *e)
{
    unsigned char from[NOTE_PUBLIC], to[NOTE_PUBLIC];
    if (handover_read(c->a, e, from, to) && memcmp(from, c->trusted, NOTE_PUBLIC) == 0 &&
        memcmp(c->trusted, c->key.public, NOTE_PUBLIC) != 0) {
        memcpy(c->trusted, to, NOTE_PUBLIC);
    }
}

static bool entry_check(struct check *c, str text)
{
    int64_t n = c->tree.size;
    struct entry *e = &c->entries[n];
    str number = str_from_int(c->a, n);
    if (!entry_read(c->a, text, e) || !str_eq(e->log, c->head.origin) || e->number != n ||
        !erased_add(&c->erased, e)) {
        return bad(c, KEY("trail.bad.entry"), number, STR_NONE);
    }
    tlog_leaf(c->h, text, &c->leaves[n]);
    tlog_grow(c->h, &c->tree, &c->leaves[n]);
    follow(c, e);
    return before_met(c);
}

static bool entries_check(struct check *c)
{
    str bundle;
    for (int64_t at = 0; at < c->head.size; at += TILE) {
        int64_t width = tile_width(c->head.size, at / TILE);
        if (!tar_take(&c->rest, tile_name(c->a, "entries", at / TILE, width), &bundle)) {
            return bad(c, KEY("trail.bad.form"), STR("entries"), STR_NONE);
        }
        for (int64_t i = 0; i < width; i++) {
            size_t n = bundle.n < 2
                           ? 0
                           : (size_t)(unsigned char)bundle.p[0] << 8 | (unsigned char)bundle.p[1];
            if (bundle.n < 2 + n) {
                return bad(c, KEY("trail.bad.form"), STR("entries"), STR_NONE);
            }
            if (!entry_check(c, str_slice(bundle, 2, n))) {
                return false;
            }
            bundle = str_slice(bundle, 2 + n, bundle.n);
        }
        if (bundle.n) {
            return bad(c, KEY("trail.bad.form"), STR("entries"), STR_NONE);
        }
    }
    struct tlog_hash root;
    tlog_root(c->h, &c->tree, &root);
    if (memcmp(root.b, c->head.root.b, sizeof root.b) != 0) {
        return bad(c, KEY("trail.bad.root"), str_from_int(c->a, c->head.size), STR_NONE);
    }
    return is_good(c, memcmp(c->trusted, c->key.public, NOTE_PUBLIC) == 0, KEY("trail.bad.key"),
                   c->v->key, STR_NONE);
}

static bool tile_check(void *p, str name, str made)
{
    struct check *c = p;
    str bytes;
    return is_good(c, tar_take(&c->rest, name, &bytes) && str_eq(bytes, made),
                   KEY("trail.bad.tile"), name, STR_NONE);
}

static str unescaped(struct arena *a, str text)
{
    if (str_is(text, "\\N")) {
        return STR_NONE;
    }
    char *p = arena_alloc(a, text.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '\\' && i + 1 < text.n) {
            char next = text.p[++i];
            c = next == 't' ? '\t' : next == 'n' ? '\n' : next == 'r' ? '\r' : next;
        }
        p[n++] = c;
    }
    return (str){p, n};
}

/* One line for one commitment, written as we write it. */
static bool value_check(struct check *c, const struct entry *e, const struct entry_field *f,
                        str line)
{
    str number, name, salt, before, rest = line, salt_bytes = STR_NONE;
    struct tlog_hash again;
    struct buf b;
    int64_t n = 0;
    str_split(&rest, '\t', &number);
    bool read = str_to_int(number, &n) && n == e->number && str_split(&rest, '\t', &name) &&
                str_eq(name, f->name) && str_split(&rest, '\t', &salt) &&
                str_split(&rest, '\t', &before);
    bool gone = read && str_is(salt, "-");
    if (!read || (!gone && (!hex_read(c->one, salt, &salt_bytes) || salt_bytes.n != ENTRY_SALT))) {
        return bad(c, KEY("trail.bad.value"), str_from_int(c->a, e->number), f->name);
    }
    str was = unescaped(c->one, before), is = unescaped(c->one, rest);
    buf_init(&b, c->one, 16 * MIB);
    buf_int(&b, n);
    buf_char(&b, '\t');
    pack_value(&b, f->name, gone ? NULL : (const unsigned char *)salt_bytes.p, was, is);
    if (b.n != line.n + 1 || memcmp(b.data, line.p, line.n) != 0) {
        return bad(c, KEY("trail.bad.value"), number, f->name);
    }
    if (gone) {
        c->v->n_erased++;
        return is_good(c, !was.p && !is.p && erased_has(&c->erased, e->number, f->name),
                       KEY("trail.bad.erased"), number, f->name);
    }
    c->v->n_values++;
    entry_commit(c->h, (const unsigned char *)salt_bytes.p, f->name, was, is, &again);
    return is_good(c, memcmp(again.b, f->commitment.b, sizeof again.b) == 0, KEY("trail.bad.value"),
                   number, f->name);
}

static bool values_check(struct check *c, void (*tick)(void *p, int64_t done, int64_t all), void *p)
{
    str text, line;
    if (!tar_take(&c->rest, STR("values.tsv"), &text)) {
        return bad(c, KEY("trail.bad.form"), STR("values.tsv"), STR_NONE);
    }
    for (int64_t i = 0; i < c->head.size; i++) {
        const struct entry *e = &c->entries[i];
        for (size_t j = 0; j < e->n_fields; j++) {
            bool is_there = text.n > 0;
            str_split(&text, '\n', &line);
            if (!is_there || !text.p || !value_check(c, e, &e->fields[j], line)) {
                return bad(c, KEY("trail.bad.value"), str_from_int(c->a, i), e->fields[j].name);
            }
        }
        arena_reset(c->one);
        if (tick && i % 1000 == 0) {
            tick(p, i, c->head.size);
        }
    }
    return is_good(c, text.n == 0, KEY("trail.bad.form"), STR("values.tsv"), STR_NONE);
}

void pack_check(struct arena *a, str bytes, const struct pack_known *known,
                void (*tick)(void *p, int64_t done, int64_t all), void *p, struct pack_verdict *out)
{
    *out = (struct pack_verdict){0};
    struct check c = {
        .a = a, .one = arena_open(), .h = hasher_new(a), .known = known, .v = out, .rest = bytes};
    c.erased.arena = a;
    if (head_check(&c) && before_check(&c)) {
        /* An entry takes at least its length; so no number that a file says costs more than the
         * file. */
        if (c.head.size > (int64_t)(bytes.n / 2)) {
            bad(&c, KEY("trail.bad.form"), STR("entries"), STR_NONE);
        } else {
            c.leaves = ARENA_ARRAY(a, (size_t)c.head.size, struct tlog_hash);
            c.entries = ARENA_ARRAY(a, (size_t)c.head.size, struct entry);
            bool whole = before_met(&c) && entries_check(&c) &&
                         tiles_each(a, c.h, c.leaves, c.head.size, tile_check, &c) &&
                         values_check(&c, tick, p);
            if (whole && (c.rest.n != 2 * TAR_BLOCK || !tar_is_zero(c.rest))) {
                bad(&c, KEY("trail.bad.form"), STR("tar"), STR_NONE);
            }
        }
    }
    arena_close(c.one);
}
