/* demo_steps.h - what the steps of the demonstration do, by list of the file. For demo.c,
 * demo_assets.c, demo_events.c and demo_keep.c alone. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef EXCHANGE_DEMO_STEPS_H
#define EXCHANGE_DEMO_STEPS_H

#include "exchange/seed.h"
#include "exchange/starter.h"

/* The first working day of the story. */
#define DEMO_BEGINS "2025-01-06"
/* When its persons were given their roles: before anything that is told of. */
#define DEMO_FOUNDED "2017-01-02"

struct demo_person {
    str id, name, email;
    int64_t person_id;
    uint32_t roles;
};

struct demo_list;

struct demo_step {
    str on;
    size_t order;
    const struct demo_list *list;
    const struct json *node, *entry; /* entry: of the history; NULL when the thing has none */
};

struct demo {
    struct ctx *ctx;
    struct seed seed;
    struct starter set;
    struct demo_person *persons;
    size_t n_persons;
    struct demo_step *steps;
    size_t n_steps, size_steps;
};

typedef void (*step_adder)(struct demo *d, str on, const struct demo_list *list,
                           const struct json *node, const struct json *entry);

struct demo_list {
    const char *name; /* in the file */
    int rank;         /* on the same day the lower comes first */
    const char *day;  /* member with the day, for things without a history */
    const char *by;   /* member with the person, when the entry names none */
    err (*run)(struct demo *d, const struct json *node, const struct json *entry);
    void (*more)(struct demo *d, const struct demo_list *list, const struct json *node,
                 step_adder add); /* further steps */
};

extern const struct demo_list demo_lists[]; /* ended by a row without name */

int64_t demo_person_id(const struct demo *d, str id);
/* The step is the security officer's. */
void demo_become_officer(struct demo *d);
/* Reads the starter set for a level, before there is a body. */
err starter_for_level(struct demo *d, str level);

/* What a step is made of. Names are those of kinds and of the file. */
const struct kind *step_kind(const char *name);
str step_text(const struct json *node, const char *member);
bool step_is(const struct json *entry, const char *verb);
void step_person(struct demo *d, struct seed_values *v, const char *field, str id);
void step_tied(struct demo *d, struct seed_values *v, const char *field, const char *to,
               const struct json *list);
str step_number(struct demo *d, const struct json *node, const char *member);
const struct json *step_starter(const struct demo *d, const char *list, const struct json *node);
err step_requirements(struct demo *d, struct seed_values *v, const char *field,
                      const struct json *codes);
/* Restricted to those whom the node's `named` lists; ordinary when it has no such list. */
void step_need_to_know(struct demo *d, struct seed_values *v, const struct json *node);
/* The day of a history's entry with that verb; STR_NONE when it has none. */
str step_day_of(const struct json *node, const char *verb);
/* A new thing; one that the file has named before; a step of its life with what the step asks for.
 */
err step_make(struct demo *d, const char *name, const struct seed_values *v, str id, str template);
err step_thing(struct demo *d, const char *name, str id, struct thing **out);
err step_act(struct demo *d, const char *name, str id, const char *verb,
             const struct seed_values *v, str reason);

/* The steps by list. */
err demo_supplier(struct demo *d, const struct json *node, const struct json *entry);
err demo_system(struct demo *d, const struct json *node, const struct json *entry);
err demo_service(struct demo *d, const struct json *node, const struct json *entry);
err demo_document(struct demo *d, const struct json *node, const struct json *entry);
err demo_measure(struct demo *d, const struct json *node, const struct json *entry);
err demo_risk(struct demo *d, const struct json *node, const struct json *entry);
err demo_incident(struct demo *d, const struct json *node, const struct json *entry);
void demo_incident_more(struct demo *d, const struct demo_list *list, const struct json *node,
                        step_adder add);
err demo_exercise(struct demo *d, const struct json *node, const struct json *entry);
err demo_lesson(struct demo *d, const struct json *node, const struct json *entry);
err demo_audit(struct demo *d, const struct json *node, const struct json *entry);
void demo_audit_more(struct demo *d, const struct demo_list *list, const struct json *node,
                     step_adder add);
err demo_activity(struct demo *d, const struct json *node, const struct json *entry);
void demo_activity_more(struct demo *d, const struct demo_list *list, const struct json *node,
                        step_adder add);
err demo_evidence(struct demo *d, const struct json *node, const struct json *entry);
err demo_requirement(struct demo *d, const struct json *node, const struct json *entry);
err demo_review(struct demo *d, const struct json *node, const struct json *entry);
err demo_hold(struct demo *d, const struct json *node, const struct json *entry);
err demo_retention(struct demo *d, const struct json *node, const struct json *entry);

#endif
