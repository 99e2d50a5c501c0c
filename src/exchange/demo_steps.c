/* demo_steps.c - what the steps of the demonstration do: each is a verb that a person could have
 * taken. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "exchange/demo_steps.h"

#include "base/clock.h"
#include "domain/incident/incident.h"
#include "domain/management_review/management_review.h"
#include "kind/input.h"

#include <string.h>

err starter_for_level(struct demo *d, str level)
{
    d->ctx->body.level = level;
    return starter_read(d->ctx, &d->set);
}

/* --- helpers --- */

static const struct kind *kind(const char *name)
{
    return kind_named(str_of(name));
}

static str text(const struct json *node, const char *member)
{
    return json_get_str(node, member);
}

static bool is_verb(const struct json *entry, const char *verb)
{
    return str_is(text(entry, "verb"), verb);
}

static void person(struct demo *d, struct seed_values *v, const char *field, str id)
{
    values_id(v, field, demo_person_id(d, id));
}

static void tied(struct demo *d, struct seed_values *v, const char *field, const char *to,
                 const struct json *list)
{
    for (size_t i = 0; i < json_count(list); i++) {
        values_id(v, field, seed_id(&d->seed, kind(to), json_str(json_item(list, i))));
    }
}

/* Numbers of the file as text for a field. */
static str number(struct demo *d, const struct json *node, const char *member)
{
    return seed_text(d->ctx, node, member);
}

static err make(struct demo *d, const char *name, const struct seed_values *v, str id, str template)
{
    struct thing *t;
    return seed_make(&d->seed, kind(name), v, id, template, STR_NONE, &t);
}

static err thing_of(struct demo *d, const char *name, str id, struct thing **out)
{
    return thing_get(d->ctx, kind(name), seed_id(&d->seed, kind(name), id), out);
}

static err act(struct demo *d, const char *name, str id, const char *verb,
               const struct seed_values *v, str reason)
{
    struct thing *t;
    err e = thing_of(d, name, id, &t);
    e = e || !v ? e : input_read(d->ctx, &v->p, 0, t);
    return e ? e : thing_do(d->ctx, t, t->version, verb, reason);
}

static const char *severity(const struct json *node)
{
    static const char *const levels[] = {"low", "low", "moderate", "high", "critical"};
    int64_t n = 2;
    json_to_int(json_get(node, "severity"), &n);
    return levels[n >= 1 && n <= 4 ? n : 2];
}

static const struct json *starter_of(const struct demo *d, const char *list,
                                     const struct json *node)
{
    return starter_named(&d->set, list,
                         text(node, "from").n ? text(node, "from") : text(node, "id"));
}

/* --- what the body has --- */

static err supplier(struct demo *d, const struct json *node, const struct json *entry)
{
    (void)entry;
    struct seed_values v;
    str agreed = text(node, "processor_agreement_on");
    values_init(&v, d->ctx);
    values_add(&v, "name", text(node, "name"));
    values_add(&v, "description", text(node, "note"));
    person(d, &v, "owner_id", text(node, "owner"));
    values_add(&v, "agreement_valid_until", text(node, "contract_until"));
    values_add(&v, "is_processor", agreed.n ? STR("1") : STR("0"));
    values_add(&v, "processing_agreed_on", agreed);
    return make(d, "supplier", &v, text(node, "id"), STR_NONE);
}

/* Information types are the starter's: those that the body's services use. */
static err information(struct demo *d, const struct json *list)
{
    for (size_t i = 0; i < json_count(list); i++) {
        static const char *const names[] = {"confidentiality", "integrity", "availability"};
        str id = json_str(json_item(list, i));
        const struct json *node = starter_named(&d->set, "information_types", id);
        struct seed_values v;
        if (!node || seed_id(&d->seed, kind("information_type"), id)) {
            continue;
        }
        str personal = text(node, "personal_data");
        values_init(&v, d->ctx);
        values_add(&v, "name", seed_text(d->ctx, node, "name"));
        values_add(&v, "description", seed_text(d->ctx, node, "description"));
        values_add(&v, "personal_data", str_is(personal, "no") ? STR("none") : personal);
        for (int j = 0; j < 3; j++) {
            values_add(&v, names[j], number(d, json_get(node, "needs"), names[j]));
        }
        err e = make(d, "information_type", &v, id, id);
        if (e) {
            return e;
        }
    }
    return OK;
}

