/* logbook.c - a log in the database. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/logbook.h"

#include "base/id.h"
#include "trail/tile.h"

#include <string.h>

enum { MOST_TRIES = 1000 };

static bool hash_take(str bytes, struct tlog_hash *out)
{
    if (bytes.n != sizeof out->b) {
        return false;
    }
    memcpy(out->b, bytes.p, sizeof out->b);
    return true;
}

#define COLUMNS                                                                                    \
    "l.id, l.organisation_id, l.generation, l.origin, l.is_open, l.size, l.signed_size, "          \
    "l.signed_at, l.edge, a.pseudonym FROM trail_log l LEFT JOIN trail_actor a ON "                \
    "a.organisation_id = l.organisation_id AND a.person_id = :actor "

static err book_read(struct ctx *ctx, const struct rows *r, struct logbook *out)
{
    str edge = rows_blob(r, 8);
    *out = (struct logbook){
        .id = rows_int(r, 0),
        .organisation_id = rows_int(r, 1),
        .generation = rows_int(r, 2),
        .origin = str_copy(ctx->arena, rows_text(r, 3)),
        .is_open = rows_int(r, 4) != 0,
        .tree.size = rows_int(r, 5),
        .signed_size = rows_int(r, 6),
        .signed_at = rows_int(r, 7),
        .pseudonym = ctx->actor.person_id ? str_copy(ctx->arena, rows_text(r, 9)) : STR("system"),
    };
    if (out->tree.size < 0 || edge.n != tlog_edge_n(out->tree.size) * SHA256_BYTES) {
        return fault(ctx, ERR_BROKEN, "error.history_broken");
    }
    memcpy(out->tree.edge, edge.p, edge.n);
    return OK;
}

static err one_book(struct ctx *ctx, const char *sql, int64_t id, struct logbook *out)
{
    struct rows *rows;
    err e =
        db_query(ctx->db, sql, BINDS(B_INT("id", id), B_INT("actor", ctx->actor.person_id)), &rows);
    if (e) {
        return e;
    }
    bool found = rows_next(rows);
    e = found ? book_read(ctx, rows, out) : OK;
    err end = rows_end(rows);
    e = e ? e : end;
    if (!e && found) {
        out->hasher = hasher_new(ctx->arena);
    }
    return e ? e : found ? OK : ERR_MISSING;
}

err logbook_find(struct ctx *ctx, int64_t organisation_id, struct logbook *out)
{
    return one_book(ctx, "SELECT " COLUMNS "WHERE l.organisation_id = :id AND l.is_open = 1",
                    organisation_id, out);
}

err logbook_by_id(struct ctx *ctx, int64_t id, struct logbook *out)
{
    return one_book(ctx, "SELECT " COLUMNS "WHERE l.id = :id", id, out);
}

err logbook_all(struct ctx *ctx, struct logbook **out, size_t *n)
{
    struct rows *rows;
    int64_t count;
    struct hasher *h = hasher_new(ctx->arena);
    err e = db_int(ctx->db, "SELECT count(*) FROM trail_log", NO_BINDS, &count);
    e = e ? e
          : db_query(ctx->db, "SELECT " COLUMNS "ORDER BY l.organisation_id, l.generation",
                     BINDS(B_INT("actor", ctx->actor.person_id)), &rows);
    if (e) {
        return e;
    }
    *out = ARENA_ARRAY(ctx->arena, (size_t)count, struct logbook);
    *n = 0;
    while (!e && *n < (size_t)count && rows_next(rows)) {
        e = book_read(ctx, rows, &(*out)[*n]);
        (*out)[(*n)++].hasher = h;
    }
    err end = rows_end(rows);
    return e ? e : end;
}

/* "samstyr/0f3c…/org/999900011/": the instance's name is drawn once, with its log. */
static err origin_start(struct ctx *ctx, int64_t organisation_id, str *out)
{
    str instance, number;
    if (organisation_id == INSTANCE_LOG) {
        unsigned char name[8];
        id_random(name, sizeof name);
        *out = STR_JOIN(ctx->arena, STR("samstyr/"), hex(ctx->arena, str_n(name, sizeof name)),
                        STR("/instance/"));
        return OK;
    }
    err e = db_text(ctx->db, ctx->arena,
                    "SELECT origin FROM trail_log WHERE organisation_id = 0 AND generation = 1",
                    NO_BINDS, &instance);
    e = e ? e
          : db_text(ctx->db, ctx->arena, "SELECT number FROM organisation WHERE id = :id",
                    BINDS(B_INT("id", organisation_id)), &number);
    if (e) {
        return e;
    }
    instance = str_slice(instance, 0, instance.n - (sizeof "instance/1" - 1));
    *out = number.n ? STR_JOIN(ctx->arena, instance, STR("org/"), entry_name(ctx->arena, number),
                               STR("/"))
                    : STR_JOIN(ctx->arena, instance, STR("body/"),
                               str_from_int(ctx->arena, organisation_id), STR("/"));
    return OK;
}

