/* risk.h - what can go wrong, how bad it is, and who has accepted it for how long. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_RISK_RISK_H
#define DOMAIN_RISK_RISK_H

#include "domain/risk/criteria.h"
#include "kind/kind.h"

/* States: registered, assessed, in_treatment, accepted, closed. */
struct risk {
    struct thing thing;
    str title, scenario, cause;
    str dimension;
    int64_t service_id;
    struct ids system_ids;
    int64_t owner_id;
    int64_t likelihood, consequence;               /* before measures, 1 to 5 */
    int64_t likelihood_after, consequence_after;   /* today; NO_NUMBER: as before measures */
    int64_t likelihood_target, consequence_target; /* when all measures work */
    str level_before, level_after;
    int64_t score; /* likelihood times consequence today */
    int64_t above_tolerance;
    str treatment;
    struct ids measure_ids;
    str reviewed_on, next_review_on;
    int64_t accepted_by_id;
    str accepted_by_name, accepted_level, accepted_on, accepted_until;
    str template;
    NEED_TO_KNOW_MEMBERS;
};

extern const struct kind risk_kind;

/* Likelihood and consequence as they are today: after measures when that is assessed, else before.
 */
void risk_today(const struct risk *r, int64_t *likelihood, int64_t *consequence);

/* Judges every risk of the body by new criteria, with an event ("judge") for each whose level
   changed. An acceptance that was given for a lower level falls. */
err risks_judge_again(struct ctx *ctx, const struct criteria *c);

#endif
