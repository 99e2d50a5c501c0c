/* management_review.h - top management goes through the state of things and decides. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_MANAGEMENT_REVIEW_MANAGEMENT_REVIEW_H
#define DOMAIN_MANAGEMENT_REVIEW_MANAGEMENT_REVIEW_H

#include "kind/kind.h"

/* States: planned, prepared, held, signed. */
struct management_review {
    struct thing thing;
    str title, planned_on;
    int64_t leader_id;
    struct ids participant_ids;
    str participants_text, held_on, conclusion;
    str inputs; /* what the program gathered, frozen: Markdown in the body's language */
    int64_t prepared_at;
    str minutes; /* names, decisions and days as they were when it was signed */
    str signed_on;
    int64_t signed_by_id;
};

extern const struct kind management_review_kind;

/* How the body stands today, as Markdown in its own language: what a review has to know. */
err review_inputs(struct ctx *ctx, str *out);

struct review_decision {
    int64_t id;
    str text;
    int64_t responsible_id;
    str responsible; /* name */
    str due_on, done_on;
    int64_t measure_id;
    str measure; /* "T-4" */
};

/* What was decided, oldest first. */
err review_decisions(struct ctx *ctx, int64_t review_id, struct review_decision **out, size_t *n);
/* Steps with decisions; each is written in the review's history. Adding and removing end with the
   signature (ERR_CONFLICT); ERR_MISSING when the review has no such decision. */
err review_decision_add(struct ctx *ctx, struct management_review *r, str text,
                        int64_t responsible_id, str due_on);
err review_decision_remove(struct ctx *ctx, struct management_review *r, int64_t id);
err review_decision_done(struct ctx *ctx, struct management_review *r, int64_t id);
/* A planned measure with the decision's text, owner and day; *measure_id gets it. */
err review_decision_measure(struct ctx *ctx, struct management_review *r, int64_t id,
                            int64_t *measure_id);

#endif
