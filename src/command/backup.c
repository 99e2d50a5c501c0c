/* backup.c - samstyr backup and restore: a whole copy of a database in use, and the way back. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "command/command.h"
#include "db/backup.h"

#include <stdio.h>
#include <unistd.h>

static int backup(int argc, char **argv, const struct global *g);
static int restore(int argc, char **argv, const struct global *g);

const struct command backup_command = {
    .name = "backup",
    .summary = KEY("command.backup"),
    .usage = "FILE",
    .run = backup,
};
const struct command restore_command = {
    .name = "restore",
    .summary = KEY("command.restore"),
    .usage = "FILE",
    .run = restore,
};

static void progress(void *p, int64_t done, int64_t total)
{
    (void)p;
    if (isatty(STDERR_FILENO)) {
        fprintf(stderr, done < total ? "\r%3lld %%" : "\r      \r",
                (long long)(total ? done * 100 / total : 0));
    }
}

typedef err (*copy_fn)(struct db *db, const char *path, backup_progress *progress, void *p);

static int copy(int argc, char **argv, const struct global *g, const struct command *command,
                copy_fn run, const char *done)
{
    struct db *db;
    struct fault f;
    if (!arguments_end(argc, argv, 1, 1, command, g)) {
        return 2;
    }
    if (!command_database(g, &db, &f)) {
        return 1;
    }
    err e = run(db, argv[1], progress, NULL);
    db_close(db);
    if (e) {
        return command_fail(g, &f);
    }
    str said = word_args(g->arena, g->lang, done, (const str[]){str_of(argv[1])}, 1);
    printf("%.*s\n", STR_ARG(said));
    return 0;
}

static int backup(int argc, char **argv, const struct global *g)
{
    return copy(argc, argv, g, &backup_command, db_backup_to, KEY("command.backup.done"));
}

static int restore(int argc, char **argv, const struct global *g)
{
    return copy(argc, argv, g, &restore_command, db_restore_from, KEY("command.restore.done"));
}
