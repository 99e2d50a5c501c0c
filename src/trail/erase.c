/* erase.c - values and salts taken out of the history for ever. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/erase.h"

#include "db/search.h"
#include "format/json/write.h"
#include "trail/event.h"
#include "trail/logbook.h"

#include <stdio.h>
#include <string.h>

enum { AT_ONCE = 200, NOTES_MOST = 45000, MOST_NAMES = 256 };

/* An event whose values may have to go. */
struct row {
    int64_t id, log_id, number;
    bool is_own; /* of the thing that the erasure is about */
    str kind;
    int64_t thing_id;
    str reason, request, salts;
    struct trail_event changes;
};

struct work {
    struct ctx *ctx;
    const struct erasure *what;
    struct logbook book; /* that says so */
    str *notes;
    size_t n_notes, size;
    int64_t n;
};

static bool is_among(str s, const str *list, size_t n, bool within)
{
    for (size_t i = 0; i < n; i++) {
        if (s.p && (str_eq(s, list[i]) || (within && str_contains(s, list[i])))) {
            return true;
        }
    }
    return false;
}

static bool goes(const struct work *w, const struct row *row, const struct trail_change *c)
{
    const struct erasure *e = w->what;
    return (row->is_own && is_among(c->field, e->fields, e->n_fields, false)) ||
           is_among(c->before, e->values, e->n_values, e->in_texts) ||
           is_among(c->after, e->values, e->n_values, e->in_texts);
}

static void note(struct work *w, str text)
{
    if (w->n_notes == w->size) {
        w->size = w->size ? w->size * 2 : 64;
        str *notes = ARENA_ARRAY(w->ctx->arena, w->size, str);
        if (w->n_notes) {
            memcpy(notes, w->notes, w->n_notes * sizeof *notes);
        }
        w->notes = notes;
    }
    w->notes[w->n_notes++] = text;
}

static void tell(const struct erasure *what, str kind, int64_t thing_id, int64_t n)
{
    if (what->tell) {
        what->tell(what->p, kind, thing_id, n);
    }
}

/* "erases 17 title,@reason"; of an earlier generation of the log a note for each. */
static err note_erased(struct work *w, const struct row *row, const str *names, size_t n)
{
    struct arena *a = w->ctx->arena;
    struct logbook old;
    str number = str_from_int(a, row->number), all = STR("");
    if (row->log_id == w->book.id) {
        for (size_t i = 0; i < n; i++) {
            all = i ? STR_JOIN(a, all, STR(","), names[i]) : names[i];
        }
        note(w, STR_JOIN(a, STR("erases "), number, STR(" "), all));
        return OK;
    }
    err e = logbook_by_id(w->ctx, row->log_id, &old);
    for (size_t i = 0; !e && i < n; i++) {
        note(w, STR_JOIN(a, STR("erases-in "), old.origin, STR(" "), number, STR(" "), names[i]));
    }
    return e;
}

static void changes_write(struct ctx *ctx, const struct trail_event *e, const bool *gone, str *out)
{
    struct buf b;
    struct json_writer w;
    buf_init(&b, ctx->arena, 4 * MIB);
    json_start(&w, &b);
    json_object_start(&w);
    for (size_t i = 0; i < e->n_changes; i++) {
        json_key_str(&w, e->changes[i].field);
        if (gone[i] || e->changes[i].is_erased) {
            json_null_value(&w);
            continue;
        }
        json_array_start(&w);
        json_text(&w, e->changes[i].before);
        json_text(&w, e->changes[i].after);
        json_array_end(&w);
    }
    json_object_end(&w);
    *out = buf_as_str(&b);
}

static bool is_zero(const char *p)
{
    static const char zeroes[ENTRY_SALT];
    return memcmp(p, zeroes, sizeof zeroes) == 0;
}

