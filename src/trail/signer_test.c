/* signer_test.c - a tree that grew is signed; one that shrank, forked or lost its key begins anew,
 * aloud. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/signer.h"

#include "trail/handover.h"
#include "trail/refusing_for_test.h"
#include "trail/signer_files.h"
#include "trail/signing_for_test.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>

static void grows(struct signing *t)
{
    struct stat st;
    signing_pass(t);
    assert_int_equal(t->n_heard, 0);
    assert_signing_signed(t);
    signing_append(t, 300);
    signing_pass(t);
    assert_signing_signed(t);
    signing_reopen(t);
    signing_append(t, 1);
    signing_pass(t);
    assert_int_equal(t->n_heard, 0);
    assert_signing_signed(t);
    assert_int_equal(signing_book(t).generation, 1);
    assert_int_equal(stat(t->path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    t->now += 2 * DAY_MS;
    signing_pass(t);
    assert_int_equal(signing_book(t).signed_at, t->now);
}

void test_signer__signs_what_has_grown_and_daily_what_has_not(void)
{
    signing_tell(grows);
}

static void continued(struct signing *t, enum signer_trouble why, const char *because)
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

static void shrinks(struct signing *t)
{
    signing_pass(t);
    signing_cut(t, 4);
    signing_pass(t);
    continued(t, SIGNER_ROLLED_BACK, "because rolled-back");
}

void test_signer__signs_no_smaller_tree_and_begins_a_new_one_aloud(void)
{
    signing_tell(shrinks);
}

static void forks(struct signing *t)
{
    signing_pass(t);
    signing_cut(t, 4);
    signing_append(t, 10); /* larger than what was signed, and another */
    signing_pass(t);
    continued(t, SIGNER_FORKED, "because forked");
}

void test_signer__signs_no_fork(void)
{
    signing_tell(forks);
}

static void loses_its_key(struct signing *t)
{
    signing_pass(t);
    unlink(t->path);
    signing_reopen(t);
    signing_pass(t);
    /* The instance's log as well: two are told of. */
    assert_int_equal(t->n_heard, 2);
    t->n_heard = 1;
    continued(t, SIGNER_KEY_LOST, "because key-lost");
}

void test_signer__begins_anew_when_the_key_was_lost(void)
{
    signing_tell(loses_its_key);
}

static void loses_both(struct signing *t)
{
    signing_pass(t);
    signing_forget_files(t);
    signing_reopen(t);
    signing_pass(t);
    assert_int_equal(t->n_heard, 2);
    t->n_heard = 1;
    continued(t, SIGNER_KEY_LOST, "because key-lost");
}

void test_signer__begins_anew_when_key_and_state_were_lost(void)
{
    signing_tell(loses_both);
}

static void hands_over(struct signing *t)
{
    unsigned char old[NOTE_PUBLIC], new[NOTE_PUBLIC], from[NOTE_PUBLIC], to[NOTE_PUBLIC];
    struct entry e;
    struct stat st;
    str text;
    signing_pass(t);
    signer_public(t->s, old);
    assert_int_equal(stat(t->path, &st), 0);
    assert_done(&t->k, handover_make(&t->k.ctx, t->path));
    /* Both within one tick of the clock. */
    assert_int_equal(utimensat(AT_FDCWD, t->path, (struct timespec[]){st.st_atim, st.st_mtim}, 0),
                     0);
    signing_pass(t);
    signer_public(t->s, new);
    assert_memory_not_equal(old, new, sizeof old);
    assert_int_equal(t->n_heard, 0);
    assert_signing_signed(t);
    struct logbook b = signing_book(t);
    assert_int_equal(b.generation, 1);
    assert_done(&t->k, logbook_entry(&t->k.ctx, &b, b.tree.size - 1, &text));
    assert_true(entry_read(t->k.ctx.arena, text, &e));
    assert_true(handover_read(t->k.ctx.arena, &e, from, to));
    assert_memory_equal(from, old, sizeof old);
    assert_memory_equal(to, new, sizeof new);
    e.log = STR("another/log");
    assert_false(handover_read(t->k.ctx.arena, &e, from, to));
    signing_reopen(t);
    signing_append(t, 1);
    signing_pass(t);
    assert_int_equal(t->n_heard, 0);
    assert_signing_signed(t);
}

void test_signer__takes_up_a_key_that_the_old_one_handed_over_to(void)
{
    signing_tell(hands_over);
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
    signing_tell(refuses_a_loose_key);
}

