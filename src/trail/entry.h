/* entry.h - one entry of the log: text in a fixed order, with salted commitments in place of
 * values. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TRAIL_ENTRY_H
#define TRAIL_ENTRY_H

#include "base/buf.h"
#include "trail/tlog.h"

/* samstyr/entry/1            docs/manual/history-format.md has the grammar and test vectors
   log ORIGIN
   number N                   place in the log, from 0
   at 2026-11-21T08:30:00.000Z
   type VERB
   object KIND ID VERSION
   actor PSEUDONYM            32 hex digits, or "system"
   note WORDS                 none or more: what the log says of itself, never of persons
   field NAME COMMITMENT      none or more; @reason and @request first

   Each line ends with LF. Names are of letters, digits and _ . / - with everything else as %XX. */

enum { ENTRY_MOST = 65535, ENTRY_SALT = 32, ENTRY_PSEUDONYM = 32 };

struct entry_field {
    str name; /* as in the entry: escaped */
    struct tlog_hash commitment;
};

struct entry {
    str log;
    int64_t number, at;
    str type, kind;
    int64_t id, version;
    str actor;
    str *notes;
    size_t n_notes;
    struct entry_field *fields;
    size_t n_fields;
};

/* A name as it stands in an entry. */
str entry_name(struct arena *a, str name);

/* SHA-256 over "samstyr/field/1" LF, the salt as 64 hex digits LF, the name LF, before LF, after
   LF; name and values as LENGTH ":" BYTES, a value that is not there as "-". */
void entry_commit(struct hasher *h, const unsigned char salt[ENTRY_SALT], str name, str before,
                  str after, struct tlog_hash *out);

/* The text; STR_NONE when it is longer than ENTRY_MOST. */
str entry_write(struct arena *a, const struct entry *e);
/* Reads what entry_write writes and nothing else: what is read is written again and compared. */
bool entry_read(struct arena *a, str text, struct entry *out);

#endif
