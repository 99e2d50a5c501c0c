/* incident_clocks.h - what the clocks on an incident's page show. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_INCIDENT_INCIDENT_CLOCKS_H
#define DOMAIN_INCIDENT_INCIDENT_CLOCKS_H

#include "base/str.h"

struct incident_clock_row {
    str law, recipient;
    str state, tone;    /* "Sent", "success" */
    bool is_call;       /* to be done by telephone, now */
    str due, due_iso;   /* empty: without undue delay */
    str left;           /* "28 hours left", "The time ran out 3 hours ago"; empty when answered */
    str sent, sent_iso; /* empty until sent */
    str reference, reason;
    str send_href, explain_href; /* empty: nothing more can be done, or not by this reader */
};

struct incident_clocks {
    str noticed;
    str unjudged; /* empty when it is judged whether personal data are affected */
    str judge_href;
    struct incident_clock_row *rows;
    size_t n_rows;
};

#endif
