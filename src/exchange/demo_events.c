/* demo_events.c - what happens in the demonstration's years: incidents, exercises, audits, reviews.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "exchange/demo_steps.h"

#include "base/clock.h"
#include "domain/incident/incident.h"
#include "domain/management_review/management_review.h"

#include <string.h>

static const char *severity(const struct json *node)
{
    static const char *const levels[] = {"low", "low", "moderate", "high", "critical"};
    int64_t n = 2;
    json_to_int(json_get(node, "severity"), &n);
    return levels[n >= 1 && n <= 4 ? n : 2];
}

/* --- incidents, with the clocks that start --- */

static err incident_make(struct demo *d, const struct json *node)
{
    struct seed_values v;
    const struct json *personal = json_get(node, "personal_data");
    const struct json *affected = json_get(personal, "affected");
    str aware = step_text(personal, "aware_at"),
        noticed = aware.n ? aware : step_text(node, "discovered_at");
    values_init(&v, d->ctx);
    values_add(&v, "title", step_text(node, "title"));
    values_add(&v, "description", step_text(node, "what"));
    values_add(&v, "noticed_at", noticed);
    values_add(&v, "occurred_at", step_text(node, "discovered_at"));
    values_add(&v, "severity", str_of(severity(node)));
    values_add(&v, "personal_data",
               affected && affected->type == JSON_IS_BOOL && affected->yes ? STR("ordinary")
                                                                           : STR("none"));
    values_add(&v, "high_risk_to_persons",
               str_is(step_text(personal, "risk_to_persons"), "high") ? STR("1") : STR("0"));
    values_id(&v, "service_ids",
              seed_id(&d->seed, step_kind("service"), step_text(node, "service")));
    step_person(d, &v, "reported_by_id", step_text(node, "reported_by"));
    step_need_to_know(d, &v, node);
    return step_make(d, "incident", &v, step_text(node, "id"), STR_NONE);
}

static bool is_open_clock(const struct incident_notice *n)
{
    return n->applies && !n->sent_at && !n->explained_at;
}

/* Closing needs every clock met or explained: what the file does not tell of is explained here. */
static err explain_rest(struct demo *d, struct incident *i)
{
    struct incident_notice *notices;
    size_t n;
    err e = incident_notices(d->ctx, i->thing.id, &notices, &n);
    for (size_t k = 0; k < n && !e; k++) {
        if (is_open_clock(&notices[k])) {
            e = incident_notice_explain(d->ctx, i, notices[k].kind,
                                        STR("Vurdert: ikke nødvendig i denne saken."));
        }
    }
    return e;
}

/* entry with verb "notified": the supervisory authority was told. */
static err incident_notified(struct demo *d, const struct json *node)
{
    struct thing *t;
    struct incident_notice *notices;
    size_t n;
    int64_t sent;
    const struct json *personal = json_get(node, "personal_data");
    str told = step_text(personal, "persons_told_on");
    err e = step_thing(d, "incident", step_text(node, "id"), &t);
    e = e ? e : incident_notices(d->ctx, t->id, &notices, &n);
    if (e || !moment_read(step_text(personal, "notified_at"), &sent)) {
        return e;
    }
    if (sent > d->ctx->now) {
        ctx_at(d->ctx, sent + MINUTE_MS);
    }
    for (size_t i = 0; i < n && !e; i++) {
        bool authority = str_is(notices[i].recipient, "data_protection_authority");
        if (is_open_clock(&notices[i]) && (authority || told.n)) {
            int64_t noticed = ((struct incident *)t)->noticed_at,
                    noon = authority ? 0 : day_moment(told, 12, 0);
            int64_t when = authority ? sent : noon > noticed ? noon : noticed + HOUR_MS;
            if (when > d->ctx->now) {
                ctx_at(d->ctx, when + MINUTE_MS);
            }
            e = incident_notice_sent(d->ctx, (struct incident *)t, notices[i].kind, when, STR_NONE,
                                     step_text(personal, "late_reason"));
        }
    }
    return e;
}

