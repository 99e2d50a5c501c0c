/* demo_assets.c - what the demonstration's bodies have and do: services, systems, documents,
 * measures, risks. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "exchange/demo_steps.h"

#include "base/clock.h"
#include "domain/evidence/evidence.h"
#include "kind/input.h"

#include <string.h>

/* --- what the body has --- */

err demo_supplier(struct demo *d, const struct json *node, const struct json *entry)
{
    (void)entry;
    struct seed_values v;
    str agreed = step_text(node, "processor_agreement_on");
    values_init(&v, d->ctx);
    values_add(&v, "name", step_text(node, "name"));
    values_add(&v, "description", step_text(node, "note"));
    step_person(d, &v, "owner_id", step_text(node, "owner"));
    values_add(&v, "agreement_valid_until", step_text(node, "contract_until"));
    values_add(&v, "is_processor", agreed.n ? STR("1") : STR("0"));
    values_add(&v, "processing_agreed_on", agreed);
    return step_make(d, "supplier", &v, step_text(node, "id"), STR_NONE);
}

/* Information types are the starter's: those that the body's services use. */
static err information(struct demo *d, const struct json *list)
{
    for (size_t i = 0; i < json_count(list); i++) {
        static const char *const names[] = {"confidentiality", "integrity", "availability"};
        str id = json_str(json_item(list, i));
        const struct json *node = starter_named(&d->set, "information_types", id);
        struct seed_values v;
        if (!node || seed_id(&d->seed, step_kind("information_type"), id)) {
            continue;
        }
        str personal = step_text(node, "personal_data");
        values_init(&v, d->ctx);
        values_add(&v, "name", seed_text(d->ctx, node, "name"));
        values_add(&v, "description", seed_text(d->ctx, node, "description"));
        values_add(&v, "personal_data", str_is(personal, "no") ? STR("none") : personal);
        for (int j = 0; j < 3; j++) {
            values_add(&v, names[j], step_number(d, json_get(node, "needs"), names[j]));
        }
        err e = step_make(d, "information_type", &v, id, id);
        if (e) {
            return e;
        }
    }
    return OK;
}

err demo_system(struct demo *d, const struct json *node, const struct json *entry)
{
    (void)entry;
    struct seed_values v;
    const struct json *from = step_starter(d, "systems", node);
    const struct json *critical = json_get(node, "critical");
    values_init(&v, d->ctx);
    values_add(&v, "name", step_text(node, "name"));
    values_add(&v, "description", seed_text(d->ctx, from, "description"));
    step_person(d, &v, "owner_id", step_text(node, "owner"));
    values_id(&v, "supplier_id",
              seed_id(&d->seed, step_kind("supplier"), step_text(node, "supplier")));
    values_add(&v, "criticality",
               critical && critical->type == JSON_IS_BOOL && critical->yes ? STR("high")
                                                                           : STR("low"));
    return step_make(d, "system", &v, step_text(node, "id"), step_text(node, "id"));
}