/* ---- what it remembers
 * ------------------------------------------------------------------------------------- */

static const char *state_path(struct signing *t)
{
    return str_printf(t->k.ctx.arena, "%s.state", t->path).p;
}

/* As if it had signed a log of that name. */
static void remember(struct signing *t, const char *origin, int64_t size, bool and_nothing_else)
{
    struct arena *a = t->k.ctx.arena;
    struct signer_state state;
    assert_true(signer_state_load(a, state_path(t), &state));
    state.n = and_nothing_else ? 0 : state.n;
    signer_state_of(a, &state, str_of(origin))->tree.size = size;
    assert_true(signer_state_save(a, state_path(t), &state));
}

static void knows_another_database(struct signing *t)
{
    signing_pass(t);
    remember(t, "samstyr/0/instance/1", 7, true);
    signing_reopen(t);
    signing_pass(t);
    assert_int_equal(t->n_heard, 1);
    assert_int_equal(t->heard, SIGNER_OTHER);
    assert_signing_signed(t);
    assert_int_equal(signing_book(t).generation, 1);
    assert_int_equal(access(str_printf(t->k.ctx.arena, "%s.before", state_path(t)).p, F_OK), 0);
}

void test_signer__sets_aside_what_it_signed_of_another_database(void)
{
    signing_tell(knows_another_database);
}

static void misses_a_log(struct signing *t)
{
    signing_pass(t);
    remember(t, "samstyr/0/org/1/1", 7, false);
    remember(t, "samstyr/0/org/2/1", 0, false); /* of which it signed nothing */
    signing_reopen(t);
    signing_pass(t);
    assert_int_equal(t->n_heard, 1);
    assert_int_equal(t->heard, SIGNER_MISSING);
    assert_signing_signed(t);
    signing_pass(t);
    assert_int_equal(t->n_heard, 0); /* once a start */
}

void test_signer__tells_of_a_log_that_is_gone(void)
{
    signing_tell(misses_a_log);
}

static void meets_nothing(struct test_db *db)
{
    struct signing t = {.k.t = db, .now = KIND_TEST_NOW};
    assert_ok(db, migrate(db->db, all_schema_steps, KIND_TEST_NOW, NULL));
    ctx_init(&t.k.ctx, db->arena, db->db, KIND_TEST_NOW);
    t.path = str_printf(db->arena, "/tmp/samstyr-key-%d", (int)getpid()).p;
    signing_forget_files(&t);
    signing_reopen(&t);
    signing_pass(&t);
    assert_int_equal(t.n_heard, 0);
    remember(&t, "samstyr/0/instance/1", 7, false);
    signing_reopen(&t);
    signing_pass(&t);
    assert_int_equal(t.heard, SIGNER_MISSING);
    signing_forget_files(&t);
    signer_close(t.s);
}

void test_signer__takes_an_empty_database_for_one_that_lost_its_logs(void)
{
    on_each_engine(meets_nothing);
}

static void forgets(struct signing *t)
{
    signing_pass(t);
    unlink(state_path(t));
    signing_reopen(t);
    signing_append(t, 2);
    signing_pass(t);
    assert_int_equal(t->n_heard, 0); /* what the database says was signed is there */
    assert_signing_signed(t);
    unlink(state_path(t));
    signing_reopen(t);
    signing_cut(t, 4);
    signing_pass(t);
    continued(t, SIGNER_ROLLED_BACK, "because rolled-back");
}

void test_signer__believes_the_last_head_when_it_has_forgotten(void)
{
    signing_tell(forgets);
}

static void forgets_a_fork(struct signing *t)
{
    signing_pass(t);
    unlink(state_path(t));
    signing_reopen(t);
    signing_cut(t, 4);
    signing_append(t, 10);
    signing_pass(t);
    continued(t, SIGNER_FORKED, "because forked");
}

void test_signer__finds_a_fork_by_the_last_head_alone(void)
{
    signing_tell(forgets_a_fork);
}

static void forgets_at_a_change_of_key(struct signing *t)
{
    signing_pass(t);
    assert_done(&t->k, handover_make(&t->k.ctx, t->path));
    unlink(state_path(t));
    signing_reopen(t);
    signing_pass(t);
    assert_int_equal(t->n_heard, 0);
    assert_signing_signed(t);
    assert_int_equal(signing_book(t).generation, 1);
}

void test_signer__knows_by_the_log_itself_that_its_key_follows(void)
{
    signing_tell(forgets_at_a_change_of_key);
}