err demo_incident(struct demo *d, const struct json *node, const struct json *entry)
{
    struct seed_values v;
    struct thing *t;
    str id = step_text(node, "id");
    values_init(&v, d->ctx);
    if (!entry) {
        return incident_notified(d, node);
    }
    if (step_is(entry, "registered")) {
        int64_t noticed;
        str when = step_text(node, "discovered_at"),
            aware = step_text(json_get(node, "personal_data"), "aware_at");
        if (moment_read(aware.n ? aware : when, &noticed) && noticed > d->ctx->now) {
            ctx_at(d->ctx, noticed + 10 * MINUTE_MS);
        }
        return incident_make(d, node);
    }
    if (step_is(entry, "handle")) {
        int64_t noticed;
        if (moment_read(step_text(node, "discovered_at"), &noticed) && noticed > d->ctx->now) {
            ctx_at(d->ctx, noticed + 40 * MINUTE_MS);
        }
        step_person(d, &v, "handler_id",
                    step_text(node, "handled_by").n ? step_text(node, "handled_by")
                                                    : step_text(entry, "by"));
        return step_act(d, "incident", id, "handle", &v, STR_NONE);
    }
    err e = step_thing(d, "incident", id, &t);
    e = e ? e : explain_rest(d, (struct incident *)t);
    values_add(&v, "cause",
               step_text(node, "cause").n ? step_text(node, "cause") : step_text(node, "what"));
    return e ? e : step_act(d, "incident", id, "close", &v, STR_NONE);
}

void demo_incident_more(struct demo *d, const struct demo_list *list, const struct json *node,
                        step_adder add)
{
    add(d, step_text(json_get(node, "personal_data"), "notified_at"), list, node, NULL);
}

/* --- exercises and lessons --- */

/* "• goal: met" lines, from the ready scenario's goals and what was met. */
static str goals(struct demo *d, const struct json *from, const struct json *met)
{
    struct buf b;
    const struct json *list = json_get(from, "goals");
    buf_init(&b, d->ctx->arena, 16 * KIB);
    for (size_t i = 0; i < json_count(list); i++) {
        const struct json *goal = json_item(list, i);
        str s = goal->type == JSON_IS_OBJECT ? json_get_str(goal, lang_code(d->ctx->body.lang))
                                             : json_str(goal);
        str was = json_str(json_item(met, i));
        buf_literal(&b, "- ");
        buf_str(&b, s);
        if (was.n) {
            enum lang lang = d->ctx->body.lang;
            buf_literal(&b, " – ");
            buf_str(&b, str_is(was, "yes")  ? word(lang, "demo.goal.yes")
                        : str_is(was, "no") ? word(lang, "demo.goal.no")
                                            : word(lang, "demo.goal.partly"));
        }
        buf_char(&b, '\n');
    }
    return buf_as_str(&b);
}

err demo_exercise(struct demo *d, const struct json *node, const struct json *entry)
{
    struct seed_values v;
    str id = step_text(node, "id");
    const struct json *from = step_starter(d, "exercises", node);
    values_init(&v, d->ctx);
    if (step_is(entry, "run")) {
        values_add(&v, "ran_on", d->ctx->today);
        return step_act(d, "exercise", id, "run", &v, STR_NONE);
    }
    if (step_is(entry, "evaluate")) {
        values_add(&v, "results", goals(d, from, json_get(node, "goals_met")));
        values_add(&v, "evaluation", step_text(node, "evaluation"));
        return step_act(d, "exercise", id, "evaluate", &v, STR_NONE);
    }
    str planned = step_day_of(node, "run"), form = step_text(from, "form");
    values_add(&v, "title", step_text(node, "title"));
    values_add(&v, "form", form.n ? form : STR("tabletop"));
    values_add(&v, "planned_on", planned.n ? planned : day_plus(d->ctx->arena, d->ctx->today, 60));
    step_person(d, &v, "leader_id", step_text(node, "lead"));
    for (size_t i = 0; i < json_count(json_get(node, "participants")); i++) {
        step_person(d, &v, "participant_ids",
                    json_str(json_item(json_get(node, "participants"), i)));
    }
    values_add(&v, "purpose", seed_text(d->ctx, from, "purpose"));
    values_add(&v, "goals", goals(d, from, NULL));
    values_add(&v, "scenario", seed_text(d->ctx, from, "scenario"));
    return step_make(d, "exercise", &v, id, STR_NONE);
}

err demo_lesson(struct demo *d, const struct json *node, const struct json *entry)
{
    struct seed_values v;
    str id = step_text(node, "id");
    bool from_exercise = step_text(node, "exercise").n > 0,
         from_incident = step_text(node, "incident").n > 0;
    values_init(&v, d->ctx);
    if (step_is(entry, "use")) {
        step_tied(d, &v, "risk_ids", "risk", json_get(node, "risks"));
        step_tied(d, &v, "measure_ids", "measure", json_get(node, "measures"));
        return step_act(d, "lesson", id, "use", &v, STR_NONE);
    }
    values_add(&v, "title", step_text(node, "title"));
    values_add(&v, "description", step_text(node, "description"));
    values_add(&v, "source",
               from_exercise   ? STR("exercise")
               : from_incident ? STR("incident")
                               : STR("other"));
    values_id(&v, "exercise_id",
              seed_id(&d->seed, step_kind("exercise"), step_text(node, "exercise")));
    values_id(&v, "incident_id",
              seed_id(&d->seed, step_kind("incident"), step_text(node, "incident")));
    return step_make(d, "lesson", &v, id, STR_NONE);
}