static err system_(struct demo *d, const struct json *node, const struct json *entry)
{
    (void)entry;
    struct seed_values v;
    const struct json *from = starter_of(d, "systems", node);
    const struct json *critical = json_get(node, "critical");
    values_init(&v, d->ctx);
    values_add(&v, "name", text(node, "name"));
    values_add(&v, "description", seed_text(d->ctx, from, "description"));
    person(d, &v, "owner_id", text(node, "owner"));
    values_id(&v, "supplier_id", seed_id(&d->seed, kind("supplier"), text(node, "supplier")));
    values_add(&v, "criticality",
               critical && critical->type == JSON_IS_BOOL && critical->yes ? STR("high")
                                                                           : STR("low"));
    return make(d, "system", &v, text(node, "id"), text(node, "id"));
}

static err service(struct demo *d, const struct json *node, const struct json *entry)
{
    (void)entry;
    struct seed_values v;
    const struct json *from = starter_of(d, "services", node);
    str name = seed_text(d->ctx, from, "name");
    err e = information(d, json_get(from, "information"));
    if (e) {
        return e;
    }
    values_init(&v, d->ctx);
    values_add(&v, "name", text(node, "name").n ? text(node, "name") : name);
    values_add(&v, "description", seed_text(d->ctx, from, "description"));
    person(d, &v, "owner_id", text(node, "owner"));
    values_add(&v, "tolerates_hours", number(d, node, "tolerates_hours"));
    tied(d, &v, "information_type_ids", "information_type", json_get(from, "information"));
    tied(d, &v, "system_ids", "system", json_get(from, "systems"));
    return make(d, "service", &v, text(node, "id"), text(node, "id"));
}

/* --- documents --- */

static str named(struct demo *d, str s)
{
    struct buf b;
    buf_init(&b, d->ctx->arena, 64 * KIB);
    for (size_t i = 0; i < s.n; i++) {
        if (s.n - i >= 6 && memcmp(s.p + i, "{name}", 6) == 0) {
            buf_str(&b, d->ctx->body.name);
            i += 5;
        } else {
            buf_char(&b, s.p[i]);
        }
    }
    return buf_as_str(&b);
}

static err document(struct demo *d, const struct json *node, const struct json *entry)
{
    struct seed_values v;
    const struct json *from = starter_of(d, "documents", node);
    str id = text(node, "id");
    values_init(&v, d->ctx);
    if (is_verb(entry, "draft")) {
        values_add(&v, "title", text(node, "title"));
        values_add(&v, "type", text(from, "kind"));
        values_add(&v, "purpose", seed_text(d->ctx, from, "purpose"));
        values_add(&v, "body", named(d, seed_text(d->ctx, from, "body")));
        person(d, &v, "owner_id", text(node, "owner"));
        return make(d, "document", &v, id, text(node, "from"));
    }
    struct thing *t;
    err e = thing_of(d, "document", id, &t);
    if (!e && str_is(t->state, "approved")) {
        str why = text(entry, "note");
        e = act(d, "document", id, "revise", NULL, why.n ? why : STR("Årlig gjennomgang"));
    }
    values_add(&v, "next_review_on", day_plus_months(d->ctx->arena, d->ctx->today, 12));
    return e ? e : act(d, "document", id, "approve", &v, STR_NONE);
}

/* --- measures and risks --- */

