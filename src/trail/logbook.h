/* logbook.h - a log in the database: who has it open, how it grows, and the hashes for its proofs.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TRAIL_LOGBOOK_H
#define TRAIL_LOGBOOK_H

#include "ctx/ctx.h"
#include "trail/entry.h"
#include "trail/note.h"

enum { INSTANCE_LOG = 0 };

struct logbook {
    int64_t id, organisation_id, generation, signed_size, signed_at;
    bool is_open;
    str origin;
    str pseudonym; /* of the actor of the work; "system" without one */
    struct tlog_tree tree;
    struct hasher *hasher;
};

/* The open log of the organisation (INSTANCE_LOG: the instance's own); ERR_MISSING without a word
   when it has none yet. */
err logbook_find(struct ctx *ctx, int64_t organisation_id, struct logbook *out);
/* Any log by its row. */
err logbook_by_id(struct ctx *ctx, int64_t id, struct logbook *out);
/* Every log there is, by organisation and generation. */
err logbook_all(struct ctx *ctx, struct logbook **out, size_t *n);
/* A new, empty log: the first of its organisation, or the one that follows `before` (may be NULL),
   which is closed. Its first entry is the caller's to write, unless another writer was faster: ask
   for the size. In a write transaction. */
err logbook_new(struct ctx *ctx, int64_t organisation_id, const struct logbook *before,
                struct logbook *out);

/* The pseudonym of a person in a log, made when there is none. 0 is "system". */
err logbook_pseudonym(struct ctx *ctx, int64_t organisation_id, int64_t person_id, str *out);

/* Takes the next place in the log for e: sets its log, number and at (unless at is set), and grows
   the tree. Two writers get two places on either engine: the row of the log is held until the
   transaction ends. Then logbook_keep writes the entry (event_id 0: the log speaks of itself) and
   reads it again. */
err logbook_next(struct ctx *ctx, struct logbook *b, struct entry *e, str *text);
err logbook_keep(struct ctx *ctx, struct logbook *b, const struct entry *e, str text,
                 int64_t event_id);
/* Both, for an entry in which the log speaks of itself. */
err logbook_say(struct ctx *ctx, struct logbook *b, const char *type, str *notes, size_t n);

/* For tlog_inclusion and tlog_consistency, with a struct logbook_hashes as data: from what is
 * stored. */
struct logbook_hashes {
    struct ctx *ctx;
    const struct logbook *book;
};
err logbook_subtree(void *data, int64_t lo, int64_t n, struct tlog_hash *out);

/* The text of one entry; ERR_MISSING `error.missing` when there is none. */
err logbook_entry(struct ctx *ctx, const struct logbook *b, int64_t number, str *text);
/* The latest signed note whose size is above `number`, STR_NONE when there is none yet; the note's
   size and moment too. */
err logbook_checkpoint(struct ctx *ctx, const struct logbook *b, int64_t number, str *note,
                       int64_t *size, int64_t *at);

#endif
