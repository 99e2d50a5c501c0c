/* council.h - the yearly report to those on top: every figure from the system, the rest the
   director's own words. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef REPORT_COUNCIL_COUNCIL_H
#define REPORT_COUNCIL_COUNCIL_H

#include "ctx/ctx.h"
#include "domain/management_review/management_review.h"
#include "report/indicator/indicator.h"

/* How things stood at the end of one day, from the history. */
struct council_day {
    int64_t risks, above;
    int64_t measures_open, measures_overdue, in_operation;
    int64_t requirements, in_place; /* requirements that apply */
};

struct council_item {
    str ref, title, day;
};

struct council_risk {
    str ref, title, level, state, owner, accepted_by, accepted_until;
    int64_t score, measures;
};

struct council {
    int year;
    bool is_running;            /* the year is not over */
    str day;                    /* the figures are of this day */
    bool has_before;            /* the history reaches to a year earlier */
    struct council_day days[2]; /* a year earlier, and `day` */

    int64_t measures_new, measures_changed, exercises, exercises_before, lessons_used, lessons_open;
    int64_t incidents, incidents_before, incidents_serious, incidents_personal, notices_sent,
        notices_late;
    int64_t findings_new, findings_closed, findings_open, findings_major, undecided, accepted_above;

    struct council_risk *risks; /* today's, whatever the year */
    struct council_item *measures, *exercise_list;
    size_t n_risks, n_measures, n_exercises;

    int64_t review_id; /* 0: none held in the year */
    str review_title, review_on, review_conclusion, review_signed_on, review_signed_by;
    struct review_decision *decisions;
    size_t n_decisions;

    struct indicator_result indicators[INDICATORS];

    str words, words_on, words_by;
    int64_t words_version; /* 0: nothing written */
};

err council_read(struct ctx *ctx, int year, struct council *out);

/* Stores the director's words, with history. ERR_STALE when another wording came between. */
err council_write(struct ctx *ctx, int year, int64_t version, str text);

#endif
