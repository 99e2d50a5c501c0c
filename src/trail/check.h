/* check.h - whether the logs of a database are whole, signed, and say what the readable events say.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TRAIL_CHECK_H
#define TRAIL_CHECK_H

#include "trail/logbook.h"

struct trail_check {
    struct ctx *ctx; /* in a transaction, so that it is one state of the data */
    const char *
        key_path; /* of the signer: what it signed last is compared; NULL or not there: it is not */
    /* A word and its arguments, once for each thing that is wrong; at most 20 a log. */
    void (*problem)(void *p, str origin, const char *key, str a, str b);
    void (*tick)(void *p, int64_t done, int64_t all); /* entries; may be NULL */
    void *p;
    /* Filled: */
    int64_t n_logs, n_entries, n_values, n_erased;
    int64_t n_unsigned; /* entries that no checkpoint covers yet */
    bool is_compared;   /* with the signer's own state */
};

/* Reads every entry of every log (organisation_id -1), or of one organisation's. What is wrong is
   told to `problem`; the err is of what could not be read. */
err trail_check(struct trail_check *c, int64_t organisation_id);

#endif
