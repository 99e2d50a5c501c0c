/* demo.c - the demonstration's bodies and persons, and the order of days in which their years are
 * told. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "exchange/demo.h"

#include "base/clock.h"
#include "domain/grant/grant.h"
#include "domain/organisation/organisation.h"
#include "domain/requirement_status/requirement_status.h"
#include "domain/risk/criteria.h"
#include "exchange/demo_steps.h"
#include "web/sign_in/password.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_PERSONS = 32, FIRST_HOUR = 9 };

/* --- who --- */

static const struct demo_person *person_of(const struct demo *d, str id)
{
    for (size_t i = 0; i < d->n_persons; i++) {
        if (str_eq(d->persons[i].id, id)) {
            return &d->persons[i];
        }
    }
    return NULL;
}

int64_t demo_person_id(const struct demo *d, str id)
{
    const struct demo_person *p = person_of(d, id);
    return p ? p->person_id : 0;
}

static void become(struct demo *d, str id)
{
    const struct demo_person *p = person_of(d, id);
    d->ctx->actor = p ? (struct actor){.person_id = p->person_id,
                                       .name = p->name,
                                       .email = p->email,
                                       .roles = p->roles,
                                       .proved = true}
                      : (struct actor){.roles = ROLES_ALL};
}

void demo_become_officer(struct demo *d)
{
    for (size_t i = 0; i < d->n_persons; i++) {
        if (d->persons[i].roles & ROLE_OFFICER) {
            become(d, d->persons[i].id);
            return;
        }
    }
}

static err person_make(struct demo *d, const struct json *node, str password)
{
    struct ctx *ctx = d->ctx;
    struct demo_person *p = &d->persons[d->n_persons];
    struct seed_values v;
    struct thing *t;
    values_init(&v, ctx);
    values_add(&v, "name", json_get_str(node, "name"));
    values_add(&v, "email", json_get_str(node, "email"));
    values_add(&v, "title", json_get_str(node, "title"));
    values_add(&v, "unit", json_get_str(node, "unit"));
    err e = seed_make(&d->seed, kind_named(STR("person")), &v, json_get_str(node, "id"), STR_NONE,
                      STR_NONE, &t);
    if (e) {
        return e;
    }
    *p = (struct demo_person){.id = json_get_str(node, "id"),
                              .person_id = t->id,
                              .name = kind_title(t),
                              .email = json_get_str(node, "email")};
    d->n_persons++;
    const struct json *roles = json_get(node, "roles");
    for (size_t i = 0; i < json_count(roles) && !e; i++) {
        enum role role = role_of(json_str(json_item(roles, i)));
        p->roles |= role;
        e = grant_give(ctx, t->id, role, (role & (ROLE_STEERING_READER | ROLE_ANALYST)) != 0);
    }
    return e ? e
             : db_run(ctx->db, "UPDATE person SET password = :password WHERE id = :id",
                      BINDS(B_TEXT("password", password), B_INT("id", t->id)), NULL);
}

/* --- when --- */

static void step_add(struct demo *d, str on, const struct demo_list *list, const struct json *node,
                     const struct json *entry)
{
    if (!on.n) {
        return;
    }
    if (d->n_steps == d->size_steps) {
        size_t size = d->size_steps ? d->size_steps * 2 : 256;
        struct demo_step *steps = ARENA_ARRAY(d->ctx->arena, size, struct demo_step);
        if (d->n_steps) {
            memcpy(steps, d->steps, d->n_steps * sizeof *steps);
        }
        d->steps = steps;
        d->size_steps = size;
    }
    d->steps[d->n_steps] = (struct demo_step){str_slice(on, 0, 10), d->n_steps, list, node, entry};
    d->n_steps++;
}

static int by_day(const void *a, const void *b)
{
    const struct demo_step *x = a, *y = b;
    int c = str_compare(x->on, y->on);
    if (!c) {
        c = x->list->rank - y->list->rank;
    }
    return c ? c : (x->order > y->order) - (x->order < y->order);
}

/* Every entry of a history is a step; what has none happens on its own day, or when the story
 * begins. */
static void steps_of(struct demo *d, const struct json *body)
{
    for (const struct demo_list *list = demo_lists; list->name; list++) {
        const struct json *nodes = json_get(body, list->name);
        for (size_t i = 0; i < json_count(nodes); i++) {
            const struct json *node = json_item(nodes, i), *history = json_get(node, "history");
            for (size_t j = 0; j < json_count(history); j++) {
                step_add(d, json_get_str(json_item(history, j), "on"), list, node,
                         json_item(history, j));
            }
            if (!json_count(history)) {
                str on = list->day ? json_get_str(node, list->day) : STR_NONE;
                step_add(d, on.n ? on : STR(DEMO_BEGINS), list, node, NULL);
            }
            if (list->more) {
                list->more(d, list, node, step_add);
            }
        }
    }
    if (d->n_steps) {
        qsort(d->steps, d->n_steps, sizeof *d->steps, by_day);
    }
}

