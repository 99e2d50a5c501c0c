/* erase.h - values and salts taken out of the history for ever; the log keeps holding, and says so.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TRAIL_ERASE_H
#define TRAIL_ERASE_H

#include "trail/trail.h"

/* What is to go out of the events of one organisation. GDPR article 17; the basis is the reason
   that is written beside it. */
struct erasure {
    int64_t organisation_id;
    const char *kind; /* of the thing that the erasure is about, with the version that it made */
    int64_t thing_id, thing_version;
    const str
        *fields; /* these fields in the thing's own events; with the reasons of those events when */
    size_t n_fields;
    bool and_reasons;  /* set: a reason is free text and may name anybody */
    const str *values; /* and these values wherever else they stand as the whole of a field */
    size_t n_values;
    bool in_texts;    /* or within a longer text, which goes as a whole */
    int64_t actor_id; /* and who did it, of all that this person did there; 0: nobody */
    str basis;
    /* Is told of each thing whose history lost values: how many, 0 when it is who did it alone. May
       be NULL. kind lives as long as the call. */
    void (*tell)(void *p, str kind, int64_t thing_id, int64_t n);
    void *p;
};

/* Empties values and salts and writes the entry that says which: erasing without it would be found
   as tampering. *n gets how many values went. In a write transaction; the log's entries stay. */
err trail_erase(struct ctx *ctx, const struct erasure *what, int64_t *n);
/* That it was asked for and refused, in the log: to be kept, so the work goes on and commits. */
err trail_erase_refused(struct ctx *ctx, const struct erasure *what);

/* After the commit: what was overwritten also leaves the write-ahead log and the free pages.
   Without a transaction. ERR_BUSY while somebody still reads the old state: try again. */
err trail_purge(struct db *db);

#endif
