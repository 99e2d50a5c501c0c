/* demand.h - of whom a body demands a second factor, and from when that holds for somebody. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_SIGN_IN_DEMAND_H
#define WEB_SIGN_IN_DEMAND_H

#include "web/sign_in/session.h"

enum {
    /* What can be taken for a second factor. A recovery code stands for the one that was lost. */
    DEMAND_CAN_COUNT = FACTOR_TOTP | FACTOR_PASSKEY | FACTOR_PROVIDER_STRONG,
    /* The default: those who let people in and out and who read every weakness of the body. */
    DEMAND_ROLES = ROLE_OFFICER | ROLE_OPERATOR,
    DEMAND_GRACE_DAYS = 14,
    DEMAND_GRACE_LONGEST = 90,
};

struct demand {
    uint32_t roles;     /* of these in the body; 0: of nobody */
    unsigned counts;    /* bits of DEMAND_CAN_COUNT */
    int64_t grace_days; /* 0 to DEMAND_GRACE_LONGEST */
    int64_t since;      /* when it was last changed; 0: nobody of the body has signed in yet */
    int64_t version;    /* 0: the default */
    str changed_by;     /* a name; empty while it is the default */
};

/* The demand of the work's body. A body that has not decided has the default; a demonstration
   demands nothing, since everybody knows its password. */
err demand_read(struct ctx *ctx, struct demand *out);
/* Writes roles, counts and grace_days over the version that was read, with its event; sessions that
   are open feel it at once. Tells faults at roles, counts, grace_days and reason: ERR_INVALID.
   ERR_STALE when somebody came before. A change of nothing writes nothing. */
err demand_change(struct ctx *ctx, const struct demand *to, str reason);

/* From when the person may do nothing else before a second factor is shown that counts, when
   `factors` are what was shown: 0 is never, a moment to come means days of grace. Where a role is
   held in several bodies each demand must be met. In a write transaction: bodies that have not
   decided get the default, whose days of grace count from here. */
err demand_due(struct ctx *ctx, int64_t person_id, unsigned factors, int64_t *out);
/* Works it out anew wherever the person is signed in: his roles have changed. In a write
   transaction. */
err demand_renew(struct ctx *ctx, int64_t person_id);
/* What counts wherever something is demanded of the person, 0 when nothing is. */
err demand_counts(struct ctx *ctx, int64_t person_id, unsigned *out);

/* "code from an app, passkey": in the reader's language. */
str demand_counts_words(struct ctx *ctx, unsigned counts);

/* Somebody of whom it is demanded and who has nothing that counts. */
struct demand_lack {
    int64_t person_id, due_at;
    uint32_t roles;
    str name;
};

/* All those of the work's body, by name. Who comes in by a provider that
   counts is known from his sign-ins. */
err demand_lacking(struct ctx *ctx, const struct demand *d, struct demand_lack **out, size_t *n);

#endif