static void loses_head(struct signing *t, const char *sql)
{
    signing_pass(t);
    signing_off_the_rail(t);
    assert_done(&t->k, db_begin_write(t->k.t->db));
    assert_done(&t->k, db_run(t->k.t->db, sql, BINDS(B_INT("log", signing_book(t).id)), NULL));
    assert_done(&t->k, db_commit(t->k.t->db));
    unlink(state_path(t));
    signing_reopen(t);
    signing_pass(t);
    continued(t, SIGNER_KEY_LOST, "because key-lost");
}

static void loses_the_note(struct signing *t)
{
    loses_head(t, "UPDATE trail_checkpoint SET note = 'no note' WHERE log_id = :log");
}

static void loses_note_and_key(struct signing *t)
{
    loses_head(t,
               "UPDATE trail_checkpoint SET note = 'no note', key = 'no key' WHERE log_id = :log");
}

void test_signer__does_not_follow_a_head_that_cannot_be_read(void)
{
    signing_tell(loses_the_note);
    signing_tell(loses_note_and_key);
}

static void meets_a_gap(struct signing *t)
{
    signing_pass(t);
    signing_append(t, 3);
    signing_off_the_rail(t);
    struct logbook b = signing_book(t);
    assert_done(&t->k, db_begin_write(t->k.t->db));
    assert_done(&t->k, db_run(t->k.t->db,
                              "DELETE FROM trail_entry WHERE log_id = :log AND number = :number",
                              BINDS(B_INT("log", b.id), B_INT("number", b.tree.size - 2)), NULL));
    assert_done(&t->k, db_commit(t->k.t->db));
    signing_pass(t);
    continued(t, SIGNER_FORKED, "because forked");
}

void test_signer__signs_no_tree_with_a_gap(void)
{
    signing_tell(meets_a_gap);
}

static void keeps_its_old_state(struct signing *t)
{
    struct arena *a = t->k.ctx.arena;
    struct signer_state old;
    signing_pass(t);
    assert_true(signer_state_load(a, state_path(t), &old));
    assert_done(&t->k, handover_make(&t->k.ctx, t->path));
    signing_pass(t);
    assert_true(signer_state_save(a, state_path(t), &old)); /* out of a copy of the folder */
    signing_reopen(t);
    signing_pass(t);
    assert_int_equal(t->n_heard, 0);
    assert_signing_signed(t);
    assert_true(signer_state_load(a, state_path(t), &old));
    unsigned char public[NOTE_PUBLIC];
    signer_public(t->s, public);
    assert_memory_equal(old.public, public, sizeof public);
    assert_string_equal(signing_found(t), "");
}

void test_signer__catches_up_with_a_key_that_its_state_is_older_than(void)
{
    signing_tell(keeps_its_old_state);
}

/* The key of yesterday is put back: it still follows the one before it, whatever came after. */
static void goes_back_a_key(struct signing *t)
{
    struct signer_key second;
    signing_pass(t);
    signing_off_the_rail(t);
    assert_done(&t->k, db_begin_write(t->k.t->db)); /* entries that say nothing do not disturb */
    assert_done(&t->k, db_run(t->k.t->db,
                              "UPDATE trail_entry SET entry = 'no entry' WHERE log_id = :log AND "
                              "number = 0",
                              BINDS(B_INT("log", signing_book(t).id)), NULL));
    assert_done(&t->k, db_run(t->k.t->db,
                              "UPDATE trail_entry SET entry = replace(entry, 'log samstyr', 'log "
                              "other') WHERE log_id <> :log AND number = 0",
                              BINDS(B_INT("log", signing_book(t).id)), NULL));
    assert_done(&t->k, db_commit(t->k.t->db));
    assert_done(&t->k, handover_make(&t->k.ctx, t->path));
    assert_true(signer_key_load(t->path, &second));
    assert_done(&t->k, handover_make(&t->k.ctx, t->path));
    assert_true(signer_key_save(t->path, &second, false));
    signing_pass(t);
    assert_int_equal(t->n_heard, 0);
    assert_signing_signed(t);
    assert_int_equal(signing_book(t).generation, 1);
}

void test_signer__follows_each_hand_over_in_the_log(void)
{
    signing_tell(goes_back_a_key);
}

/* ---- its files
 * -------------------------------------------------------------------------------------------- */

