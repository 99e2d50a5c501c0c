/* signer_files.h - the signer's two files: its key, and what it signed last. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TRAIL_SIGNER_FILES_H
#define TRAIL_SIGNER_FILES_H

#include "trail/note.h"

/* Tells what the system says is wrong (errno) with one of them. */
err signer_file_fault(struct fault *f, err code, const char *key, const char *path);

struct signer_key {
    unsigned char public[NOTE_PUBLIC], secret[NOTE_SECRET];
};

/* What was signed last of one log. */
struct signed_log {
    str origin;
    struct tlog_tree tree;
};

struct signer_state {
    bool is_new;                       /* there was no file */
    unsigned char public[NOTE_PUBLIC]; /* of the key that signed */
    struct signed_log *logs;
    size_t n, size;
};

void signer_key_draw(struct signer_key *out);
/* False with errno: ENOENT when there is none, EPERM when others may read it, EINVAL when it is no
 * key. */
bool signer_key_load(const char *path, struct signer_key *out);
/* Durable, and for the owner alone. exclusive: only where nothing is (errno EEXIST). */
bool signer_key_save(const char *path, const struct signer_key *key, bool exclusive);

/* The same for the state, which lives in the arena. A state that cannot be read is refused
   (EINVAL): it is the only thing that knows of a restored backup. */
bool signer_state_load(struct arena *a, const char *path, struct signer_state *out);
bool signer_state_save(struct arena *a, const char *path, const struct signer_state *state);
/* The log's record, an empty one when it has none yet. */
struct signed_log *signer_state_of(struct arena *a, struct signer_state *state, str origin);

#endif