/* --- audits and findings --- */

static err finding(struct demo *d, const struct json *node, const struct json *entry)
{
    static const char *const severities[] = {"observation", "observation", "minor", "major",
                                             "major"};
    struct seed_values v;
    str id = step_text(node, "id");
    int64_t level = 2;
    values_init(&v, d->ctx);
    if (step_is(entry, "correct")) {
        step_person(d, &v, "owner_id", step_text(node, "owner"));
        values_add(&v, "due_on", step_text(node, "due"));
        values_add(&v, "action",
                   step_text(node, "action").n ? step_text(node, "action")
                                               : step_text(node, "title"));
        step_tied(d, &v, "measure_ids", "measure", json_get(node, "measures"));
        err e = step_act(d, "finding", id, "correct", &v, STR_NONE);
        return e || !step_day_of(node, "verify").n
                   ? e
                   : step_act(d, "finding", id, "report-corrected", NULL, STR_NONE);
    }
    if (step_is(entry, "verify")) {
        return step_act(d, "finding", id, "verify", NULL, STR_NONE);
    }
    if (step_is(entry, "close")) {
        return OK; /* verification closes it */
    }
    json_to_int(json_get(node, "severity"), &level);
    values_add(&v, "title", step_text(node, "title"));
    values_id(&v, "audit_id", seed_id(&d->seed, step_kind("audit"), step_text(node, "audit")));
    values_add(&v, "severity", str_of(severities[level >= 1 && level <= 4 ? level : 2]));
    step_person(d, &v, "owner_id", step_text(node, "owner"));
    values_add(&v, "due_on", step_text(node, "due"));
    const struct json requirement = {.type = JSON_IS_ARRAY,
                                     .n = json_get(node, "requirement") ? 1 : 0,
                                     .items = json_get(node, "requirement")};
    err e = step_requirements(d, &v, "requirement_id", &requirement);
    return e ? e : step_make(d, "finding", &v, id, STR_NONE);
}

err demo_audit(struct demo *d, const struct json *node, const struct json *entry)
{
    struct seed_values v;
    str id = step_text(node, "id");
    (void)entry;
    values_init(&v, d->ctx);
    struct thing *known = NULL;
    if (seed_id(&d->seed, step_kind("audit"), id) && !step_thing(d, "audit", id, &known)) {
        values_add(&v, "report", step_text(node, "summary"));
        return step_act(d, "audit", id, "close", &v, STR_NONE);
    }
    values_add(&v, "title", step_text(node, "title"));
    values_add(&v, "scope", step_text(node, "scope"));
    values_add(&v, "planned_on", step_text(node, "started_on"));
    str who = step_text(node, "auditor_name");
    for (size_t i = 0; i < d->n_persons && !who.n; i++) {
        if (str_eq(d->persons[i].id, step_text(node, "auditor"))) {
            who = d->persons[i].name;
        }
    }
    values_add(&v, "auditor", who);
    err e = step_make(d, "audit", &v, id, STR_NONE);
    values_init(&v, d->ctx);
    values_add(&v, "held_on", d->ctx->today);
    return e ? e : step_act(d, "audit", id, "hold", &v, STR_NONE);
}

static const struct demo_list findings = {
    .name = "findings", .rank = 60, .by = "owner", .run = finding};

void demo_audit_more(struct demo *d, const struct demo_list *list, const struct json *node,
                     step_adder add)
{
    const struct json *nodes = json_get(node, "findings");
    for (size_t i = 0; i < json_count(nodes); i++) {
        const struct json *history = json_get(json_item(nodes, i), "history");
        for (size_t j = 0; j < json_count(history); j++) {
            add(d, step_text(json_item(history, j), "on"), &findings, json_item(nodes, i),
                json_item(history, j));
        }
    }
    add(d, step_text(node, "reported_on"), list, node, NULL); /* the report closes it */
}

/* --- the year: activities, requirements, management review --- */

