/* signing_for_test.h - a body with a log, a signer, and the log's check, on each engine. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TRAIL_SIGNING_FOR_TEST_H
#define TRAIL_SIGNING_FOR_TEST_H

#include "db/engine.h"
#include "kind/kind_for_test.h"
#include "trail/check.h"
#include "trail/signer.h"
#include "trail/trail.h"

struct signing {
    struct kind_test k;
    const char *path;
    struct signer *s;
    enum signer_trouble heard;
    int n_heard;
    int64_t now;
    struct buf found; /* of what the check finds: "trail.bad.entry 3; " */
};

static inline void signing_hear(void *p, const struct signer_news *news)
{
    struct signing *t = p;
    t->heard = news->what;
    t->n_heard++;
    assert_true(signer_said(t->k.ctx.arena, LANG_EN, news).n > 20);
}

static inline void signing_pass(struct signing *t)
{
    t->n_heard = 0;
    assert_int_equal(signer_pass(t->s, t->k.t->db, t->now, signing_hear, t), OK);
    db_report_to(t->k.t->db, &t->k.ctx.fault);
}

static inline void signing_append(struct signing *t, int n)
{
    assert_done(&t->k, db_begin_write(t->k.t->db));
    for (int i = 0; i < n; i++) {
        assert_done(&t->k,
                    trail_append(&t->k.ctx, t->k.body, "risk", i, 1, "change", STR_NONE, NULL, 0));
    }
    assert_done(&t->k, db_commit(t->k.t->db));
}

static inline struct logbook signing_book(struct signing *t)
{
    struct logbook b;
    assert_done(&t->k, logbook_find(&t->k.ctx, t->k.body, &b));
    return b;
}

/* Is the whole log signed by the signer's key? */
static inline void assert_signing_signed(struct signing *t)
{
    struct logbook b = signing_book(t);
    struct note_key key;
    struct checkpoint c;
    struct tlog_hash root;
    unsigned char public[NOTE_PUBLIC];
    str note;
    int64_t size, at;
    assert_done(&t->k, logbook_checkpoint(&t->k.ctx, &b, b.tree.size - 1, &note, &size, &at));
    assert_int_equal(size, b.tree.size);
    signer_public(t->s, public);
    note_key_of(public, b.origin, &key);
    assert_true(checkpoint_open(t->k.ctx.arena, note, &key, &c));
    tlog_root(b.hasher, &b.tree, &root);
    assert_memory_equal(root.b, c.root.b, sizeof root.b);
}

static inline const char *signing_state_path(struct signing *t)
{
    return str_printf(t->k.ctx.arena, "%s.state", t->path).p;
}

static inline void signing_forget_files(struct signing *t)
{
    static const char *const ends[] = {"", ".state", ".state.before", ".next"};
    for (size_t i = 0; i < 4; i++) {
        unlink(str_printf(t->k.ctx.arena, "%s%s", t->path, ends[i]).p);
    }
}

static inline void signing_reopen(struct signing *t)
{
    struct fault f;
    fault_init(&f, t->k.ctx.arena);
    signer_close(t->s);
    t->s = NULL;
    assert_int_equal(signer_open(&t->s, t->path, &f), OK);
}

/* Has the body's log begun anew for that reason, aloud, and goes on? */
static inline void assert_signing_continued(struct signing *t, enum signer_trouble why,
                                            const char *because)
{
    str text;
    struct entry e;
    assert_int_equal(t->n_heard, 1);
    assert_int_equal(t->heard, why);
    struct logbook b = signing_book(t);
    assert_int_equal(b.generation, 2);
    assert_true(str_ends(b.origin, "/org/999900011/2"));
    assert_done(&t->k, logbook_entry(&t->k.ctx, &b, 0, &text));
    assert_true(entry_read(t->k.ctx.arena, text, &e));
    assert_str(e.type, "continue");
    assert_str(e.notes[0], because);
    assert_true(str_starts(e.notes[1], "continues samstyr/"));
    assert_true(str_starts(e.notes[2], "signed samstyr/"));
    assert_signing_signed(t);
    signing_append(t, 2);
    signing_pass(t);
    assert_int_equal(t->n_heard, 0);
    assert_signing_signed(t);
}

static void (*signing_story)(struct signing *t);

static inline void signing_tell_one(struct test_db *db)
{
    struct signing t = {.k.t = db, .now = KIND_TEST_NOW};
    ctx_init(&t.k.ctx, db->arena, db->db, KIND_TEST_NOW);
    assert_ok(db, db_begin_write(db->db));
    t.k.body = kind_test_body(&t.k, "999900011", 0);
    assert_ok(db, db_commit(db->db));
    t.path = str_printf(db->arena, "/tmp/samstyr-key-%d", (int)getpid()).p;
    signing_forget_files(&t);
    signing_append(&t, 5);
    signing_reopen(&t);
    signing_story(&t);
    signing_forget_files(&t);
    signer_close(t.s);
}

static inline void signing_tell(void (*story)(struct signing *t))
{
    signing_story = story;
    on_each_migrated(signing_tell_one);
}

/* ---- the check
 * ---------------------------------------------------------------------------------------- */

static inline void signing_problem(void *p, str origin, const char *key, str a, str b)
{
    struct signing *t = p;
    assert_true(str_starts(origin, "samstyr/"));
    buf_printf(&t->found, "%s", key);
    if (a.p) {
        buf_printf(&t->found, " %.*s", STR_ARG(a));
    }
    if (b.p) {
        buf_printf(&t->found, " %.*s", STR_ARG(b));
    }
    buf_z(&t->found, "; ");
}

