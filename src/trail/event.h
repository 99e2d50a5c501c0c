/* event.h - the readable row beside an entry: its changes as they are kept. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TRAIL_EVENT_H
#define TRAIL_EVENT_H

#include "trail/trail.h"

/* Reads {"field": [before, after], ...} into e->changes; null in place of the pair: erased. */
err event_changes(struct ctx *ctx, str text, struct trail_event *e);

#endif
