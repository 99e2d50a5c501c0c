/* forward.h - the database is brought to where this release needs it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef COMMAND_FORWARD_H
#define COMMAND_FORWARD_H

#include "command/command.h"

/* Takes the schema's new steps, takes older events into the logs, and asks whether the history goes
   on from what was signed last. False, and it was said on standard error why. In a child, so that
   the caller never holds anything of the database, nor the key. */
bool database_ready_apart(const struct global *g, const char *signing_key);

#endif
