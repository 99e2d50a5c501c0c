/* measure.h - a measure (control): what a body does to bring risk down and meet requirements. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_MEASURE_MEASURE_H
#define DOMAIN_MEASURE_MEASURE_H

#include "kind/kind.h"

/* States: planned, in_progress, in_operation, retired. */
struct measure {
    struct thing thing;
    str title, description;
    int64_t owner_id;
    str due_on;
    int64_t progress;
    str effect;
    int64_t cost, yearly_cost;
    struct ids requirement_ids, evidence_ids;
    str template;
    str in_operation_on, improved_on, retired_on;
};

extern const struct kind measure_kind;

#endif
