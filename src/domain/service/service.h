/* service.h - tasks and services: what the body does for people, and what that rests on. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_SERVICE_SERVICE_H
#define DOMAIN_SERVICE_SERVICE_H

#include "kind/kind.h"

/* States: active, ended. */
struct service {
    struct thing thing;
    str name, description;
    int64_t owner_id;
    int64_t tolerates_hours; /* how long it can be gone */
    struct ids information_type_ids, system_ids, supplier_ids;
    int64_t own_confidentiality, own_integrity,
        own_availability;                             /* lowest, whatever the information says */
    int64_t confidentiality, integrity, availability; /* what holds */
    str template;
};

extern const struct kind service_kind;

/* Brings the services that use an information type, and then their systems, in step with its needs.
 */
err service_needs_follow(struct ctx *ctx, int64_t information_type_id);

#endif
