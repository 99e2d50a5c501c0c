/* pack.c - a log as one file, and the check of such a file without a database. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/pack.h"

#include "trail/event.h"
#include "trail/signer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 512, TILE = 256, TILE_BITS = 8, NAME_MOST = 99, MOST_LEVELS = 7 };

static str bytes_of(const void *p, size_t n)
{
    return str_n(p, n);
}

/* ---- tar
 * --------------------------------------------------------------------------------------------------
 */

/* Always the same header for the same name and size: what is read is made again and compared. */
static void header_make(char h[BLOCK], str name, size_t size)
{
    memset(h, 0, BLOCK);
    memcpy(h, name.p, name.n < NAME_MOST ? name.n : NAME_MOST);
    memcpy(h + 100, "0000644", 7);
    memcpy(h + 108, "0000000", 7);
    memcpy(h + 116, "0000000", 7);
    snprintf(h + 124, 12, "%011zo", size);
    memcpy(h + 136, "00000000000", 11);
    h[156] = '0';
    memcpy(h + 257, "ustar\00000", 8);
    memset(h + 148, ' ', 8);
    unsigned sum = 0;
    for (int i = 0; i < BLOCK; i++) {
        sum += (unsigned char)h[i];
    }
    snprintf(h + 148, 8, "%06o", sum);
    h[155] = ' ';
}

static size_t padding(size_t n)
{
    return (BLOCK - n % BLOCK) % BLOCK;
}

static void file_add(struct buf *out, str name, str bytes)
{
    static const char zeroes[BLOCK];
    char h[BLOCK];
    header_make(h, name, bytes.n);
    buf_append(out, h, sizeof h);
    buf_str(out, bytes);
    buf_append(out, zeroes, padding(bytes.n));
}

static void files_end(struct buf *out)
{
    static const char zeroes[2 * BLOCK];
    buf_append(out, zeroes, sizeof zeroes);
}

static bool is_zero(str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i]) {
            return false;
        }
    }
    return true;
}

/* The next file, which must have that name. */
static bool file_take(str *rest, str name, str *bytes)
{
    char h[BLOCK];
    if (rest->n < BLOCK || name.n > NAME_MOST) {
        return false;
    }
    size_t size = 0;
    for (int i = 124; i < 135; i++) {
        if (rest->p[i] < '0' || rest->p[i] > '7') {
            return false;
        }
        size = size * 8 + (size_t)(rest->p[i] - '0');
    }
    header_make(h, name, size);
    if (memcmp(h, rest->p, BLOCK) != 0 || rest->n < BLOCK + size + padding(size)) {
        return false;
    }
    *bytes = str_slice(*rest, BLOCK, size);
    bool clean = is_zero(str_slice(*rest, BLOCK + size, padding(size)));
    *rest = str_slice(*rest, BLOCK + size + padding(size), rest->n);
    return clean;
}

bool pack_is(str bytes)
{
    return bytes.n >= BLOCK && memcmp(bytes.p, "checkpoint\0", 11) == 0 &&
           memcmp(bytes.p + 257, "ustar\0", 6) == 0;
}

/* ---- names of tiles (c2sp.org/tlog-tiles)
 * -------------------------------------------------------------------- */

