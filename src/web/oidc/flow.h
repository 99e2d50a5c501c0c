/* flow.h - one sign-in on its way through a provider: what the browser carries meanwhile. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_OIDC_FLOW_H
#define WEB_OIDC_FLOW_H

#include "web/gate.h"

/* Why someone was sent to the provider. */
enum flow_purpose { FLOW_SIGN_IN, FLOW_LINK, FLOW_INVITATION, FLOW_PROVE };

/* All of it is sealed in a cookie of this browser: nothing is kept for strangers. */
struct flow {
    str state, nonce, verifier; /* 256 random bits each */
    str provider;               /* uuid */
    str return_to;              /* where to, when all is well */
    str invitation;             /* the one-time link's secret */
    int64_t session_id;         /* who asked, for FLOW_LINK and FLOW_PROVE */
    int64_t began;
    enum flow_purpose purpose;
};

enum { FLOW_SECONDS = 600 };

/* A new one; gives the browser its cookie. */
void flow_begin(struct ctx *ctx, const struct request *q, struct reply *r, struct flow *f);
/* The flow that belongs to that state in this browser. False when there is none, or it is too old.
 */
bool flow_find(struct ctx *ctx, const struct request *q, str state, struct flow *out);
/* Takes its cookie from the browser. */
void flow_forget(struct ctx *ctx, const struct request *q, struct reply *r, const struct flow *f);
/* Each state serves once, on all workers: false when it was taken before. */
err flow_take(struct ctx *ctx, const struct flow *f, bool *first);

#endif
