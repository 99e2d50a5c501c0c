/* erase.h - what is known of a person taken out of a thing, its history and the search, for ever.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KIND_ERASE_H
#define KIND_ERASE_H

#include "kind/held.h"
#include "kind/store.h"

enum {
    ERASE_WHO = 1,      /* nor is it known any more who did what this person did there */
    ERASE_IN_TEXTS = 2, /* longer texts of the body too: overwritten as they stand, whole in the
                           history */
    ERASE_REHEARSE = 4, /* all of it is done, told and taken back */
    ERASE_ALL_TEXTS =
        8, /* every text of the thing, personal or not: a wastebasket that is emptied */
};

/* What is asked for. */
struct erasing {
    unsigned how;
    const str *fields; /* which of its texts go; none: those that are personal */
    size_t n_fields;
    str basis; /* the law, and why: stays in the history */
};

/* A place that was met: a field of a thing (field NULL: its history, n values of it; n is 0 when it
   is who did what there). */
struct erased_place {
    const struct kind *kind;
    int64_t id;
    const struct field *field;
    int64_t n;
    const struct held *held; /* the hold that forbids it */
};

struct erased {
    bool is_refused;
    struct erased_place *places; /* by kind and thing */
    size_t n_places, size;
    int64_t n_history; /* values that left the history */
};

/* May that text of t be chosen? Those that are empty and those that only the program reads may not.
 */
bool erase_takes(const struct ctx *ctx, const struct thing *t, const struct field *f);
/* Does the kind know what in it is about a person, so that nothing need be chosen? */
bool erase_knows(const struct kind *k);

/* GDPR article 17. Empties texts of t, as it stands and in its history, with the reasons in it;
   where the title is personal (a person) all its texts, and the same values wherever else in the
   body they are the whole of a text. The log keeps holding and says what went, on which basis and
   by whom. A legal hold over t or over any other place that would lose something forbids all of it:
   out->is_refused, nothing was erased, and the history of t says that it was asked for, so let the
   work commit. ERR_DENIED for roles that the kind does not name, ERR_PROOF without a proof unless
   it is a rehearsal. After the commit: trail_purge. */
err thing_erase(struct ctx *ctx, struct thing *t, const struct erasing *how, struct erased *out);

/* Asks for trail_purge when this work has been committed: SQLite's at once, PostgreSQL's, which
   keeps the history to itself meanwhile, in the night. */
err erase_purge_later(struct ctx *ctx);

#endif
