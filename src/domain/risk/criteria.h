/* criteria.h - how a body judges risk: what the steps mean, which level they give, and who may
 * accept it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_RISK_CRITERIA_H
#define DOMAIN_RISK_CRITERIA_H

#include "ctx/ctx.h"

enum { RISK_STEPS = 5, RISK_LEVELS = 4 };

struct criteria_text {
    str word[N_LANGS], description[N_LANGS];
};

struct criteria_level {
    const char *name; /* "low", "moderate", "high", "critical" */
    struct criteria_text text;
    str accept;           /* lowest role that may accept it: "line_manager" or "top_management" */
    int64_t valid_months; /* how long an acceptance holds */
};

struct criteria {
    int64_t version; /* 0: the starter set's, nothing stored for the body */
    struct criteria_text likelihood[RISK_STEPS], consequence[RISK_STEPS];
    struct criteria_level levels[RISK_LEVELS];
    int grid[RISK_STEPS][RISK_STEPS]; /* [likelihood - 1][consequence - 1]: index into levels */
    int tolerated; /* the highest level that the body tolerates as a matter of course */
};

/* The levels' names, lowest first, NULL-terminated: choices of fields. */
extern const char *const criteria_level_names[];

/* The criteria in force in the work's body: the newest stored, else those of the starter set. */
err criteria_get(struct ctx *ctx, const struct criteria **out);

/* Stores c as the body's new criteria, with an event, and judges every risk anew by them: all in
   the work's transaction. reason says why. ERR_INVALID, told for the field, when c does not hang
   together: a higher likelihood or consequence must not give a lower level, and a higher level must
   not be accepted lower down or for longer. A version other than the one in force is ERR_STALE. */
err criteria_change(struct ctx *ctx, struct criteria *c, str reason);

/* Stores the starter set's criteria for a body that has none; for the first run. */
err criteria_start(struct ctx *ctx);

/* The level of a pair; NULL when either is NO_NUMBER. */
const struct criteria_level *criteria_of(const struct criteria *c, int64_t likelihood,
                                         int64_t consequence);
const struct criteria_level *criteria_named(const struct criteria *c, str level);
/* 0 to 3; -1 for any other text. */
int criteria_rank(str level);
bool criteria_above(const struct criteria *c, str level);
/* The roles that may accept the level. */
uint32_t criteria_roles(const struct criteria_level *level);

#endif
