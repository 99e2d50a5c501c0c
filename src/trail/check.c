/* check.c - every entry read and hashed again, and compared with all that should agree with it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/check.h"

#include "trail/event.h"
#include "trail/handover.h"
#include "trail/erased.h"
#include "trail/signer.h"
#include "trail/tile.h"
#include "trail/signer_files.h"

#include <string.h>

/* 256^8 is more entries than can be counted. */
enum { MOST_PROBLEMS = 20, AT_ONCE = 4096, MOST_LEVELS = 8 };

/* A signed head that the tree must have had at that size. */
struct head {
    int64_t size;
    str note, key;
    struct tlog_hash root; /* as hashed here */
    bool is_met;
};

struct handover {
    unsigned char from[NOTE_PUBLIC], to[NOTE_PUBLIC];
};

struct one {
    struct trail_check *c;
    const struct logbook *book;
    struct arena *kept, *row; /* row: emptied after each */
    struct hasher *h;
    struct tlog_tree tree, levels[MOST_LEVELS]; /* levels: hashes of 256 that are on their way */
    struct head *heads;
    size_t n_heads, next_head;
    struct handover *handovers;
    size_t n_handovers;
    struct erased_list erased,
        gone; /* what entries say was erased, and what has no value any more */
    const struct signed_log *state;
    struct tlog_hash root_at_state;
    const struct checkpoint *before; /* how the generation before it ends; NULL: it is the first */
    int n_problems;
};

static void bad(struct one *o, const char *key, str a, str b)
{
    if (o->n_problems++ < MOST_PROBLEMS) {
        o->c->problem(o->c->p, o->book->origin, key, str_copy(o->kept, a), str_copy(o->kept, b));
    }
}

static str number_of(struct one *o, int64_t n)
{
    return str_from_int(o->row, n);
}

/* ---- heads
 * --------------------------------------------------------------------------------------------------
 */

static err heads_read(struct one *o)
{
    struct ctx *ctx = o->c->ctx;
    struct rows *rows;
    int64_t n;
    const struct bind log = B_INT("log", o->book->id);
    err e =
        db_int(ctx->db, "SELECT count(*) FROM trail_checkpoint WHERE log_id = :log", &log, 1, &n);
    e = e ? e
          : db_query(ctx->db,
                     "SELECT size, note, key FROM trail_checkpoint WHERE log_id = :log ORDER BY "
                     "size, at",
                     &log, 1, &rows);
    if (e) {
        return e;
    }
    o->heads = ARENA_ARRAY(o->kept, (size_t)n, struct head);
    while (o->n_heads < (size_t)n && rows_next(rows)) {
        o->heads[o->n_heads++] = (struct head){.size = rows_int(rows, 0),
                                               .note = str_copy(o->kept, rows_text(rows, 1)),
                                               .key = str_copy(o->kept, rows_text(rows, 2))};
    }
    return rows_end(rows);
}

static void heads_met(struct one *o)
{
    for (; o->next_head < o->n_heads && o->heads[o->next_head].size <= o->tree.size;
         o->next_head++) {
        struct head *head = &o->heads[o->next_head];
        head->is_met = head->size == o->tree.size;
        tlog_root(o->h, &o->tree, &head->root);
    }
    if (o->state && o->state->tree.size == o->tree.size) {
        tlog_root(o->h, &o->tree, &o->root_at_state);
    }
}

/* Is it the key we began from, or one that handed over to it, step by step? */
static bool is_followed(const struct one *o, const unsigned char *key, const unsigned char *last)
{
    unsigned char at[NOTE_PUBLIC];
    memcpy(at, last, NOTE_PUBLIC);
    for (size_t i = o->n_handovers;; i--) {
        if (memcmp(at, key, NOTE_PUBLIC) == 0) {
            return true;
        }
        if (i == 0) {
            return false;
        }
        if (memcmp(o->handovers[i - 1].to, at, NOTE_PUBLIC) == 0) {
            memcpy(at, o->handovers[i - 1].from, NOTE_PUBLIC);
        }
    }
}