err logbook_new(struct ctx *ctx, int64_t organisation_id, const struct logbook *before,
                struct logbook *out)
{
    struct logbook instance;
    str start = STR_NONE;
    err e = organisation_id == INSTANCE_LOG ? OK : logbook_find(ctx, INSTANCE_LOG, &instance);
    if (e == ERR_MISSING) {
        e = logbook_new(ctx, INSTANCE_LOG, NULL, &instance);
    }
    if (!e && before) {
        ptrdiff_t last = -1;
        for (size_t i = 0; i < before->origin.n; i++) {
            last = before->origin.p[i] == '/' ? (ptrdiff_t)i : last;
        }
        start = str_slice(before->origin, 0, (size_t)(last + 1));
        e = db_run(ctx->db, "UPDATE trail_log SET is_open = 0 WHERE id = :id",
                   BINDS(B_INT("id", before->id)), NULL);
    }
    e = e || before ? e : origin_start(ctx, organisation_id, &start);
    if (e) {
        return e;
    }
    int64_t generation = before ? before->generation + 1 : 1;
    e = db_run(
        ctx->db,
        "INSERT INTO trail_log (organisation_id, generation, origin, edge) VALUES "
        "(:organisation, :generation, :origin, :edge) ON CONFLICT DO NOTHING",
        BINDS(B_INT("organisation", organisation_id), B_INT("generation", generation),
              B_TEXT("origin", STR_JOIN(ctx->arena, start, str_from_int(ctx->arena, generation))),
              B_BLOB("edge", STR(""))),
        NULL);
    e = e ? e : logbook_find(ctx, organisation_id, out);
    bool begins = organisation_id == INSTANCE_LOG && !before;
    return !e && begins && out->tree.size == 0 ? logbook_say(ctx, out, "begin", NULL, 0) : e;
}

err logbook_pseudonym(struct ctx *ctx, int64_t organisation_id, int64_t person_id, str *out)
{
    static const char ask[] = "SELECT pseudonym FROM trail_actor WHERE organisation_id = "
                              ":organisation AND person_id = :person";
    *out = STR("system");
    if (!person_id) {
        return OK;
    }
    struct bind who[] = {B_INT("organisation", organisation_id), B_INT("person", person_id)};
    err e = db_text(ctx->db, ctx->arena, ask, who, 2, out);
    if (e || out->p) {
        return e;
    }
    unsigned char drawn[ENTRY_PSEUDONYM / 2];
    id_random(drawn, sizeof drawn);
    e = db_run(
        ctx->db,
        "INSERT INTO trail_actor (organisation_id, person_id, pseudonym) VALUES "
        "(:organisation, :person, :pseudonym) ON CONFLICT DO NOTHING",
        BINDS(who[0], who[1], B_TEXT("pseudonym", hex(ctx->arena, str_n(drawn, sizeof drawn)))),
        NULL);
    return e ? e : db_text(ctx->db, ctx->arena, ask, who, 2, out);
}

err logbook_next(struct ctx *ctx, struct logbook *b, struct entry *e, str *text)
{
    for (int tries = 0; tries < MOST_TRIES; tries++) {
        struct tlog_tree grown = b->tree;
        struct tlog_hash leaf;
        int64_t changed = 0;
        e->log = b->origin;
        e->number = b->tree.size;
        e->at = e->at ? e->at : ctx->now;
        *text = entry_write(ctx->arena, e);
        if (!text->p) {
            return fault(ctx, ERR_TOO_BIG, "error.too_big");
        }
        tlog_leaf(b->hasher, *text, &leaf);
        tlog_grow(b->hasher, &grown, &leaf);
        err trouble = db_run(
            ctx->db,
            "UPDATE trail_log SET size = :grown, edge = :edge WHERE id = :id AND size = :size "
            "AND is_open = 1",
            BINDS(B_INT("grown", grown.size), B_INT("id", b->id), B_INT("size", b->tree.size),
                  B_BLOB("edge", str_n(grown.edge, tlog_edge_n(grown.size) * SHA256_BYTES))),
            &changed);
        if (trouble || changed) {
            b->tree = trouble ? b->tree : grown;
            return trouble;
        }
        trouble = logbook_find(ctx, b->organisation_id, b); /* after the one who was first, then */
        if (trouble) {
            return trouble == ERR_MISSING ? fault(ctx, ERR_BROKEN, "error.history_broken")
                                          : trouble;
        }
    }
    return fault(ctx, ERR_BUSY, "db.busy");
}

/* The hash over [lo, lo + n), from the stored hashes of a level: 256^level leaves each. */
static err fold(const struct logbook_hashes *of, int level, int64_t lo, int64_t n,
                struct tlog_hash *out)
{
    struct ctx *ctx = of->ctx;
    int64_t each = (int64_t)1 << TILE_BITS * level, first = lo / each, count = n / each, seen = 0;
    struct tlog_tree t = {0};
    struct tlog_hash hash;
    struct rows *rows;
    err e = db_query(
        ctx->db,
        level ? "SELECT hash FROM trail_node WHERE log_id = :log AND level = :level AND "
                "position >= :first AND position < :end ORDER BY position"
              : "SELECT leaf FROM trail_entry WHERE log_id = :log AND number >= :first AND "
                "number < :end ORDER BY number",
        BINDS(B_INT("log", of->book->id), B_INT("level", level), B_INT("first", first),
              B_INT("end", first + count)),
        &rows);
    if (e) {
        return e;
    }
    while (rows_next(rows) && hash_take(rows_blob(rows, 0), &hash)) {
        tlog_grow(of->book->hasher, &t, &hash);
        seen++;
    }
    e = rows_end(rows);
    if (!e && seen != count) {
        return fault(ctx, ERR_BROKEN, "error.history_broken");
    }
    *out = t.edge[0];
    return e;
}

