/* demo_steps.c - the lists of the demonstration file, and what all their steps share. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "exchange/demo_steps.h"

#include "kind/input.h"

err starter_for_level(struct demo *d, str level)
{
    d->ctx->body.level = level;
    return starter_read(d->ctx, &d->set);
}

const struct kind *step_kind(const char *name)
{
    return kind_named(str_of(name));
}

str step_text(const struct json *node, const char *member)
{
    return json_get_str(node, member);
}

bool step_is(const struct json *entry, const char *verb)
{
    return str_is(step_text(entry, "verb"), verb);
}

void step_person(struct demo *d, struct seed_values *v, const char *field, str id)
{
    values_id(v, field, demo_person_id(d, id));
}

void step_tied(struct demo *d, struct seed_values *v, const char *field, const char *to,
               const struct json *list)
{
    for (size_t i = 0; i < json_count(list); i++) {
        values_id(v, field, seed_id(&d->seed, step_kind(to), json_str(json_item(list, i))));
    }
}

void step_need_to_know(struct demo *d, struct seed_values *v, const struct json *node)
{
    const struct json *named = json_get(node, "named");
    values_add(v, "classification", named ? STR("restricted") : STR("ordinary"));
    for (size_t i = 0; i < json_count(named); i++) {
        step_person(d, v, "named_ids", json_str(json_item(named, i)));
    }
}

/* Numbers of the file as text for a field. */
str step_number(struct demo *d, const struct json *node, const char *member)
{
    return seed_text(d->ctx, node, member);
}

err step_make(struct demo *d, const char *name, const struct seed_values *v, str id, str template)
{
    struct thing *t;
    return seed_make(&d->seed, step_kind(name), v, id, template, STR_NONE, &t);
}

err step_thing(struct demo *d, const char *name, str id, struct thing **out)
{
    return thing_get(d->ctx, step_kind(name), seed_id(&d->seed, step_kind(name), id), out);
}

err step_act(struct demo *d, const char *name, str id, const char *verb,
             const struct seed_values *v, str reason)
{
    struct thing *t;
    err e = step_thing(d, name, id, &t);
    e = e || !v ? e : input_read(d->ctx, &v->p, 0, t);
    return e ? e : thing_do(d->ctx, t, t->version, verb, reason);
}

const struct json *step_starter(const struct demo *d, const char *list, const struct json *node)
{
    return starter_named(
        &d->set, list, step_text(node, "from").n ? step_text(node, "from") : step_text(node, "id"));
}

err step_requirements(struct demo *d, struct seed_values *v, const char *field,
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

str step_day_of(const struct json *node, const char *verb)
{
    const struct json *history = json_get(node, "history");
    for (size_t i = 0; i < json_count(history); i++) {
        if (step_is(json_item(history, i), verb)) {
            return step_text(json_item(history, i), "on");
        }
    }
    return STR_NONE;
}

const struct demo_list demo_lists[] = {
    {.name = "suppliers", .rank = 1, .by = "owner", .run = demo_supplier},
    {.name = "systems", .rank = 2, .by = "owner", .run = demo_system},
    {.name = "services", .rank = 3, .by = "owner", .run = demo_service},
    {.name = "documents", .rank = 10, .run = demo_document},
    {.name = "measures", .rank = 20, .run = demo_measure},
    {.name = "risks", .rank = 30, .run = demo_risk},
    {.name = "incidents",
     .rank = 40,
     .by = "handled_by",
     .run = demo_incident,
     .more = demo_incident_more},
    {.name = "exercises", .rank = 45, .run = demo_exercise},
    {.name = "audits",
     .rank = 50,
     .day = "started_on",
     .by = "auditor",
     .run = demo_audit,
     .more = demo_audit_more},
    {.name = "lessons", .rank = 70, .run = demo_lesson},
    {.name = "activities",
     .rank = 80,
     .by = "owner",
     .run = demo_activity,
     .more = demo_activity_more},
    {.name = "requirements", .rank = 85, .day = "on", .by = "by", .run = demo_requirement},
    {.name = "evidence", .rank = 88, .day = "on", .by = "owner", .run = demo_evidence},
    {.name = "reviews", .rank = 90, .run = demo_review},
    {.name = "retention", .rank = 95, .day = "on", .by = "by", .run = demo_retention},
    {.name = "holds", .rank = 96, .day = "on", .by = "by", .run = demo_hold},
    {.name = NULL},
};