/* Which fields of the event go, by the order of its entry; and then they are gone. */
static err row_erase(struct work *w, const struct row *row)
{
    struct ctx *ctx = w->ctx;
    struct logbook b = {.id = row->log_id};
    struct entry entry;
    str text, names[MOST_NAMES], changes;
    err e = logbook_entry(ctx, &b, row->number, &text);
    if (e) {
        return e;
    }
    if (!entry_read(ctx->arena, text, &entry) || row->salts.n != entry.n_fields * ENTRY_SALT) {
        return fault(ctx, ERR_BROKEN, "error.history_broken");
    }
    char *salts = arena_copy(ctx->arena, row->salts.p, row->salts.n);
    bool *gone = ARENA_ARRAY(ctx->arena, row->changes.n_changes + 1, bool), reason_goes = false;
    size_t n = 0, change = 0;
    for (size_t i = 0; i < entry.n_fields; i++) {
        str name = entry.fields[i].name;
        bool is_reason = str_is(name, "@reason"), is_request = str_is(name, "@request"),
             now = false;
        if (is_reason) {
            now = reason_goes =
                (row->is_own && w->what->and_reasons) ||
                is_among(row->reason, w->what->values, w->what->n_values, w->what->in_texts);
        } else if (!is_request && change < row->changes.n_changes) {
            now = gone[change] = goes(w, row, &row->changes.changes[change]);
            change++;
        }
        if (now && n < MOST_NAMES && !is_zero(salts + i * ENTRY_SALT)) {
            memset(salts + i * ENTRY_SALT, 0, ENTRY_SALT);
            names[n++] = name;
        }
    }
    if (!n) {
        return OK;
    }
    changes_write(ctx, &row->changes, gone, &changes);
    w->n += (int64_t)n;
    tell(w->what, row->kind, row->thing_id, (int64_t)n);
    e = db_run(
        ctx->db,
        "UPDATE event SET changes = :changes, salts = :salts, reason = :reason WHERE id = :id",
        BINDS(B_TEXT("changes", changes), B_BLOB("salts", str_n(salts, row->salts.n)),
              B_TEXT("reason", reason_goes ? STR_NONE : row->reason), B_INT("id", row->id)),
        NULL);
    return e ? e : note_erased(w, row, names, n);
}

static err rows_read(struct work *w, const char *sql, const struct bind *binds, size_t n_binds,
                     bool is_own, struct row *out, size_t *n)
{
    struct rows *r;
    struct arena *a = w->ctx->arena;
    str changes[AT_ONCE];
    *n = 0;
    err e = db_query(w->ctx->db, sql, binds, n_binds, &r);
    if (e) {
        return e;
    }
    while (*n < AT_ONCE && rows_next(r)) {
        out[*n] = (struct row){.id = rows_int(r, 0),
                               .log_id = rows_int(r, 1),
                               .number = rows_int(r, 2),
                               .reason = str_copy(a, rows_text(r, 3)),
                               .salts = str_copy(a, rows_blob(r, 5)),
                               .kind = str_copy(a, rows_text(r, 6)),
                               .thing_id = rows_int(r, 7),
                               .is_own = is_own};
        changes[(*n)++] = str_copy(a, rows_text(r, 4));
    }
    e = rows_end(r);
    for (size_t i = 0; !e && i < *n; i++) {
        e = event_changes(w->ctx, changes[i], &out[i].changes);
    }
    return e;
}

/* Every event that the question finds, some at a time. */
static err rows_erase(struct work *w, const char *sql, str value, str in_json, bool is_own)
{
    struct row *rows = ARENA_ARRAY(w->ctx->arena, AT_ONCE, struct row);
    int64_t after = 0;
    size_t n = AT_ONCE;
    err e = OK;
    while (!e && n == AT_ONCE) {
        e = rows_read(w, sql,
                      BINDS(B_INT("organisation", w->what->organisation_id),
                            B_TEXT("kind", str_of(w->what->kind)),
                            B_INT("thing", w->what->thing_id), B_TEXT("value", value),
                            B_TEXT("in_json", in_json), B_INT("after", after),
                            B_INT("max", AT_ONCE)),
                      is_own, rows, &n);
        for (size_t i = 0; !e && i < n; i++) {
            e = row_erase(w, &rows[i]);
            after = rows[i].id;
        }
    }
    return e;
}

#define COLUMNS                                                                                    \
    "SELECT id, log_id, number, reason, changes, salts, kind, thing_id FROM event WHERE "          \
    "organisation_id = "                                                                           \
    ":organisation AND "