static void heads_check(struct one *o)
{
    struct note_key key, last = {0};
    struct checkpoint c;
    bool has_last = o->n_heads && note_key_read(o->kept, o->heads[o->n_heads - 1].key, &last);
    for (size_t i = 0; i < o->n_heads; i++) {
        const struct head *head = &o->heads[i];
        bool good = has_last && head->is_met && note_key_read(o->kept, head->key, &key) &&
                    str_eq(key.name, o->book->origin) &&
                    checkpoint_open(o->kept, head->note, &key, &c) && c.size == head->size &&
                    memcmp(c.root.b, head->root.b, sizeof c.root.b) == 0 &&
                    is_followed(o, key.public, last.public);
        if (!good) {
            bad(o, KEY("trail.bad.checkpoint"), number_of(o, head->size), STR_NONE);
        }
    }
}

/* ---- what the signer remembers
 * ------------------------------------------------------------------------------- */

static void state_check(struct one *o)
{
    struct tlog_hash signed_root;
    if (!o->state || !o->book->is_open) {
        return;
    }
    if (o->state->tree.size > o->tree.size) {
        bad(o, KEY("trail.bad.behind"), number_of(o, o->tree.size),
            number_of(o, o->state->tree.size));
        return;
    }
    tlog_root(o->h, &o->state->tree, &signed_root);
    if (memcmp(signed_root.b, o->root_at_state.b, sizeof signed_root.b) != 0) {
        bad(o, KEY("trail.bad.forked"), number_of(o, o->state->tree.size), STR_NONE);
    }
}

/* ---- the hashes above the entries
 * ------------------------------------------------------------------------------ */

/* Puts a leaf on level 0; 256 of a level make one of the next, which has to be the one that is
 * stored. */
static err levels_grow(struct one *o, const struct tlog_hash *leaf)
{
    struct tlog_hash hash = *leaf;
    for (int level = 0;; level++) {
        struct tlog_tree *t = &o->levels[level];
        tlog_grow(o->h, t, &hash);
        if (t->size % (1 << TILE_BITS)) {
            return OK;
        }
        hash = t->edge[0];
        *t = (struct tlog_tree){0};
        int64_t position = (o->tree.size >> TILE_BITS * (level + 1)) - 1;
        struct rows *rows;
        err e = db_query(
            o->c->ctx->db,
            "SELECT hash FROM trail_node WHERE log_id = :log AND level = :level AND position = "
            ":position",
            BINDS(B_INT("log", o->book->id), B_INT("level", level + 1),
                  B_INT("position", position)),
            &rows);
        if (e) {
            return e;
        }
        bool same = rows_next(rows) &&
                    str_eq(rows_blob(rows, 0), str_n((const char *)hash.b, sizeof hash.b));
        e = rows_end(rows);
        if (e) {
            return e;
        }
        if (!same) {
            bad(o, KEY("trail.bad.node"), number_of(o, o->tree.size), STR_NONE);
        }
    }
}

/* ---- entries
 * ------------------------------------------------------------------------------------------------------
 */

/* "continues ORIGIN SIZE ROOT": what the generation before ends with. */
static void quote_check(struct one *o, const struct entry *e)
{
    if (!o->before) {
        return;
    }
    str expected = STR_JOIN(o->row, STR("continues "), o->before->origin, STR(" "),
                            str_from_int(o->row, o->before->size), STR(" "),
                            base64(o->row, str_n((const char *)o->before->root.b, SHA256_BYTES)));
    if (!str_is(e->type, "continue") || e->n_notes != 3 || !str_eq(e->notes[1], expected)) {
        bad(o, KEY("trail.bad.quote"), o->before->origin, STR_NONE);
    }
}

enum {
    LEAF = 1,
    ENTRY,
    EVENT,
    KIND,
    THING,
    VERSION,
    AT,
    ACTOR,
    VERB,
    REASON,
    CHANGES,
    REQUEST,
    LOG,
    NUMBER,
    SALTS,
    PSEUDONYM
};

