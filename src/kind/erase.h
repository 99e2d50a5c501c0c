/* erase.h - what is known of a person taken out of a thing, its history and the search, for ever. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KIND_ERASE_H
#define KIND_ERASE_H

#include "kind/store.h"

enum {
    ERASE_WHO = 1,      /* nor is it known any more who did what this person did there */
    ERASE_IN_TEXTS = 2, /* longer texts of the body too: overwritten as they stand, whole in the history */
};

/* GDPR article 17. Empties the personal fields of t, as it stands and in its history, with the
   reasons in it; where the title is personal (a person, a grant) all its texts, and the same values
   wherever else in the body they are the whole of a text. The log keeps holding and says what went,
   on which basis and by whom. *refused: there is a legal hold; nothing was erased and the log says
   that it was asked for, so let the work commit. *n gets how many values of the history went.
   ERR_DENIED for others than officer, top management and operator. After the commit: trail_purge. */
err thing_erase(struct ctx *ctx, struct thing *t, str basis, unsigned how, bool *refused,
                int64_t *n);

/* Everything whose time has come, by what the body decided for its kinds (table trail_retention):
   things that have lain in the wastebasket that long. *n gets how many. */
err thing_erase_due(struct ctx *ctx, int64_t *n);

#endif
