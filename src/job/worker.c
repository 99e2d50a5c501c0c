/* worker.c - the process that does what takes long: takes a job, does it, says how it ended. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "job/worker.h"

#include "base/clock.h"
#include "base/log.h"
#include "format/json/write.h"
#include "job/schedule.h"

#include <string.h>
#include <time.h>

enum { POLL_MS = 500, FIRST_RETRY_MS = 10 * 1000 };

static const struct job_kind *kind_named(const struct job_kind *const *kinds, str name)
{
    for (; *kinds; kinds++) {
        if (str_is(name, (*kinds)->name)) {
            return *kinds;
        }
    }
    return NULL;
}

/* The one who asked, with the roles that he has now: rights withdrawn since then are withdrawn here
 * too. */
static err act_as(struct ctx *ctx, int64_t person_id)
{
    struct rows *rows;
    err e = db_query(
        ctx->db,
        "SELECT p.name, p.email, coalesce((SELECT CAST(sum(DISTINCT a.role_bit) AS BIGINT) FROM "
        "access a "
        "WHERE a.person_id = p.id AND (a.organisation_id = :organisation OR :organisation = 0) "
        "AND (a.valid_from IS NULL OR a.valid_from <= :today) "
        "AND (a.valid_until IS NULL OR a.valid_until >= :today)), 0) "
        "FROM person p WHERE p.id = :person AND p.state = 'active' AND p.deleted_at IS NULL",
        BINDS(B_INT("organisation", ctx->body.id), B_INT("person", person_id),
              B_TEXT("today", ctx->today)),
        &rows);
    if (e) {
        return e;
    }
    bool found = rows_next(rows);
    if (found) {
        ctx->actor = (struct actor){
            .person_id = person_id,
            .name = str_copy(ctx->arena, rows_text(rows, 0)),
            .email = str_copy(ctx->arena, rows_text(rows, 1)),
            .roles = (uint32_t)rows_int(rows, 2) & ROLES_ALL,
        };
    }
    e = rows_end(rows);
    return e ? e : found ? OK : fault(ctx, ERR_DENIED, "job.person_gone");
}

static err prepare(struct ctx *ctx, const struct job *job)
{
    ctx->lang = job->lang;
    ctx->rehearsal = job->rehearsal;
    ctx->request = job->uuid;
    err e = job->organisation_id ? ctx_body(ctx, job->organisation_id) : OK;
    return e || !job->person_id ? e : act_as(ctx, job->person_id);
}

/* {"problem": "...", "errors": [...]}: what the page shows of a failed job. */
static str problem(struct ctx *ctx)
{
    const struct fault *f = &ctx->fault;
    struct buf out;
    buf_init(&out, ctx->arena, 256 * KIB);
    struct json_writer w;
    json_start(&w, &out);
    json_object_start(&w);
    json_member_text(&w, "problem",
                     f->key ? word_args(ctx->arena, ctx->lang, f->key, f->args, FAULT_ARGS)
                            : word(ctx->lang, KEY("job.broke")));
    json_key(&w, "lines");
    json_array_start(&w);
    for (size_t i = 0; i < f->n_fields && i < 200; i++) {
        const struct field_fault *at = &f->fields[i];
        str why = word_args(ctx->arena, ctx->lang, at->key, at->args, FAULT_ARGS);
        json_text(&w, at->row
                          ? str_printf(ctx->arena, "%lld: %.*s: %.*s", (long long)at->row,
                                       STR_ARG(at->field), STR_ARG(why))
                          : str_printf(ctx->arena, "%.*s: %.*s", STR_ARG(at->field), STR_ARG(why)));
    }
    json_array_end(&w);
    json_object_end(&w);
    return out.full ? STR("{}") : buf_as_str(&out);
}

static bool worth_another_try(err e, const struct job *job)
{
    return (e == ERR_BUSY || e == ERR_BROKEN || e == ERR_FULL) && job->attempts < JOB_ATTEMPTS;
}

