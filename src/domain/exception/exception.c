/* exception.c - what an exception from a requirement is, who approves it, and for how long. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/exception/exception.h"

#include "base/clock.h"
#include "job/queue.h"
#include "kind/store.h"
#include "statements.h"

enum { MOST_MONTHS = 12 };

/* Held by nobody: for the step that time itself takes, by the daily work. */
enum { ROLES_OF_TIME = 1 << N_ROLES };

static const char *const states[] = {"requested", "approved",  "refused",
                                     "expired",   "withdrawn", NULL};
static const char *const ends[] = {"refused", "expired", "withdrawn", NULL};
static const char *const locked[] = {"approved", "refused", "expired", "withdrawn", NULL};

/* clang-format off */
static const struct field fields[] = {
    {FIELD(struct exception, title), .type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_SEARCH},
    {FIELD(struct exception, requirement_id), .type = FIELD_LINK, .link = "requirement",
     .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_FILTER},
    {FIELD(struct exception, reason), .type = FIELD_PROSE, .flags = FIELD_REQUIRED | FIELD_SEARCH},
    {FIELD(struct exception, measure_ids), .type = FIELD_LINKS, .link = "measure", .through = "exception_measure"},
    {FIELD(struct exception, valid_until), .type = FIELD_DAY,
     .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_FILTER | FIELD_DUE},
    {FIELD(struct exception, approved_by_id), .type = FIELD_LINK, .link = "person",
     .flags = FIELD_COMPUTED | FIELD_COLUMN, .group = "decision"},
    {FIELD(struct exception, approved_by_name), .type = FIELD_TEXT, .flags = FIELD_COMPUTED},
    {FIELD(struct exception, approved_on), .type = FIELD_DAY, .flags = FIELD_COMPUTED},
    {FIELD(struct exception, n_renewals), .type = FIELD_NUMBER, .flags = FIELD_COMPUTED},
};
/* clang-format on */

/* --- rules --- */

/* Whatever the road here, nothing may hold for more than a year from the day it is decided. */
static err check(struct ctx *ctx, struct thing *t, const struct thing *before)
{
    (void)before;
    struct exception *x = (struct exception *)t;
    x->n_renewals = x->n_renewals == NO_NUMBER ? 0 : x->n_renewals;
    str latest = day_plus_months(ctx->arena, ctx->today, MOST_MONTHS);
    if (x->valid_until.n && str_compare(x->valid_until, latest) > 0) {
        return fault_at(ctx, "valid_until", "exception.too_long", latest);
    }
    return OK;
}

/* Notes who decides today; a decision about days that have passed is none. */
static err decide(struct ctx *ctx, struct exception *x)
{
    if (str_compare(x->valid_until, ctx->today) <= 0) {
        return fault_at(ctx, "valid_until", "exception.passed");
    }
    x->approved_by_id = ctx->actor.person_id;
    x->approved_by_name = ctx->actor.name;
    x->approved_on = ctx->today;
    return OK;
}

/* ISO 27001 5.1 and 6.1.3 f: what is not done is a risk that top management knows and carries. */
static err approve(struct ctx *ctx, struct thing *t, str reason)
{
    (void)reason;
    return decide(ctx, (struct exception *)t);
}

/* The old reason has had its time: whoever asks for more must say what is new. */
static err renew(struct ctx *ctx, struct thing *t, str reason)
{
    (void)reason;
    struct exception *x = (struct exception *)t;
    struct thing *stored;
    err e = thing_get(ctx, &exception_kind, t->id, &stored);
    if (e) {
        return e;
    }
    if (str_eq(str_trim(x->reason), str_trim(((struct exception *)stored)->reason))) {
        return fault_at(ctx, "reason", "exception.same_reason");
    }
    x->n_renewals++;
    return decide(ctx, x);
}

static err expire(struct ctx *ctx, struct thing *t, str reason)
{
    (void)reason;
    const struct exception *x = (struct exception *)t;
    if (str_compare(x->valid_until, ctx->today) >= 0) {
        return fault(ctx, ERR_CONFLICT, "exception.still_valid", x->valid_until);
    }
    return OK;
}

