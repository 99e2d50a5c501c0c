/* activity.c - what an activity of the year wheel is, and how it comes back when it is done. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/activity/activity.h"

#include "base/clock.h"

static const char *const recurrences[] = {"none",        "monthly", "quarterly",
                                          "half_yearly", "yearly",  NULL};
static const char *const roles[] = {"top_management", "line_manager", "officer",
                                    "employee",       "auditor",      NULL};
static const char *const states[] = {"planned", "done", NULL};
static const char *const ends[] = {"done", NULL};

static const struct field fields[] = {
    {FIELD(struct activity, title), .type = FIELD_TEXT,
     .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_SEARCH},
    {FIELD(struct activity, description), .type = FIELD_PROSE, .flags = FIELD_SEARCH},
    {FIELD(struct activity, due_on), .type = FIELD_DAY,
     .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_FILTER | FIELD_DUE},
    {FIELD(struct activity, recurrence), .type = FIELD_CHOICE, .choices = recurrences,
     .preset = "yearly", .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_FILTER},
    {FIELD(struct activity, owner_id), .type = FIELD_LINK, .link = "person",
     .flags = FIELD_COLUMN | FIELD_FILTER, .group = "who"},
    {FIELD(struct activity, role), .type = FIELD_CHOICE, .choices = roles, .flags = FIELD_FILTER},
    {FIELD(struct activity, duration), .type = FIELD_NUMBER, .min = 0, .max = 2000},
    {FIELD(struct activity, done_on), .type = FIELD_DAY, .flags = FIELD_ASKED},
    {FIELD(struct activity, done_note), .type = FIELD_PROSE, .max = 2000, .flags = FIELD_ASKED},
    {FIELD(struct activity, last_done_on), .type = FIELD_DAY,
     .flags = FIELD_COMPUTED | FIELD_COLUMN, .group = "last"},
    {FIELD(struct activity, last_note), .type = FIELD_PROSE, .max = 2000, .flags = FIELD_COMPUTED},
    {FIELD(struct activity, template), .type = FIELD_TEXT, .flags = FIELD_COMPUTED},
};

int activity_months(str recurrence)
{
    static const struct {
        const char *name;
        int months;
    } table[] = {{"monthly", 1}, {"quarterly", 3}, {"half_yearly", 6}, {"yearly", 12}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (str_is(recurrence, table[i].name)) {
            return table[i].months;
        }
    }
    return 0;
}

static bool is_last_of_month(struct arena *a, str day)
{
    return day_month(day) != day_month(day_plus(a, day, 1));
}

static str last_of_month(struct arena *a, str day)
{
    while (!is_last_of_month(a, day)) {
        day = day_plus(a, day, 1);
    }
    return day;
}

/* What was done late, just before the time after, counts for that one too: within a quarter of the
   step, seven days for each month. */
str activity_next(struct arena *a, str due, str recurrence, str done)
{
    int step = activity_months(recurrence);
    bool last = is_last_of_month(a, due);
    str next = due, covered = step ? day_plus(a, done, step * 7) : done;
    for (int n = step; step && (str_eq(next, due) || str_compare(next, covered) <= 0); n += step) {
        next = day_plus_months(a, due, n);
        next = last ? last_of_month(a, next) : next;
    }
    return next;
}

static err do_it(struct ctx *ctx, struct thing *t, str reason)
{
    struct activity *a = (struct activity *)t;
    str day = a->done_on.n ? a->done_on : ctx->today;
    if (!day_is(day)) {
        return fault_at(ctx, "done_on", "form.error.day", STR_NONE, day);
    }
    if (str_compare(day, ctx->today) > 0) {
        return fault_at(ctx, "done_on", "activity.done_on.future");
    }
    int64_t changed;
    err e = db_run(
        ctx->db,
        "INSERT INTO activity_done (activity_id, due_on, done_on, done_by, note, created_at) "
        "VALUES (:id, :due, :done, :actor, :note, :now)",
        BINDS(B_INT("id", t->id), B_TEXT("due", a->due_on), B_TEXT("done", day),
              B_ID("actor", ctx->actor.person_id),
              B_TEXT("note", a->done_note.n ? a->done_note : STR_NONE), B_INT("now", ctx->now)),
        &changed);
    a->last_done_on = day;
    a->last_note = a->done_note;
    a->done_on = a->done_note = STR_NONE;
    if (activity_months(a->recurrence)) {
        a->due_on = activity_next(ctx->arena, a->due_on, a->recurrence, day);
    } else {
        t->state = STR("done");
    }
    return e;
}

static err postpone(struct ctx *ctx, struct thing *t, str reason)
{
    struct activity *a = (struct activity *)t;
    if (str_compare(a->due_on, ctx->today) < 0) {
        return fault_at(ctx, "due_on", "activity.postpone.past");
    }
    return OK;
}

static const char *const planned[] = {"planned", NULL};
static const char *const done[] = {"done", NULL};
static const char *const asks_do[] = {"done_on", "done_note", NULL};
static const char *const asks_due[] = {"!due_on", NULL};

static const struct verb verbs[] = {
    {.name = "do",
     .from = planned,
     .roles = ROLES_WORK | ROLE_EMPLOYEE,
     .asks = asks_do,
     .flags = VERB_MAIN,
     .run = do_it},
    {.name = "postpone",
     .from = planned,
     .roles = ROLES_WORK,
     .asks = asks_due,
     .flags = VERB_REASON,
     .run = postpone},
    {.name = "plan-again",
     .from = done,
     .to = "planned",
     .roles = ROLES_WORK,
     .asks = asks_due,
     .run = postpone},
};

static const struct view views[] = {
    {"open", "state=planned"},
    {"mine", "owner_id=me&state=planned"},
    {"overdue", "state=planned&due_on[lt]=today"},
    {"done", "state=done"},
};

const struct kind activity_kind = {
    .name = "activity",
    .plural = "activities",
    .prefix = "A",
    .group = "work",
    .icon = "BulletList",
    .order = 70,
    .size = sizeof(struct activity),
    .fields = fields,
    .n_fields = sizeof fields / sizeof *fields,
    .title = "title",
    .states = states,
    .ends = ends,
    .locked = ends,
    .verbs = verbs,
    .n_verbs = sizeof verbs / sizeof *verbs,
    .views = views,
    .n_views = sizeof views / sizeof *views,
    .sort = "due_on",
    .read = ROLES_BODY,
    .create = ROLES_WORK,
    .change = ROLES_WORK,
    .remove = ROLES_WORK,
};
