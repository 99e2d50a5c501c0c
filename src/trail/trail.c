/* trail.c - the history: a readable event and the log's entry for each change, in its transaction.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/trail.h"

#include "base/id.h"
#include "format/json/write.h"
#include "trail/event.h"
#include "trail/logbook.h"

#include <string.h>

enum { TAKEN_AT_ONCE = 500 };

/* What an event's row holds, before it stands in it. */
struct told {
    str kind, verb, reason, request, changes;
    int64_t thing_id, version, at, actor_id;
    str *notes;
    size_t n_notes;
};

static str changes_json(struct ctx *ctx, const struct change *changes, size_t n)
{
    struct buf b;
    struct json_writer w;
    buf_init(&b, ctx->arena, 4 * MIB);
    json_start(&w, &b);
    json_object_start(&w);
    for (size_t i = 0; i < n; i++) {
        json_key(&w, changes[i].field);
        json_array_start(&w);
        json_text(&w, changes[i].before);
        json_text(&w, changes[i].after);
        json_array_end(&w);
    }
    json_object_end(&w);
    return b.full ? STR_NONE : buf_as_str(&b);
}

/* ---- the entry ----------------------------------------------------------------------------------
 */

/* Commits to reason, request and each field under a salt of its own; *salts gets them all. */
static void commit_all(struct ctx *ctx, struct hasher *h, const struct told *t,
                       const struct change *changes, size_t n, struct entry *out, str *salts)
{
    struct change all[2] = {{"@reason", STR_NONE, t->reason}, {"@request", STR_NONE, t->request}};
    unsigned char *salt = arena_raw(ctx->arena, (n + 2) * ENTRY_SALT);
    id_random(salt, (n + 2) * ENTRY_SALT);
    out->fields = ARENA_ARRAY(ctx->arena, n + 2, struct entry_field);
    for (size_t i = 0; i < n + 2; i++) {
        const struct change *c = i < 2 ? &all[i] : &changes[i - 2];
        if (i < 2 && !c->after.p) {
            continue;
        }
        struct entry_field *f = &out->fields[out->n_fields];
        f->name = entry_name(ctx->arena, str_of(c->field));
        entry_commit(h, salt + out->n_fields++ * ENTRY_SALT, f->name, c->before, c->after,
                     &f->commitment);
    }
    *salts = str_n((const char *)salt, out->n_fields * ENTRY_SALT);
}

static err entry_for(struct ctx *ctx, struct logbook *b, const struct told *t,
                     const struct change *changes, size_t n, struct entry *out, str *text,
                     str *salts)
{
    *out = (struct entry){.at = t->at,
                          .type = t->verb,
                          .kind = t->kind,
                          .id = t->thing_id,
                          .version = t->version,
                          .notes = t->notes,
                          .n_notes = t->n_notes};
    err e = OK;
    out->actor = t->actor_id == ctx->actor.person_id ? b->pseudonym : STR_NONE;
    if (!out->actor.p) {
        e = logbook_pseudonym(ctx, b->organisation_id, t->actor_id, &out->actor);
    }
    if (e) {
        return e;
    }
    commit_all(ctx, b->hasher, t, changes, n, out, salts);
    return logbook_next(ctx, b, out, text);
}

/* ---- what was written before there was a log
 * ------------------------------------------------------- */

static err changes_again(struct ctx *ctx, str text, struct change **out, size_t *n)
{
    struct trail_event e = {0};
    err trouble = event_changes(ctx, text, &e);
    *out = ARENA_ARRAY(ctx->arena, e.n_changes, struct change);
    *n = trouble ? 0 : e.n_changes;
    for (size_t i = 0; i < *n; i++) {
        (*out)[i] = (struct change){str_z(ctx->arena, e.changes[i].field), e.changes[i].before,
                                    e.changes[i].after};
    }
    return trouble;
}

static err take_one(struct ctx *ctx, struct logbook *b, int64_t id, const struct told *t)
{
    struct change *changes;
    struct entry entry;
    str text, salts;
    size_t n;
    err e = changes_again(ctx, t->changes, &changes, &n);
    e = e ? e : entry_for(ctx, b, t, changes, n, &entry, &text, &salts);
    e = e ? e : logbook_keep(ctx, b, &entry, text, id);
    return e ? e
             : db_run(ctx->db,
                      "UPDATE event SET log_id = :log, number = :number, salts = :salts WHERE id = "
                      ":id",
                      BINDS(B_INT("log", b->id), B_INT("number", entry.number),
                            B_BLOB("salts", salts), B_INT("id", id)),
                      NULL);
}

