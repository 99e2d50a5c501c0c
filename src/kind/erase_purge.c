/* erase_purge.c - what was erased leaves the write-ahead log and the free pages too, in a job. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "job/queue.h"
#include "kind/erase.h"
#include "trail/erase.h"

enum { NIGHT_HOUR = 2 };

static err purge(struct ctx *ctx, struct job *job)
{
    (void)job;
    return trail_purge(ctx->db);
}

const struct job_kind purge_job = {.name = "purge", .run = purge};

err erase_purge_later(struct ctx *ctx)
{
    str job, tomorrow = day_plus(ctx->arena, ctx->today, 1);
    int64_t night = day_moment(tomorrow, NIGHT_HOUR, 0);
    return job_add(ctx,
                   &(struct job_request){.kind = "purge",
                                         .due_at = db_engine(ctx->db) == DB_SQLITE ? 0 : night},
                   &job);
}
