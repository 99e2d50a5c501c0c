/* seal.h - secrets that rest in the database or in a browser, under a key that is in neither. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_SEAL_H
#define BASE_SEAL_H

#include "base/arena.h"
#include "base/str.h"

/* The key of this installation: 32 bytes in a file of its own, apart from database and backup. */
struct seal;

/* Reads the key; makes file and key when there is none, readable by its owner alone. NULL with
   errno set when that cannot be done, or the file is no key, or others may read it (EPERM). */
struct seal *seal_open(const char *path);
void seal_close(struct seal *s);

/* The key in PATH.next takes the place of the one in PATH, which stays in PATH.before. At no moment
   is there none in PATH. False with errno set when a file could not be moved. */
bool seal_replace(const char *path);

/* The plain text sealed, as base64url; it can be opened for the same purpose only (a word of the
   program, and what it belongs to: "provider 7"). XChaCha20-Poly1305 with a random nonce. */
str seal_text(const struct seal *s, struct arena *a, str purpose, str plain);
/* False when it was sealed otherwise, or s is NULL. */
bool seal_read(const struct seal *s, struct arena *a, str purpose, str sealed, str *plain);

#endif