static str kept(struct ctx *ctx, const struct rows *r, int column)
{
    return str_copy(ctx->arena, rows_text(r, column));
}

static err take_some(struct ctx *ctx, struct logbook *b, int64_t *after, bool *more)
{
    struct told *told = ARENA_ARRAY(ctx->arena, TAKEN_AT_ONCE, struct told);
    int64_t ids[TAKEN_AT_ONCE];
    size_t n = 0;
    struct rows *rows;
    err e = db_query(
        ctx->db,
        "SELECT id, kind, thing_id, thing_version, at, actor_id, verb, reason, changes, request "
        "FROM event WHERE organisation_id = :body AND id > :after AND log_id IS NULL "
        "ORDER BY id LIMIT :max",
        BINDS(B_INT("body", b->organisation_id), B_INT("after", *after),
              B_INT("max", TAKEN_AT_ONCE)),
        &rows);
    if (e) {
        return e;
    }
    for (; n < TAKEN_AT_ONCE && rows_next(rows); n++) {
        ids[n] = rows_int(rows, 0);
        told[n] = (struct told){.kind = kept(ctx, rows, 1),
                                .thing_id = rows_int(rows, 2),
                                .version = rows_int(rows, 3),
                                .at = rows_int(rows, 4),
                                .actor_id = rows_int(rows, 5),
                                .verb = kept(ctx, rows, 6),
                                .reason = kept(ctx, rows, 7),
                                .changes = kept(ctx, rows, 8),
                                .request = kept(ctx, rows, 9)};
    }
    e = rows_end(rows);
    for (size_t i = 0; !e && i < n; i++) {
        e = take_one(ctx, b, ids[i], &told[i]);
    }
    *after = n ? ids[n - 1] : *after;
    *more = n == TAKEN_AT_ONCE;
    return e;
}

/* A body's log begins by saying so, and how many events were written before anybody kept a log: of
   those it proves only that they were like this from now on. */
static err begin(struct ctx *ctx, int64_t organisation_id, struct logbook *b)
{
    int64_t old = 0, after = 0;
    err e = logbook_new(ctx, organisation_id, NULL, b);
    if (e || b->tree.size) {
        return e;
    }
    e = db_int(ctx->db,
               "SELECT count(*) FROM event WHERE organisation_id = :body AND log_id IS NULL",
               BINDS(B_INT("body", organisation_id)), &old);
    str note = STR_JOIN(ctx->arena, STR("taken-in "), str_from_int(ctx->arena, old));
    e = e ? e : logbook_say(ctx, b, "begin", &note, old ? 1 : 0);
    for (bool more = old > 0; !e && more;) {
        e = take_some(ctx, b, &after, &more);
    }
    return e;
}

static err open_book(struct ctx *ctx, int64_t organisation_id, struct logbook *b)
{
    err e = logbook_find(ctx, organisation_id, b);
    e = e == ERR_MISSING ? begin(ctx, organisation_id, b) : e;
    return e || b->pseudonym.p
               ? e
               : logbook_pseudonym(ctx, organisation_id, ctx->actor.person_id, &b->pseudonym);
}

err trail_take_in(struct ctx *ctx)
{
    struct rows *rows;
    int64_t bodies[TAKEN_AT_ONCE];
    size_t n;
    err e;
    do {
        n = 0;
        e = db_query(
            ctx->db,
            "SELECT o.id FROM organisation o WHERE NOT EXISTS (SELECT 1 FROM trail_log l WHERE "
            "l.organisation_id = o.id) AND EXISTS (SELECT 1 FROM event e WHERE e.organisation_id "
            "= o.id) ORDER BY o.id LIMIT :max",
            BINDS(B_INT("max", TAKEN_AT_ONCE)), &rows);
        while (!e && n < TAKEN_AT_ONCE && rows_next(rows)) {
            bodies[n++] = rows_int(rows, 0);
        }
        e = e ? e : rows_end(rows);
        for (size_t i = 0; !e && i < n; i++) {
            struct logbook b;
            e = begin(ctx, bodies[i], &b);
        }
    } while (!e && n == TAKEN_AT_ONCE);
    return e;
}

