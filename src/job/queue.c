/* queue.c - work that does not fit in a request: the rows of the table job. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "job/queue.h"

#include "base/clock.h"
#include "base/id.h"

#define COLUMNS                                                                                    \
    "id, uuid, kind, coalesce(organisation_id, 0), coalesce(person_id, 0), input, state, done, "   \
    "total, result, attempts, due_at, coalesce(ended_at, 0), created_at, lang, rehearsal, "        \
    "CASE WHEN result_blob IS NULL THEN 0 ELSE 1 END"

static void read_row(struct arena *a, const struct rows *rows, struct job *out)
{
    *out = (struct job){
        .id = rows_int(rows, 0),
        .uuid = str_copy(a, rows_text(rows, 1)),
        .kind = str_copy(a, rows_text(rows, 2)),
        .organisation_id = rows_int(rows, 3),
        .person_id = rows_int(rows, 4),
        .input = str_copy(a, rows_text(rows, 5)),
        .state = str_copy(a, rows_text(rows, 6)),
        .done = rows_int(rows, 7),
        .total = rows_int(rows, 8),
        .result = str_copy(a, rows_text(rows, 9)),
        .attempts = rows_int(rows, 10),
        .due_at = rows_int(rows, 11),
        .ended_at = rows_int(rows, 12),
        .created_at = rows_int(rows, 13),
        .lang = lang_of(rows_text(rows, 14), NULL),
        .rehearsal = rows_int(rows, 15) != 0,
        .has_file = rows_int(rows, 16) != 0,
    };
}

err job_add(struct ctx *ctx, const struct job_request *request, str *uuid)
{
    *uuid = id_uuid(ctx->arena, ctx->now);
    int64_t person_id = ctx->actor.person_id > 0 ? ctx->actor.person_id : 0;
    return db_run(
        ctx->db,
        "INSERT INTO job (uuid, organisation_id, person_id, kind, input, payload, due_at, "
        "created_at, lang, rehearsal) VALUES (:uuid, :organisation, :person, :kind, :input, "
        ":payload, :due, :now, :lang, :rehearsal)",
        BINDS(B_TEXT("uuid", *uuid), B_ID("organisation", ctx->body.id), B_ID("person", person_id),
              B_TEXT("kind", str_of(request->kind)),
              B_TEXT("input", request->input.p ? request->input : STR("{}")),
              B_BLOB("payload", request->payload),
              B_INT("due", request->due_at ? request->due_at : ctx->now), B_INT("now", ctx->now),
              B_TEXT("lang", str_of(lang_code(ctx->lang))), B_INT("rehearsal", request->rehearsal)),
        NULL);
}

err job_find(struct ctx *ctx, str uuid, struct job *out)
{
    struct rows *rows;
    err e = db_query(ctx->db,
                     "SELECT " COLUMNS
                     " FROM job WHERE uuid = :uuid AND (person_id = :person OR EXISTS ("
                     "SELECT 1 FROM access a WHERE a.person_id = :person AND a.organisation_id = "
                     "job.organisation_id "
                     "AND a.role_bit IN (:officer, :operator) "
                     "AND (a.valid_from IS NULL OR a.valid_from <= :today) "
                     "AND (a.valid_until IS NULL OR a.valid_until >= :today)))",
                     BINDS(B_TEXT("uuid", uuid), B_INT("person", ctx->actor.person_id),
                           B_INT("officer", ROLE_OFFICER), B_INT("operator", ROLE_OPERATOR),
                           B_TEXT("today", ctx->today)),
                     &rows);
    if (e) {
        return e;
    }
    bool found = rows_next(rows);
    if (found) {
        read_row(ctx->arena, rows, out);
        if (out->person_id && out->person_id != ctx->actor.person_id) {
            out->result = STR_NONE; /* it may tell of what others do not need to know */
            out->has_file = false;
        }
    }
    e = rows_end(rows);
    return e ? e : found ? OK : fault_tell(&ctx->fault, ERR_MISSING, NULL, NULL, 0);
}

err job_file(struct ctx *ctx, const struct job *job, str *out)
{
    *out = STR_NONE;
    struct rows *rows;
    err e = db_query(ctx->db, "SELECT result_blob FROM job WHERE id = :id",
                     BINDS(B_INT("id", job->id)), &rows);
    if (e) {
        return e;
    }
    if (rows_next(rows)) {
        *out = str_copy(ctx->arena, rows_blob(rows, 0));
    }
    return rows_end(rows);
}

/* Changes one row if it is as expected. */
static err change(struct ctx *ctx, const char *sql, const struct job *job)
{
    int64_t n = 0;
    err e = db_run(ctx->db, sql, BINDS(B_INT("id", job->id), B_INT("now", ctx->now)), &n);
    return e ? e : n ? OK : fault(ctx, ERR_CONFLICT, "job.has_ended");
}

err job_cancel(struct ctx *ctx, const struct job *job)
{
    return change(ctx,
                  "UPDATE job SET state = 'cancelled', ended_at = :now WHERE id = :id "
                  "AND state IN ('waiting', 'running')",
                  job);
}