static bool event_agrees(const struct one *o, const struct entry *e, const struct rows *r)
{
    bool named = rows_null(r, PSEUDONYM) || str_eq(rows_text(r, PSEUDONYM), e->actor);
    bool is_system = rows_null(r, ACTOR) == str_is(e->actor, "system");
    return named && is_system && str_eq(entry_name(o->row, rows_text(r, KIND)), e->kind) &&
           rows_int(r, THING) == e->id && rows_int(r, VERSION) == e->version &&
           rows_int(r, AT) == e->at && str_eq(entry_name(o->row, rows_text(r, VERB)), e->type) &&
           rows_int(r, LOG) == o->book->id && rows_int(r, NUMBER) == e->number;
}

static bool is_zero(const unsigned char *p, size_t n)
{
    while (n && !*p) {
        p++;
        n--;
    }
    return n == 0;
}

static err values_check(struct one *o, const struct entry *e, const struct rows *r)
{
    struct trail_event event = {0};
    struct ctx reader = *o->c->ctx; /* its memory goes with the row */
    reader.arena = o->row;
    fault_init(&reader.fault, o->row);
    str salts = rows_blob(r, SALTS);
    size_t change = 0, own = 0;
    bool says_reason = false, says_request = false;
    err trouble = event_changes(&reader, rows_text(r, CHANGES), &event);
    if (trouble == ERR_BUSY) { /* that it cannot be read now says nothing of what it holds */
        return fault_tell(&o->c->ctx->fault, trouble, reader.fault.key, NULL, 0);
    }
    if (salts.n != e->n_fields * ENTRY_SALT || trouble) {
        bad(o, KEY("trail.bad.event"), number_of(o, e->number), STR_NONE);
        return OK;
    }
    for (size_t i = 0; i < e->n_fields; i++) {
        const struct entry_field *f = &e->fields[i];
        const unsigned char *salt = (const unsigned char *)salts.p + i * ENTRY_SALT;
        bool is_own = str_starts(f->name, "@");
        own += is_own;
        if (!is_own && change == event.n_changes) {
            break;
        }
        const struct trail_change *v = is_own ? NULL : &event.changes[change++];
        str before = v ? v->before : STR_NONE;
        bool is_reason = str_is(f->name, "@reason");
        str after = v ? v->after : rows_text(r, is_reason ? REASON : REQUEST);
        says_reason |= is_reason;
        says_request |= is_own && !is_reason;
        struct tlog_hash again;
        if (is_zero(salt, ENTRY_SALT)) {
            struct entry mark = {.type = STR("erase"), .number = e->number + 1};
            str note = STR_JOIN(o->row, STR("erases "), number_of(o, e->number), STR(" "), f->name);
            mark.notes = &note;
            mark.n_notes = 1;
            erased_add(&o->gone, &mark);
            o->c->n_erased++;
            if (before.p || after.p) {
                bad(o, KEY("trail.bad.value"), number_of(o, e->number), f->name);
            }
            continue;
        }
        entry_commit(o->h, salt, f->name, before, after, &again);
        o->c->n_values++;
        if ((v && !str_eq(entry_name(o->row, v->field), f->name)) ||
            memcmp(again.b, f->commitment.b, sizeof again.b) != 0) {
            bad(o, KEY("trail.bad.value"), number_of(o, e->number), f->name);
        }
    }
    bool all = change == event.n_changes && own + change == e->n_fields &&
               (says_reason || rows_null(r, REASON)) && (says_request || rows_null(r, REQUEST));
    if (!all) {
        bad(o, KEY("trail.bad.event"), number_of(o, e->number), STR_NONE);
    }
    return OK;
}