static err requirements(struct demo *d, struct seed_values *v, const char *field,
                        const struct json *codes)
{
    for (size_t i = 0; i < json_count(codes); i++) {
        int64_t id;
        err e = db_int(d->ctx->db,
                       "SELECT min(id) FROM requirement WHERE code = :code AND deleted_at IS NULL",
                       BINDS(B_TEXT("code", json_str(json_item(codes, i)))), &id);
        if (e) {
            return e;
        }
        values_id(v, field, id);
    }
    return OK;
}

static err measure(struct demo *d, const struct json *node, const struct json *entry)
{
    struct seed_values v;
    str id = text(node, "id"), note = text(entry, "note");
    const struct json *from = starter_of(d, "measures", node);
    values_init(&v, d->ctx);
    if (is_verb(entry, "start") || is_verb(entry, "put-in-operation")) {
        return act(d, "measure", id, str_z(d->ctx->arena, text(entry, "verb")), NULL, STR_NONE);
    }
    if (!is_verb(entry, "planned")) {
        return act(d, "measure", id, str_z(d->ctx->arena, text(entry, "verb")), NULL,
                   note.n ? note : text(node, "title"));
    }
    values_add(&v, "title", text(node, "title"));
    values_add(&v, "description",
               text(node, "description").n ? text(node, "description")
                                           : seed_text(d->ctx, from, "description"));
    values_add(&v, "effect", from ? STR("high") : STR("moderate"));
    values_add(&v, "due_on", text(node, "due"));
    values_add(&v, "cost", number(d, node, "cost"));
    person(d, &v, "owner_id", text(node, "owner"));
    err e = requirements(d, &v, "requirement_ids",
                         json_get(node, "norm") ? json_get(node, "norm") : json_get(from, "norm"));
    return e ? e : make(d, "measure", &v, id, text(node, "from"));
}

static err risk_make(struct demo *d, const struct json *node, const struct json *entry)
{
    struct seed_values v;
    const struct json *from = starter_of(d, "risks", node);
    str id = text(node, "id");
    values_init(&v, d->ctx);
    values_add(&v, "title", text(node, "title"));
    values_add(&v, "scenario",
               text(node, "scenario").n ? text(node, "scenario")
                                        : seed_text(d->ctx, from, "scenario"));
    values_add(&v, "cause", text(entry, "note"));
    values_id(&v, "service_id", seed_id(&d->seed, kind("service"), text(node, "service")));
    person(d, &v, "owner_id", text(node, "owner"));
    values_add(&v, "likelihood", number(d, entry, "likelihood"));
    values_add(&v, "consequence", number(d, entry, "consequence"));
    values_add(&v, "next_review_on", day_plus_months(d->ctx->arena, d->ctx->today, 12));
    err e = make(d, "risk", &v, id, text(node, "from"));
    return e ? e : act(d, "risk", id, "assess", NULL, STR_NONE);
}

static err risk(struct demo *d, const struct json *node, const struct json *entry)
{
    struct seed_values v;
    str id = text(node, "id"), note = text(entry, "note");
    values_init(&v, d->ctx);
    if (is_verb(entry, "assessed")) {
        return risk_make(d, node, entry);
    }
    if (is_verb(entry, "treat")) {
        str treatment = text(node, "treatment");
        values_add(&v, "treatment", treatment.n ? treatment : STR("reduce"));
        tied(d, &v, "measure_ids", "measure", json_get(node, "measures"));
        return act(d, "risk", id, "treat", &v, STR_NONE);
    }
    if (is_verb(entry, "reassess")) {
        values_add(&v, "likelihood_after", number(d, entry, "likelihood"));
        values_add(&v, "consequence_after", number(d, entry, "consequence"));
        values_add(&v, "next_review_on", day_plus_months(d->ctx->arena, d->ctx->today, 12));
        tied(d, &v, "measure_ids", "measure", json_get(node, "measures"));
        err e = OK;
        struct seed_values asked;
        values_init(&asked, d->ctx);
        for (size_t i = 0; i < v.p.n && !e; i++) {
            asked.p.at[asked.p.n++] = v.p.at[i];
        }
        return act(d, "risk", id, "reassess", &asked, note.n ? note : STR("Ny vurdering"));
    }
    str reason = text(entry, "reason");
    return act(d, "risk", id, "accept", NULL, reason.n ? reason : note.n ? note : STR("Akseptert"));
}

