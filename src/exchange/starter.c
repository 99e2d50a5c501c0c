/* starter.c - what a body begins with, from the library's starter sets. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "exchange/starter.h"

#include "base/clock.h"
#include "domain/activity/activity.h"
#include "domain/document/document.h"
#include "domain/information_type/information_type.h"
#include "domain/measure/measure.h"
#include "domain/risk/criteria.h"
#include "domain/risk/risk.h"
#include "domain/service/service.h"
#include "domain/supplier/supplier.h"
#include "domain/system/system.h"

#include <string.h>

enum { MOST_MEASURES = 64, LAST_DAY_OF_PLAN = 90 };

err starter_read(struct ctx *ctx, struct starter *out)
{
    static const char *const levels[][2] = {
        {"municipality", "library/starter/municipality.yaml"},
        {"county", "library/starter/county.yaml"},
        {"state", "library/starter/state.yaml"},
        {"company", "library/starter/state.yaml"},
    };
    *out = (struct starter){0};
    err e = seed_file(ctx, "library/starter/common.yaml", &out->common);
    for (size_t i = 0; i < sizeof levels / sizeof *levels && !e; i++) {
        if (str_is(ctx->body.level, levels[i][0])) {
            return seed_file(ctx, levels[i][1], &out->level);
        }
    }
    return e ? e : fault(ctx, ERR_MISSING, "starter.no_level", ctx->body.level);
}

const struct json *starter_at(const struct starter *s, const char *list, size_t i)
{
    const struct json *common = json_get(s->common, list);
    size_t n = json_count(common);
    return i < n ? json_item(common, i) : json_item(json_get(s->level, list), i - n);
}

const struct json *starter_named(const struct starter *s, const char *list, str id)
{
    const struct json *node;
    for (size_t i = 0; (node = starter_at(s, list, i)); i++) {
        if (str_eq(json_get_str(node, "id"), id)) {
            return node;
        }
    }
    return NULL;
}

struct work {
    struct ctx *ctx;
    const struct starter *set;
    const struct starter_choice *choice;
    struct starter_result *result;
    struct seed seed;
    int64_t owner_id; /* whoever makes it, or 0: an operator from elsewhere owns nothing here */
};

/* --- what services rest on --- */

static bool lists(const struct json *node, const char *member, str id)
{
    const struct json *list = json_get(node, member);
    for (size_t i = 0; i < json_count(list); i++) {
        if (str_eq(json_str(json_item(list, i)), id)) {
            return true;
        }
    }
    return false;
}

static bool service_chosen(const struct work *w, str id)
{
    for (size_t i = 0; i < w->choice->n_services; i++) {
        if (str_eq(w->choice->services[i], id)) {
            return true;
        }
    }
    return w->choice->all_services;
}

/* Is what has this id named in `member` of any chosen service? */
static bool used_by_service(const struct work *w, const char *member, str id)
{
    const struct json *service;
    for (size_t i = 0; (service = starter_at(w->set, "services", i)); i++) {
        if (service_chosen(w, json_get_str(service, "id")) && lists(service, member, id)) {
            return true;
        }
    }
    return false;
}

static void needs(struct work *w, struct seed_values *v, const struct json *node,
                  const char *prefix)
{
    static const char *const names[] = {"confidentiality", "integrity", "availability"};
    const struct json *n = json_get(node, "needs");
    for (int i = 0; n && i < 3; i++) {
        values_add(v, str_printf(w->ctx->arena, "%s%s", prefix, names[i]).p,
                   seed_text(w->ctx, n, names[i]));
    }
}

static err suppliers(struct work *w)
{
    const struct json *node;
    for (size_t i = 0; (node = starter_at(w->set, "suppliers", i)); i++) {
        struct seed_values v;
        struct thing *made;
        str id = json_get_str(node, "id");
        values_init(&v, w->ctx);
        values_add(&v, "name", seed_text(w->ctx, node, "name"));
        values_add(&v, "description", seed_text(w->ctx, node, "description"));
        err e = seed_make(&w->seed, &supplier_kind, &v, id, id, STR_NONE, &made);
        if (e) {
            return e;
        }
        w->result->suppliers += made != NULL;
    }
    return OK;
}

static err information_types(struct work *w)
{
    const struct json *node;
    for (size_t i = 0; (node = starter_at(w->set, "information_types", i)); i++) {
        struct seed_values v;
        struct thing *made;
        str id = json_get_str(node, "id"), personal = json_get_str(node, "personal_data");
        if (!used_by_service(w, "information", id)) {
            continue;
        }
        values_init(&v, w->ctx);
        values_add(&v, "name", seed_text(w->ctx, node, "name"));
        values_add(&v, "description", seed_text(w->ctx, node, "description"));
        values_add(&v, "personal_data", str_is(personal, "no") ? STR("none") : personal);
        needs(w, &v, node, "");
        err e = seed_make(&w->seed, &information_type_kind, &v, id, id, STR_NONE, &made);
        if (e) {
            return e;
        }
        w->result->information_types += made != NULL;
    }
    return OK;
}