static err tell(struct demo *d, const struct demo_step *s, int64_t minute)
{
    struct ctx *ctx = d->ctx;
    str by = json_get_str(s->entry, "by");
    ctx_at(ctx, day_moment(s->on, FIRST_HOUR, 0) + minute * MINUTE_MS);
    become(d, by.n ? by : json_get_str(s->node, s->list->by));
    err e = s->list->run(d, s->node, s->entry);
    if (e) {
        str verb = json_get_str(s->entry, "verb"), title = json_get_str(s->node, "title");
        for (size_t i = 0; i < ctx->fault.n_fields; i++) {
            fault_detail(&ctx->fault, "%.*s %s", STR_ARG(ctx->fault.fields[i].field),
                         ctx->fault.fields[i].key);
        }
        fault_detail(&ctx->fault, "%s \"%.*s\" %.*s on %.*s", s->list->name, STR_ARG(title),
                     STR_ARG(verb), STR_ARG(s->on));
    }
    return e;
}

/* --- a body --- */

static err body_make(struct demo *d, const struct json *node, str password)
{
    struct ctx *ctx = d->ctx;
    struct organisation *o = organisation_new(ctx);
    int64_t number;
    ctx_at(ctx, day_moment(STR(DEMO_FOUNDED), 8, 0));
    o->number = json_get_str(node, "number");
    o->name = json_get_str(node, "name");
    o->level = json_get_str(node, "level");
    o->language = json_get_str(node, "language");
    o->population = json_to_int(json_get(node, "population"), &number) ? number : NO_NUMBER;
    o->employees = json_to_int(json_get(node, "employees"), &number) ? number : NO_NUMBER;
    o->in_use = 1;
    o->demo = 1;
    err e = organisation_create(ctx, o);
    e = e ? e : organisation_host(ctx, o->thing.id);
    e = e ? e : ctx_body(ctx, o->thing.id);
    e = e ? e : criteria_start(ctx);
    e = e ? e : requirement_status_fill(ctx, NULL);
    seed_init(&d->seed, ctx);
    d->persons = ARENA_ARRAY(ctx->arena, MOST_PERSONS, struct demo_person);
    const struct json *persons = json_get(node, "persons");
    for (size_t i = 0; i < json_count(persons) && d->n_persons < MOST_PERSONS && !e; i++) {
        e = person_make(d, json_item(persons, i), password);
    }
    return e;
}

static err parent_set(struct ctx *ctx, const struct json *bodies, const struct json *node)
{
    str parent = json_get_str(node, "parent");
    for (size_t i = 0; i < json_count(bodies) && parent.n; i++) {
        if (str_eq(json_get_str(json_item(bodies, i), "id"), parent)) {
            int64_t below, above;
            err e = organisation_find(ctx, json_get_str(node, "number"), &below);
            e = e ? e
                  : organisation_find(ctx, json_get_str(json_item(bodies, i), "number"), &above);
            return e ? e : organisation_set_parent(ctx, below, above);
        }
    }
    return OK;
}

static err body_tell(struct ctx *ctx, const struct json *node, str password,
                     void (*progress)(int64_t, int64_t), struct demo_result *out)
{
    struct demo d = {.ctx = ctx};
    str today = ctx->today;
    int64_t there = 0, minute = 0;
    err e = organisation_find(ctx, json_get_str(node, "number"), &there);
    if (e || there) {
        return e;
    }
    e = starter_for_level(&d, json_get_str(node, "level"));
    e = e ? e : body_make(&d, node, password);
    if (e) {
        return e;
    }
    steps_of(&d, node);
    for (size_t i = 0; i < d.n_steps && !e; i++) {
        if (str_compare(d.steps[i].on, today) > 0) {
            continue; /* has not happened yet */
        }
        minute = i && str_eq(d.steps[i].on, d.steps[i - 1].on) ? minute + 3 : 0;
        e = tell(&d, &d.steps[i], minute);
        out->steps++;
        if (progress && i % 16 == 0) {
            progress((int64_t)i, (int64_t)d.n_steps);
        }
    }
    out->bodies++;
    out->persons += (int64_t)d.n_persons;
    return e;
}

err demo_load(struct ctx *ctx, void (*progress)(int64_t done, int64_t total),
              struct demo_result *out)
{
    const struct json *file;
    struct password_work work;
    struct ctx before = *ctx;
    *out = (struct demo_result){0};
    err e = seed_file(ctx, "library/demo/demo.yaml", &file);
    if (e) {
        return e;
    }
    password_work_init(&work, STR(DEMO_PASSWORD), STR_NONE);
    password_hash(&work);
    const struct json *bodies = json_get(file, "bodies");
    for (size_t i = 0; i < json_count(bodies) && !e; i++) {
        e = body_tell(ctx, json_item(bodies, i), str_of(work.stored), progress, out);
        ctx->actor = before.actor;
        ctx_at(ctx, before.now);
    }
    for (size_t i = 0; i < json_count(bodies) && !e; i++) {
        e = parent_set(ctx, bodies, json_item(bodies, i));
    }
    ctx->body = before.body;
    return e;
}
