/* standing.h - how a body stands, in figures: now, and the same day a year ago. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef REPORT_STANDING_STANDING_H
#define REPORT_STANDING_STANDING_H

#include "ctx/ctx.h"

enum { STANDING_QUARTERS = 5, STANDING_LEVELS = 4 };

struct standing {
    int64_t risks, risks_above, risks_accepted, risks_unowned, risks_unassessed;
    int64_t measures_open, measures_overdue, measures_in_operation;
    int64_t lessons_open, incidents_open, findings_open, findings_overdue;
    int64_t requirements, requirements_in_place; /* of those that apply */
    str exercise_last, exercise_next;            /* days, STR_NONE when there is none */
    int64_t days_since_exercise;                 /* -1: never */

    bool has_past; /* the history reaches a year back */
    int64_t past_risks, past_risks_above, past_measures_in_operation;
    int64_t past_requirements, past_requirements_in_place;

    /* Risks by level at the end of the last quarters, lowest level first; the last is today. */
    str quarters[STANDING_QUARTERS]; /* days */
    int counts[STANDING_QUARTERS][STANDING_LEVELS];
    double above[STANDING_QUARTERS]; /* risks above what is tolerated */
};

/* Reads it all for the work's body. */
err standing_read(struct ctx *ctx, struct standing *out);

/* High and critical risks at the end of a quarter. */
int standing_serious(const struct standing *s, size_t quarter);

/* Whole per cent of requirements in place; -1 when none applies. */
int standing_percent(int64_t part, int64_t whole);

/* "4. kv. 25" */
str standing_quarter_word(struct ctx *ctx, str day);

#endif
