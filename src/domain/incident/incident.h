/* incident.h - an unwanted incident, and the clocks that start when a body knows of it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_INCIDENT_INCIDENT_H
#define DOMAIN_INCIDENT_INCIDENT_H

#include "kind/kind.h"

/* States: registered, handling, closed. */
struct incident {
    struct thing thing;
    str title, description;
    int64_t noticed_at, occurred_at;
    str severity;
    struct ids service_ids, system_ids;
    str personal_data; /* none, ordinary, special; empty until somebody has judged */
    int64_t high_risk_to_persons, in_scope_digital_security, national_security;
    int64_t reported_by_id, handler_id;
    str cause, handling_log;
    int64_t cost;
    str closed_on;
    NEED_TO_KNOW_MEMBERS;
};

extern const struct kind incident_kind;

/* One clock: whom the law wants told, by when, and how it went. */
struct incident_notice {
    str kind, recipient;
    bool applies;
    int64_t due_at;  /* 0: at once, without a number of hours */
    int64_t sent_at; /* 0: not sent */
    str late_reason; /* why it was late, or why none is sent */
    str reference;
    int64_t explained_at; /* 0 unless it was written down that none is sent, and why */
};

enum { INCIDENT_NOTICES = 6 };

/* What a clock would be for an incident that was noticed at that moment. Six rows, in the order of
 * law. */
struct incident_clock {
    const char *kind, *recipient;
    int hours, months; /* both 0: at once */
};
extern const struct incident_clock incident_clocks[INCIDENT_NOTICES];
/* Does the clock run, as the incident is judged now? */
bool incident_clock_runs(const struct incident *i, const struct incident_clock *clock);
/* The moment when its time is out; 0 for "at once". */
int64_t incident_clock_due(struct ctx *ctx, const struct incident_clock *clock, int64_t noticed_at);

/* The clocks of an incident that apply, in the order of incident_clocks. */
err incident_notices(struct ctx *ctx, int64_t incident_id, struct incident_notice **out, size_t *n);
/* Sees to it that the clocks agree with what the incident says; those that have run out, were met
   or were explained are left as they are. */
err incident_notices_keep(struct ctx *ctx, const struct incident *i);
/* The notice was sent. ERR_MISSING when there is no such clock, ERR_CONFLICT when it is answered
   already, ERR_INVALID for a moment that cannot be, or a late one without a reason. */
err incident_notice_sent(struct ctx *ctx, struct incident *i, str kind, int64_t sent_at,
                         str reference, str late_reason);
/* No notice is sent, for this reason. */
err incident_notice_explain(struct ctx *ctx, struct incident *i, str kind, str why);
/* How many clocks that apply are neither met nor explained? */
err incident_notices_open(struct ctx *ctx, int64_t incident_id, int64_t *out);

/* Does the text carry a marking of classified information? Then *marking is it, as it stands. */
bool incident_is_classified(str text, str *marking);

#endif
