/* signer_test.c - a tree that grew is signed; one that shrank, forked or lost its key begins anew,
 * aloud. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/signer.h"

#include "kind/kind_for_test.h"
#include "trail/trail.h"
#include "trail/handover.h"

#include <fcntl.h>
#include <sys/stat.h>

struct signing {
    struct kind_test k;
    const char *path;
    struct signer *s;
    enum signer_trouble heard;
    int n_heard;
    int64_t now;
};

static void hear(void *p, const struct signer_news *news)
{
    struct signing *t = p;
    t->heard = news->what;
    t->n_heard++;
    assert_true(signer_said(t->k.ctx.arena, LANG_EN, news).n > 20);
}

static void pass(struct signing *t)
{
    t->n_heard = 0;
    assert_int_equal(signer_pass(t->s, t->k.t->db, t->now, hear, t), OK);
    db_report_to(t->k.t->db, &t->k.ctx.fault);
}

static void append(struct signing *t, int n)
{
    assert_done(&t->k, db_begin_write(t->k.t->db));
    for (int i = 0; i < n; i++) {
        assert_done(&t->k,
                    trail_append(&t->k.ctx, t->k.body, "risk", i, 1, "change", STR_NONE, NULL, 0));
    }
    assert_done(&t->k, db_commit(t->k.t->db));
}

static struct logbook book(struct signing *t)
{
    struct logbook b;
    assert_done(&t->k, logbook_find(&t->k.ctx, t->k.body, &b));
    return b;
}

/* Is the whole log signed by the signer's key? */
static void assert_signed(struct signing *t)
{
    struct logbook b = book(t);
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

static void forget_files(struct signing *t)
{
    static const char *const ends[] = {"", ".state", ".state.before", ".next"};
    for (size_t i = 0; i < 4; i++) {
        unlink(str_printf(t->k.ctx.arena, "%s%s", t->path, ends[i]).p);
    }
}

static void reopen(struct signing *t)
{
    struct fault f;
    fault_init(&f, t->k.ctx.arena);
    signer_close(t->s);
    t->s = NULL;
    assert_int_equal(signer_open(&t->s, t->path, &f), OK);
}

static void (*the_story)(struct signing *t);

static void tell(struct test_db *db)
{
    struct signing t = {.k.t = db, .now = KIND_TEST_NOW};
    assert_ok(db, migrate(db->db, all_schema_steps, KIND_TEST_NOW, NULL));
    ctx_init(&t.k.ctx, db->arena, db->db, KIND_TEST_NOW);
    assert_ok(db, db_begin_write(db->db));
    t.k.body = kind_test_body(&t.k, "999900011", 0);
    assert_ok(db, db_commit(db->db));
    t.path = str_printf(db->arena, "/tmp/samstyr-key-%d", (int)getpid()).p;
    forget_files(&t);
    append(&t, 5);
    reopen(&t);
    the_story(&t);
    forget_files(&t);
    signer_close(t.s);
}

static void told_on_each(void (*story)(struct signing *t))
{
    the_story = story;
    on_each_engine(tell);
}

static void grows(struct signing *t)
{
    struct stat st;
    pass(t);
    assert_int_equal(t->n_heard, 0);
    assert_signed(t);
    append(t, 300);
    pass(t);
    assert_signed(t);
    reopen(t);
    append(t, 1);
    pass(t);
    assert_int_equal(t->n_heard, 0);
    assert_signed(t);
    assert_int_equal(book(t).generation, 1);
    assert_int_equal(stat(t->path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    t->now += 2 * DAY_MS;
    pass(t);
    assert_int_equal(book(t).signed_at, t->now);
}

void test_signer__signs_what_has_grown_and_daily_what_has_not(void)
{
    told_on_each(grows);
}

/* Behind the program's back, past the guard rail: the last entries go, as in a restored copy. */
static void cut(struct signing *t, int64_t size)
{
    struct logbook b = book(t);
    struct tlog_tree tree = {0};
    struct tlog_hash leaf;
    str text;
    for (int64_t i = 0; i < size; i++) {
        assert_done(&t->k, logbook_entry(&t->k.ctx, &b, i, &text));
        tlog_leaf(b.hasher, text, &leaf);
        tlog_grow(b.hasher, &tree, &leaf);
    }
    assert_done(&t->k, db_begin_write(t->k.t->db));
    const char *rail = db_engine(t->k.t->db) == DB_SQLITE
                           ? "DROP TRIGGER trail_entry_remains; DROP TRIGGER trail_entry_stays;"
                           : "DROP TRIGGER trail_entry_stays ON trail_entry;";
    assert_done(&t->k, db_script(t->k.t->db, rail));
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

static void continued(struct signing *t, enum signer_trouble why, const char *because)
{
    str text;
    struct entry e;
    assert_int_equal(t->n_heard, 1);
    assert_int_equal(t->heard, why);
    struct logbook b = book(t);
    assert_int_equal(b.generation, 2);
    assert_true(str_ends(b.origin, "/org/999900011/2"));
    assert_done(&t->k, logbook_entry(&t->k.ctx, &b, 0, &text));
    assert_true(entry_read(t->k.ctx.arena, text, &e));
    assert_str(e.type, "continue");
    assert_str(e.notes[0], because);
    assert_true(str_starts(e.notes[1], "continues samstyr/"));
    assert_true(str_starts(e.notes[2], "signed samstyr/"));
    assert_signed(t);
    append(t, 2);
    pass(t);
    assert_int_equal(t->n_heard, 0);
    assert_signed(t);
}

static void shrinks(struct signing *t)
{
    pass(t);
    cut(t, 4);
    pass(t);
    continued(t, SIGNER_ROLLED_BACK, "because rolled-back");
}

void test_signer__signs_no_smaller_tree_and_begins_a_new_one_aloud(void)
{
    told_on_each(shrinks);
}

static void forks(struct signing *t)
{
    pass(t);
    cut(t, 4);
    append(t, 10); /* larger than what was signed, and another */
    pass(t);
    continued(t, SIGNER_FORKED, "because forked");
}

void test_signer__signs_no_fork(void)
{
    told_on_each(forks);
}

static void loses_its_key(struct signing *t)
{
    pass(t);
    unlink(t->path);
    reopen(t);
    pass(t);
    /* The instance's log as well: two are told of. */
    assert_int_equal(t->n_heard, 2);
    t->n_heard = 1;
    continued(t, SIGNER_KEY_LOST, "because key-lost");
}

void test_signer__begins_anew_when_the_key_was_lost(void)
{
    told_on_each(loses_its_key);
}

static void loses_both(struct signing *t)
{
    pass(t);
    forget_files(t);
    reopen(t);
    pass(t);
    assert_int_equal(t->n_heard, 2);
    t->n_heard = 1;
    continued(t, SIGNER_KEY_LOST, "because key-lost");
}

void test_signer__begins_anew_when_key_and_state_were_lost(void)
{
    told_on_each(loses_both);
}

static void hands_over(struct signing *t)
{
    unsigned char old[NOTE_PUBLIC], new[NOTE_PUBLIC], from[NOTE_PUBLIC], to[NOTE_PUBLIC];
    struct entry e;
    struct stat st;
    str text;
    pass(t);
    signer_public(t->s, old);
    assert_int_equal(stat(t->path, &st), 0);
    assert_done(&t->k, handover_make(&t->k.ctx, t->path));
    /* Both within one tick of the clock. */
    assert_int_equal(utimensat(AT_FDCWD, t->path, (struct timespec[]){st.st_atim, st.st_mtim}, 0),
                     0);
    pass(t);
    signer_public(t->s, new);
    assert_memory_not_equal(old, new, sizeof old);
    assert_int_equal(t->n_heard, 0);
    assert_signed(t);
    struct logbook b = book(t);
    assert_int_equal(b.generation, 1);
    assert_done(&t->k, logbook_entry(&t->k.ctx, &b, b.tree.size - 1, &text));
    assert_true(entry_read(t->k.ctx.arena, text, &e));
    assert_true(handover_read(t->k.ctx.arena, &e, from, to));
    assert_memory_equal(from, old, sizeof old);
    assert_memory_equal(to, new, sizeof new);
    e.log = STR("another/log");
    assert_false(handover_read(t->k.ctx.arena, &e, from, to));
    reopen(t);
    append(t, 1);
    pass(t);
    assert_int_equal(t->n_heard, 0);
    assert_signed(t);
}

void test_signer__takes_up_a_key_that_the_old_one_handed_over_to(void)
{
    told_on_each(hands_over);
}

static void refuses_a_loose_key(struct signing *t)
{
    struct fault f;
    struct signer *s = NULL;
    fault_init(&f, t->k.ctx.arena);
    chmod(t->path, 0640);
    assert_int_equal(signer_open(&s, t->path, &f), ERR_DENIED);
    assert_string_equal(f.key, "trail.key_open");
}

void test_signer__refuses_a_key_that_others_can_read(void)
{
    told_on_each(refuses_a_loose_key);
}