/* In the transaction that is open. */
static inline err signing_check_now(struct signing *t, struct trail_check *c)
{
    *c = (struct trail_check){
        .ctx = &t->k.ctx, .key_path = t->path, .problem = signing_problem, .p = t};
    buf_init(&t->found, t->k.ctx.arena, 1 * MIB);
    return trail_check(c, -1);
}

static inline err signing_check_once(struct signing *t, struct trail_check *c)
{
    err e = db_begin_read(t->k.t->db);
    e = e ? e : signing_check_now(t, c);
    db_rollback(t->k.t->db);
    return e;
}

/* What is wrong, all of it; "" when nothing is. */
static inline const char *signing_found(struct signing *t)
{
    struct trail_check c;
    assert_done(&t->k, signing_check_once(t, &c));
    return str_z(t->k.ctx.arena, buf_as_str(&t->found));
}

/* ---- behind the program's back
 * ---------------------------------------------------------------------------- */

/* Past the guard rail, as one may who owns the database. */
static inline void signing_off_the_rail(struct signing *t)
{
    const char *rail =
        db_engine(t->k.t->db) == DB_SQLITE
            ? "DROP TRIGGER trail_entry_remains; DROP TRIGGER trail_entry_stays;"
              "DROP TRIGGER trail_node_remains; DROP TRIGGER trail_node_stays;"
              "DROP TRIGGER trail_checkpoint_remains; DROP TRIGGER trail_checkpoint_stays;"
              "DROP TRIGGER event_remains; DROP TRIGGER event_stays;"
              "DROP TRIGGER instance_event_remains; DROP TRIGGER instance_event_stays;"
            : "DROP TRIGGER trail_entry_stays ON trail_entry;"
              "DROP TRIGGER trail_node_stays ON trail_node;"
              "DROP TRIGGER trail_checkpoint_stays ON trail_checkpoint;"
              "DROP TRIGGER event_stays ON event;"
              "DROP TRIGGER instance_event_stays ON instance_event;";
    assert_done(&t->k, db_begin_write(t->k.t->db));
    assert_done(&t->k, db_script(t->k.t->db, rail));
    assert_done(&t->k, db_commit(t->k.t->db));
}

/* The last entries go, as in a restored copy. */
static inline void signing_cut(struct signing *t, int64_t size)
{
    struct logbook b = signing_book(t);
    struct tlog_tree tree = {0};
    struct tlog_hash leaf;
    str text;
    for (int64_t i = 0; i < size; i++) {
        assert_done(&t->k, logbook_entry(&t->k.ctx, &b, i, &text));
        tlog_leaf(b.hasher, text, &leaf);
        tlog_grow(b.hasher, &tree, &leaf);
    }
    signing_off_the_rail(t);
    assert_done(&t->k, db_begin_write(t->k.t->db));
    assert_done(&t->k, db_run(t->k.t->db,
                              "DELETE FROM trail_entry WHERE log_id = :log AND number >= :size",
                              BINDS(B_INT("log", b.id), B_INT("size", size)), NULL));
    assert_done(
        &t->k, db_run(t->k.t->db, "UPDATE trail_log SET size = :size, edge = :edge WHERE id = :log",
                      BINDS(B_INT("log", b.id), B_INT("size", size),
                            B_BLOB("edge", str_n((const char *)tree.edge, tlog_edge_n(size) * 32))),
                      NULL));
    assert_done(&t->k, db_commit(t->k.t->db));
}

/* ---- trouble
 * ------------------------------------------------------------------------------------------ */

/* How much there is of everything. */
static inline str signing_census(struct signing *t)
{
    str census = STR_NONE;
    assert_done(
        &t->k,
        db_text(t->k.t->db, t->k.ctx.arena,
                "SELECT (SELECT count(*) FROM event) || ' ' || (SELECT count(*) FROM "
                "instance_event) || ' ' || (SELECT count(*) FROM trail_log) || ' ' || (SELECT "
                "coalesce(sum(size), 0) FROM trail_log) || ' ' || (SELECT count(*) FROM "
                "trail_entry) || ' ' || (SELECT count(*) FROM trail_node) || ' ' || (SELECT "
                "count(*) FROM trail_actor) || ' ' || (SELECT count(*) FROM trail_checkpoint)",
                NO_BINDS, &census));
    return census;
}

/* The n-th call of the database from now on fails, or none (0). Was it reached by then? */
static inline bool signing_failing(struct signing *t, int64_t n)
{
    struct db *db = t->k.t->db;
    bool was_reached = db->fail_at == 0;
    db->fail_at = n;
    if (!n) {
        db_rollback(db);
        fault_init(&t->k.ctx.fault, t->k.ctx.arena);
        db_report_to(db, &t->k.ctx.fault);
    }
    return was_reached;
}

/* Does the work again and again, while each call of the database from the first on fails in turn,
   until none does.
   Each time it must say so, nothing may be half done, and the log must hold. */
static inline void signing_sweep_from(struct signing *t, int64_t first,
                                      err (*work)(struct signing *t))
{
    str before = signing_census(t);
    for (int64_t n = first;; n++) {
        signing_failing(t, n);
        err e = work(t);
        if (!signing_failing(t, 0)) {
            assert_int_equal(e, OK);
            break;
        }
        assert_int_not_equal(e, OK);
        assert_str(signing_census(t), str_z(t->k.ctx.arena, before));
        assert_string_equal(signing_found(t), "");
        assert_true(n < 10000);
    }
    assert_string_equal(signing_found(t), "");
}

static inline void signing_sweep(struct signing *t, err (*work)(struct signing *t))
{
    signing_sweep_from(t, 1, work);
}

#endif
