/* handover.h - the history's key changes: the old one says in each log which one follows. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TRAIL_HANDOVER_H
#define TRAIL_HANDOVER_H

#include "trail/logbook.h"

/* Changes the key: writes into every open log that the old one hands over to the new, signed by
   both, and puts the new one in its place. A running signer takes it up at its next look. */
err handover_make(struct ctx *ctx, const char *path);

/* What a hand-over says, if the entry is one and both signatures hold: from which key to which. */
bool handover_read(struct arena *a, const struct entry *e, unsigned char from[NOTE_PUBLIC],
                   unsigned char to[NOTE_PUBLIC]);

#endif
