/* command.h - what a command of the program is, and what all of them share. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef COMMAND_COMMAND_H
#define COMMAND_COMMAND_H

#include "base/fault.h"
#include "base/text.h"
#include "db/db.h"

/* What stands before or among a command's own options, the same for all. */
struct global {
    const char *database; /* --database, else SAMSTYR_DATABASE, else sqlite:var/samstyr.db */
    bool json;            /* --json */
    enum lang lang;       /* --lang, else the environment's language */
    struct arena *arena;  /* for as long as the command runs */
    bool is_process;      /* the command is all that this process does: it may shut itself in */
};

/* argv[0] is the command's name; options of struct global are taken out. Returns the exit code: 0
   done, 1 refused or failed, after one line on standard error, 2 used wrongly. */
struct command {
    const char *name;
    const char *summary; /* a word: one line for the list */
    const char *usage;   /* what follows the name: "[--listen ADDR:PORT]" */
    int (*run)(int argc, char **argv, const struct global *g);
};

/* Takes "--name VALUE" or "--name=VALUE" out of argv. NULL when it is not there; an option without
   its value stays, for arguments_end to refuse. */
const char *option_take(int *argc, char **argv, const char *name);
/* Takes "--name" out of argv. */
bool option_flag(int *argc, char **argv, const char *name);
/* Are there from min to max arguments left, and no option among them? Else tells usage; return 2
 * then. */
bool arguments_end(int argc, char **argv, int min, int max, const struct command *command,
                   const struct global *g);

/* "samstyr: what went wrong" on standard error, in words; returns 1. */
int command_fail(const struct global *g, const struct fault *f);
/* The same for a word with one argument. */
int command_refuse(const struct global *g, const char *key, str argument);

/* Opens the database of --database; false after having told why not. */
bool command_database(const struct global *g, struct db **out, struct fault *f);

#endif
