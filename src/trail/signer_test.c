/* signer_test.c - a tree that grew is signed; one that shrank, forked or lost its key begins anew,
 * aloud. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/signer.h"

#include "trail/handover.h"
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
