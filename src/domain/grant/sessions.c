/* sessions.c - a grant is felt by whoever is signed in: a second factor may be demanded now, or no
   more. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/grant/grant.h"
#include "web/sign_in/demand.h"

err grant_after(struct ctx *ctx, struct thing *t, const struct thing *before, const char *verb)
{
    (void)before;
    (void)verb;
    return demand_renew(ctx, ((struct grant *)t)->person_id);
}