/* "tile/0/x001/x234/067.p/146"; level is "entries" or a number. */
static str tile_name(struct arena *a, const char *level, int64_t n, int64_t width)
{
    str path = str_printf(a, "%03d", (int)(n % 1000));
    for (n /= 1000; n; n /= 1000) {
        path = str_printf(a, "x%03d/%.*s", (int)(n % 1000), STR_ARG(path));
    }
    return width == TILE ? str_printf(a, "tile/%s/%.*s", level, STR_ARG(path))
                         : str_printf(a, "tile/%s/%.*s.p/%d", level, STR_ARG(path), (int)width);
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* The hashes of a level from those of the one below: whole groups of 256 only. */
static struct tlog_hash *level_up(struct arena *a, struct hasher *h, const struct tlog_hash *below,
                                  int64_t n)
{
    struct tlog_hash *above = ARENA_ARRAY(a, (size_t)(n / TILE) + 1, struct tlog_hash);
    for (int64_t i = 0; i < n / TILE; i++) {
        struct tlog_tree t = {0};
        for (int64_t j = 0; j < TILE; j++) {
            tlog_grow(h, &t, &below[i * TILE + j]);
        }
        above[i] = t.edge[0];
    }
    return above;
}

typedef bool tile_fn(void *p, str name, str bytes);

/* Every tile that a tree of n leaves has, in the pack's order. */
static bool tiles_each(struct arena *a, struct hasher *h, const struct tlog_hash *leaves, int64_t n,
                       tile_fn *fn, void *p)
{
    const struct tlog_hash *hashes = leaves;
    for (int level = 0; n; level++) {
        const char *digit = str_from_int(a, level).p;
        for (int64_t i = 0; i * TILE < n; i++) {
            int64_t width = least(TILE, n - i * TILE);
            str bytes = bytes_of(hashes + i * TILE, (size_t)width * SHA256_BYTES);
            if (!fn(p, tile_name(a, digit, i, width), bytes)) {
                return false;
            }
        }
        hashes = level_up(a, h, hashes, n);
        n /= TILE;
    }
    return true;
}

/* ---- values
 * ---------------------------------------------------------------------------------------------------
 */

/* As PostgreSQL's COPY writes text: \t \n \r \\ escaped, \N is no value. */
static void escaped(struct buf *out, str value)
{
    if (!value.p) {
        buf_literal(out, "\\N");
        return;
    }
    for (size_t i = 0; i < value.n; i++) {
        switch (value.p[i]) {
        case '\t':
            buf_literal(out, "\\t");
            break;
        case '\n':
            buf_literal(out, "\\n");
            break;
        case '\r':
            buf_literal(out, "\\r");
            break;
        case '\\':
            buf_literal(out, "\\\\");
            break;
        default:
            buf_char(out, value.p[i]);
        }
    }
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

void pack_value(struct buf *out, str name, const unsigned char *salt, str before, str after)
{
    buf_str(out, name);
    buf_char(out, '\t');
    if (salt) {
        buf_str(out, hex(out->arena, bytes_of(salt, ENTRY_SALT)));
    } else {
        buf_char(out, '-');
    }
    buf_char(out, '\t');
    escaped(out, before);
    buf_char(out, '\t');
    escaped(out, after);
    buf_char(out, '\n');
}

/* ---- what was erased
 * --------------------------------------------------------------------------------------------- */

static int erased_order(const void *a, const void *b)
{
    const struct erased *x = a, *y = b;
    return x->number != y->number ? (x->number < y->number ? -1 : 1)
                                  : str_compare(x->name, y->name);
}

static void erased_put(struct erased_list *list, int64_t number, str name)
{
    if (list->n == list->size) {
        size_t size = list->size ? list->size * 2 : 64;
        struct erased *at = ARENA_ARRAY(list->arena, size, struct erased);
        if (list->n) {
            memcpy(at, list->at, list->n * sizeof *at);
        }
        list->at = at;
        list->size = size;
    }
    list->at[list->n++] = (struct erased){number, str_copy(list->arena, name)};
    list->is_sorted = false;
}

bool erased_add(struct erased_list *list, const struct entry *e)
{
    for (size_t i = 0; str_is(e->type, "erase") && i < e->n_notes; i++) {
        str rest = e->notes[i], word, number, name;
        int64_t n;
        if (!str_starts(rest, "erases ")) {
            continue;
        }
        if (!str_split(&rest, ' ', &word) || !str_split(&rest, ' ', &number) ||
            !str_to_int(number, &n) || n < 0 || n >= e->number) {
            return false;
        }
        while (str_split(&rest, ',', &name)) {
            erased_put(list, n, name);
        }
    }
    return true;
}

bool erased_has(struct erased_list *list, int64_t number, str name)
{
    if (!list->n) {
        return false;
    }
    if (!list->is_sorted) {
        qsort(list->at, list->n, sizeof *list->at, erased_order);
        list->is_sorted = true;
    }
    struct erased wanted = {number, name};
    return bsearch(&wanted, list->at, list->n, sizeof *list->at, erased_order) != NULL;
}

/* ---- writing
 * -------------------------------------------------------------------------------------------------------
 */

static bool tile_put(void *p, str name, str bytes)
{
    file_add(p, name, bytes);
    return true;
}

static void bundle_put(struct arena *a, const str *entries, int64_t first, int64_t n,
                       struct buf *out)
{
    struct buf b;
    buf_init(&b, a, TILE * (ENTRY_MOST + 2));
    for (int64_t i = first; i < first + n; i++) {
        buf_char(&b, (char)(entries[i].n >> 8));
        buf_char(&b, (char)(entries[i].n & 0xFF));
        buf_str(&b, entries[i]);
    }
    file_add(out, tile_name(a, "entries", first / TILE, n), buf_as_str(&b));
}

void pack_join(struct arena *a, str checkpoint, str key, const str *entries, int64_t n, str values,
               struct buf *out)
{
    struct hasher *h = hasher_new(a);
    struct tlog_hash *leaves = ARENA_ARRAY(a, (size_t)n, struct tlog_hash);
    for (int64_t i = 0; i < n; i++) {
        tlog_leaf(h, entries[i], &leaves[i]);
    }
    file_add(out, STR("checkpoint"), checkpoint);
    file_add(out, STR("key"), STR_JOIN(a, key, STR("\n")));
    for (int64_t i = 0; i < n; i += TILE) {
        bundle_put(a, entries, i, least(TILE, n - i), out);
    }
    tiles_each(a, h, leaves, n, tile_put, out);
    file_add(out, STR("values.tsv"), values);
    files_end(out);
}

struct row {
    str reason, request, changes, salts;
};

/* The lines of one entry; fields in the order of the entry, which is that of the row. */
static err values_of(struct ctx *ctx, const struct entry *e, const struct row *row, struct buf *out)
{
    struct trail_event read = {0};
    err trouble = event_changes(ctx, row->changes, &read);
    size_t change = 0;
    if (!trouble && row->salts.n != e->n_fields * ENTRY_SALT) {
        trouble = fault(ctx, ERR_BROKEN, "error.history_broken");
    }
    for (size_t i = 0; !trouble && i < e->n_fields; i++) {
        const unsigned char *salt = (const unsigned char *)row->salts.p + i * ENTRY_SALT;
        bool own = str_starts(e->fields[i].name, "@");
        if (!own && change == read.n_changes) {
            return fault(ctx, ERR_BROKEN, "error.history_broken");
        }
        const struct trail_change *c = own ? NULL : &read.changes[change++];
        str after = c                                      ? c->after
                    : str_is(e->fields[i].name, "@reason") ? row->reason
                                                           : row->request;
        bool gone = is_zero(bytes_of(salt, ENTRY_SALT));
        buf_int(out, e->number);
        buf_char(out, '\t');
        pack_value(out, e->fields[i].name, gone ? NULL : salt, c && !gone ? c->before : STR_NONE,
                   gone ? STR_NONE : after);
    }
    return trouble;
}

static err entries_of(struct ctx *ctx, const struct logbook *b, int64_t size, str *entries,
                      struct buf *values)
{
    struct rows *rows;
    struct entry entry;
    str sql = str_printf(
        ctx->arena,
        "SELECT t.number, t.entry, e.reason, e.request, e.changes, e.salts FROM trail_entry "
        "t LEFT JOIN %s e ON e.id = t.event_id WHERE t.log_id = :log AND t.number < :size "
        "ORDER BY t.number",
        b->organisation_id == INSTANCE_LOG ? "instance_event" : "event");
    err e = db_query(ctx->db, sql.p, BINDS(B_INT("log", b->id), B_INT("size", size)), &rows);
    if (e) {
        return e;
    }
    int64_t n = 0;
    for (; !e && n < size && rows_next(rows); n++) {
        entries[n] = str_copy(ctx->arena, rows_text(rows, 1));
        if (!entry_read(ctx->arena, entries[n], &entry) || rows_int(rows, 0) != n) {
            e = fault(ctx, ERR_BROKEN, "error.history_broken");
        } else if (!rows_null(rows, 4)) {
            struct row row = {rows_text(rows, 2), rows_text(rows, 3), rows_text(rows, 4),
                              rows_blob(rows, 5)};
            e = values_of(ctx, &entry, &row, values);
        }
    }
    err end = rows_end(rows);
    e = e ? e : end;
    return e ? e : n == size ? OK : fault(ctx, ERR_BROKEN, "error.history_broken");
}

err pack_write(struct ctx *ctx, const struct logbook *b, struct buf *out)
{
    str note, key;
    int64_t size, at;
    struct buf values;
    err e = logbook_checkpoint(ctx, b, 0, &note, &size, &at);
    if (!e && !note.p) {
        return fault(ctx, ERR_CONFLICT, "trail.unsigned", b->origin);
    }
    e = e ? e
          : db_text(ctx->db, ctx->arena,
                    "SELECT key FROM trail_checkpoint WHERE log_id = :log AND size = :size ORDER "
                    "BY at DESC "
                    "LIMIT 1",
                    BINDS(B_INT("log", b->id), B_INT("size", size)), &key);
    if (e) {
        return e;
    }
    buf_init(&values, ctx->arena, out->ceiling);
    str *entries = ARENA_ARRAY(ctx->arena, (size_t)size, str);
    e = entries_of(ctx, b, size, entries, &values);
    if (e) {
        return e;
    }
    pack_join(ctx->arena, note, key, entries, size, buf_as_str(&values), out);
    return out->full || values.full ? fault(ctx, ERR_TOO_BIG, "error.too_big") : OK;
}

/* ---- checking
 * -------------------------------------------------------------------------------------------------------
 */

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

static bool head_check(struct check *c)
{
    str note, key;
    struct note_key trusted;
    if (!file_take(&c->rest, STR("checkpoint"), &note) || !file_take(&c->rest, STR("key"), &key) ||
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
    return str_eq(trusted.name, c->head.origin) ||
           bad(c, KEY("trail.bad.other"), c->head.origin, trusted.name);
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
    return c->before.size <= c->head.size ||
           bad(c, KEY("trail.bad.behind"), str_from_int(c->a, c->head.size),
               str_from_int(c->a, c->before.size));
}

static bool before_met(struct check *c)
{
    struct tlog_hash root;
    if (!c->known->checkpoint.p || c->tree.size != c->before.size) {
        return true;
    }
    tlog_root(c->h, &c->tree, &root);
    return memcmp(root.b, c->before.root.b, sizeof root.b) == 0 ||
           bad(c, KEY("trail.bad.forked"), str_from_int(c->a, c->before.size), STR_NONE);
}

/* The keys that the trusted one hands over to, step by step. */
static void follow(struct check *c, const struct entry *e)
{
    unsigned char from[NOTE_PUBLIC], to[NOTE_PUBLIC];
    if (signer_handover(c->a, e, from, to) && memcmp(from, c->trusted, NOTE_PUBLIC) == 0 &&
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
        int64_t width = least(TILE, c->head.size - at);
        if (!file_take(&c->rest, tile_name(c->a, "entries", at / TILE, width), &bundle)) {
            return bad(c, KEY("trail.bad.form"), STR("entries"), STR_NONE);
        }
        for (int64_t i = 0; i < width; i++) {
            size_t n = bundle.n < 2
                           ? 0
                           : (size_t)(unsigned char)bundle.p[0] << 8 | (unsigned char)bundle.p[1];
            if (bundle.n < 2 + n || n == 0) {
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
    return memcmp(c->trusted, c->key.public, NOTE_PUBLIC) == 0 ||
           bad(c, KEY("trail.bad.key"), c->v->key, STR_NONE);
}

static bool tile_check(void *p, str name, str made)
{
    struct check *c = p;
    str bytes;
    return (file_take(&c->rest, name, &bytes) && str_eq(bytes, made)) ||
           bad(c, KEY("trail.bad.tile"), name, STR_NONE);
}

/* One line for one commitment, written as we write it. */
static bool value_check(struct check *c, const struct entry *e, const struct entry_field *f,
                        str line)
{
    str number, name, salt, before, rest = line, salt_bytes = STR_NONE;
    struct tlog_hash again;
    struct buf b;
    int64_t n = 0;
    bool read = str_split(&rest, '\t', &number) && str_to_int(number, &n) && n == e->number &&
                str_split(&rest, '\t', &name) && str_eq(name, f->name) &&
                str_split(&rest, '\t', &salt) && str_split(&rest, '\t', &before);
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
        return (!was.p && !is.p && erased_has(&c->erased, e->number, f->name)) ||
               bad(c, KEY("trail.bad.erased"), number, f->name);
    }
    c->v->n_values++;
    entry_commit(c->h, (const unsigned char *)salt_bytes.p, f->name, was, is, &again);
    return memcmp(again.b, f->commitment.b, sizeof again.b) == 0 ||
           bad(c, KEY("trail.bad.value"), number, f->name);
}

static bool values_check(struct check *c, void (*tick)(void *p, int64_t done, int64_t all), void *p)
{
    str text, line;
    if (!file_take(&c->rest, STR("values.tsv"), &text)) {
        return bad(c, KEY("trail.bad.form"), STR("values.tsv"), STR_NONE);
    }
    for (int64_t i = 0; i < c->head.size; i++) {
        const struct entry *e = &c->entries[i];
        for (size_t j = 0; j < e->n_fields; j++) {
            if (!text.n || !str_split(&text, '\n', &line) || !text.p ||
                !value_check(c, e, &e->fields[j], line)) {
                return bad(c, KEY("trail.bad.value"), str_from_int(c->a, i), e->fields[j].name);
            }
        }
        arena_reset(c->one);
        if (tick && i % 1000 == 0) {
            tick(p, i, c->head.size);
        }
    }
    return text.n == 0 || bad(c, KEY("trail.bad.form"), STR("values.tsv"), STR_NONE);
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
            if (whole && (c.rest.n != 2 * BLOCK || !is_zero(c.rest))) {
                bad(&c, KEY("trail.bad.form"), STR("tar"), STR_NONE);
            }
        }
    }
    arena_close(c.one);
}
