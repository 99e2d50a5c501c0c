/* signer.c - signs trees that only grew, and says so where one did not. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/signer.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/never.h"
#include "trail/signer_files.h"
#include "trail/handover.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { LOOK_EVERY_MS = 1000, NAP_MS = 100, GROW_AT_ONCE = 4096 };

/* What tells one file at a path from the next. */
struct file_state {
    ino_t number;
    struct timespec changed;
};

struct signer {
    struct arena *arena; /* of the state */
    const char *path, *state_path;
    struct signer_key key;
    struct signer_state state;
    struct file_state key_file;
    bool has_compared; /* with the logs that the database knows */
};

/* ---- opening
 * ------------------------------------------------------------------------------------------ */

/* The number too: a clock that ticks every few milliseconds gives two keys one time. A new key is
   written while the old one is there, so it has another. */
static struct file_state state_of(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 ? (struct file_state){st.st_ino, st.st_mtim}
                                : (struct file_state){0};
}

/* Two that start at once make one key: the second finds the first's. */
static err key_open(struct signer *s, struct fault *f)
{
    s->key_file = state_of(s->path);
    if (signer_key_load(s->path, &s->key)) {
        return OK;
    }
    if (errno == ENOENT) {
        const char *slash = strrchr(s->path, '/');
        if (slash) { /* what goes wrong here is told when the key is saved */
            mkdir(str_z(s->arena, str_n(s->path, (size_t)(slash - s->path))), 0700);
        }
        signer_key_draw(&s->key);
        if (signer_key_save(s->path, &s->key, true) ||
            (errno == EEXIST && signer_key_load(s->path, &s->key))) {
            s->key_file = state_of(s->path);
            return OK;
        }
    }
    return errno == EPERM ? signer_file_fault(f, ERR_DENIED, KEY("trail.key_open"), s->path)
                          : signer_file_fault(f, ERR_BROKEN, KEY("trail.key"), s->path);
}

err signer_open(struct signer **out, const char *path, struct fault *f)
{
    struct arena *a = arena_open();
    struct signer *s = ARENA_NEW(a, struct signer);
    s->arena = a;
    s->path = path;
    s->state_path = str_printf(a, "%s.state", path).p;
    int sodium = sodium_init(); /* which takes a lock and a look at the processor */
    err e = NEVER(sodium < 0) ? signer_file_fault(f, ERR_BROKEN, KEY("trail.key"), path)
                              : key_open(s, f);
    if (!e && !signer_state_load(a, s->state_path, &s->state)) {
        e = signer_file_fault(f, ERR_BROKEN, KEY("trail.key"), s->state_path);
    }
    if (e) {
        signer_close(s);
        return e;
    }
    if (s->state.is_new) {
        memcpy(s->state.public, s->key.public, NOTE_PUBLIC);
    }
    *out = s;
    return OK;
}

void signer_close(struct signer *s)
{
    if (s) {
        bytes_wipe(&s->key, sizeof s->key);
        arena_close(s->arena);
    }
}

void signer_public(const struct signer *s, unsigned char out[NOTE_PUBLIC])
{
    memcpy(out, s->key.public, NOTE_PUBLIC);
}

str signer_path(struct arena *a, const char *database)
{
    str address = str_of(database);
    const char *key = getenv("SAMSTYR_KEY");
    if (key && *key) {
        return str_of(key);
    }
    return str_starts(address, "sqlite:") ? str_printf(a, "%s.key", database + sizeof "sqlite:" - 1)
                                          : STR("var/samstyr.key");
}

/* ---- one look
 * -------------------------------------------------------------------------------------------- */

/* A log that is to be signed, or closed. */
struct look {
    struct logbook *book;
    struct tlog_tree tree; /* as the signer hashed it */
    bool is_due, is_wrong;
    enum signer_trouble trouble;
    struct tlog_hash signed_root;
    int64_t signed_size;
};

struct pass {
    struct signer *s;
    struct ctx ctx;
    struct hasher *h;
    struct look *looks;
    size_t n;
    void (*tell)(void *p, const struct signer_news *news);
    void *p;
};