static err systems(struct work *w)
{
    const struct json *node;
    for (size_t i = 0; (node = starter_at(w->set, "systems", i)); i++) {
        struct seed_values v;
        struct thing *made;
        str id = json_get_str(node, "id");
        if (!used_by_service(w, "systems", id)) {
            continue;
        }
        values_init(&v, w->ctx);
        values_add(&v, "name", seed_text(w->ctx, node, "name"));
        values_add(&v, "description", seed_text(w->ctx, node, "description"));
        err e = seed_make(&w->seed, &system_kind, &v, id, id, STR_NONE, &made);
        if (e) {
            return e;
        }
        w->result->systems += made != NULL;
    }
    return OK;
}

static void linked(struct work *w, struct seed_values *v, const char *field, const struct kind *k,
                   const struct json *list)
{
    for (size_t i = 0; i < json_count(list); i++) {
        values_id(v, field, seed_id(&w->seed, k, json_str(json_item(list, i))));
    }
}

static err services(struct work *w)
{
    const struct json *node;
    for (size_t i = 0; (node = starter_at(w->set, "services", i)); i++) {
        struct seed_values v;
        struct thing *made;
        str id = json_get_str(node, "id");
        if (!service_chosen(w, id)) {
            continue;
        }
        values_init(&v, w->ctx);
        values_add(&v, "name", seed_text(w->ctx, node, "name"));
        values_add(&v, "description", seed_text(w->ctx, node, "description"));
        values_id(&v, "owner_id", w->owner_id);
        linked(w, &v, "information_type_ids", &information_type_kind,
               json_get(node, "information"));
        linked(w, &v, "system_ids", &system_kind, json_get(node, "systems"));
        needs(w, &v, node, "own_");
        err e = seed_make(&w->seed, &service_kind, &v, id, id, STR_NONE, &made);
        if (e) {
            return e;
        }
        w->result->services += made != NULL;
    }
    return OK;
}

/* --- measures, from the answers --- */

static const char *const answer_names[] = {[ANSWER_UNKNOWN] = "on_unknown",
                                           [ANSWER_YES] = "on_yes",
                                           [ANSWER_PARTLY] = "on_partly",
                                           [ANSWER_NO] = "on_no"};

static const struct json *answered(const struct work *w, size_t question)
{
    return json_get(starter_at(w->set, "questions", question),
                    answer_names[w->choice->answers[question]]);
}

/* The furthest state that any answer gives the measure; all twelve are at least planned. */
static str measure_state(const struct work *w, str id)
{
    static const char *const lists_of[][2] = {{"operate", "in_operation"},
                                              {"start", "in_progress"}};
    for (size_t i = 0; i < 2; i++) {
        for (size_t q = 0; q < STARTER_QUESTIONS; q++) {
            if (lists(answered(w, q), lists_of[i][0], id)) {
                return str_of(lists_of[i][1]);
            }
        }
    }
    return STR("planned");
}

static err requirement_id(struct ctx *ctx, str code, int64_t *out)
{
    return db_int(ctx->db,
                  "SELECT min(id) FROM requirement WHERE code = :code AND deleted_at IS NULL",
                  BINDS(B_TEXT("code", code)), out);
}

static err measures(struct work *w)
{
    const struct json *node;
    int64_t place = 0;
    for (size_t i = 0; (node = starter_at(w->set, "measures", i)); i++) {
        struct seed_values v;
        struct thing *made;
        str id = json_get_str(node, "id"), state = measure_state(w, id);
        const struct json *norm = json_get(node, "norm");
        values_init(&v, w->ctx);
        values_add(&v, "title", seed_text(w->ctx, node, "title"));
        values_add(&v, "description", seed_text(w->ctx, node, "description"));
        values_add(&v, "effect", STR("high"));
        values_id(&v, "owner_id", w->owner_id);
        if (!str_is(state, "in_operation")) {
            /* Spread over a year, two weeks apart, what has been started first. */
            int days = str_is(state, "in_progress") ? LAST_DAY_OF_PLAN
                                                    : LAST_DAY_OF_PLAN + (int)(++place * 21);
            values_add(&v, "due_on", day_plus(w->ctx->arena, w->ctx->today, days));
        } else {
            values_add(&v, "progress", STR("100"));
        }
        for (size_t j = 0; j < json_count(norm); j++) {
            int64_t requirement = 0;
            err e = requirement_id(w->ctx, json_str(json_item(norm, j)), &requirement);
            if (e) {
                return e;
            }
            values_id(&v, "requirement_ids", requirement);
        }
        err e = seed_make(&w->seed, &measure_kind, &v, id, id, state, &made);
        if (e) {
            return e;
        }
        w->result->measures += made != NULL;
    }
    return OK;
}

