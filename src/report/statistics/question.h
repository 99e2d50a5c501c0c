/* question.h - what was asked of the statistics: some indicators, levels, sizes, counties, years.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef REPORT_STATISTICS_QUESTION_H
#define REPORT_STATISTICS_QUESTION_H

#include "report/statistics/statistics.h"
#include "web/request.h"

/* One choice each, or ALL when nothing was chosen. */
struct question {
    int indicator, level, size, county; /* 0-based */
    int year;
};

/* Reads indicator=1..5, level=, size=, county=, year=; ERR_INVALID, with the value, for others. */
err question_read(struct ctx *ctx, const struct statistics *s, const struct params *p,
                  struct question *out);

/* Places in one dimension; ALL stands for the sum. */
struct places {
    int at[48];
    size_t n;
};
/* What the question asks for: the one chosen, or every place; sums first. */
struct places question_indicators(const struct question *q);
struct places question_levels(const struct question *q);
struct places question_sizes(const struct question *q);
struct places question_counties(const struct statistics *s, const struct question *q);
/* Years of which there is any figure, ours or (in published) others'. */
struct places question_years(const struct statistics *s, const struct question *q, bool published);

/* Codes as in addresses and files: "3", "municipality", "small" or "all", "46" or "all". */
str indicator_code(struct ctx *ctx, int indicator);
str size_code(int size);
str county_code(const struct statistics *s, int county);
str level_word(struct ctx *ctx, int level);
str size_word(struct ctx *ctx, int size);
str county_word(struct ctx *ctx, const struct statistics *s, int county);

#endif
