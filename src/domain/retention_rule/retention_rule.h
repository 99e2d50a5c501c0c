/* retention_rule.h - how long a body keeps things of a kind, and what happens then by itself. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_RETENTION_RULE_RETENTION_RULE_H
#define DOMAIN_RETENTION_RULE_RETENTION_RULE_H

#include "kind/held.h"
#include "kind/kind.h"

/* States: in_force, stopped. */
struct retention_rule {
    struct thing thing;
    str title;
    str kind;
    str counted_from; /* removed: since it lies in the wastebasket; ended: since it was closed and
                         has not been touched */
    int64_t months;
    str action; /* erase: its personal texts, and of what is in the wastebasket all of them;
                   remove: to the wastebasket */
    str basis;  /* the law it is kept and erased by */
};

extern const struct kind retention_rule_kind;

enum {
    /* A rule does nothing before it has been seen for so long since it was made or changed. */
    RETENTION_NOTICE_DAYS = 7,
    RETENTION_MOST = 1000, /* things of one rule in one answer */
};

/* A thing whose time has come, or comes by the day that was asked for. */
struct retention_due {
    const struct retention_rule *rule;
    const struct kind *kind;
    int64_t id, ref;
    str due_on;
    bool is_held;     /* a hold is over it: it stays */
    bool was_refused; /* and its history says so already */
};

/* The rules in force of the work's body. */
err retention_rules(struct ctx *ctx, struct retention_rule ***out, size_t *n);
/* What that rule does until and including that day, by key, from after the key `after`; at most
 * max.
 */
err retention_due(struct ctx *ctx, const struct retention_rule *rule, str until, int64_t after,
                  size_t max, struct retention_due **out, size_t *n);
/* Does what is due today in the work's body, one rule's next things after *after; *n gets how many
   were done and *after the last key met, 0 when none was left. Holds win: what they are over stays,
   and its history says so once. */
err retention_carry_out(struct ctx *ctx, const struct retention_rule *rule, int64_t *after,
                        int64_t *n);

#endif
