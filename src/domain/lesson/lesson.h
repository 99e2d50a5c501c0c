/* lesson.h - what was learned, and where it was put to use. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_LESSON_LESSON_H
#define DOMAIN_LESSON_LESSON_H

#include "kind/kind.h"

/* States: open, used, closed. */
struct lesson {
    struct thing thing;
    str title, description, source;
    int64_t incident_id, exercise_id, finding_id;
    struct ids risk_ids, measure_ids;
    str used_on; /* the day it was reported into risk assessment or improvement */
};

extern const struct kind lesson_kind;

#endif
