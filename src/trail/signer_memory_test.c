/* signer_memory_test.c - what the signer remembers of what it signed, and how it does without. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/handover.h"
#include "trail/signer_files.h"
#include "trail/signing_for_test.h"

/* As if it had signed a log of that name. */
static void remember(struct signing *t, const char *origin, int64_t size, bool and_nothing_else)
{
    struct arena *a = t->k.ctx.arena;
    struct signer_state state;
    assert_true(signer_state_load(a, signing_state_path(t), &state));
    state.n = and_nothing_else ? 0 : state.n;
    signer_state_of(a, &state, str_of(origin))->tree.size = size;
    assert_true(signer_state_save(a, signing_state_path(t), &state));
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
    assert_int_equal(access(str_printf(t->k.ctx.arena, "%s.before", signing_state_path(t)).p, F_OK),
                     0);
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
    on_each_migrated(meets_nothing);
}

static void forgets(struct signing *t)
{
    signing_pass(t);
    unlink(signing_state_path(t));
    signing_reopen(t);
    signing_append(t, 2);
    signing_pass(t);
    assert_int_equal(t->n_heard, 0); /* what the database says was signed is there */
    assert_signing_signed(t);
    unlink(signing_state_path(t));
    signing_reopen(t);
    signing_cut(t, 4);
    signing_pass(t);
    assert_signing_continued(t, SIGNER_ROLLED_BACK, "because rolled-back");
}

void test_signer__believes_the_last_head_when_it_has_forgotten(void)
{
    signing_tell(forgets);
}

static void forgets_a_fork(struct signing *t)
{
    signing_pass(t);
    unlink(signing_state_path(t));
    signing_reopen(t);
    signing_cut(t, 4);
    signing_append(t, 10);
    signing_pass(t);
    assert_signing_continued(t, SIGNER_FORKED, "because forked");
}

void test_signer__finds_a_fork_by_the_last_head_alone(void)
{
    signing_tell(forgets_a_fork);
}

static void forgets_at_a_change_of_key(struct signing *t)
{
    signing_pass(t);
    assert_done(&t->k, handover_make(&t->k.ctx, t->path));
    unlink(signing_state_path(t));
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
    unlink(signing_state_path(t));
    signing_reopen(t);
    signing_pass(t);
    assert_signing_continued(t, SIGNER_KEY_LOST, "because key-lost");
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
    assert_signing_continued(t, SIGNER_FORKED, "because forked");
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
    assert_true(signer_state_load(a, signing_state_path(t), &old));
    assert_done(&t->k, handover_make(&t->k.ctx, t->path));
    signing_pass(t);
    assert_true(
        signer_state_save(a, signing_state_path(t), &old)); /* out of a copy of the folder */
    signing_reopen(t);
    signing_pass(t);
    assert_int_equal(t->n_heard, 0);
    assert_signing_signed(t);
    assert_true(signer_state_load(a, signing_state_path(t), &old));
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
