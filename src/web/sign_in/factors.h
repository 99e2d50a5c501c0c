/* factors.h - what follows when somebody's second factors have changed. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_SIGN_IN_FACTORS_H
#define WEB_SIGN_IN_FACTORS_H

#include "web/gate.h"

/* The page of second factors, for one who must have one: it leads on to `to`, at once or when it is
   made, as the demand allows. */
str factors_first(struct arena *a, str to);

/* The actor has one more, of the kind `what`: signed out everywhere else. Leads back, or shows
   recovery codes when there are none: nobody is to lock oneself out with a phone. */
err factors_added(struct ctx *ctx, const struct request *q, struct reply *r, const char *what);
/* One less. The recovery codes go with the last, which cannot go
   where one is demanded: ERR_CONFLICT. */
err factors_removed(struct ctx *ctx, const struct request *q, struct reply *r, const char *what);

#endif