/* clang-format off */
static const char *const is_requested[] = {"requested", NULL};
static const char *const is_approved[] = {"approved", NULL};
static const char *const was_approved[] = {"approved", "expired", NULL};
static const char *const is_open[] = {"requested", "approved", NULL};
static const char *const asks_approval[] = {"!valid_until", "measure_ids", NULL};
static const char *const asks_renewal[] = {"!reason", "!valid_until", "measure_ids", NULL};

static const struct verb verbs[] = {
    {.name = "approve", .from = is_requested, .to = "approved", .roles = ROLE_TOP_MANAGEMENT, .asks = asks_approval,
     .flags = VERB_MAIN | VERB_STEP_UP, .run = approve},
    {.name = "refuse", .from = is_requested, .to = "refused", .roles = ROLE_TOP_MANAGEMENT, .flags = VERB_REASON},
    {.name = "renew", .from = was_approved, .to = "approved", .roles = ROLE_TOP_MANAGEMENT, .asks = asks_renewal,
     .flags = VERB_STEP_UP, .run = renew},
    {.name = "withdraw", .from = is_open, .to = "withdrawn", .roles = ROLES_WORK, .flags = VERB_REASON},
    {.name = "expire", .from = is_approved, .to = "expired", .roles = ROLES_OF_TIME, .run = expire},
};

static const struct view views[] = {
    {"open", "state=requested"},
    {"valid", "state=approved"},
    {"over", "state=expired&state=refused&state=withdrawn"},
};

const struct kind exception_kind = {
    .name = "exception", .plural = "exceptions", .prefix = "U", .group = "governance", .icon = "Hourglass", .order = 60,
    .size = sizeof(struct exception),
    .fields = fields, .n_fields = sizeof fields / sizeof *fields,
    .title = "title",
    .states = states, .ends = ends, .locked = locked,
    .verbs = verbs, .n_verbs = sizeof verbs / sizeof *verbs,
    .views = views, .n_views = sizeof views / sizeof *views,
    .sort = "valid_until",
    .read = ROLES_READ, .create = ROLES_WORK, .change = ROLES_WORK, .remove = ROLE_OFFICER,
    .check = check,
};
/* clang-format on */

/* --- what each day does --- */

struct passed {
    int64_t id, organisation_id;
};

static err passed_read(struct ctx *ctx, struct passed **out, size_t *n)
{
    struct rows *rows;
    size_t size = 64;
    *n = 0;
    *out = ARENA_ARRAY(ctx->arena, size, struct passed);
    err e = db_query(ctx->db, sql_exception_passed, BINDS(B_TEXT("today", ctx->today)), &rows);
    if (e) {
        return e;
    }
    while (*n < size && rows_next(rows)) {
        (*out)[(*n)++] = (struct passed){rows_int(rows, 0), rows_int(rows, 1)};
    }
    return rows_end(rows);
}

err exceptions_expire(struct ctx *ctx, size_t *n)
{
    struct passed *all;
    err e = passed_read(ctx, &all, n);
    for (size_t i = 0; !e && i < *n; i++) {
        struct thing *t;
        e = ctx_body(ctx, all[i].organisation_id);
        e = e ? e : thing_get(ctx, &exception_kind, all[i].id, &t);
        e = e ? e : thing_do(ctx, t, t->version, "expire", STR_NONE);
    }
    return e;
}

/* A step takes 64; the last one finds none. */
static err expire_all(struct ctx *ctx, struct job *job)
{
    size_t n = 1;
    int64_t done = 0;
    while (n > 0) {
        err e = job_step_begin(ctx, job);
        e = e ? e : exceptions_expire(ctx, &n);
        done += (int64_t)n;
        e = e ? e : job_step_end(ctx, job, done, 0);
        if (e) {
            return e;
        }
    }
    return OK;
}

const struct job_kind exception_expire_job = {
    .name = "exception-expire", .run = expire_all, .every = DAY_MS};