static void wrong(struct look *l, enum signer_trouble trouble, int64_t size,
                  const struct tlog_hash *root)
{
    l->is_wrong = true;
    l->trouble = trouble;
    l->signed_size = size;
    l->signed_root = *root;
}

/* So many at a time: PostgreSQL hands over a whole answer at once. */
static err grow_some(struct pass *p, struct look *l, int64_t at, struct tlog_hash *met, bool *more)
{
    struct rows *rows;
    struct tlog_hash leaf;
    int64_t end = l->tree.size + GROW_AT_ONCE;
    err e = db_query(
        p->ctx.db,
        "SELECT number, entry FROM trail_entry WHERE log_id = :log AND number >= :from AND "
        "number < :end AND number < :size ORDER BY number",
        BINDS(B_INT("log", l->book->id), B_INT("from", l->tree.size), B_INT("end", end),
              B_INT("size", l->book->tree.size)),
        &rows);
    if (e) {
        return e;
    }
    while (rows_next(rows) && rows_int(rows, 0) == l->tree.size) {
        tlog_leaf(p->h, rows_text(rows, 1), &leaf);
        tlog_grow(p->h, &l->tree, &leaf);
        if (met && l->tree.size == at) {
            tlog_root(p->h, &l->tree, met);
        }
    }
    *more = l->tree.size == end;
    return rows_end(rows);
}

/* Hashes the entries after l->tree on to it; *met (may be NULL) gets the root at the size `at`. */
static err grow(struct pass *p, struct look *l, int64_t at, struct tlog_hash *met)
{
    err e = OK;
    for (bool more = true; !e && more;) {
        e = grow_some(p, l, at, met, &more);
    }
    return e;
}

/* Did that key sign the log's latest checkpoint, and what does it say? */
static err last_signed(struct pass *p, struct look *l, bool *ours, struct checkpoint *out)
{
    str note, key_text;
    struct note_key key;
    int64_t size, at;
    *ours = true;
    err e = logbook_checkpoint(&p->ctx, l->book, 0, &note, &size, &at);
    e = e || !note.p
            ? e
            : db_text(p->ctx.db, p->ctx.arena,
                      "SELECT key FROM trail_checkpoint WHERE log_id = :log AND size = :size "
                      "ORDER BY at DESC LIMIT 1",
                      BINDS(B_INT("log", l->book->id), B_INT("size", size)), &key_text);
    if (e || !note.p) {
        *out = (struct checkpoint){0};
        return e;
    }
    note_key_of(p->s->key.public, l->book->origin, &key);
    *ours = checkpoint_open(p->ctx.arena, note, &key, out);
    if (!*ours && (!note_key_read(p->ctx.arena, key_text, &key) ||
                   !checkpoint_open(p->ctx.arena, note, &key, out))) {
        *out = (struct checkpoint){0};
    }
    return OK;
}

/* Has the key that signed before handed over to ours in this log? */
static err handed_over(struct pass *p, const struct logbook *b, bool *out)
{
    struct rows *rows;
    struct entry entry;
    unsigned char from[NOTE_PUBLIC], to[NOTE_PUBLIC];
    *out = false;
    err e = db_query(
        p->ctx.db,
        "SELECT entry FROM trail_entry WHERE log_id = :log AND event_id IS NULL ORDER BY number",
        BINDS(B_INT("log", b->id)), &rows);
    if (e) {
        return e;
    }
    while (rows_next(rows)) {
        *out = (entry_read(p->ctx.arena, rows_text(rows, 0), &entry) &&
                str_eq(entry.log, b->origin) && handover_read(p->ctx.arena, &entry, from, to) &&
                memcmp(to, p->s->key.public, NOTE_PUBLIC) == 0) ||
               *out;
    }
    return rows_end(rows);
}

/* The first look at a log that the state does not know: what the database says was signed has to be
 * there. */
