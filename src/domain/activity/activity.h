/* activity.h - the year wheel: what comes back, when, and who does it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_ACTIVITY_ACTIVITY_H
#define DOMAIN_ACTIVITY_ACTIVITY_H

#include "kind/kind.h"

/* States: planned, done (only what does not come back). */
struct activity {
    struct thing thing;
    str title, description, due_on, recurrence, role;
    int64_t owner_id, duration; /* hours */
    str done_on, done_note;     /* what the step "do" asks for; empty between */
    str last_done_on, last_note;
    str template;
};

extern const struct kind activity_kind;

/* Months between two times; 0 for what does not come back. */
int activity_months(str recurrence);
/* The next time after `done` in the row that `due` belongs to. The last day of a month stays the
 * last day. */
str activity_next(struct arena *a, str due, str recurrence, str done);

#endif