/* --- incidents, with the clocks that start --- */

static err incident_make(struct demo *d, const struct json *node)
{
    struct seed_values v;
    const struct json *personal = json_get(node, "personal_data");
    const struct json *affected = json_get(personal, "affected");
    str aware = text(personal, "aware_at"), noticed = aware.n ? aware : text(node, "discovered_at");
    values_init(&v, d->ctx);
    values_add(&v, "title", text(node, "title"));
    values_add(&v, "description", text(node, "what"));
    values_add(&v, "noticed_at", noticed);
    values_add(&v, "occurred_at", text(node, "discovered_at"));
    values_add(&v, "severity", str_of(severity(node)));
    values_add(&v, "personal_data",
               affected && affected->type == JSON_IS_BOOL && affected->yes ? STR("ordinary")
                                                                           : STR("none"));
    values_add(&v, "high_risk_to_persons",
               str_is(text(personal, "risk_to_persons"), "high") ? STR("1") : STR("0"));
    values_id(&v, "service_ids", seed_id(&d->seed, kind("service"), text(node, "service")));
    person(d, &v, "reported_by_id", text(node, "reported_by"));
    return make(d, "incident", &v, text(node, "id"), STR_NONE);
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
    str told = text(personal, "persons_told_on");
    err e = thing_of(d, "incident", text(node, "id"), &t);
    e = e ? e : incident_notices(d->ctx, t->id, &notices, &n);
    if (e || !moment_read(text(personal, "notified_at"), &sent)) {
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
                                     text(personal, "late_reason"));
        }
    }
    return e;
}

static err incident(struct demo *d, const struct json *node, const struct json *entry)
{
    struct seed_values v;
    struct thing *t;
    str id = text(node, "id");
    values_init(&v, d->ctx);
    if (!entry) {
        return incident_notified(d, node);
    }
    if (is_verb(entry, "registered")) {
        int64_t noticed;
        str when = text(node, "discovered_at"),
            aware = text(json_get(node, "personal_data"), "aware_at");
        if (moment_read(aware.n ? aware : when, &noticed) && noticed > d->ctx->now) {
            ctx_at(d->ctx, noticed + 10 * MINUTE_MS);
        }
        return incident_make(d, node);
    }
    if (is_verb(entry, "handle")) {
        int64_t noticed;
        if (moment_read(text(node, "discovered_at"), &noticed) && noticed > d->ctx->now) {
            ctx_at(d->ctx, noticed + 40 * MINUTE_MS);
        }
        person(d, &v, "handler_id",
               text(node, "handled_by").n ? text(node, "handled_by") : text(entry, "by"));
        return act(d, "incident", id, "handle", &v, STR_NONE);
    }
    err e = thing_of(d, "incident", id, &t);
    e = e ? e : explain_rest(d, (struct incident *)t);
    values_add(&v, "cause", text(node, "cause").n ? text(node, "cause") : text(node, "what"));
    return e ? e : act(d, "incident", id, "close", &v, STR_NONE);
}

static void incident_more(struct demo *d, const struct demo_list *list, const struct json *node,
                          step_adder add)
{
    add(d, text(json_get(node, "personal_data"), "notified_at"), list, node, NULL);
}

/* --- exercises and lessons --- */

static str day_of_verb(const struct json *node, const char *verb)
{
    const struct json *history = json_get(node, "history");
    for (size_t i = 0; i < json_count(history); i++) {
        if (is_verb(json_item(history, i), verb)) {
            return text(json_item(history, i), "on");
        }
    }
    return STR_NONE;
}

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