/* ---- appending
 * ------------------------------------------------------------------------------------ */

#define INSERT_INTO(table)                                                                         \
    "INSERT INTO " table " (organisation_id, kind, thing_id, thing_version, at, actor_id, verb, "  \
    "reason, changes, request, log_id, number, salts) VALUES (:organisation, :kind, :thing, "      \
    ":version, :now, :actor, :verb, :reason, :changes, :request, :log, :number, :salts) "          \
    "RETURNING id"

static err event_write(struct ctx *ctx, const struct logbook *b, const struct told *t,
                       int64_t number, str salts, int64_t *id)
{
    return db_int(
        ctx->db,
        b->organisation_id == INSTANCE_LOG ? INSERT_INTO("instance_event") : INSERT_INTO("event"),
        BINDS(B_INT("organisation", b->organisation_id), B_TEXT("kind", t->kind),
              B_INT("thing", t->thing_id), B_INT("version", t->version), B_INT("now", t->at),
              B_ID("actor", t->actor_id), B_TEXT("verb", t->verb), B_TEXT("reason", t->reason),
              B_TEXT("changes", t->changes), B_TEXT("request", t->request), B_INT("log", b->id),
              B_INT("number", number), B_BLOB("salts", salts)),
        id);
}

/* A log is locked from its first new entry to the end of the transaction. Who writes in several
   waits for them in this order, and for one that comes earlier not at all: the work is done again
   then. The installation's own log comes last, since what is told there follows what was done in a
   body. */
static int64_t place_of(int64_t organisation_id)
{
    return organisation_id == INSTANCE_LOG ? INT64_MAX : organisation_id;
}

static err append(struct ctx *ctx, int64_t organisation_id, const struct told *t,
                  const struct change *changes, size_t n)
{
    struct logbook b;
    struct entry entry;
    str text, salts;
    int64_t id;
    if (!t->changes.p) {
        return fault(ctx, ERR_TOO_BIG, "error.too_big");
    }
    bool waits = db_may_wait(ctx->db, place_of(organisation_id));
    err e = waits ? OK : db_row_wait(ctx->db, false);
    e = e ? e : open_book(ctx, organisation_id, &b);
    e = e ? e : entry_for(ctx, &b, t, changes, n, &entry, &text, &salts);
    e = e || waits ? e : db_row_wait(ctx->db, true);
    e = e ? e : event_write(ctx, &b, t, entry.number, salts, &id);
    return e ? e : logbook_keep(ctx, &b, &entry, text, id);
}

err trail_append(struct ctx *ctx, int64_t organisation_id, const char *kind, int64_t thing_id,
                 int64_t thing_version, const char *verb, str reason, const struct change *changes,
                 size_t n)
{
    struct told t = {.kind = str_of(kind),
                     .verb = str_of(verb),
                     .reason = reason,
                     .request = ctx->request,
                     .changes = changes_json(ctx, changes, n),
                     .thing_id = thing_id,
                     .version = thing_version,
                     .at = ctx->now,
                     .actor_id = ctx->actor.person_id};
    return append(ctx, organisation_id, &t, changes, n);
}

err event_append(struct ctx *ctx, int64_t organisation_id, const char *kind, int64_t thing_id,
                 int64_t thing_version, const char *verb, str reason, str *notes, size_t n_notes)
{
    struct told t = {.kind = str_of(kind),
                     .verb = str_of(verb),
                     .reason = reason,
                     .request = ctx->request,
                     .changes = STR("{}"),
                     .thing_id = thing_id,
                     .version = thing_version,
                     .at = ctx->now,
                     .actor_id = ctx->actor.person_id,
                     .notes = notes,
                     .n_notes = n_notes};
    return append(ctx, organisation_id, &t, NULL, 0);
}

err trail_append_instance(struct ctx *ctx, const char *kind, int64_t thing_id, const char *verb,
                          str reason, const struct change *changes, size_t n)
{
    return trail_append(ctx, INSTANCE_LOG, kind, thing_id, 0, verb, reason, changes, n);
}

err trail_last(struct ctx *ctx, int64_t organisation_id, int64_t *out)
{
    return db_int(ctx->db,
                  "SELECT coalesce(max(id), 0) FROM event WHERE organisation_id = :organisation",
                  BINDS(B_INT("organisation", organisation_id)), out);
}