static err risks(struct work *w)
{
    const struct json *node;
    for (size_t i = 0; (node = starter_at(w->set, "risks", i)); i++) {
        struct seed_values v;
        struct thing *made;
        str id = json_get_str(node, "id"), service = json_get_str(node, "service");
        if (!service_chosen(w, service)) {
            continue;
        }
        values_init(&v, w->ctx);
        values_add(&v, "title", seed_text(w->ctx, node, "title"));
        values_add(&v, "scenario", seed_text(w->ctx, node, "scenario"));
        values_id(&v, "service_id", seed_id(&w->seed, &service_kind, service));
        values_id(&v, "owner_id", w->owner_id);
        values_add(&v, "likelihood", seed_text(w->ctx, node, "likelihood"));
        values_add(&v, "consequence", seed_text(w->ctx, node, "consequence"));
        values_add(&v, "next_review_on", day_plus_months(w->ctx->arena, w->ctx->today, 3));
        linked(w, &v, "measure_ids", &measure_kind, json_get(node, "measures"));
        err e = seed_make(&w->seed, &risk_kind, &v, id, id, STR_NONE, &made);
        if (e) {
            return e;
        }
        w->result->risks += made != NULL;
    }
    return OK;
}

/* The next last day of that month, this year or the next. */
static str next_month_end(struct ctx *ctx, int64_t month)
{
    int year = day_year(ctx->today) + (month < day_month(ctx->today) ? 1 : 0);
    str first = str_printf(ctx->arena, "%04d-%02d-01", year, (int)month);
    return day_plus(ctx->arena, day_plus_months(ctx->arena, first, 1), -1);
}

static err activities(struct work *w)
{
    const struct json *node;
    for (size_t i = 0; (node = starter_at(w->set, "activities", i)); i++) {
        struct seed_values v;
        struct thing *made;
        int64_t month = 1;
        str id = json_get_str(node, "id"), recurrence = json_get_str(node, "recurrence");
        json_to_int(json_get(node, "month"), &month);
        values_init(&v, w->ctx);
        values_add(&v, "title", seed_text(w->ctx, node, "title"));
        values_add(&v, "description", seed_text(w->ctx, node, "description"));
        values_add(&v, "duration", seed_text(w->ctx, node, "duration"));
        values_add(&v, "role", json_get_str(node, "role"));
        values_add(&v, "recurrence",
                   str_is(recurrence, "half-yearly") ? STR("half_yearly") : recurrence);
        values_add(&v, "due_on", next_month_end(w->ctx, month));
        values_id(&v, "owner_id", w->owner_id);
        err e = seed_make(&w->seed, &activity_kind, &v, id, id, STR_NONE, &made);
        if (e) {
            return e;
        }
        w->result->activities += made != NULL;
    }
    return OK;
}

/* The text with {name} as the body's name. */
static str with_name(struct ctx *ctx, str text)
{
    struct buf b;
    buf_init(&b, ctx->arena, 64 * KIB);
    for (size_t i = 0; i < text.n; i++) {
        if (text.n - i >= 6 && memcmp(text.p + i, "{name}", 6) == 0) {
            buf_str(&b, ctx->body.name);
            i += 5;
        } else {
            buf_char(&b, text.p[i]);
        }
    }
    return buf_as_str(&b);
}

static err documents(struct work *w)
{
    const struct json *node;
    for (size_t i = 0; (node = starter_at(w->set, "documents", i)); i++) {
        struct seed_values v;
        struct thing *made;
        str id = json_get_str(node, "id");
        values_init(&v, w->ctx);
        values_add(&v, "title", with_name(w->ctx, seed_text(w->ctx, node, "title")));
        values_add(&v, "purpose", seed_text(w->ctx, node, "purpose"));
        values_add(&v, "type", json_get_str(node, "kind"));
        values_add(&v, "body", with_name(w->ctx, seed_text(w->ctx, node, "body")));
        values_id(&v, "owner_id", w->owner_id);
        err e = seed_make(&w->seed, &document_kind, &v, id, id, STR_NONE, &made);
        if (e) {
            return e;
        }
        w->result->documents += made != NULL;
    }
    return OK;
}

err starter_apply(struct ctx *ctx, const struct starter *s, const struct starter_choice *choice,
                  struct starter_result *out)
{
    struct work w = {.ctx = ctx, .set = s, .choice = choice, .result = out};
    *out = (struct starter_result){0};
    seed_init(&w.seed, ctx);
    err e = db_int(
        ctx->db, "SELECT min(id) FROM person WHERE id = :person AND organisation_id = :body",
        BINDS(B_INT("person", ctx->actor.person_id), B_INT("body", ctx->body.id)), &w.owner_id);
    e = e ? e : criteria_start(ctx);
    e = e ? e : suppliers(&w);
    e = e ? e : information_types(&w);
    e = e ? e : systems(&w);
    e = e ? e : services(&w);
    e = e ? e : measures(&w);
    e = e ? e : risks(&w);
    e = e ? e : activities(&w);
    e = e ? e : documents(&w);
    return e;
}