/* Every 256th entry makes a hash of the level above, which proofs and tiles begin from. */
static err nodes_write(struct ctx *ctx, const struct logbook *b, int64_t size)
{
    err e = OK;
    struct tlog_hash hash;
    struct logbook_hashes stored = {ctx, b};
    for (int level = 1; !e && size % ((int64_t)1 << TILE_BITS * level) == 0; level++) {
        int64_t n = (int64_t)1 << TILE_BITS * level;
        e = fold(&stored, level - 1, size - n, n, &hash);
        e = e ? e
              : db_run(
                    ctx->db,
                    "INSERT INTO trail_node (log_id, level, position, hash) VALUES (:log, :level, "
                    ":position, :hash)",
                    BINDS(B_INT("log", b->id), B_INT("level", level),
                          B_INT("position", size / n - 1),
                          B_BLOB("hash", str_n(hash.b, sizeof hash.b))),
                    NULL);
    }
    return e;
}

err logbook_keep(struct ctx *ctx, struct logbook *b, const struct entry *e, str text,
                 int64_t event_id)
{
    struct tlog_hash leaf, again;
    struct rows *rows;
    tlog_leaf(b->hasher, text, &leaf);
    str hash = str_n(leaf.b, sizeof leaf.b);
    err trouble =
        db_run(ctx->db,
               "INSERT INTO trail_entry (log_id, number, event_id, leaf, entry) VALUES "
               "(:log, :number, :event, :leaf, :entry)",
               BINDS(B_INT("log", b->id), B_INT("number", e->number), B_ID("event", event_id),
                     B_BLOB("leaf", hash), B_TEXT("entry", text)),
               NULL);
    trouble = trouble
                  ? trouble
                  : db_query(ctx->db,
                             "SELECT leaf, entry FROM trail_entry WHERE log_id = :log AND number = "
                             ":number",
                             BINDS(B_INT("log", b->id), B_INT("number", e->number)), &rows);
    if (trouble) {
        return trouble;
    }
    bool kept = rows_next(rows) && str_eq(rows_blob(rows, 0), hash); /* verify before commit */
    if (kept) {
        tlog_leaf(b->hasher, rows_text(rows, 1), &again);
        kept = memcmp(again.b, leaf.b, sizeof leaf.b) == 0;
    }
    trouble = rows_end(rows);
    if (!trouble && !kept) {
        return fault(ctx, ERR_BROKEN, "error.history_broken");
    }
    return trouble ? trouble : nodes_write(ctx, b, e->number + 1);
}

err logbook_say(struct ctx *ctx, struct logbook *b, const char *type, str *notes, size_t n)
{
    str text;
    struct entry e = {.type = str_of(type),
                      .kind = STR("log"),
                      .id = b->id,
                      .version = b->generation,
                      .actor = STR("system"),
                      .notes = notes,
                      .n_notes = n};
    err trouble = logbook_next(ctx, b, &e, &text);
    return trouble ? trouble : logbook_keep(ctx, b, &e, text, 0);
}

err logbook_subtree(void *data, int64_t lo, int64_t n, struct tlog_hash *out)
{
    int level = 0;
    while (n >> TILE_BITS * (level + 1)) {
        level++;
    }
    return fold(data, level, lo, n, out);
}

err logbook_entry(struct ctx *ctx, const struct logbook *b, int64_t number, str *text)
{
    err e = db_text(ctx->db, ctx->arena,
                    "SELECT entry FROM trail_entry WHERE log_id = :log AND number = :number",
                    BINDS(B_INT("log", b->id), B_INT("number", number)), text);
    return e ? e : text->p ? OK : fault(ctx, ERR_MISSING, "error.missing");
}

err logbook_checkpoint(struct ctx *ctx, const struct logbook *b, int64_t number, str *note,
                       int64_t *size, int64_t *at)
{
    struct rows *rows;
    *note = STR_NONE;
    *size = *at = 0;
    err e = db_query(
        ctx->db,
        "SELECT note, size, at FROM trail_checkpoint WHERE log_id = :log AND size > :number "
        "ORDER BY size DESC, at DESC LIMIT 1",
        BINDS(B_INT("log", b->id), B_INT("number", number)), &rows);
    if (e) {
        return e;
    }
    if (rows_next(rows)) {
        *note = str_copy(ctx->arena, rows_text(rows, 0));
        *size = rows_int(rows, 1);
        *at = rows_int(rows, 2);
    }
    return rows_end(rows);
}
