/* exercise.h - what a body tries out before it is needed. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_EXERCISE_EXERCISE_H
#define DOMAIN_EXERCISE_EXERCISE_H

#include "kind/kind.h"

/* States: planned, run, evaluated, cancelled. */
struct exercise {
    struct thing thing;
    str title, form, planned_on;
    int64_t leader_id;
    struct ids participant_ids;
    str participants_text;
    struct ids service_ids;
    str purpose, goals, scenario;
    str ran_on, results, evaluation, evaluated_on;
    str template; /* id of the ready scenario it came from */
};

extern const struct kind exercise_kind;

#endif