static void handover_take(struct one *o, const struct entry *e)
{
    struct handover h;
    if (!handover_read(o->row, e, h.from, h.to)) {
        return;
    }
    struct handover *all = ARENA_ARRAY(o->kept, o->n_handovers + 1, struct handover);
    if (o->n_handovers) {
        memcpy(all, o->handovers, o->n_handovers * sizeof *all);
    }
    all[o->n_handovers++] = h;
    o->handovers = all;
}

static err entry_check(struct one *o, const struct rows *r)
{
    struct entry e;
    struct tlog_hash leaf;
    str text = rows_text(r, ENTRY), number = number_of(o, o->tree.size);
    tlog_leaf(o->h, text, &leaf);
    if (!entry_read(o->row, text, &e) || !str_eq(e.log, o->book->origin) ||
        e.number != o->tree.size || rows_int(r, 0) != o->tree.size || !erased_add(&o->erased, &e) ||
        !str_eq(rows_blob(r, LEAF), str_n((const char *)leaf.b, sizeof leaf.b))) {
        bad(o, KEY("trail.bad.entry"), number, STR_NONE);
    }
    tlog_grow(o->h, &o->tree, &leaf);
    heads_met(o);
    handover_take(o, &e);
    if (o->tree.size == 1) {
        quote_check(o, &e);
    }
    err trouble = levels_grow(o, &leaf);
    if (trouble || rows_null(r, EVENT)) {
        return trouble;
    }
    if (rows_null(r, KIND) || !event_agrees(o, &e, r)) {
        bad(o, KEY("trail.bad.event"), number, STR_NONE);
        return OK;
    }
    return values_check(o, &e, r);
}

/* So many at a time: PostgreSQL hands over a whole answer at once. */
static err some_entries(struct one *o, const char *sql, int64_t all, bool *more)
{
    struct rows *rows;
    int64_t from = o->tree.size;
    err e =
        db_query(o->c->ctx->db, sql,
                 BINDS(B_INT("log", o->book->id), B_INT("organisation", o->book->organisation_id),
                       B_INT("from", from), B_INT("end", from + AT_ONCE)),
                 &rows);
    if (e) {
        return e;
    }
    while (!e && rows_next(rows)) {
        e = entry_check(o, rows);
        arena_reset(o->row);
        o->c->n_entries++;
    }
    err end = rows_end(rows);
    *more = o->tree.size == from + AT_ONCE;
    if (o->c->tick) {
        o->c->tick(o->c->p, o->c->n_entries, all);
    }
    return e ? e : end;
}

static err entries_check(struct one *o, int64_t all)
{
    str sql = str_printf(
        o->kept,
        "SELECT t.number, t.leaf, t.entry, t.event_id, e.kind, e.thing_id, e.thing_version, "
        "e.at, e.actor_id, e.verb, e.reason, e.changes, e.request, e.log_id, e.number, "
        "e.salts, a.pseudonym FROM trail_entry t LEFT JOIN %s e ON e.id = t.event_id LEFT "
        "JOIN trail_actor a ON a.organisation_id = :organisation AND a.person_id = "
        "e.actor_id WHERE t.log_id = :log AND t.number >= :from AND t.number < :end "
        "ORDER BY t.number",
        o->book->organisation_id == INSTANCE_LOG ? "instance_event" : "event");
    err e = OK;
    for (bool more = true; !e && more;) {
        e = some_entries(o, sql.p, all, &more);
    }
    return e;
}

/* Events of the log that no entry stands for. */
static err loose_check(struct one *o)
{
    struct rows *rows;
    str sql = str_printf(
        o->kept,
        "SELECT e.id FROM %s e LEFT JOIN trail_entry t ON t.log_id = e.log_id AND t.number = "
        "e.number AND t.event_id = e.id WHERE e.organisation_id = :organisation AND "
        "t.number IS NULL ORDER BY e.id LIMIT %d",
        o->book->organisation_id == INSTANCE_LOG ? "instance_event" : "event", MOST_PROBLEMS);
    err e = db_query(o->c->ctx->db, sql.p, BINDS(B_INT("organisation", o->book->organisation_id)),
                     &rows);
    if (e) {
        return e;
    }
    while (rows_next(rows)) {
        bad(o, KEY("trail.bad.loose"), number_of(o, rows_int(rows, 0)), STR_NONE);
    }
    return rows_end(rows);
}