static err first_look(struct pass *p, struct look *l)
{
    struct checkpoint last;
    struct tlog_hash met = {{0}}, root;
    bool ours, handed = false;
    err e = last_signed(p, l, &ours, &last);
    e = e || ours ? e : handed_over(p, l->book, &handed);
    e = e ? e : grow(p, l, last.size, &met);
    if (e) {
        return e;
    }
    tlog_root(p->h, &l->book->tree, &root);
    if (!ours && !handed) {
        wrong(l, SIGNER_KEY_LOST, last.size, &last.root);
    } else if (l->book->tree.size < last.size) {
        wrong(l, SIGNER_ROLLED_BACK, last.size, &last.root);
    } else if (last.size && memcmp(met.b, last.root.b, sizeof met.b) != 0) {
        wrong(l, SIGNER_FORKED, last.size, &last.root);
    }
    return OK;
}

static err look_at(struct pass *p, struct look *l, bool key_is_new)
{
    struct signed_log *known = signer_state_of(p->s->arena, &p->s->state, l->book->origin);
    struct tlog_hash root, mine, before;
    bool handed = !key_is_new;
    err e = OK;
    l->tree = known->tree;
    tlog_root(p->h, &known->tree, &before);
    if (!known->tree.size) {
        e = first_look(p, l);
    } else if (l->book->tree.size < known->tree.size) {
        wrong(l, SIGNER_ROLLED_BACK, known->tree.size, &before);
    } else {
        e = grow(p, l, 0, NULL);
        e = e || handed ? e : handed_over(p, l->book, &handed);
        if (!e && !handed) {
            wrong(l, SIGNER_KEY_LOST, known->tree.size, &before);
        }
    }
    if (e || l->is_wrong) {
        return e;
    }
    tlog_root(p->h, &l->book->tree, &root);
    tlog_root(p->h, &l->tree, &mine);
    if (l->tree.size != l->book->tree.size || memcmp(root.b, mine.b, sizeof root.b) != 0) {
        wrong(l, SIGNER_FORKED, known->tree.size, &before);
    }
    l->is_due = !l->is_wrong && (l->book->signed_size < l->tree.size || key_is_new ||
                                 p->ctx.now - l->book->signed_at >= DAY_MS);
    return OK;
}

/* ---- what follows from it
 * ----------------------------------------------------------------------------------- */

static str head_text(struct pass *p, const char *word, str origin, int64_t size,
                     const struct tlog_hash *root)
{
    return STR_JOIN(p->ctx.arena, str_of(word), origin, STR(" "), str_from_int(p->ctx.arena, size),
                    STR(" "), base64(p->ctx.arena, str_n(root->b, sizeof root->b)));
}

static const char *const causes[] = {
    [SIGNER_ROLLED_BACK] = "because rolled-back",
    [SIGNER_FORKED] = "because forked",
    [SIGNER_KEY_LOST] = "because key-lost",
};

str signer_said(struct arena *a, enum lang lang, const struct signer_news *news)
{
    static const char *const words[] = {
        [SIGNER_ROLLED_BACK] = KEY("trail.rolled_back"), [SIGNER_FORKED] = KEY("trail.forked"),
        [SIGNER_KEY_LOST] = KEY("trail.key_lost"),       [SIGNER_MISSING] = KEY("trail.missing"),
        [SIGNER_OTHER] = KEY("trail.other_database"),
    };
    const str args[] = {news->origin, str_from_int(a, news->stands),
                        str_from_int(a, news->signed_size), str_from_int(a, news->signed_size - 1),
                        news->next};
    return word_args(a, lang, words[news->what], args, sizeof args / sizeof *args);
}

static void tell_news(const struct pass *p, const struct signer_news *news)
{
    static const char *const reasons[] = {
        [SIGNER_ROLLED_BACK] = "rolled-back", [SIGNER_FORKED] = "forked",
        [SIGNER_KEY_LOST] = "key-lost",       [SIGNER_MISSING] = "missing",
        [SIGNER_OTHER] = "other-database",
    };
    log_event("history.broken_off", LOG_STR("log", news->origin), LOG_STR("next", news->next),
              LOG_Z("reason", reasons[news->what]), LOG_INT("entries", news->stands),
              LOG_INT("signed", news->signed_size));
    if (p->tell) {
        p->tell(p->p, news);
    }
}