static err exercise(struct demo *d, const struct json *node, const struct json *entry)
{
    struct seed_values v;
    str id = text(node, "id");
    const struct json *from = starter_of(d, "exercises", node);
    values_init(&v, d->ctx);
    if (is_verb(entry, "run")) {
        values_add(&v, "ran_on", d->ctx->today);
        return act(d, "exercise", id, "run", &v, STR_NONE);
    }
    if (is_verb(entry, "evaluate")) {
        values_add(&v, "results", goals(d, from, json_get(node, "goals_met")));
        values_add(&v, "evaluation", text(node, "evaluation"));
        return act(d, "exercise", id, "evaluate", &v, STR_NONE);
    }
    str planned = day_of_verb(node, "run"), form = text(from, "form");
    values_add(&v, "title", text(node, "title"));
    values_add(&v, "form", form.n ? form : STR("tabletop"));
    values_add(&v, "planned_on", planned.n ? planned : day_plus(d->ctx->arena, d->ctx->today, 60));
    person(d, &v, "leader_id", text(node, "lead"));
    for (size_t i = 0; i < json_count(json_get(node, "participants")); i++) {
        person(d, &v, "participant_ids", json_str(json_item(json_get(node, "participants"), i)));
    }
    values_add(&v, "purpose", seed_text(d->ctx, from, "purpose"));
    values_add(&v, "goals", goals(d, from, NULL));
    values_add(&v, "scenario", seed_text(d->ctx, from, "scenario"));
    return make(d, "exercise", &v, id, STR_NONE);
}

static err lesson(struct demo *d, const struct json *node, const struct json *entry)
{
    struct seed_values v;
    str id = text(node, "id");
    bool from_exercise = text(node, "exercise").n > 0, from_incident = text(node, "incident").n > 0;
    values_init(&v, d->ctx);
    if (is_verb(entry, "use")) {
        tied(d, &v, "risk_ids", "risk", json_get(node, "risks"));
        tied(d, &v, "measure_ids", "measure", json_get(node, "measures"));
        return act(d, "lesson", id, "use", &v, STR_NONE);
    }
    values_add(&v, "title", text(node, "title"));
    values_add(&v, "description", text(node, "description"));
    values_add(&v, "source",
               from_exercise   ? STR("exercise")
               : from_incident ? STR("incident")
                               : STR("other"));
    values_id(&v, "exercise_id", seed_id(&d->seed, kind("exercise"), text(node, "exercise")));
    values_id(&v, "incident_id", seed_id(&d->seed, kind("incident"), text(node, "incident")));
    return make(d, "lesson", &v, id, STR_NONE);
}

/* --- audits and findings --- */

static err finding(struct demo *d, const struct json *node, const struct json *entry)
{
    static const char *const severities[] = {"observation", "observation", "minor", "major",
                                             "major"};
    struct seed_values v;
    str id = text(node, "id");
    int64_t level = 2;
    values_init(&v, d->ctx);
    if (is_verb(entry, "correct")) {
        person(d, &v, "owner_id", text(node, "owner"));
        values_add(&v, "due_on", text(node, "due"));
        values_add(&v, "action",
                   text(node, "action").n ? text(node, "action") : text(node, "title"));
        tied(d, &v, "measure_ids", "measure", json_get(node, "measures"));
        err e = act(d, "finding", id, "correct", &v, STR_NONE);
        return e || !day_of_verb(node, "verify").n
                   ? e
                   : act(d, "finding", id, "report-corrected", NULL, STR_NONE);
    }
    if (is_verb(entry, "verify")) {
        return act(d, "finding", id, "verify", NULL, STR_NONE);
    }
    if (is_verb(entry, "close")) {
        return OK; /* verification closes it */
    }
    json_to_int(json_get(node, "severity"), &level);
    values_add(&v, "title", text(node, "title"));
    values_id(&v, "audit_id", seed_id(&d->seed, kind("audit"), text(node, "audit")));
    values_add(&v, "severity", str_of(severities[level >= 1 && level <= 4 ? level : 2]));
    person(d, &v, "owner_id", text(node, "owner"));
    values_add(&v, "due_on", text(node, "due"));
    const struct json requirement = {.type = JSON_IS_ARRAY,
                                     .n = json_get(node, "requirement") ? 1 : 0,
                                     .items = json_get(node, "requirement")};
    err e = requirements(d, &v, "requirement_id", &requirement);
    return e ? e : make(d, "finding", &v, id, STR_NONE);
}

