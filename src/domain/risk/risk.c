/* risk.c - what a risk is, which steps it may take, and who may accept it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/risk/risk.h"

#include "base/clock.h"
#include "trail/trail.h"

enum { REVIEW_MONTHS = 12 };

/* clang-format off */
static const char *const dimensions[] = {"life_health", "privacy", "service", "economy", "trust", NULL};
static const char *const levels[] = {"low", "moderate", "high", "critical", NULL};
static const char *const treatments[] = {"reduce", "avoid", "share", "accept", NULL};
static const char *const states[] = {"registered", "assessed", "in_treatment", "accepted", "closed", NULL};
static const char *const ends[] = {"closed", NULL};
static const char *const locked[] = {"closed", NULL};
static const char *const after_assessment[] = {"assessed", "in_treatment", "accepted", NULL};

#define SCALE .type = FIELD_NUMBER, .min = 1, .max = RISK_STEPS

static const struct field fields[] = {
    {FIELD(struct risk, title), .type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_SEARCH},
    {FIELD(struct risk, scenario), .type = FIELD_PROSE, .flags = FIELD_SEARCH},
    {FIELD(struct risk, cause), .type = FIELD_PROSE, .flags = FIELD_SEARCH},
    {FIELD(struct risk, service_id), .type = FIELD_LINK, .link = "service", .flags = FIELD_COLUMN | FIELD_FILTER,
     .group = "about"},
    {FIELD(struct risk, system_ids), .type = FIELD_LINKS, .link = "system", .through = "risk_system"},
    {FIELD(struct risk, owner_id), .type = FIELD_LINK, .link = "person", .flags = FIELD_COLUMN | FIELD_FILTER},
    {FIELD(struct risk, dimension), .type = FIELD_CHOICE, .choices = dimensions, .flags = FIELD_FILTER, .group = "before"},
    {FIELD(struct risk, likelihood), SCALE, .flags = FIELD_SCALE},
    {FIELD(struct risk, consequence), SCALE, .flags = FIELD_SCALE},
    {FIELD(struct risk, likelihood_after), SCALE, .flags = FIELD_SCALE, .group = "after"},
    {FIELD(struct risk, consequence_after), SCALE, .flags = FIELD_SCALE},
    {FIELD(struct risk, likelihood_target), SCALE, .flags = FIELD_SCALE, .group = "target"},
    {FIELD(struct risk, consequence_target), SCALE, .flags = FIELD_SCALE},
    {FIELD(struct risk, treatment), .type = FIELD_CHOICE, .choices = treatments, .flags = FIELD_FILTER, .group = "treatment",
     .source = "https://lovdata.no/dokument/SF/forskrift/2004-06-25-988"},
    {FIELD(struct risk, measure_ids), .type = FIELD_LINKS, .link = "measure", .through = "risk_measure"},
    {FIELD(struct risk, next_review_on), .type = FIELD_DAY, .flags = FIELD_COLUMN | FIELD_FILTER | FIELD_DUE,
     .source = "https://lovdata.no/dokument/SF/forskrift/2004-06-25-988"},
    {FIELD(struct risk, level_before), .type = FIELD_CHOICE, .choices = levels,
     .flags = FIELD_COMPUTED | FIELD_FILTER | FIELD_LEVEL, .group = "result"},
    {FIELD(struct risk, level_after), .type = FIELD_CHOICE, .choices = levels,
     .flags = FIELD_COMPUTED | FIELD_COLUMN | FIELD_FILTER | FIELD_LEVEL},
    {FIELD(struct risk, score), .type = FIELD_NUMBER, .flags = FIELD_COMPUTED},
    {FIELD(struct risk, above_tolerance), .type = FIELD_YES, .flags = FIELD_COMPUTED | FIELD_FILTER},
    {FIELD(struct risk, reviewed_on), .type = FIELD_DAY, .flags = FIELD_COMPUTED},
    {FIELD(struct risk, accepted_by_id), .type = FIELD_LINK, .link = "person", .flags = FIELD_COMPUTED, .group = "acceptance"},
    {FIELD(struct risk, accepted_by_name), .type = FIELD_TEXT, .flags = FIELD_COMPUTED},
    {FIELD(struct risk, accepted_level), .type = FIELD_CHOICE, .choices = levels, .flags = FIELD_COMPUTED},
    {FIELD(struct risk, accepted_on), .type = FIELD_DAY, .flags = FIELD_COMPUTED},
    {FIELD(struct risk, accepted_until), .type = FIELD_DAY, .flags = FIELD_COMPUTED | FIELD_FILTER | FIELD_DUE},
    {FIELD(struct risk, template), .type = FIELD_TEXT, .flags = FIELD_COMPUTED},
    NEED_TO_KNOW(risk),
};
/* clang-format on */