err job_retry(struct ctx *ctx, const struct job *job)
{
    return change(ctx,
                  "UPDATE job SET state = 'waiting', attempts = 0, due_at = :now, ended_at = NULL, "
                  "result = NULL WHERE id = :id AND state IN ('failed', 'cancelled')",
                  job);
}

/* ---- the worker's side
 * -------------------------------------------------------------------------------- */

err job_step_begin(struct ctx *ctx, struct job *job)
{
    if (job->stop && *job->stop) {
        return fault_tell(&ctx->fault, ERR_BUSY, NULL, NULL, 0);
    }
    if (job->rehearsal && db_in_transaction(ctx->db)) {
        return OK; /* the steps of a rehearsal are one: all of it is taken back at the end */
    }
    err e = db_begin_write(ctx->db);
    if (e) {
        return e;
    }
    int64_t n =
        0; /* the number of the attempt is the worker's claim: one who took over has raised it */
    e = db_int(
        ctx->db,
        "SELECT count(*) FROM job WHERE id = :id AND state = 'running' AND attempts = :attempts",
        BINDS(B_INT("id", job->id), B_INT("attempts", job->attempts)), &n);
    return e ? e : n ? OK : fault(ctx, ERR_CONFLICT, "job.was_cancelled");
}

err job_step_end(struct ctx *ctx, struct job *job, int64_t done, int64_t total)
{
    job->done = done;
    job->total = total;
    if (job->rehearsal) {
        return OK; /* nothing is kept, so there is nothing to commit and to show */
    }
    int64_t n = 0;
    err e = db_run(ctx->db,
                   "UPDATE job SET done = :done, total = :total, taken_at = :now WHERE id = :id "
                   "AND state = 'running' AND attempts = :attempts",
                   BINDS(B_INT("done", done), B_INT("total", total), B_INT("now", clock_now()),
                         B_INT("id", job->id), B_INT("attempts", job->attempts)),
                   &n);
    if (!e && !n) {
        return fault(ctx, ERR_CONFLICT, "job.was_cancelled");
    }
    return e ? e : db_commit(ctx->db);
}

static const char due[] = "SELECT count(*) FROM job WHERE (state = 'waiting' AND due_at <= :now) "
                          "OR (state = 'running' AND taken_at < :silent)";

/* Two workers may choose the same row: the second one's update then finds it taken, and goes
 * without. */
static const char take[] =
    "UPDATE job SET state = 'running', taken_at = :now, attempts = attempts + 1 "
    "WHERE id = (SELECT id FROM job WHERE (state = 'waiting' AND due_at <= :now) "
    "OR (state = 'running' AND taken_at < :silent) ORDER BY due_at, id LIMIT 1) "
    "AND (state = 'waiting' OR taken_at < :silent) RETURNING " COLUMNS ", payload";

err job_take(struct db *db, struct arena *a, int64_t now, struct job *out)
{
    int64_t n = 0;
    err e = db_int(db, due, BINDS(B_INT("now", now), B_INT("silent", now - JOB_SILENCE_MS)), &n);
    if (e || !n) {
        return e ? e : ERR_MISSING;
    }
    struct rows *rows;
    e = db_begin_write(db);
    e = e ? e
          : db_query(db, take, BINDS(B_INT("now", now), B_INT("silent", now - JOB_SILENCE_MS)),
                     &rows);
    if (e) {
        db_rollback(db);
        return e;
    }
    bool found = rows_next(rows);
    if (found) {
        read_row(a, rows, out);
        out->payload = str_copy(a, rows_blob(rows, 17));
    }
    e = rows_end(rows);
    e = e ? e : db_commit(db);
    if (e) {
        db_rollback(db);
    }
    return e ? e : found ? OK : ERR_MISSING;
}

err job_end(struct db *db, const struct job *job, const char *state, int64_t due_at, int64_t now)
{
    bool waits = str_is(str_of(state), "waiting"), stopped = waits && job->stop && *job->stop;
    int64_t n = 0;
    err e = db_run(
        db,
        "UPDATE job SET state = :state, done = :done, total = :total, result = :result, "
        "result_blob = :file, due_at = :due, ended_at = :ended, attempts = attempts - :stopped, "
        "payload = CASE WHEN :done_well = 1 THEN NULL ELSE payload END "
        "WHERE id = :id AND state = 'running' AND attempts = :attempts",
        BINDS(B_TEXT("state", str_of(state)), B_INT("done", job->done), B_INT("total", job->total),
              B_TEXT("result", job->result), B_BLOB("file", job->result_file), B_INT("due", due_at),
              waits ? B_INT_NULL("ended") : B_INT("ended", now), B_INT("stopped", stopped),
              B_INT("done_well", str_is(str_of(state), "done")), B_INT("id", job->id),
              B_INT("attempts", job->attempts)),
        &n);
    return e ? e : n ? OK : ERR_CONFLICT;
}
