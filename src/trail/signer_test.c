/* signer_test.c - a tree that grew is signed; one that shrank, forked or lost its key begins anew,
 * aloud. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/signer.h"

#include "trail/handover.h"
#include "trail/refusing_for_test.h"
#include "trail/signer_files.h"
#include "trail/signing_for_test.h"

#include <fcntl.h>
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

static void shrinks(struct signing *t)
{
    signing_pass(t);
    signing_cut(t, 4);
    signing_pass(t);
    assert_signing_continued(t, SIGNER_ROLLED_BACK, "because rolled-back");
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
    assert_signing_continued(t, SIGNER_FORKED, "because forked");
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
    assert_signing_continued(t, SIGNER_KEY_LOST, "because key-lost");
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
    assert_signing_continued(t, SIGNER_KEY_LOST, "because key-lost");
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
    assert_int_equal(mkdir(signing_state_path(t), 0700), 0);
    assert_int_equal(signer_pass(t->s, t->k.t->db, t->now, NULL, NULL), ERR_BROKEN);
    db_report_to(t->k.t->db, &t->k.ctx.fault);
    assert_int_equal(signing_book(t).signed_size, 0); /* what it cannot remember it does not sign */
    assert_int_equal(rmdir(signing_state_path(t)), 0);
    signing_pass(t);
    assert_signing_signed(t);
    FILE *f = fopen(signing_state_path(t), "we");
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
