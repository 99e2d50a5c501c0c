/* note.h - signed notes and checkpoints, as C2SP writes them, and read more strictly. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TRAIL_NOTE_H
#define TRAIL_NOTE_H

#include "trail/tlog.h"

/* c2sp.org/signed-note: text, an empty line, then signatures "— NAME BASE64(id || signature)".
   c2sp.org/tlog-checkpoint: the text is origin, size and base64 root, a line each. Stricter than
   the reference: base64 is decoded, encoded again and compared; a known key signs exactly once;
   nothing follows the last line. */

enum { NOTE_PUBLIC = 32, NOTE_SECRET = 64, NOTE_ID = 4, NOTE_SIGNATURE = 64 };

/* RFC 4648 section 4, with padding; one value has one text. */
str base64(struct arena *a, str bytes);
bool base64_read(struct arena *a, str text, str *out);

struct note_key {
    str name;
    unsigned char public[NOTE_PUBLIC];
    unsigned char id[NOTE_ID]; /* SHA-256(name || LF || 0x01 || public), the first four bytes */
};

void note_key_of(const unsigned char public[NOTE_PUBLIC], str name, struct note_key *out);
/* "name+1f2e3d4c+BASE64": the public key as people hand it on. */
str note_key_text(struct arena *a, const struct note_key *key);
bool note_key_read(struct arena *a, str text, struct note_key *out);

/* text (which ends with LF) with one signature. */
str note_sign(struct arena *a, str text, const struct note_key *key,
              const unsigned char secret[NOTE_SECRET]);
/* *text gets what was signed; it points into note. False unless the note is well formed and signed
   once by that key. Lines of other keys are passed over. */
bool note_open(struct arena *a, str note, const struct note_key *key, str *text);

struct checkpoint {
    str origin;
    int64_t size;
    struct tlog_hash root;
};

str checkpoint_text(struct arena *a, const struct checkpoint *c);
bool checkpoint_read(struct arena *a, str text, struct checkpoint *out);
/* note_open and checkpoint_read in one; the key's name has to be the origin. */
bool checkpoint_open(struct arena *a, str note, const struct note_key *key, struct checkpoint *out);

#endif