static err audit(struct demo *d, const struct json *node, const struct json *entry)
{
    struct seed_values v;
    str id = text(node, "id");
    (void)entry;
    values_init(&v, d->ctx);
    struct thing *known = NULL;
    if (seed_id(&d->seed, kind("audit"), id) && !thing_of(d, "audit", id, &known)) {
        values_add(&v, "report", text(node, "summary"));
        return act(d, "audit", id, "close", &v, STR_NONE);
    }
    values_add(&v, "title", text(node, "title"));
    values_add(&v, "scope", text(node, "scope"));
    values_add(&v, "planned_on", text(node, "started_on"));
    str who = text(node, "auditor_name");
    for (size_t i = 0; i < d->n_persons && !who.n; i++) {
        if (str_eq(d->persons[i].id, text(node, "auditor"))) {
            who = d->persons[i].name;
        }
    }
    values_add(&v, "auditor", who);
    err e = make(d, "audit", &v, id, STR_NONE);
    values_init(&v, d->ctx);
    values_add(&v, "held_on", d->ctx->today);
    return e ? e : act(d, "audit", id, "hold", &v, STR_NONE);
}

static const struct demo_list findings = {
    .name = "findings", .rank = 60, .by = "owner", .run = finding};

static void audit_more(struct demo *d, const struct demo_list *list, const struct json *node,
                       step_adder add)
{
    const struct json *nodes = json_get(node, "findings");
    for (size_t i = 0; i < json_count(nodes); i++) {
        const struct json *history = json_get(json_item(nodes, i), "history");
        for (size_t j = 0; j < json_count(history); j++) {
            add(d, text(json_item(history, j), "on"), &findings, json_item(nodes, i),
                json_item(history, j));
        }
    }
    add(d, text(node, "reported_on"), list, node, NULL); /* the report closes it */
}

/* --- the year: activities, requirements, management review --- */

static err activity(struct demo *d, const struct json *node, const struct json *entry)
{
    struct seed_values v;
    const struct json *from = starter_of(d, "activities", node);
    str id = text(node, "from"), recurrence = text(from, "recurrence");
    (void)entry;
    values_init(&v, d->ctx);
    if (seed_id(&d->seed, kind("activity"), id)) {
        if (!(d->ctx->actor.roles & (ROLES_WORK | ROLE_EMPLOYEE))) {
            demo_become_officer(d); /* an auditor's own activities are ticked off for him */
        }
        values_add(&v, "done_on", d->ctx->today);
        return text(node, "done_on").n && !str_is(d->ctx->today, DEMO_BEGINS)
                   ? act(d, "activity", id, "do", &v, STR_NONE)
                   : OK;
    }
    demo_become_officer(d);
    values_add(&v, "title", seed_text(d->ctx, from, "title"));
    values_add(&v, "description", seed_text(d->ctx, from, "description"));
    values_add(&v, "duration", number(d, from, "duration"));
    values_add(&v, "role", text(from, "role"));
    values_add(&v, "recurrence",
               str_is(recurrence, "half-yearly") ? STR("half_yearly") : recurrence);
    values_add(&v, "due_on", text(node, "due"));
    person(d, &v, "owner_id", text(node, "owner"));
    return make(d, "activity", &v, id, id);
}

static void activity_more(struct demo *d, const struct demo_list *list, const struct json *node,
                          step_adder add)
{
    add(d, text(node, "done_on"), list, node, NULL);
}