/* The result in a transaction of its own, after the work's was rolled back. */
static err end_apart(struct ctx *ctx, struct job *job, const char *state, int64_t due_at)
{
    db_rollback(ctx->db);
    struct fault f; /* the work's trouble is told already */
    fault_init(&f, ctx->arena);
    db_report_to(ctx->db, &f);
    err e = db_begin_write(ctx->db);
    e = e ? e : job_end(ctx->db, job, state, due_at, clock_now());
    e = e ? e : db_commit(ctx->db);
    if (e) {
        db_rollback(ctx->db);
    }
    db_report_to(ctx->db, &ctx->fault);
    return e;
}

static err end_well(struct ctx *ctx, struct job *job)
{
    if (job->rehearsal || !db_in_transaction(ctx->db)) {
        return end_apart(ctx, job, "done", job->due_at);
    }
    err e = job_end(ctx->db, job, "done", job->due_at, clock_now());
    return e ? e : db_commit(ctx->db);
}

static err do_job(struct db *db, struct arena *a, const struct job_kind *const *kinds,
                  struct job *job, int64_t now)
{
    struct ctx ctx;
    ctx_init(&ctx, a, db, now);
    const struct job_kind *kind = kind_named(kinds, job->kind);
    err e = job->attempts > JOB_ATTEMPTS ? fault(&ctx, ERR_BROKEN, "job.gave_up")
            : kind                       ? prepare(&ctx, job)
                                         : fault(&ctx, ERR_MISSING, "job.unknown_kind", job->kind);
    log_event("job.started", LOG_STR("kind", job->kind), LOG_STR("job", job->uuid),
              LOG_INT("attempt", job->attempts));
    e = e ? e : kind->run(&ctx, job);
    e = e ? e : end_well(&ctx, job);
    if (!e) {
        log_event("job.done", LOG_STR("kind", job->kind), LOG_STR("job", job->uuid));
        return OK;
    }
    bool stopped = job->stop && *job->stop && e == ERR_BUSY;
    bool again = stopped || worth_another_try(e, job);
    ctx.fault.code = e;
    job->result = problem(&ctx);
    log_event(again ? "job.postponed" : "job.failed", LOG_STR("kind", job->kind),
              LOG_STR("job", job->uuid), LOG_Z("error", err_name(e)), LOG_Z("key", ctx.fault.key),
              LOG_STR("detail", ctx.fault.detail));
    err ended = end_apart(&ctx, job, again ? "waiting" : "failed",
                          stopped ? now : now + (FIRST_RETRY_MS << job->attempts));
    return e == ERR_BROKEN         ? e
           : ended == ERR_CONFLICT ? OK
                                   : ended; /* cancelled, or another has it now */
}

/* One job, if one is due. *did says whether one was. */
static err one(struct db *db, struct arena *a, const struct job_kind *const *kinds, int64_t now,
               const volatile sig_atomic_t *stop, bool *did)
{
    struct fault f;
    struct job job;
    fault_init(&f, a);
    db_report_to(db, &f);
    err e = job_take(db, a, now, &job);
    *did = !e;
    job.stop = stop;
    return e == ERR_MISSING || e == ERR_BUSY ? OK : e ? e : do_job(db, a, kinds, &job, now);
}

int job_worker_once(struct db *db, const struct job_kind *const *kinds, int64_t (*now)(void))
{
    struct arena *a = arena_open();
    int n = 0;
    bool did = true;
    while (did && one(db, a, kinds, now(), NULL, &did) == OK) {
        n += did;
        arena_reset(a);
    }
    arena_close(a);
    return n;
}

int job_worker_run(struct db *db, const struct job_kind *const *kinds, volatile sig_atomic_t *stop)
{
    struct arena *a = arena_open();
    int64_t scheduled = 0;
    err e = OK;
    while (!*stop && e != ERR_BROKEN) {
        bool did = false;
        int64_t now = clock_now();
        if (now - scheduled >= MINUTE_MS) {
            scheduled = now;
            schedule_fill(db, a, kinds, now);
        }
        e = one(db, a, kinds, now, stop, &did);
        arena_reset(a);
        if (!did && !*stop) {
            nanosleep(&(struct timespec){0, POLL_MS * 1000000L},
                      NULL); /* a signal ends the sleep */
        }
    }
    arena_close(a);
    return e == ERR_BROKEN ? 1 : 0;
}