static void touched(struct signing *t)
{
    struct stat st;
    unsigned char before[NOTE_PUBLIC], after[NOTE_PUBLIC];
    signer_public(t->s, before);
    assert_int_equal(stat(t->path, &st), 0);
    for (int i = 0; i < 2; i++) {
        struct timespec when = st.st_mtim;
        when.tv_sec += i ? 10 : 0;
        when.tv_nsec = i ? when.tv_nsec : (when.tv_nsec + 5000) % 1000000000;
        struct timespec times[] = {st.st_atim, when};
        assert_int_equal(utimensat(AT_FDCWD, t->path, times, 0), 0);
        signing_pass(t);
        signer_public(t->s, after);
        assert_memory_equal(before, after, sizeof before);
    }
    unlink(t->path); /* while it runs: it goes on with the one that it makes then, aloud */
    signing_pass(t);
    assert_int_equal(t->n_heard, 2);
    assert_int_equal(t->heard, SIGNER_KEY_LOST);
}

void test_signer__reads_its_key_again_when_the_file_was_touched(void)
{
    signing_tell(touched);
}

static void cannot_remember(struct signing *t)
{
    assert_int_equal(mkdir(state_path(t), 0700), 0);
    assert_int_equal(signer_pass(t->s, t->k.t->db, t->now, NULL, NULL), ERR_BROKEN);
    db_report_to(t->k.t->db, &t->k.ctx.fault);
    assert_int_equal(signing_book(t).signed_size, 0); /* what it cannot remember it does not sign */
    assert_int_equal(rmdir(state_path(t)), 0);
    signing_pass(t);
    assert_signing_signed(t);
    FILE *f = fopen(state_path(t), "we");
    fputs("no state", f);
    fclose(f);
    struct fault fault;
    struct signer *s = NULL;
    fault_init(&fault, t->k.ctx.arena);
    assert_int_equal(signer_open(&s, t->path, &fault), ERR_BROKEN);
    assert_string_equal(fault.key, "trail.key");
    assert_null(s);
}

void test_signer__signs_only_what_it_can_remember(void)
{
    signing_tell(cannot_remember);
}

void test_signer__makes_one_key_when_several_start_at_once(void)
{
    enum { TOGETHER = 4, ROUNDS = 30 };
    struct arena *a = arena_open();
    char folder[] = "/tmp/samstyr-keys-XXXXXX";
    assert_non_null(mkdtemp(folder));
    const char *path = str_printf(a, "%s/new/key", folder).p;
    for (int round = 0; round < ROUNDS; round++) {
        int go[2], said[2];
        assert_int_equal(pipe(go) + pipe(said), 0);
        for (int i = 0; i < TOGETHER; i++) {
            if (fork() == 0) {
                char c;
                struct fault f;
                struct signer *s = NULL;
                unsigned char public[NOTE_PUBLIC] = {0};
                fault_init(&f, a);
                close(go[1]);
                if (read(go[0], &c, 1) == 0 && signer_open(&s, path, &f) == OK) {
                    signer_public(s, public);
                }
                _exit(write(said[1], public, sizeof public) != sizeof public);
            }
        }
        close(go[0]);
        close(go[1]); /* now */
        unsigned char first[NOTE_PUBLIC], other[NOTE_PUBLIC], none[NOTE_PUBLIC] = {0};
        assert_int_equal(read(said[0], first, sizeof first), sizeof first);
        assert_memory_not_equal(first, none, sizeof first);
        for (int i = 1; i < TOGETHER; i++) {
            assert_int_equal(read(said[0], other, sizeof other), sizeof other);
            assert_memory_equal(first, other, sizeof first);
        }
        for (int i = 0; i < TOGETHER; i++) {
            wait(NULL);
        }
        close(said[0]);
        close(said[1]);
        unlink(path);
    }
    rmdir(str_printf(a, "%s/new", folder).p);
    assert_int_equal(symlink("/nowhere/at/all", path), -1);
    const char *loose = str_printf(a, "%s/loose", folder).p;
    assert_int_equal(symlink("/nowhere/at/all", loose), 0); /* neither there nor to be made */
    struct fault f;
    struct signer *s = NULL;
    fault_init(&f, a);
    assert_int_equal(signer_open(&s, loose, &f), ERR_BROKEN);
    unlink(loose);
    assert_int_equal(signer_open(&s, str_printf(a, "%s/none/none/key", folder).p, &f), ERR_BROKEN);
    char here[4096];
    assert_non_null(getcwd(here, sizeof here));
    assert_int_equal(chdir(folder), 0);
    err e = signer_open(&s, "key", &f);
    assert_int_equal(chdir(here), 0);
    assert_int_equal(e, OK);
    signer_close(s);
    signer_close(NULL);
    unlink(str_printf(a, "%s/key", folder).p);
    assert_int_equal(rmdir(folder), 0);
    arena_close(a);
}

