/* proof.h - that one entry is in a signed tree, as a file that needs nothing else to be checked. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TRAIL_PROOF_H
#define TRAIL_PROOF_H

#include "trail/logbook.h"

/* c2sp.org/tlog-proof@v1: index, the hashes from the leaf up in base64, an empty line, the signed
   head. `note` is a checkpoint of the log with more than `number` entries. */
err proof_write(struct ctx *ctx, const struct logbook *b, int64_t number, str note, int64_t size,
                str *out);
/* Does the file hold for that entry, by that key? Takes one form only. */
bool proof_check(struct arena *a, str proof, str entry, const struct note_key *key);

#endif
