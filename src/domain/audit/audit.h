/* audit.h - somebody independent looks at whether it is as it should be. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_AUDIT_AUDIT_H
#define DOMAIN_AUDIT_AUDIT_H

#include "kind/kind.h"

/* States: planned, held, closed. */
struct audit {
    struct thing thing;
    str title, scope, auditor, planned_on, held_on, report;
};

extern const struct kind audit_kind;

#endif