void test_signer__has_its_key_beside_the_database_unless_said_otherwise(void)
{
    struct arena *a = arena_open();
    const char *said = getenv("SAMSTYR_KEY");
    str kept = str_copy(a, str_of(said));
    unsetenv("SAMSTYR_KEY");
    assert_str(signer_path(a, "sqlite:var/samstyr.db"), "var/samstyr.db.key");
    assert_str(signer_path(a, "postgresql://x"), "var/samstyr.key");
    setenv("SAMSTYR_KEY", "", 1);
    assert_str(signer_path(a, "postgresql://x"), "var/samstyr.key");
    setenv("SAMSTYR_KEY", "/etc/samstyr/key", 1);
    assert_str(signer_path(a, "sqlite:var/samstyr.db"), "/etc/samstyr/key");
    if (kept.p) {
        setenv("SAMSTYR_KEY", kept.p, 1);
    } else {
        unsetenv("SAMSTYR_KEY");
    }
    arena_close(a);
}

/* ---- beside others
 * ---------------------------------------------------------------------------------------- */

static void cut_all(struct signing *t)
{
    signing_cut(t, 4);
    static const char back[] =
        "DELETE FROM trail_entry WHERE number > 0 AND log_id IN (SELECT id FROM trail_log WHERE "
        "organisation_id = 0)";
    assert_done(&t->k, db_begin_write(t->k.t->db));
    assert_done(&t->k, db_run(t->k.t->db, back, NO_BINDS, NULL));
    assert_done(&t->k, db_run(t->k.t->db,
                              "UPDATE trail_log SET size = 1, edge = (SELECT leaf FROM trail_entry "
                              "WHERE log_id = trail_log.id) WHERE organisation_id = 0",
                              NO_BINDS, NULL));
    assert_done(&t->k, db_commit(t->k.t->db));
}

static void more_of_the_instance(struct signing *t)
{
    assert_done(&t->k, db_begin_write(t->k.t->db));
    for (int i = 0; i < 3; i++) {
        assert_done(&t->k,
                    trail_append_instance(&t->k.ctx, "session", 1, "sign-in", STR_NONE, NULL, 0));
    }
    assert_done(&t->k, db_commit(t->k.t->db));
}

struct other {
    struct signing *t;
    struct db *db;
    struct signer *s;
    int n_heard;
};

/* The other one is faster with the second log. */
static void hear_and_let_the_other(void *p, const struct signer_news *news)
{
    struct other *o = p;
    (void)news;
    if (o->n_heard++ == 0) {
        assert_int_equal(signer_pass(o->s, o->db, o->t->now, NULL, NULL), OK);
    }
}

static void beside_another(struct signing *t)
{
    struct fault f;
    fault_init(&f, t->k.ctx.arena);
    more_of_the_instance(t);
    signing_pass(t);
    struct other o = {.t = t, .db = test_db_again(t->k.t)};
    assert_int_equal(signer_open(&o.s, t->path, &f), OK);
    cut_all(t);
    assert_int_equal(signer_pass(t->s, t->k.t->db, t->now, hear_and_let_the_other, &o), OK);
    db_report_to(t->k.t->db, &t->k.ctx.fault);
    assert_int_equal(o.n_heard, 1);
    assert_int_equal(signing_book(t).generation, 2);
    signing_pass(t);
    assert_int_equal(t->n_heard, 0);
    assert_signing_signed(t);
    signer_close(o.s);
    db_close(o.db);
}

void test_signer__closes_no_log_that_another_has_closed(void)
{
    signing_tell(beside_another);
}

/* While a log is closed, the next generation of it is cut as well. */
static void hear_and_cut(void *p, const struct signer_news *news)
{
    struct other *o = p;
    (void)news;
    if (o->n_heard++ < 2) {
        assert_done(&o->t->k, db_begin_write(o->db));
        assert_done(&o->t->k, db_run(o->db,
                                     "UPDATE trail_log SET edge = :edge WHERE is_open = 1 AND "
                                     "organisation_id = :body AND size = 1",
                                     BINDS(B_BLOB("edge", STR("01234567890123456789012345678901")),
                                           B_INT("body", o->t->k.body)),
                                     NULL));
        assert_done(&o->t->k, db_commit(o->db));
    }
}