/* A later generation of the log says it of this one, field by field. */
static err said_later(struct one *o, const struct erased *gone, bool *out)
{
    int64_t n = 0;
    str like = STR_JOIN(o->kept, STR("%\nnote erases-in "), o->book->origin, STR(" "),
                        number_of(o, gone->number), STR(" "), gone->name, STR("\n%"));
    err e = db_int(
        o->c->ctx->db,
        "SELECT count(*) FROM trail_entry t JOIN trail_log l ON l.id = t.log_id WHERE "
        "l.organisation_id = :organisation AND l.generation > :generation AND t.entry LIKE :like",
        BINDS(B_INT("organisation", o->book->organisation_id),
              B_INT("generation", o->book->generation), B_TEXT("like", like)),
        &n);
    *out = n > 0;
    return e;
}

static err gone_check(struct one *o)
{
    err e = OK;
    for (size_t i = 0; !e && i < o->gone.n; i++) {
        const struct erased *gone = &o->gone.at[i];
        bool said = erased_has(&o->erased, gone->number, gone->name);
        e = said || o->book->is_open ? OK : said_later(o, gone, &said);
        if (!e && !said) {
            bad(o, KEY("trail.bad.erased"), number_of(o, gone->number), gone->name);
        }
    }
    return e;
}

static err book_check(struct trail_check *c, const struct logbook *b,
                      const struct signer_state *state, const struct checkpoint *before,
                      struct checkpoint *end, int64_t all)
{
    struct one o = {
        .c = c, .book = b, .kept = c->ctx->arena, .row = arena_open(), .before = before};
    o.h = hasher_new(o.kept);
    o.erased.arena = o.gone.arena = o.kept;
    for (size_t i = 0; state && i < state->n; i++) {
        o.state = str_eq(state->logs[i].origin, b->origin) ? &state->logs[i] : o.state;
    }
    err e = heads_read(&o);
    if (!e) {
        heads_met(&o);
        e = entries_check(&o, all);
    }
    if (!e) {
        if (o.tree.size != b->tree.size ||
            memcmp(o.tree.edge, b->tree.edge, tlog_edge_n(b->tree.size) * SHA256_BYTES) != 0) {
            bad(&o, KEY("trail.bad.frontier"), number_of(&o, o.tree.size),
                number_of(&o, b->tree.size));
        }
        heads_check(&o);
        state_check(&o);
        e = gone_check(&o);
        e = !e && b->is_open ? loose_check(&o) : e;
        c->n_unsigned += b->is_open ? b->tree.size - b->signed_size : 0;
        c->n_logs++;
        end->origin = b->origin;
        end->size = o.tree.size;
        tlog_root(o.h, &o.tree, &end->root);
    }
    arena_close(o.row);
    return e;
}

err trail_check(struct trail_check *c, int64_t organisation_id)
{
    struct logbook *books;
    struct signer_state state = {0};
    struct checkpoint before = {0};
    size_t n;
    int64_t all = 0;
    err e = logbook_all(c->ctx, &books, &n);
    if (!e && c->key_path) {
        const char *path = str_printf(c->ctx->arena, "%s.state", c->key_path).p;
        c->is_compared = signer_state_load(c->ctx->arena, path, &state) && !state.is_new;
    }
    for (size_t i = 0; !e && i < n; i++) {
        all += books[i].tree.size;
    }
    for (size_t i = 0; !e && i < n; i++) {
        if (organisation_id >= 0 && books[i].organisation_id != organisation_id) {
            continue;
        }
        bool follows = i > 0 && books[i - 1].organisation_id == books[i].organisation_id;
        e = book_check(c, &books[i], c->is_compared ? &state : NULL, follows ? &before : NULL,
                       &before, all);
    }
    return e;
}
