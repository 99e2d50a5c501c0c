/* schedule.c - work that comes round by itself, and the first of it: clearing away what has had its
 * time. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "job/schedule.h"

#include "base/clock.h"
#include "base/id.h"

static const char missing[] =
    "SELECT CASE WHEN EXISTS (SELECT 1 FROM job WHERE kind = :kind AND state IN "
    "('waiting', 'running')) THEN 0 ELSE coalesce((SELECT max(due_at) FROM job "
    "WHERE kind = :kind), 0) + :every END";

/* The condition stands in the statement too: another worker may have been faster. */
static const char add[] =
    "INSERT INTO job (uuid, kind, due_at, created_at) SELECT :uuid, :kind, :due, :now "
    "WHERE NOT EXISTS (SELECT 1 FROM job WHERE kind = :kind AND state IN ('waiting', 'running'))";

static err fill_one(struct db *db, struct arena *a, const struct job_kind *kind, int64_t now)
{
    int64_t next = 0;
    str name = str_of(kind->name);
    err e = db_int(db, missing, BINDS(B_TEXT("kind", name), B_INT("every", kind->every)), &next);
    if (e || !next) {
        return e;
    }
    e = db_begin_write(db);
    e = e ? e
          : db_run(db, add,
                   BINDS(B_TEXT("uuid", id_uuid(a, now)), B_TEXT("kind", name),
                         B_INT("due", next > now ? next : now), B_INT("now", now)),
                   NULL);
    e = e ? e : db_commit(db);
    if (e) {
        db_rollback(db);
    }
    return e;
}

void schedule_fill(struct db *db, struct arena *a, const struct job_kind *const *kinds, int64_t now)
{
    struct fault f;
    fault_init(&f, a);
    db_report_to(db, &f);
    for (; *kinds; kinds++) {
        if ((*kinds)->every) {
            fill_one(db, a, *kinds, now);
        }
    }
}

/* Sessions and links that have run out, failed sign-ins of yesterday, jobs of a quarter ago. */
static err tidy(struct ctx *ctx, struct job *job)
{
    static const char *const statements[] = {
        "DELETE FROM session WHERE expires_at < :now",
        "DELETE FROM sign_in_link WHERE expires_at < :old",
        "DELETE FROM sign_in_failure WHERE at < :yesterday",
        "DELETE FROM job WHERE ended_at < :old",
    };
    err e = job_step_begin(ctx, job);
    for (size_t i = 0; !e && i < sizeof statements / sizeof statements[0]; i++) {
        e = db_run(ctx->db, statements[i],
                   BINDS(B_INT("now", ctx->now), B_INT("yesterday", ctx->now - DAY_MS),
                         B_INT("old", ctx->now - 90 * DAY_MS)),
                   NULL);
    }
    return e;
}

const struct job_kind tidy_job = {.name = "tidy", .run = tidy, .every = HOUR_MS};
