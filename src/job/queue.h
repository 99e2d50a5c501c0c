/* queue.h - work that does not fit in a request: a row each, done by a job worker, asked after by a
 * page. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef JOB_QUEUE_H
#define JOB_QUEUE_H

#include "ctx/ctx.h"

#include <signal.h>

/* A row of the queue. Text lives in the arena of whoever read it. */
struct job {
    int64_t id;
    str uuid, kind;
    int64_t organisation_id, person_id; /* 0: none, the system */
    str input;                          /* JSON */
    str payload;                        /* uploaded bytes; only where the work is done */
    str state;                          /* waiting, running, done, failed, cancelled */
    int64_t done, total;                /* how far; total 0 is not known */
    str result;                         /* JSON, see job_kind */
    bool has_file;                      /* result_file can be fetched */
    str result_file;                    /* bytes to fetch, set by run */
    int64_t attempts, due_at, ended_at, created_at;
    enum lang lang;
    bool rehearsal;
    const volatile sig_atomic_t *stop; /* the worker shall end: steps begin no more */
};

/* What a kind of work is: `const struct job_kind NAME_job = {...}` anywhere puts it on
   all_job_kinds. run starts without a transaction, with ctx as the person who asked (or the
   system), his body and language. It may run twice: a worker that dies half-way leaves its open
   step undone, and another begins anew. It opens steps with job_step_begin and ends them with
   job_step_end; what it leaves open at OK is committed together with the news that the job is done.
   It may set job->result to a JSON object: {"href": where to go on, "lines":
   ["what was done", ...], "file": "name.csv"} and job->result_file to bytes. */
struct job_kind {
    const char *name; /* "import"; its word is job.kind.NAME */
    err (*run)(struct ctx *ctx, struct job *job);
    int64_t every; /* milliseconds between runs that the schedule asks for; 0: only on request */
};

/* Asks for work, in the transaction of ctx and on behalf of its actor and body. *uuid gets the
   job's name: its page is /jobs/UUID. due_at 0 is at once. */
struct job_request {
    const char *kind;
    str input, payload; /* input is JSON; STR_NONE is {} */
    bool rehearsal;
    int64_t due_at;
};
err job_add(struct ctx *ctx, const struct job_request *request, str *uuid);

/* The job of that name without payload and file; ERR_MISSING when there is none or it is not for
   this actor: it is for the one who asked, and without what came of it for officers and operators
   of its body. */
err job_find(struct ctx *ctx, str uuid, struct job *out);
/* The bytes to fetch; job_find has said that they are there. */
err job_file(struct ctx *ctx, const struct job *job, str *out);
/* A waiting or running job ends as cancelled: a running one at its next step. ERR_CONFLICT when it
 * has ended. */
err job_cancel(struct ctx *ctx, const struct job *job);
/* A failed or cancelled job waits again, and goes on from where it was. ERR_CONFLICT otherwise. */
err job_retry(struct ctx *ctx, const struct job *job);

/* For run: opens a write transaction; ERR_CONFLICT when the job was cancelled or given to another
 * worker. */
err job_step_begin(struct ctx *ctx, struct job *job);
/* Commits the step, with how far the job is now; says too that the worker is alive. ERR_CONFLICT as
 * above: roll back. */
err job_step_end(struct ctx *ctx, struct job *job, int64_t done, int64_t total);

/* For the worker. Takes the job that is due first: ERR_MISSING when none is. Its own transaction.
 */
err job_take(struct db *db, struct arena *a, int64_t now, struct job *out);
/* Writes how it ended ("done", "failed", "cancelled", or "waiting" to be tried again at due_at), in
   the open transaction. */
err job_end(struct db *db, const struct job *job, const char *state, int64_t due_at, int64_t now);

/* A worker that has not been heard of for so long has died: its job is given to another. */
#define JOB_SILENCE_MS (5 * 60 * (int64_t)1000)
enum { JOB_ATTEMPTS = 3 };

#endif
