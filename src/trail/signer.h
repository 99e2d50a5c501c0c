/* signer.h - the process that holds the history's key and signs trees that only grew. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TRAIL_SIGNER_H
#define TRAIL_SIGNER_H

#include "base/text.h"
#include "trail/logbook.h"

#include <signal.h>

/* The key is a file that its owner alone may read; beside it, KEY.state, stands what was signed
   last: for each log its size and the frontier of its tree. So the signer needs to believe nobody:
   it hashes every new entry itself on to the frontier that it remembers, and signs only if that is
   the tree which the database says it has. What is smaller than what was signed, or not the same,
   is never signed: the log is closed and another generation begins, whose first entry quotes both
   heads. */
struct signer;

enum signer_trouble {
    SIGNER_ROLLED_BACK, /* a copy from before the last signature was put back */
    SIGNER_FORKED,      /* entries that were signed are others now */
    SIGNER_KEY_LOST, /* what was signed last was signed by another key, which did not hand over */
    SIGNER_MISSING,  /* the database does not know a log that was signed: nothing can be closed */
    SIGNER_OTHER,    /* it knows none of them: the state was another database's, and is set aside */
};

struct signer_news {
    enum signer_trouble what;
    str origin, next;            /* the log that is closed and the one that begins */
    int64_t stands, signed_size; /* entries there are, and were signed */
};

/* The news in a sentence. */
str signer_said(struct arena *a, enum lang lang, const struct signer_news *news);

/* Opens the key, or makes one where there is none. ERR_DENIED `trail.key_open` when others may read
   it; ERR_BROKEN `trail.key` when it cannot be read or made. path must stay. */
err signer_open(struct signer **out, const char *path, struct fault *f);
void signer_close(struct signer *s);
void signer_public(const struct signer *s, unsigned char out[NOTE_PUBLIC]);

/* One look at every open log: signs what has grown, closes what has not. tell (may be NULL) hears
   of each log that was closed; the event log does too. The connection has no open transaction. */
err signer_pass(struct signer *s, struct db *db, int64_t now,
                void (*tell)(void *p, const struct signer_news *news), void *p);

/* A process of the table in web/processes.h: a pass a second until *stop, with the key at path and
   a connection of its own, which was opened before the process gave up its rights. */
int signer_run(struct db *db, const char *path, volatile sig_atomic_t *stop);

/* Where the key is unless said otherwise: beside the database's file; var/samstyr.key without one.
 */
str signer_path(struct arena *a, const char *database);

#endif