/* --- judging --- */

void risk_today(const struct risk *r, int64_t *likelihood, int64_t *consequence)
{
    bool after = r->likelihood_after != NO_NUMBER && r->consequence_after != NO_NUMBER;
    *likelihood = after ? r->likelihood_after : r->likelihood;
    *consequence = after ? r->consequence_after : r->consequence;
}

static str level_name(const struct criteria_level *level)
{
    return str_of(level ? level->name : NULL);
}

static void acceptance_clear(struct risk *r)
{
    r->accepted_by_id = 0;
    r->accepted_by_name = r->accepted_level = r->accepted_on = r->accepted_until = STR_NONE;
}

/* ISO 27001 8.3: the residual risk is what the owner accepted; one that has grown was never
 * accepted. */
static void acceptance_hold(struct risk *r)
{
    if (!str_is(r->thing.state, "accepted")) {
        return;
    }
    if (!r->accepted_level.n) {
        r->accepted_level = r->level_after;
    } else if (criteria_rank(r->level_after) > criteria_rank(r->accepted_level)) {
        r->thing.state = STR("assessed");
        acceptance_clear(r);
    }
}

static void judge(const struct criteria *c, struct risk *r)
{
    int64_t likelihood, consequence;
    risk_today(r, &likelihood, &consequence);
    r->level_before = level_name(criteria_of(c, r->likelihood, r->consequence));
    r->level_after = level_name(criteria_of(c, likelihood, consequence));
    r->score = r->level_after.n ? likelihood * consequence : NO_NUMBER;
    r->above_tolerance = criteria_above(c, r->level_after);
    acceptance_hold(r);
}

/* What nobody has assessed has no level, whatever the criteria say. */
static err judge_assessed(struct ctx *ctx, struct risk *r)
{
    const struct criteria *c;
    if (r->likelihood == NO_NUMBER && r->likelihood_after == NO_NUMBER) {
        r->level_before = r->level_after = STR_NONE;
        r->score = NO_NUMBER;
        r->above_tolerance = false;
        return OK;
    }
    err e = criteria_get(ctx, &c);
    if (!e) {
        judge(c, r);
    }
    return e;
}

static void check_pair(struct ctx *ctx, int64_t likelihood, int64_t consequence,
                       const char *likelihood_name, const char *consequence_name)
{
    if ((likelihood == NO_NUMBER) != (consequence == NO_NUMBER)) {
        fault_field(&ctx->fault,
                    str_of(likelihood == NO_NUMBER ? likelihood_name : consequence_name), 0,
                    KEY("risk.half"), NULL, 0);
    }
}

static err check(struct ctx *ctx, struct thing *t, const struct thing *before)
{
    (void)before;
    struct risk *r = (struct risk *)t;
    check_pair(ctx, r->likelihood, r->consequence, "likelihood", "consequence");
    check_pair(ctx, r->likelihood_after, r->consequence_after, "likelihood_after",
               "consequence_after");
    check_pair(ctx, r->likelihood_target, r->consequence_target, "likelihood_target",
               "consequence_target");
    if (r->likelihood == NO_NUMBER && r->likelihood_after != NO_NUMBER) {
        fault_at(ctx, "likelihood", "risk.before_missing");
    }
    if (r->likelihood == NO_NUMBER && kind_has_state(after_assessment, t->state)) {
        fault_at(ctx, "likelihood", "form.error.required");
    }
    err e = judge_assessed(ctx, r);
    return e ? e : ctx->fault.n_fields ? ERR_INVALID : OK;
}

/* --- judging all by new criteria --- */

static int64_t number(const struct rows *rows, int column)
{
    return rows_null(rows, column) ? NO_NUMBER : rows_int(rows, column);
}

static str text(struct ctx *ctx, const struct rows *rows, int column)
{
    return str_copy(ctx->arena, rows_text(rows, column));
}

