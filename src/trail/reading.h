/* reading.h - what was read of the highest class in one piece of work, for the history. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TRAIL_READING_H
#define TRAIL_READING_H

#include "ctx/ctx.h"

/* Notes that the actor is shown a thing whose readings are logged. kind lives as long as the
   program. The system's own readings are not noted. */
void reading_note(struct ctx *ctx, const char *kind, int64_t organisation_id, int64_t thing_id,
                  int64_t thing_version);
/* Forgets what was written already in this hour, so that a page that is only looked at again needs
   no lock. Needs a transaction. When it fails nothing may be shown, and nothing stays noted. */
err readings_sift(struct ctx *ctx);
/* Writes what was noted as events "read", one a person, thing and hour, and forgets it. Needs a
   write transaction. What was read may be shown only after this was committed. */
err readings_write(struct ctx *ctx);

#endif