static err requirement(struct demo *d, const struct json *node, const struct json *entry)
{
    const struct kind *k = kind("requirement_status");
    struct seed_values v;
    int64_t id = 0;
    str status = text(node, "status");
    (void)entry;
    err e = db_int(
        d->ctx->db,
        "SELECT min(s.id) FROM requirement_status s JOIN requirement q ON q.id = s.requirement_id "
        "WHERE s.organisation_id = :body AND q.code = :code",
        BINDS(B_INT("body", d->ctx->body.id), B_TEXT("code", text(node, "id"))), &id);
    if (e) {
        return e;
    }
    values_init(&v, d->ctx);
    values_add(&v, "applicability", STR("applies"));
    values_add(&v, "status",
               str_is(status, "met")      ? STR("in_place")
               : str_is(status, "partly") ? STR("partly")
                                          : STR("not_started"));
    values_add(&v, "note", text(node, "note"));
    person(d, &v, "owner_id", text(node, "by"));
    if (id) {
        seed_know(&d->seed, k, text(node, "id"), id);
        return act(d, "requirement_status", text(node, "id"), "assess", &v, STR_NONE);
    }
    const struct json codes = {.type = JSON_IS_ARRAY, .n = 1, .items = json_get(node, "id")};
    e = requirements(d, &v, "requirement_id", &codes);
    return e ? e : make(d, "requirement_status", &v, text(node, "id"), STR_NONE);
}

static err review_decide(struct demo *d, const struct json *node)
{
    struct thing *t;
    const struct json *decisions = json_get(node, "decisions");
    err e = thing_of(d, "management_review", text(node, "id"), &t);
    for (size_t i = 0; i < json_count(decisions) && !e; i++) {
        const struct json *one = json_item(decisions, i);
        e = review_decision_add(d->ctx, (struct management_review *)t, text(one, "title"),
                                demo_person_id(d, text(one, "owner")), text(one, "due"));
    }
    return e;
}

static err review(struct demo *d, const struct json *node, const struct json *entry)
{
    struct seed_values v;
    str id = text(node, "id");
    values_init(&v, d->ctx);
    if (is_verb(entry, "sign")) {
        return act(d, "management_review", id, "sign", NULL, STR_NONE);
    }
    if (is_verb(entry, "hold")) {
        err e = act(d, "management_review", id, "prepare", NULL, STR_NONE);
        e = e ? e : review_decide(d, node);
        values_add(&v, "held_on", d->ctx->today);
        values_add(&v, "conclusion", text(node, "conclusion"));
        return e ? e : act(d, "management_review", id, "hold", &v, STR_NONE);
    }
    str held = day_of_verb(node, "hold");
    values_add(&v, "title", text(node, "title"));
    values_add(&v, "planned_on", held.n ? held : day_plus(d->ctx->arena, d->ctx->today, 60));
    person(d, &v, "leader_id", text(node, "leader"));
    for (size_t i = 0; i < json_count(json_get(node, "participants")); i++) {
        person(d, &v, "participant_ids", json_str(json_item(json_get(node, "participants"), i)));
    }
    return make(d, "management_review", &v, id, STR_NONE);
}

const struct demo_list demo_lists[] = {
    {.name = "suppliers", .rank = 1, .by = "owner", .run = supplier},
    {.name = "systems", .rank = 2, .by = "owner", .run = system_},
    {.name = "services", .rank = 3, .by = "owner", .run = service},
    {.name = "documents", .rank = 10, .run = document},
    {.name = "measures", .rank = 20, .run = measure},
    {.name = "risks", .rank = 30, .run = risk},
    {.name = "incidents", .rank = 40, .by = "handled_by", .run = incident, .more = incident_more},
    {.name = "exercises", .rank = 45, .run = exercise},
    {.name = "audits",
     .rank = 50,
     .day = "started_on",
     .by = "auditor",
     .run = audit,
     .more = audit_more},
    {.name = "lessons", .rank = 70, .run = lesson},
    {.name = "activities", .rank = 80, .by = "owner", .run = activity, .more = activity_more},
    {.name = "requirements", .rank = 85, .day = "on", .by = "by", .run = requirement},
    {.name = "reviews", .rank = 90, .run = review},
    {.name = NULL},
};
