/* incident.c - what an incident is, and which steps it may take. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/incident/incident.h"

#include "base/clock.h"

static const char *const severities[] = {"low", "moderate", "high", "critical", NULL};
static const char *const personal[] = {"none", "ordinary", "special", NULL};
static const char *const states[] = {"registered", "handling", "closed", NULL};
static const char *const ends[] = {"closed", NULL};

/* What shows where a body is weak stays with the body; a steering reader sees that it happened and
 * how it went. */
enum { INSIDE = ROLES_BODY };

static const struct field fields[] = {
    {FIELD(struct incident, title), .type = FIELD_TEXT,
     .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_SEARCH},
    {FIELD(struct incident, description), .type = FIELD_PROSE,
     .flags = FIELD_REQUIRED | FIELD_SEARCH, .readers = INSIDE},
    {FIELD(struct incident, noticed_at), .type = FIELD_MOMENT, .preset = "now",
     .flags = FIELD_REQUIRED | FIELD_COLUMN,
     .source = "https://lovdata.no/dokument/NL/lov/2018-06-15-38"},
    {FIELD(struct incident, severity), .type = FIELD_CHOICE, .choices = severities, .group = "more",
     .flags = FIELD_COLUMN | FIELD_FILTER | FIELD_LEVEL},
    {FIELD(struct incident, occurred_at), .type = FIELD_MOMENT},
    {FIELD(struct incident, service_ids), .type = FIELD_LINKS, .link = "service",
     .through = "incident_service"},
    {FIELD(struct incident, system_ids), .type = FIELD_LINKS, .link = "system",
     .through = "incident_system", .readers = INSIDE},
    {FIELD(struct incident, reported_by_id), .type = FIELD_LINK, .link = "person", .preset = "me",
     .readers = INSIDE},
    {FIELD(struct incident, personal_data), .type = FIELD_CHOICE, .choices = personal,
     .group = "judgement", .flags = FIELD_FILTER,
     .source = "https://www.datatilsynet.no/rettigheter-og-plikter/virksomhetenes-plikter/"
               "avvikshandtering/"},
    {FIELD(struct incident, high_risk_to_persons), .type = FIELD_YES, .preset = "0",
     .source = "https://lovdata.no/dokument/NL/lov/2018-06-15-38"},
    {FIELD(struct incident, in_scope_digital_security), .type = FIELD_YES, .preset = "0",
     .source = "https://lovdata.no/dokument/NL/lov/2023-12-20-108"},
    {FIELD(struct incident, national_security), .type = FIELD_YES, .preset = "0",
     .source = "https://lovdata.no/dokument/NL/lov/2018-06-01-24"},
    {FIELD(struct incident, handler_id), .type = FIELD_LINK, .link = "person", .group = "handling",
     .flags = FIELD_COLUMN | FIELD_FILTER, .readers = INSIDE},
    {FIELD(struct incident, handling_log), .type = FIELD_PROSE, .max = 50000, .flags = FIELD_SEARCH,
     .readers = INSIDE},
    {FIELD(struct incident, cause), .type = FIELD_PROSE, .flags = FIELD_SEARCH, .readers = INSIDE},
    {FIELD(struct incident, cost), .type = FIELD_MONEY, .min = 0, .max = 1000000000000},
    {FIELD(struct incident, closed_on), .type = FIELD_DAY, .flags = FIELD_COMPUTED},
    NEED_TO_KNOW(incident),
};

/* Sikkerhetsloven kapittel 5: classified information belongs in approved systems, and this is none.
 */
static void check_classified(struct ctx *ctx, const char *field, str text)
{
    str marking;
    if (incident_is_classified(text, &marking)) {
        fault_field(&ctx->fault, str_of(field), 0, "incident.classified", &marking, 1);
    }
}

/* The moment of awareness may not be moved so that a clock that has run out had not. */
static void check_moved(struct ctx *ctx, const struct incident *i, const struct incident *old)
{
    if (i->noticed_at <= old->noticed_at) {
        return;
    }
    for (size_t c = 0; c < INCIDENT_NOTICES; c++) {
        int64_t due = incident_clock_due(ctx, &incident_clocks[c], old->noticed_at);
        if (incident_clock_runs(old, &incident_clocks[c]) && due && due < ctx->now) {
            fault_at(ctx, "noticed_at", "incident.noticed_at.passed",
                     text_moment(ctx->arena, ctx->lang, due));
            return;
        }
    }
}