static void again_and_again(struct signing *t)
{
    signing_pass(t);
    struct other o = {.t = t, .db = test_db_again(t->k.t)};
    signing_cut(t, 4);
    assert_int_equal(signer_pass(t->s, t->k.t->db, t->now, hear_and_cut, &o), OK);
    db_report_to(t->k.t->db, &t->k.ctx.fault);
    assert_int_equal(o.n_heard, 2); /* it does not run after it for ever */
    signing_pass(t);
    assert_int_equal(t->n_heard, 1);
    assert_signing_signed(t);
    assert_int_equal(signing_book(t).generation, 4);
    db_close(o.db);
}

void test_signer__leaves_what_goes_wrong_again_to_its_next_look(void)
{
    signing_tell(again_and_again);
}

/* ---- as a process
 * ---------------------------------------------------------------------------------------- */

struct running {
    struct db *db;
    const char *path;
    volatile sig_atomic_t stop;
    int end;
};

static void *run(void *p)
{
    struct running *r = p;
    r->end = signer_run(r->db, r->path, &r->stop);
    return NULL;
}

static void runs(struct signing *t)
{
    struct running r = {.db = test_db_again(t->k.t), .path = t->path};
    pthread_t thread;
    db_patience(r.db, 0);
    assert_done(&t->k, db_begin_write(t->k.t->db)); /* it may be busy when it starts */
    assert_int_equal(pthread_create(&thread, NULL, run, &r), 0);
    nanosleep(&(struct timespec){.tv_nsec = 300000000}, NULL);
    assert_done(&t->k, db_commit(t->k.t->db));
    for (int i = 0; i < 100 && signing_book(t).signed_size == 0; i++) {
        nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
    }
    assert_signing_signed(t);
    signing_append(t, 2);
    r.stop = 1;
    pthread_join(thread, NULL);
    assert_int_equal(r.end, 0);
    assert_signing_signed(t); /* what was written last as well */

    r.stop = 0;
    assert_int_equal(unlink(state_path(t)), 0);
    assert_int_equal(mkdir(state_path(t), 0700), 0);
    assert_int_equal(signer_run(r.db, t->path, &r.stop), 1);
    assert_int_equal(rmdir(state_path(t)), 0);
    assert_int_equal(chmod(t->path, 0644), 0);
    assert_int_equal(signer_run(r.db, t->path, &r.stop), 1);
    db_close(r.db);
}

void test_signer__runs_until_it_is_told_to_stop(void)
{
    signing_tell(runs);
}

/* ---- changing the key
 * ------------------------------------------------------------------------------------- */

static int hand_over(void *p)
{
    struct signing *t = p;
    return handover_make(&t->k.ctx, t->path) != OK;
}

static void cannot_hand_over(struct signing *t)
{
    unsigned char old[NOTE_PUBLIC], new[NOTE_PUBLIC];
    const char *waiting = str_printf(t->k.ctx.arena, "%s.next", t->path).p;
    signing_pass(t);
    signer_public(t->s, old);
    assert_int_equal(mkdir(waiting, 0700), 0);
    assert_refused(&t->k, handover_make(&t->k.ctx, t->path), "trail.key");
    assert_int_equal(rmdir(waiting), 0);
    assert_refused(&t->k, handover_make(&t->k.ctx, "/nowhere/at/all"), "trail.key");
    assert_int_equal(signing_book(t).tree.size, signing_book(t).signed_size); /* nothing was said */
    if (db_engine(t->k.t->db) == DB_SQLITE) { /* said, and the disk breaks: the old key signs on */
        assert_int_equal(refusing(SYS_rename, EROFS, hand_over, t), 1);
        signing_pass(t);
        signer_public(t->s, new);
        assert_memory_equal(old, new, sizeof old);
        assert_int_equal(t->n_heard, 0);
        assert_signing_signed(t);
    }
    unlink(t->path); /* another generation, and only that one is handed over */
    signing_reopen(t);
    signing_pass(t);
    signer_public(t->s, old);
    assert_done(&t->k, handover_make(&t->k.ctx, t->path));
    signing_pass(t);
    signer_public(t->s, new);
    assert_memory_not_equal(old, new, sizeof old);
    assert_int_equal(t->n_heard, 0);
    assert_int_equal(signing_book(t).generation, 2);
    assert_string_equal(signing_found(t), "");
}

void test_signer__keeps_its_key_until_the_logs_say_which_follows(void)
{
    signing_tell(cannot_hand_over);
}
