/* credential.h - where the files lie that hold keys: beside the database, or handed over by
 * systemd. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef COMMAND_CREDENTIAL_H
#define COMMAND_CREDENTIAL_H

#include "command/command.h"

/* A credential of systemd's (LoadCredential=, LoadCredentialEncrypted=); NULL when there is none of
   that name. */
const char *credential(const struct global *g, const char *name);

/* The key that secrets rest under: chosen (an option's value, may be NULL), else SAMSTYR_SEAL, else
   handed over, else beside the database, where its owner alone reads; a backup of the database does
   not hold it. */
const char *seal_path(const struct global *g, const char *chosen);

#endif
