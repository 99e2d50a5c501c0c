/* credential.c - where the files lie that hold keys: beside the database, or handed over by
 * systemd. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "command/credential.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *credential(const struct global *g, const char *name)
{
    const char *folder = getenv("CREDENTIALS_DIRECTORY");
    const char *path = folder ? str_printf(g->arena, "%s/%s", folder, name).p : NULL;
    return path && access(path, R_OK) == 0 ? path : NULL;
}

const char *seal_path(const struct global *g, const char *chosen)
{
    const char *set = getenv("SAMSTYR_SEAL"), *database = g->database,
               *handed = credential(g, "samstyr.seal");
    return chosen                                 ? chosen
           : set && *set                          ? set
           : handed                               ? handed
           : strncmp(database, "sqlite:", 7) == 0 ? str_printf(g->arena, "%s.seal", database + 7).p
                                                  : "var/samstyr.seal";
}
