/* past.h - how a body's things stood at the end of days gone by, read from the history alone. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef REPORT_STANDING_PAST_H
#define REPORT_STANDING_PAST_H

#include "ctx/ctx.h"

enum { PAST_FIELDS = 4 };

struct past {
    const char *kind;
    const char *fields[PAST_FIELDS]; /* ended by NULL when fewer */
    const str *days;                 /* rising */
    size_t n_days;
    /* Called for each thing that stood at the end of days[day], with the fields' values then:
       STR_NONE for none. Values are valid during the call. */
    void (*see)(void *data, size_t day, const str *values);
    void *data;
};

err past_walk(struct ctx *ctx, const struct past *p);

/* The day of the body's first event; STR_NONE when it has none. Before it nothing is known. */
err past_begins(struct ctx *ctx, str *out);

#endif