#define SOME " AND log_id IS NOT NULL AND id > :after ORDER BY id LIMIT :max"

/* The value as it stands between the quotes of JSON. */
static str in_json(struct ctx *ctx, str value)
{
    struct buf b;
    struct json_writer w;
    buf_init(&b, ctx->arena, MIB);
    json_start(&w, &b);
    json_text(&w, value);
    return b.n > 2 ? str_slice(buf_as_str(&b), 1, b.n - 2) : value;
}

/* As many entries as the notes take; each is an event of the thing, with the basis as its reason.
 */
static err say(struct work *w)
{
    size_t from = 0;
    err e = OK;
    do {
        size_t n = from, bytes = 0;
        while (n < w->n_notes && (n == from || bytes + w->notes[n].n < NOTES_MOST)) {
            bytes += w->notes[n++].n + sizeof "note ";
        }
        e = event_append(w->ctx, w->what->organisation_id, w->what->kind, w->what->thing_id,
                         w->what->thing_version, "erase", w->what->basis, w->notes + from,
                         n - from);
        from = n;
    } while (!e && from < w->n_notes);
    return e;
}

static err who_tell(struct work *w, const struct bind *who)
{
    struct rows *rows;
    err e = db_query(w->ctx->db,
                     "SELECT DISTINCT kind, thing_id FROM event WHERE organisation_id = "
                     ":organisation AND actor_id = :person",
                     who, 2, &rows);
    while (!e && rows_next(rows)) {
        tell(w->what, rows_text(rows, 0), rows_int(rows, 1), 0);
    }
    return e ? e : rows_end(rows);
}

static err who_erase(struct work *w)
{
    struct bind who[] = {B_INT("organisation", w->what->organisation_id),
                         B_INT("person", w->what->actor_id)};
    err e = who_tell(w, who);
    e = e ? e
          : db_run(w->ctx->db,
                   "UPDATE event SET actor_id = 0 WHERE organisation_id = :organisation AND "
                   "actor_id = :person",
                   who, 2, NULL);
    return e ? e
             : db_run(w->ctx->db,
                      "DELETE FROM trail_actor WHERE organisation_id = :organisation AND person_id "
                      "= :person",
                      who, 2, NULL);
}

err trail_erase(struct ctx *ctx, const struct erasure *what, int64_t *n)
{
    struct work w = {.ctx = ctx, .what = what};
    err e = logbook_find(ctx, what->organisation_id, &w.book);
    e = e == ERR_MISSING ? fault(ctx, ERR_MISSING, "error.missing") : e;
    e = e ? e
          : rows_erase(&w, COLUMNS "kind = :kind AND thing_id = :thing" SOME, STR_NONE, STR_NONE,
                       true);
    for (size_t i = 0; !e && i < what->n_values; i++) {
        e = rows_erase(&w,
                       COLUMNS "(replace(changes, :in_json, '') <> changes OR "
                               "replace(reason, :value, '') <> reason)" SOME,
                       what->values[i], in_json(ctx, what->values[i]), false);
    }
    e = e || !what->actor_id ? e : who_erase(&w);
    e = e ? e : say(&w);
    *n = w.n;
    return e;
}

err trail_erase_refused(struct ctx *ctx, const struct erasure *what)
{
    return trail_append(ctx, what->organisation_id, what->kind, what->thing_id, what->thing_version,
                        "erase-refused", what->basis, NULL, 0);
}

err trail_purge(struct db *db)
{
    if (db_engine(db) == DB_SQLITE) {
        err e = db_begin_write(db);
        e = e ? e : search_purge(db);
        e = e ? e : db_commit(db);
        db_rollback(db);
        return e ? e : db_script(db, "PRAGMA wal_checkpoint(TRUNCATE)");
    }
    static const char *const tables[] = {"event", "instance_event", "person", "search",
                                         "trail_actor"};
    err e = OK;
    for (size_t i = 0; !e && i < sizeof tables / sizeof *tables; i++) {
        char sql[64];
        snprintf(sql, sizeof sql, "VACUUM FULL %s", tables[i]);
        e = db_script(db, sql);
    }
    return e;
}
