/* worker.h - the process that does what takes long. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef JOB_WORKER_H
#define JOB_WORKER_H

#include "job/queue.h"

#include <signal.h>

/* Does due jobs one after another until *stop; asks the schedule once a minute. kinds end with
   NULL. Returns the exit code of its process: 1 when the database is broken, so that a fresh worker
   opens it anew. */
int job_worker_run(struct db *db, const struct job_kind *const *kinds, volatile sig_atomic_t *stop);

/* Does what is due now and returns how many jobs it did; for commands and tests. */
int job_worker_once(struct db *db, const struct job_kind *const *kinds, int64_t (*now)(void));

#endif
