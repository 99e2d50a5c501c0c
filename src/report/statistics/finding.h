/* finding.h - sentences that say what the figures show, computed from them. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef REPORT_STATISTICS_FINDING_H
#define REPORT_STATISTICS_FINDING_H

#include "report/statistics/question.h"

/* A run of years of one source, for the group that is asked for. */
struct series {
    const struct statistics *s;
    bool published;
    int county, size;
    int years[48];
    size_t n_years;
};

struct series series_of(const struct statistics *s, const struct question *q, bool published);
struct figure series_figure(const struct series *r, int level, int year, int indicator);

/* Have the municipalities come nearer the state, between the first and the last year? */
str finding_heading(struct ctx *ctx, const struct series *r);

struct finding {
    str figure, text; /* "+8,9", and the rest of the sentence */
};
/* Up to three: the largest rise, the largest distance, how many fell the last year. */
size_t findings(struct ctx *ctx, const struct series *r, struct finding out[3]);

/* "61,2"; with a sign "+8,9" and "−32,2". */
str tenths_text(struct ctx *ctx, int64_t tenths);
str points_text(struct ctx *ctx, int64_t tenths);

#endif
