/* evidence.h - what shows that something was done: a file, an address, or both. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_EVIDENCE_EVIDENCE_H
#define DOMAIN_EVIDENCE_EVIDENCE_H

#include "kind/kind.h"

struct evidence {
    struct thing thing;
    str title, description, address;
    int64_t owner_id;
    str valid_until;
    str file_name, file_type;
    int64_t file_size;
    str file_hash; /* SHA-256 in hex; STR_NONE when there is no file */
    NEED_TO_KNOW_MEMBERS;
};

extern const struct kind evidence_kind;

/* Keeps a file with the evidence and makes it the one in force; an earlier file stays under its
   hash. name and type are the sender's. ERR_INVALID when it is empty, ERR_CONFLICT when it is the
   very file that is there already, ERR_STALE when someone else changed the evidence since
   `version`. */
err evidence_keep_file(struct ctx *ctx, struct evidence *e, int64_t version, str name, str type,
                       str bytes);

struct evidence_file {
    str name, type, hash, bytes;
    int64_t uploaded_at;
};

/* The file with that hash, or the one in force when hash is empty. ERR_MISSING when there is none.
 */
err evidence_read_file(struct ctx *ctx, const struct evidence *e, str hash,
                       struct evidence_file *out);
/* The files that were in force before, newest first, without their bytes. */
err evidence_earlier_files(struct ctx *ctx, const struct evidence *e, struct evidence_file **out,
                           size_t *n);

#endif