static bool has_book(const struct logbook *books, size_t n, str origin)
{
    size_t i = 0;
    while (i < n && !str_eq(books[i].origin, origin)) {
        i++;
    }
    return i < n;
}

/* Once a start: what was signed and is not in the database any more. */
static void compare(struct pass *p, const struct logbook *books, size_t n)
{
    struct signer *s = p->s;
    size_t known = 0;
    s->has_compared = true;
    for (size_t i = 0; i < s->state.n; i++) {
        known += has_book(books, n, s->state.logs[i].origin);
    }
    if (s->state.n && !known && n) {
        tell_news(p, &(struct signer_news){.what = SIGNER_OTHER, .origin = str_of(s->state_path)});
        rename(s->state_path, str_printf(p->ctx.arena, "%s.before", s->state_path).p);
        s->state.n = 0;
        memcpy(s->state.public, s->key.public, NOTE_PUBLIC);
    }
    for (size_t i = 0; i < s->state.n; i++) {
        const struct signed_log *l = &s->state.logs[i];
        if (l->tree.size && !has_book(books, n, l->origin)) {
            tell_news(p, &(struct signer_news){.what = SIGNER_MISSING,
                                               .origin = l->origin,
                                               .signed_size = l->tree.size});
        }
    }
}

/* Closes the log and begins its next generation with both heads: what stands, and what was signed.
 */
static err close_book(struct pass *p, struct look *l)
{
    struct logbook now, next;
    struct tlog_hash root;
    err e = db_begin_write(p->ctx.db);
    e = e ? e : logbook_by_id(&p->ctx, l->book->id, &now);
    if (!e && now.is_open) {
        tlog_root(p->h, &now.tree, &root);
        str notes[] = {
            str_of(causes[l->trouble]),
            head_text(p, "continues ", now.origin, now.tree.size, &root),
            head_text(p, "signed ", now.origin, l->signed_size, &l->signed_root),
        };
        e = logbook_new(&p->ctx, now.organisation_id, &now, &next);
        e = e ? e : logbook_say(&p->ctx, &next, "continue", notes, sizeof notes / sizeof *notes);
        e = e ? e : db_commit(p->ctx.db);
        if (!e) {
            struct signer_news news = {l->trouble, now.origin, next.origin, now.tree.size,
                                       l->signed_size};
            tell_news(p, &news);
        }
    }
    db_rollback(p->ctx.db);
    return e;
}

static err sign_one(struct pass *p, const struct look *l)
{
    struct note_key key;
    struct checkpoint c = {.origin = l->book->origin, .size = l->tree.size};
    struct arena *a = p->ctx.arena;
    tlog_root(p->h, &l->tree, &c.root);
    note_key_of(p->s->key.public, c.origin, &key);
    err e = db_run(
        p->ctx.db,
        "INSERT INTO trail_checkpoint (log_id, size, key, at, note) VALUES (:log, :size, :key, "
        ":now, :note) ON CONFLICT DO NOTHING",
        BINDS(B_INT("log", l->book->id), B_INT("size", c.size),
              B_TEXT("key", note_key_text(a, &key)), B_INT("now", p->ctx.now),
              B_TEXT("note", note_sign(a, checkpoint_text(a, &c), &key, p->s->key.secret))),
        NULL);
    return e ? e
             : db_run(p->ctx.db,
                      "UPDATE trail_log SET signed_size = :size, signed_at = :now WHERE id = :log",
                      BINDS(B_INT("size", c.size), B_INT("now", p->ctx.now),
                            B_INT("log", l->book->id)),
                      NULL);
}

