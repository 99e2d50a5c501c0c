/* schedule.h - work that comes round by itself. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef JOB_SCHEDULE_H
#define JOB_SCHEDULE_H

#include "job/queue.h"

/* Sees to it that each kind with `every` has one row that waits or runs: due `every` after the last
   one was asked for, at once when there has been none. Trouble is left for the next minute. */
void schedule_fill(struct db *db, struct arena *a, const struct job_kind *const *kinds,
                   int64_t now);

#endif
