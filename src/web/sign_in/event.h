/* event.h - what happens to how people sign in, in the history of the installation. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_SIGN_IN_EVENT_H
#define WEB_SIGN_IN_EVENT_H

#include "trail/trail.h"

/* Writes what was done to that person's signing in (0: nobody whom we know), by the actor; what a
   stranger did stands there without an actor. detail, which may be STR_NONE, says by what means. */
err sign_in_event(struct ctx *ctx, int64_t person_id, const char *verb, str detail);
/* The same by the person itself, whoever the browser's actor was before. */
err sign_in_event_own(struct ctx *ctx, int64_t person_id, const char *verb, str detail);

#endif