err demo_activity(struct demo *d, const struct json *node, const struct json *entry)
{
    struct seed_values v;
    const struct json *from = step_starter(d, "activities", node);
    str id = step_text(node, "from"), recurrence = step_text(from, "recurrence");
    (void)entry;
    values_init(&v, d->ctx);
    if (seed_id(&d->seed, step_kind("activity"), id)) {
        if (!(d->ctx->actor.roles & (ROLES_WORK | ROLE_EMPLOYEE))) {
            demo_become_officer(d); /* an auditor's own activities are ticked off for him */
        }
        values_add(&v, "done_on", d->ctx->today);
        return step_text(node, "done_on").n && !str_is(d->ctx->today, DEMO_BEGINS)
                   ? step_act(d, "activity", id, "do", &v, STR_NONE)
                   : OK;
    }
    demo_become_officer(d);
    values_add(&v, "title", seed_text(d->ctx, from, "title"));
    values_add(&v, "description", seed_text(d->ctx, from, "description"));
    values_add(&v, "duration", step_number(d, from, "duration"));
    values_add(&v, "role", step_text(from, "role"));
    values_add(&v, "recurrence",
               str_is(recurrence, "half-yearly") ? STR("half_yearly") : recurrence);
    values_add(&v, "due_on", step_text(node, "due"));
    step_person(d, &v, "owner_id", step_text(node, "owner"));
    return step_make(d, "activity", &v, id, id);
}

void demo_activity_more(struct demo *d, const struct demo_list *list, const struct json *node,
                        step_adder add)
{
    add(d, step_text(node, "done_on"), list, node, NULL);
}

err demo_requirement(struct demo *d, const struct json *node, const struct json *entry)
{
    const struct kind *k = step_kind("requirement_status");
    struct seed_values v;
    int64_t id = 0;
    str status = step_text(node, "status");
    (void)entry;
    err e = db_int(
        d->ctx->db,
        "SELECT min(s.id) FROM requirement_status s JOIN requirement q ON q.id = s.requirement_id "
        "WHERE s.organisation_id = :body AND q.code = :code",
        BINDS(B_INT("body", d->ctx->body.id), B_TEXT("code", step_text(node, "id"))), &id);
    if (e) {
        return e;
    }
    values_init(&v, d->ctx);
    values_add(&v, "applicability", STR("applies"));
    values_add(&v, "status",
               str_is(status, "met")      ? STR("in_place")
               : str_is(status, "partly") ? STR("partly")
                                          : STR("not_started"));
    values_add(&v, "note", step_text(node, "note"));
    step_person(d, &v, "owner_id", step_text(node, "by"));
    if (id) {
        seed_know(&d->seed, k, step_text(node, "id"), id);
        return step_act(d, "requirement_status", step_text(node, "id"), "assess", &v, STR_NONE);
    }
    const struct json codes = {.type = JSON_IS_ARRAY, .n = 1, .items = json_get(node, "id")};
    e = step_requirements(d, &v, "requirement_id", &codes);
    return e ? e : step_make(d, "requirement_status", &v, step_text(node, "id"), STR_NONE);
}

static err review_decide(struct demo *d, const struct json *node)
{
    struct thing *t;
    const struct json *decisions = json_get(node, "decisions");
    err e = step_thing(d, "management_review", step_text(node, "id"), &t);
    for (size_t i = 0; i < json_count(decisions) && !e; i++) {
        const struct json *one = json_item(decisions, i);
        e = review_decision_add(d->ctx, (struct management_review *)t, step_text(one, "title"),
                                demo_person_id(d, step_text(one, "owner")), step_text(one, "due"));
    }
    return e;
}

err demo_review(struct demo *d, const struct json *node, const struct json *entry)
{
    struct seed_values v;
    str id = step_text(node, "id");
    values_init(&v, d->ctx);
    if (step_is(entry, "sign")) {
        return step_act(d, "management_review", id, "sign", NULL, STR_NONE);
    }
    if (step_is(entry, "hold")) {
        err e = step_act(d, "management_review", id, "prepare", NULL, STR_NONE);
        e = e ? e : review_decide(d, node);
        values_add(&v, "held_on", d->ctx->today);
        values_add(&v, "conclusion", step_text(node, "conclusion"));
        return e ? e : step_act(d, "management_review", id, "hold", &v, STR_NONE);
    }
    str held = step_day_of(node, "hold");
    values_add(&v, "title", step_text(node, "title"));
    values_add(&v, "planned_on", held.n ? held : day_plus(d->ctx->arena, d->ctx->today, 60));
    step_person(d, &v, "leader_id", step_text(node, "leader"));
    for (size_t i = 0; i < json_count(json_get(node, "participants")); i++) {
        step_person(d, &v, "participant_ids",
                    json_str(json_item(json_get(node, "participants"), i)));
    }
    return step_make(d, "management_review", &v, id, STR_NONE);
}
