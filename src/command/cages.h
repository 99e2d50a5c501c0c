/* cages.h - the cage of each kind of process of the service. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef COMMAND_CAGES_H
#define COMMAND_CAGES_H

#include "base/arena.h"
#include "base/sandbox.h"
#include "command/command.h"

struct cages {
    struct cage parent, web, job, courier, prison, cell, signer;
    struct cage reader; /* a command that reads a file from outside: samstyr import, verify */
};

/* For a service on that database (an address as db_open takes it), logging to that file (NULL:
   standard error). On SQLite no process may make a socket or open a file but the database's; on
   PostgreSQL they may reach its port. The courier may ask name servers and reach port 443, with
   loopback (tests) any port. The signer alone may write in the folder of its key (NULL: none). To
   be called when the database has been opened once, so that its files are there. */
void cages_make(struct cages *out, struct arena *a, const char *database, const char *key,
                const char *log, bool loopback);

/* Enters it, and tells the log what holds and what this kernel lacks. */
void cage_enter(const struct cage *cage);

/* Puts a command that is a process of its own in the cage of those that read files from outside.
   What is open stays open; beside it there are the files of that database (NULL: it needs none),
   and `also` to be read (NULL: nothing). */
void cage_reader_enter(const struct global *g, const char *database, const char *also);

#endif