err demo_service(struct demo *d, const struct json *node, const struct json *entry)
{
    (void)entry;
    struct seed_values v;
    const struct json *from = step_starter(d, "services", node);
    str name = seed_text(d->ctx, from, "name");
    err e = information(d, json_get(from, "information"));
    if (e) {
        return e;
    }
    values_init(&v, d->ctx);
    values_add(&v, "name", step_text(node, "name").n ? step_text(node, "name") : name);
    values_add(&v, "description", seed_text(d->ctx, from, "description"));
    step_person(d, &v, "owner_id", step_text(node, "owner"));
    values_add(&v, "tolerates_hours", step_number(d, node, "tolerates_hours"));
    step_tied(d, &v, "information_type_ids", "information_type", json_get(from, "information"));
    step_tied(d, &v, "system_ids", "system", json_get(from, "systems"));
    return step_make(d, "service", &v, step_text(node, "id"), step_text(node, "id"));
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

err demo_document(struct demo *d, const struct json *node, const struct json *entry)
{
    struct seed_values v;
    const struct json *from = step_starter(d, "documents", node);
    str id = step_text(node, "id");
    values_init(&v, d->ctx);
    if (step_is(entry, "draft")) {
        values_add(&v, "title", step_text(node, "title"));
        values_add(&v, "type", step_text(from, "kind"));
        values_add(&v, "purpose", seed_text(d->ctx, from, "purpose"));
        values_add(&v, "body", named(d, seed_text(d->ctx, from, "body")));
        step_person(d, &v, "owner_id", step_text(node, "owner"));
        return step_make(d, "document", &v, id, step_text(node, "from"));
    }
    struct thing *t;
    err e = step_thing(d, "document", id, &t);
    if (!e && str_is(t->state, "approved")) {
        str why = step_text(entry, "note");
        e = step_act(d, "document", id, "revise", NULL, why.n ? why : STR("Årlig gjennomgang"));
    }
    values_add(&v, "next_review_on", day_plus_months(d->ctx->arena, d->ctx->today, 12));
    return e ? e : step_act(d, "document", id, "approve", &v, STR_NONE);
}

/* --- measures and risks --- */

err demo_measure(struct demo *d, const struct json *node, const struct json *entry)
{
    struct seed_values v;
    str id = step_text(node, "id"), note = step_text(entry, "note");
    const struct json *from = step_starter(d, "measures", node);
    values_init(&v, d->ctx);
    if (step_is(entry, "start") || step_is(entry, "put-in-operation")) {
        return step_act(d, "measure", id, str_z(d->ctx->arena, step_text(entry, "verb")), NULL,
                        STR_NONE);
    }
    if (!step_is(entry, "planned")) {
        return step_act(d, "measure", id, str_z(d->ctx->arena, step_text(entry, "verb")), NULL,
                        note.n ? note : step_text(node, "title"));
    }
    values_add(&v, "title", step_text(node, "title"));
    values_add(&v, "description",
               step_text(node, "description").n ? step_text(node, "description")
                                                : seed_text(d->ctx, from, "description"));
    values_add(&v, "effect", from ? STR("high") : STR("moderate"));
    values_add(&v, "due_on", step_text(node, "due"));
    values_add(&v, "cost", step_number(d, node, "cost"));
    step_person(d, &v, "owner_id", step_text(node, "owner"));
    err e =
        step_requirements(d, &v, "requirement_ids",
                          json_get(node, "norm") ? json_get(node, "norm") : json_get(from, "norm"));
    return e ? e : step_make(d, "measure", &v, id, step_text(node, "from"));
}

static err risk_make(struct demo *d, const struct json *node, const struct json *entry)
{
    struct seed_values v;
    const struct json *from = step_starter(d, "risks", node);
    str id = step_text(node, "id");
    values_init(&v, d->ctx);
    values_add(&v, "title", step_text(node, "title"));
    values_add(&v, "scenario",
               step_text(node, "scenario").n ? step_text(node, "scenario")
                                             : seed_text(d->ctx, from, "scenario"));
    values_add(&v, "cause", step_text(entry, "note"));
    values_id(&v, "service_id",
              seed_id(&d->seed, step_kind("service"), step_text(node, "service")));
    step_person(d, &v, "owner_id", step_text(node, "owner"));
    values_add(&v, "likelihood", step_number(d, entry, "likelihood"));
    values_add(&v, "consequence", step_number(d, entry, "consequence"));
    values_add(&v, "next_review_on", day_plus_months(d->ctx->arena, d->ctx->today, 12));
    step_need_to_know(d, &v, node);
    err e = step_make(d, "risk", &v, id, step_text(node, "from"));
    return e ? e : step_act(d, "risk", id, "assess", NULL, STR_NONE);
}

err demo_risk(struct demo *d, const struct json *node, const struct json *entry)
{
    struct seed_values v;
    str id = step_text(node, "id"), note = step_text(entry, "note");
    values_init(&v, d->ctx);
    if (step_is(entry, "assessed")) {
        return risk_make(d, node, entry);
    }
    if (step_is(entry, "treat")) {
        str treatment = step_text(node, "treatment");
        values_add(&v, "treatment", treatment.n ? treatment : STR("reduce"));
        step_tied(d, &v, "measure_ids", "measure", json_get(node, "measures"));
        return step_act(d, "risk", id, "treat", &v, STR_NONE);
    }
    if (step_is(entry, "reassess")) {
        values_add(&v, "likelihood_after", step_number(d, entry, "likelihood"));
        values_add(&v, "consequence_after", step_number(d, entry, "consequence"));
        values_add(&v, "next_review_on", day_plus_months(d->ctx->arena, d->ctx->today, 12));
        step_tied(d, &v, "measure_ids", "measure", json_get(node, "measures"));
        err e = OK;
        struct seed_values asked;
        values_init(&asked, d->ctx);
        for (size_t i = 0; i < v.p.n && !e; i++) {
            asked.p.at[asked.p.n++] = v.p.at[i];
        }
        return step_act(d, "risk", id, "reassess", &asked, note.n ? note : STR("Ny vurdering"));
    }
    str reason = step_text(entry, "reason");
    return step_act(d, "risk", id, "accept", NULL,
                    reason.n ? reason
                    : note.n ? note
                             : STR("Akseptert"));
}

/* What was written down, as a file; it shows how the body stands to a requirement. */
err demo_evidence(struct demo *d, const struct json *node, const struct json *entry)
{
    struct seed_values v, shows;
    struct thing *t;
    str id = step_text(node, "id");
    (void)entry;
    values_init(&v, d->ctx);
    values_add(&v, "title", step_text(node, "title"));
    values_add(&v, "description", step_text(node, "about"));
    step_person(d, &v, "owner_id", step_text(node, "owner"));
    step_need_to_know(d, &v, node);
    err e = step_make(d, "evidence", &v, id, STR_NONE);
    e = e ? e : step_thing(d, "evidence", id, &t);
    e = e ? e
          : evidence_keep_file(d->ctx, (struct evidence *)t, t->version, step_text(node, "file"),
                               STR("text/plain"), step_text(node, "text"));
    e = e ? e : step_thing(d, "requirement_status", step_text(node, "requirement"), &t);
    values_init(&shows, d->ctx);
    values_id(&shows, "evidence_ids", seed_id(&d->seed, step_kind("evidence"), id));
    e = e ? e : input_read(d->ctx, &shows.p, 0, t);
    return e ? e : thing_change(d->ctx, t, t->version);
}
