/* event.h - the readable row beside an entry: its changes as they are kept. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TRAIL_EVENT_H
#define TRAIL_EVENT_H

#include "trail/trail.h"

/* trail_append, and the entry has notes as well: what the log says of itself. */
err event_append(struct ctx *ctx, int64_t organisation_id, const char *kind, int64_t thing_id,
                 int64_t thing_version, const char *verb, str reason, str *notes, size_t n_notes);
/* Reads {"field": [before, after], ...} into e->changes; null in place of the pair: erased. */
err event_changes(struct ctx *ctx, str text, struct trail_event *e);

#endif