static err check(struct ctx *ctx, struct thing *t, const struct thing *before)
{
    struct incident *i = (struct incident *)t;
    check_classified(ctx, "title", i->title);
    check_classified(ctx, "description", i->description);
    check_classified(ctx, "cause", i->cause);
    check_classified(ctx, "handling_log", i->handling_log);
    if (i->noticed_at > ctx->now + 5 * MINUTE_MS) {
        fault_at(ctx, "noticed_at", "incident.noticed_at.future");
    }
    if (i->occurred_at != NO_NUMBER && i->occurred_at > i->noticed_at) {
        fault_at(ctx, "occurred_at", "incident.occurred_at.after");
    }
    if (before) {
        check_moved(ctx, i, (const struct incident *)before);
    } else if (!ctx_may(ctx, ROLES_READ)) {
        i->reported_by_id = ctx->actor.person_id; /* else the reporter could not see it again */
    }
    return ctx->fault.n_fields ? ERR_INVALID : OK;
}

static err after(struct ctx *ctx, struct thing *t, const struct thing *before, const char *verb)
{
    return incident_notices_keep(ctx, (const struct incident *)t);
}

static err close_incident(struct ctx *ctx, struct thing *t, str reason)
{
    struct incident *i = (struct incident *)t;
    int64_t open;
    err e = incident_notices_keep(ctx, i); /* what the step itself judged counts */
    e = e ? e : incident_notices_open(ctx, t->id, &open);
    if (e) {
        return e;
    }
    if (open) {
        return fault(ctx, ERR_CONFLICT, "incident.clocks_open",
                     text_int(ctx->arena, ctx->lang, open));
    }
    i->closed_on = ctx->today;
    return OK;
}

static err reopen(struct ctx *ctx, struct thing *t, str reason)
{
    ((struct incident *)t)->closed_on = STR_NONE;
    return OK;
}

static const char *const registered[] = {"registered", NULL};
static const char *const handling[] = {"handling", NULL};
static const char *const closed[] = {"closed", NULL};
static const char *const asks_handle[] = {"!handler_id", "!severity", "personal_data", NULL};
/* Art. 33 no. 5: every breach is documented, so it is judged whether personal data were affected.
 */
static const char *const asks_close[] = {"!cause", "!personal_data", "cost", NULL};

static const struct verb verbs[] = {
    {.name = "handle",
     .from = registered,
     .to = "handling",
     .roles = ROLES_WORK,
     .asks = asks_handle,
     .flags = VERB_MAIN},
    {.name = "close",
     .from = handling,
     .to = "closed",
     .roles = ROLES_WORK,
     .asks = asks_close,
     .flags = VERB_MAIN,
     .run = close_incident},
    {.name = "reopen",
     .from = closed,
     .to = "handling",
     .roles = ROLES_WORK,
     .flags = VERB_REASON,
     .run = reopen},
};

static const struct view views[] = {
    {"open", "state=registered&state=handling"},
    {"mine", "handler_id=me&state=registered&state=handling"},
    {"severe", "severity=high&severity=critical"},
    {"personal_data", "personal_data=ordinary&personal_data=special"},
};

const struct kind incident_kind = {
    .name = "incident",
    .plural = "incidents",
    .prefix = "H",
    .group = "work",
    .icon = "ExclamationmarkTriangle",
    .order = 30,
    .size = sizeof(struct incident),
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
    .sort = "-noticed_at",
    .read = ROLES_READ | ROLE_STEERING_READER,
    .create = ROLES_WORK | ROLE_EMPLOYEE,
    .change = ROLES_WORK,
    .remove = ROLE_OFFICER,
    .erase = KIND_ERASERS,
    .read_own = ROLE_EMPLOYEE,
    .own = "t.reported_by_id = :actor",
    .restricted = ROLE_TOP_MANAGEMENT | ROLE_OFFICER,
    .check = check,
    .after = after,
};
