/* job_test.c - a piece of work is done once, whatever happens on the way; on each engine. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "db/db_for_test.h"
#include "job/schedule.h"
#include "job/worker.h"

#define NOW ((int64_t)1795000000000)

static int64_t now = NOW;

static int64_t test_now(void)
{
    return now;
}

static err note(struct ctx *ctx, const char *subject)
{
    return db_run(ctx->db, "INSERT INTO sign_in_failure (subject, at) VALUES (:subject, 1)",
                  BINDS(B_TEXT("subject", str_of(subject))), NULL);
}

static err two_steps(struct ctx *ctx, struct job *job)
{
    err e = job_step_begin(ctx, job);
    e = e ? e : note(ctx, "first");
    e = e ? e : job_step_end(ctx, job, 1, 2);
    if (!e && str_is(job->input, "\"cancel\"")) {
        e = db_begin_write(ctx->db);
        e = e ? e : job_cancel(ctx, job);
        e = e ? e : db_commit(ctx->db);
    }
    e = e ? e : job_step_begin(ctx, job);
    e = e ? e : note(ctx, "second");
    if (!e && str_is(job->input, "\"fail\"")) {
        return fault(ctx, ERR_INVALID, "sign_in.password_short");
    }
    if (!e && str_is(job->input, "\"busy\"")) {
        return ERR_BUSY;
    }
    job->done = 2;
    job->result = STR("{\"href\":\"/x\"}");
    return e;
}

static const struct job_kind two_steps_job_kind = {.name = "two", .run = two_steps};
static const struct job_kind round_job_kind = {.name = "round", .run = two_steps, .every = HOUR_MS};
static const struct job_kind *const kinds[] = {&two_steps_job_kind, &round_job_kind, NULL};

static struct ctx house(struct test_db *t)
{
    now = NOW;
    struct ctx ctx;
    ctx_init(&ctx, t->arena, t->db, NOW);
    return ctx;
}

static str added(struct ctx *ctx, const char *input, bool rehearsal)
{
    str uuid;
    assert_int_equal(db_begin_write(ctx->db), OK);
    assert_int_equal(job_add(ctx,
                             &(struct job_request){
                                 .kind = "two", .input = str_of(input), .rehearsal = rehearsal},
                             &uuid),
                     OK);
    assert_int_equal(db_commit(ctx->db), OK);
    return uuid;
}

static str state_of(struct ctx *ctx, str uuid)
{
    str out = STR_NONE;
    db_report_to(ctx->db, &ctx->fault);
    assert_int_equal(db_text(ctx->db, ctx->arena, "SELECT state FROM job WHERE uuid = :uuid",
                             BINDS(B_TEXT("uuid", uuid)), &out),
                     OK);
    return out;
}

static int64_t notes(struct ctx *ctx)
{
    int64_t n = -1;
    assert_int_equal(db_int(ctx->db, "SELECT count(*) FROM sign_in_failure", NO_BINDS, &n), OK);
    return n;
}

static void done_once(struct test_db *t)
{
    struct ctx ctx = house(t);
    str uuid = added(&ctx, "1", false);
    assert_str(state_of(&ctx, uuid), "waiting");
    assert_int_equal(job_worker_once(t->db, kinds, test_now), 1);
    assert_str(state_of(&ctx, uuid), "done");
    assert_int_equal(notes(&ctx), 2);
    assert_int_equal(job_worker_once(t->db, kinds, test_now), 0);
}

void test_job__is_done_once(void **state)
{
    on_each_migrated(done_once);
}

static void rehearsed(struct test_db *t)
{
    struct ctx ctx = house(t);
    str uuid = added(&ctx, "1", true);
    assert_int_equal(job_worker_once(t->db, kinds, test_now), 1);
    assert_str(state_of(&ctx, uuid), "done");
    assert_int_equal(notes(&ctx), 0); /* a rehearsal keeps nothing */
    uuid = added(&ctx, "\"fail\"", false);
    assert_int_equal(job_worker_once(t->db, kinds, test_now), 1);
    assert_str(state_of(&ctx, uuid), "failed");
    assert_int_equal(notes(&ctx), 1); /* the step that was ended stands, the other is undone */
    struct job job;
    ctx.actor.person_id = 0;
    assert_int_equal(job_find(&ctx, uuid, &job),
                     ERR_MISSING); /* the system's jobs are nobody's page */
}

void test_job__that_fails_undoes_its_open_step(void **state)
{
    on_each_migrated(rehearsed);
}

static void cancelled(struct test_db *t)
{
    struct ctx ctx = house(t);
    str uuid = added(&ctx, "\"cancel\"", false);
    assert_int_equal(job_worker_once(t->db, kinds, test_now), 1);
    assert_str(state_of(&ctx, uuid), "cancelled");
    assert_int_equal(notes(&ctx), 1);
}

void test_job__stops_at_its_next_step_when_cancelled(void **state)
{
    on_each_migrated(cancelled);
}

static void tried_again(struct test_db *t)
{
    struct ctx ctx = house(t);
    str uuid = added(&ctx, "\"busy\"", false);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(job_worker_once(t->db, kinds, test_now), 1);
        assert_str(state_of(&ctx, uuid), "waiting");
        assert_int_equal(job_worker_once(t->db, kinds, test_now), 0); /* not at once */
        now += HOUR_MS;
    }
    assert_int_equal(job_worker_once(t->db, kinds, test_now), 1);
    assert_str(state_of(&ctx, uuid), "failed");
}

void test_job__is_tried_three_times_when_the_database_is_busy(void **state)
{
    on_each_migrated(tried_again);
}

static void taken_over(struct test_db *t)
{
    struct ctx ctx = house(t);
    struct job first, second;
    str uuid = added(&ctx, "1", false);
    assert_int_equal(job_take(t->db, t->arena, NOW, &first), OK);
    assert_int_equal(job_take(t->db, t->arena, NOW + MINUTE_MS, &second), ERR_MISSING);
    assert_int_equal(job_take(t->db, t->arena, NOW + JOB_SILENCE_MS + 1, &second), OK);
    assert_int_equal(second.attempts, 2);
    db_report_to(t->db, &ctx.fault);
    assert_int_equal(job_step_begin(&ctx, &first),
                     ERR_CONFLICT); /* the silent one comes back too late */
    db_rollback(t->db);
    assert_int_equal(job_step_begin(&ctx, &second), OK);
    db_rollback(t->db);
    assert_str(state_of(&ctx, uuid), "running");
}

void test_job__of_a_silent_worker_is_taken_over(void **state)
{
    on_each_migrated(taken_over);
}

static void comes_round(struct test_db *t)
{
    struct ctx ctx = house(t);
    int64_t n;
    schedule_fill(t->db, t->arena, kinds, NOW);
    schedule_fill(t->db, t->arena, kinds, NOW);
    assert_int_equal(db_int(t->db, "SELECT count(*) FROM job", NO_BINDS, &n), OK);
    assert_int_equal(n, 1);
    assert_int_equal(job_worker_once(t->db, kinds, test_now), 1);
    schedule_fill(t->db, t->arena, kinds, NOW);
    assert_int_equal(job_worker_once(t->db, kinds, test_now), 0);
    now = NOW + HOUR_MS;
    assert_int_equal(job_worker_once(t->db, kinds, test_now), 1);
    assert_int_equal(notes(&ctx), 4);
}

void test_job__comes_round_by_the_schedule(void **state)
{
    on_each_migrated(comes_round);
}