static err all_read(struct ctx *ctx, struct risk **out, size_t *n)
{
    int64_t count;
    struct rows *rows;
    err e = db_int(ctx->db, "SELECT count(*) FROM risk WHERE organisation_id = :organisation",
                   BINDS(B_INT("organisation", ctx->body.id)), &count);
    if (!e) {
        e = db_query(ctx->db,
                     "SELECT id, state, likelihood, consequence, likelihood_after, "
                     "consequence_after, level_before, "
                     "level_after, above_tolerance, accepted_by_id, accepted_by_name, "
                     "accepted_level, accepted_on, "
                     "accepted_until FROM risk WHERE organisation_id = :organisation ORDER BY id",
                     BINDS(B_INT("organisation", ctx->body.id)), &rows);
    }
    if (e) {
        return e;
    }
    *out = ARENA_ARRAY(ctx->arena, (size_t)count + 1, struct risk);
    for (*n = 0; *n < (size_t)count && rows_next(rows); (*n)++) {
        (*out)[*n] = (struct risk){
            .thing = {.kind = &risk_kind, .id = rows_int(rows, 0), .state = text(ctx, rows, 1)},
            .likelihood = number(rows, 2),
            .consequence = number(rows, 3),
            .likelihood_after = number(rows, 4),
            .consequence_after = number(rows, 5),
            .level_before = text(ctx, rows, 6),
            .level_after = text(ctx, rows, 7),
            .above_tolerance = rows_int(rows, 8),
            .accepted_by_id = rows_int(rows, 9),
            .accepted_by_name = text(ctx, rows, 10),
            .accepted_level = text(ctx, rows, 11),
            .accepted_on = text(ctx, rows, 12),
            .accepted_until = text(ctx, rows, 13),
        };
    }
    return rows_end(rows);
}

static void note(struct change *changes, size_t *n, const char *field, str before, str after)
{
    if (!str_eq(before, after)) {
        changes[(*n)++] = (struct change){field, before, after};
    }
}

static err judged_write(struct ctx *ctx, const struct risk *before, const struct risk *r)
{
    struct change changes[5];
    size_t n = 0;
    int64_t version = 0;
    note(changes, &n, "state", before->thing.state, r->thing.state);
    note(changes, &n, "level_before", before->level_before, r->level_before);
    note(changes, &n, "level_after", before->level_after, r->level_after);
    note(changes, &n, "above_tolerance", str_from_int(ctx->arena, before->above_tolerance),
         str_from_int(ctx->arena, r->above_tolerance));
    note(changes, &n, "accepted_until", before->accepted_until, r->accepted_until);
    if (!n) {
        return OK;
    }
    err e = db_int(
        ctx->db,
        "UPDATE risk SET state = :state, level_before = :level_before, level_after = :level_after, "
        "above_tolerance = :above_tolerance, accepted_by_id = :accepted_by_id, "
        "accepted_by_name = :accepted_by_name, accepted_level = :accepted_level, "
        "accepted_on = :accepted_on, accepted_until = :accepted_until, version = version + 1 "
        "WHERE id = :id RETURNING version",
        BINDS(B_INT("id", r->thing.id), B_TEXT("state", r->thing.state),
              B_TEXT("level_before", r->level_before), B_TEXT("level_after", r->level_after),
              B_INT("above_tolerance", r->above_tolerance),
              B_ID("accepted_by_id", r->accepted_by_id),
              B_TEXT("accepted_by_name", r->accepted_by_name),
              B_TEXT("accepted_level", r->accepted_level), B_TEXT("accepted_on", r->accepted_on),
              B_TEXT("accepted_until", r->accepted_until)),
        &version);
    return e ? e
             : trail_append(ctx, ctx->body.id, "risk", r->thing.id, version, "judge", STR_NONE,
                            changes, n);
}

err risks_judge_again(struct ctx *ctx, const struct criteria *c)
{
    struct risk *risks;
    size_t n;
    err e = all_read(ctx, &risks, &n);
    for (size_t i = 0; !e && i < n; i++) {
        struct risk before = risks[i];
        judge(c, &risks[i]);
        e = judged_write(ctx, &before, &risks[i]);
    }
    return e;
}

/* --- steps --- */

/* A review that is due, or has no day, is planned a year ahead; a day to come that someone chose
 * stands. */
static void reviewed(struct ctx *ctx, struct risk *r)
{
    r->reviewed_on = ctx->today;
    if (!r->next_review_on.n || str_compare(r->next_review_on, ctx->today) <= 0) {
        r->next_review_on = day_plus_months(ctx->arena, ctx->today, REVIEW_MONTHS);
    }
}

static err assess(struct ctx *ctx, struct thing *t, str reason)
{
    (void)reason;
    reviewed(ctx, (struct risk *)t);
    return OK;
}

static err reassess(struct ctx *ctx, struct thing *t, str reason)
{
    (void)reason; /* what has changed; the engine demands it and keeps it in the history */
    reviewed(ctx, (struct risk *)t);
    return OK;
}

/* ISO 27001 6.1.3 a and b: options are chosen, and measures where the choice is to reduce. */
static err treat(struct ctx *ctx, struct thing *t, str reason)
{
    (void)reason;
    struct risk *r = (struct risk *)t;
    if (str_is(r->treatment, "reduce") && !r->measure_ids.n) {
        return fault_at(ctx, "measure_ids", "risk.no_measure");
    }
    return OK;
}

static str decider(struct ctx *ctx, const struct criteria_level *level)
{
    return str_is(level->accept, "line_manager") ? W("risk.decider.line_manager")
                                                 : W("risk.decider.top_management");
}

