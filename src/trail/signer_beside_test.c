/* signer_beside_test.c - a signer beside others at the same logs, and as a process that is told to
   stop. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "trail/signing_for_test.h"

#include <pthread.h>
#include <sys/stat.h>

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
    for (int i = 0; i < 1200 && signing_book(t).signed_size == 0; i++) {
        nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
    }
    assert_signing_signed(t);
    signing_append(t, 2);
    r.stop = 1;
    pthread_join(thread, NULL);
    assert_int_equal(r.end, 0);
    assert_signing_signed(t); /* what was written last as well */

    r.stop = 0;
    assert_int_equal(unlink(signing_state_path(t)), 0);
    assert_int_equal(mkdir(signing_state_path(t), 0700), 0);
    assert_int_equal(signer_run(r.db, t->path, &r.stop), 1);
    assert_int_equal(rmdir(signing_state_path(t)), 0);
    assert_int_equal(chmod(t->path, 0644), 0);
    assert_int_equal(signer_run(r.db, t->path, &r.stop), 1);
    db_close(r.db);
}

void test_signer__runs_until_it_is_told_to_stop(void)
{
    signing_tell(runs);
}