/* The state first, and durably: what was signed is remembered, whatever happens next. */
static err sign_all(struct pass *p)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++) {
        if (p->looks[i].is_due) {
            signer_state_of(p->s->arena, &p->s->state, p->looks[i].book->origin)->tree =
                p->looks[i].tree;
            n++;
        }
    }
    if (!n) {
        return OK;
    }
    memcpy(p->s->state.public, p->s->key.public, NOTE_PUBLIC);
    if (!signer_state_save(p->ctx.arena, p->s->state_path, &p->s->state)) {
        return signer_file_fault(&p->ctx.fault, ERR_BROKEN, KEY("trail.key"), p->s->state_path);
    }
    err e = db_begin_write(p->ctx.db);
    for (size_t i = 0; !e && i < p->n; i++) {
        e = p->looks[i].is_due ? sign_one(p, &p->looks[i]) : OK;
    }
    e = e ? e : db_commit(p->ctx.db);
    db_rollback(p->ctx.db);
    return e;
}

static err look_around(struct pass *p)
{
    struct logbook *books;
    size_t n;
    err e = db_begin_read(p->ctx.db);
    e = e ? e : logbook_all(&p->ctx, &books, &n);
    p->looks = ARENA_ARRAY(p->ctx.arena, e ? 0 : n, struct look);
    p->n = 0;
    if (!e && !p->s->has_compared) {
        compare(p, books, n);
    }
    for (size_t i = 0; !e && i < n; i++) {
        if (books[i].is_open) {
            p->looks[p->n].book = &books[i];
            bool key_is_new = memcmp(p->s->state.public, p->s->key.public, NOTE_PUBLIC) != 0;
            e = look_at(p, &p->looks[p->n++], key_is_new);
        }
    }
    db_rollback(p->ctx.db);
    return e;
}

static err key_again(struct signer *s, struct fault *f)
{
    struct file_state now = state_of(s->path), *was = &s->key_file;
    bool same = now.number == was->number && now.changed.tv_sec == was->changed.tv_sec &&
                now.changed.tv_nsec == was->changed.tv_nsec;
    return same ? OK : key_open(s, f);
}

err signer_pass(struct signer *s, struct db *db, int64_t now,
                void (*tell)(void *p, const struct signer_news *news), void *p)
{
    struct arena *a = arena_open();
    struct pass pass = {.s = s, .tell = tell, .p = p};
    ctx_init(&pass.ctx, a, db, now);
    pass.h = hasher_new(a);
    err e = key_again(s, &pass.ctx.fault);
    bool again = true;
    for (int turn = 0; !e && again && turn < 2;
         turn++) { /* the second signs what the first began */
        again = false;
        e = look_around(&pass);
        for (size_t i = 0; !e && i < pass.n; i++) {
            if (pass.looks[i].is_wrong) {
                again = true;
                e = close_book(&pass, &pass.looks[i]);
            }
        }
        e = e ? e : sign_all(&pass);
    }
    if (e) {
        log_event("history.not_signed", LOG_Z("error", err_name(e)),
                  LOG_Z("key", pass.ctx.fault.key), LOG_STR("detail", pass.ctx.fault.detail));
    }
    db_report_to(db, NULL);
    arena_close(a);
    return e;
}

int signer_run(struct db *db, const char *path, volatile sig_atomic_t *stop)
{
    struct arena *a = arena_open();
    struct fault f;
    struct signer *s = NULL;
    fault_init(&f, a);
    err e = signer_open(&s, path, &f);
    if (e) {
        log_event("history.no_signer", LOG_Z("key", f.key), LOG_STR("detail", f.detail));
    }
    int64_t next = 0; /* not of the wall's clock, which may be set back */
    while (!e && !*stop) {
        if (steady_ms() >= next) {
            next = steady_ms() + LOOK_EVERY_MS;
            err trouble = signer_pass(s, db, clock_now(), NULL, NULL);
            e = trouble == ERR_BUSY ? OK : trouble;
        }
        nanosleep(&(struct timespec){.tv_nsec = NAP_MS * 1000000L}, NULL);
    }
    if (!e) {
        signer_pass(s, db, clock_now(), NULL, NULL); /* what was written last */
    }
    signer_close(s);
    arena_close(a);
    return e ? 1 : 0;
}