/* ISO 27001 6.1.3 f: the residual risk is accepted by someone who may: the body's criteria say who
 * and how long. */
static err accept(struct ctx *ctx, struct thing *t, str reason)
{
    (void)reason;
    struct risk *r = (struct risk *)t;
    const struct criteria *c;
    int64_t likelihood, consequence;
    err e = criteria_get(ctx, &c);
    if (e) {
        return e;
    }
    risk_today(r, &likelihood, &consequence);
    const struct criteria_level *level = criteria_of(c, likelihood, consequence);
    if (!level) {
        return fault(ctx, ERR_CONFLICT, "risk.not_assessed");
    }
    if (!ctx_may(ctx, criteria_roles(level))) {
        return fault(ctx, ERR_DENIED, "risk.accept_higher",
                     str_lower(ctx->arena, level->text.word[ctx->lang]), decider(ctx, level));
    }
    if (!r->owner_id) {
        return fault(ctx, ERR_CONFLICT, "risk.no_owner");
    }
    r->accepted_by_id = ctx->actor.person_id;
    r->accepted_by_name = ctx->actor.name;
    r->accepted_level = str_of(level->name);
    r->accepted_on = ctx->today;
    r->accepted_until = day_plus_months(ctx->arena, ctx->today, (int)level->valid_months);
    return OK;
}

/* Back to where it stood before the decision; one that was closed unassessed begins anew. */
static err reopen(struct ctx *ctx, struct thing *t, str reason)
{
    (void)ctx;
    (void)reason;
    struct risk *r = (struct risk *)t;
    acceptance_clear(r);
    t->state = r->level_after.n ? STR("assessed") : STR("registered");
    return OK;
}

/* clang-format off */
static const char *const is_registered[] = {"registered", NULL};
static const char *const is_assessed[] = {"assessed", NULL};
static const char *const is_decided[] = {"accepted", "closed", NULL};
static const char *const is_open[] = {"registered", "assessed", "in_treatment", "accepted", NULL};
static const char *const asks_assessment[] = {"dimension", "!likelihood", "!consequence", NULL};
static const char *const asks_again[] = {"!likelihood_after", "!consequence_after", "next_review_on", NULL};
static const char *const asks_treatment[] = {"!treatment", "measure_ids", "likelihood_target", "consequence_target", NULL};

static const struct verb verbs[] = {
    {.name = "assess", .from = is_registered, .to = "assessed", .roles = ROLES_WORK, .asks = asks_assessment,
     .flags = VERB_MAIN, .run = assess},
    {.name = "treat", .from = is_assessed, .to = "in_treatment", .roles = ROLES_WORK, .asks = asks_treatment,
     .flags = VERB_MAIN, .run = treat},
    {.name = "reassess", .from = after_assessment, .roles = ROLES_WORK, .asks = asks_again, .flags = VERB_REASON,
     .run = reassess},
    {.name = "accept", .from = after_assessment, .to = "accepted", .roles = ROLES_MANAGERS,
     .flags = VERB_REASON | VERB_STEP_UP, .run = accept},
    {.name = "reopen", .from = is_decided, .roles = ROLES_WORK, .flags = VERB_REASON, .run = reopen},
    {.name = "close", .from = is_open, .to = "closed", .roles = ROLES_WORK, .flags = VERB_REASON | VERB_DANGER},
};

#define OPEN "state=registered&state=assessed&state=in_treatment&state=accepted"

static const struct view views[] = {
    {"above_tolerance", "above_tolerance=1&" OPEN "&sort=-score"},
    {"mine", "owner_id=me&" OPEN},
    {"expired", "state=accepted&accepted_until[lt]=today"},
    {"for_review", "next_review_on[lte]=today&" OPEN},
    {"unassessed", "state=registered"},
};

const struct kind risk_kind = {
    .name = "risk", .plural = "risks", .prefix = "R", .group = "governance", .icon = "ExclamationmarkTriangle", .order = 10,
    .size = sizeof(struct risk),
    .fields = fields, .n_fields = sizeof fields / sizeof *fields,
    .title = "title", .states = states, .ends = ends, .locked = locked,
    .verbs = verbs, .n_verbs = sizeof verbs / sizeof *verbs,
    .views = views, .n_views = sizeof views / sizeof *views,
    .sort = "-score",
    .read = ROLES_READ | ROLE_STEERING_READER, .create = ROLES_WORK, .change = ROLES_WORK, .remove = ROLE_OFFICER,
    .read_own = ROLE_EMPLOYEE, .own = "t.owner_id = :actor",
    .restricted = ROLE_TOP_MANAGEMENT | ROLE_OFFICER,
    .check = check,
};
/* clang-format on */
