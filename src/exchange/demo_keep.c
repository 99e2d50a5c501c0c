/* demo_keep.c - what the demonstration's bodies must keep, and for how long. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "exchange/demo_steps.h"

/* Placed over one incident of the story. */
err demo_hold(struct demo *d, const struct json *node, const struct json *entry)
{
    struct seed_values v;
    struct thing *incident;
    (void)entry;
    err e = step_thing(d, "incident", step_text(node, "incident"), &incident);
    if (e) {
        return e;
    }
    values_init(&v, d->ctx);
    values_add(&v, "title", step_text(node, "title"));
    values_add(&v, "kind", STR("incident"));
    values_add(&v, "about", kind_ref(d->ctx->arena, incident->kind, incident->ref));
    values_add(&v, "reason", step_text(node, "reason"));
    return step_make(d, "hold", &v, step_text(node, "id"), STR_NONE);
}

err demo_retention(struct demo *d, const struct json *node, const struct json *entry)
{
    static const char *const members[] = {"title", "kind", "counted_from", "action", "basis"};
    struct seed_values v;
    (void)entry;
    values_init(&v, d->ctx);
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        values_add(&v, members[i], step_text(node, members[i]));
    }
    values_add(&v, "months", step_number(d, node, "months"));
    return step_make(d, "retention_rule", &v, step_text(node, "id"), STR_NONE);
}
