/* finding.h - what an audit or a control found, and how it is mended. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_FINDING_FINDING_H
#define DOMAIN_FINDING_FINDING_H

#include "kind/kind.h"

/* States: open, correcting, corrected, closed. */
struct finding {
    struct thing thing;
    str title, description;
    int64_t audit_id, requirement_id;
    str severity;
    int64_t owner_id;
    str due_on, root_cause, action;
    struct ids measure_ids;
    str corrected_on;
    int64_t corrected_by_id;
    str verified_on;
    int64_t verified_by_id;
};

extern const struct kind finding_kind;

#endif
