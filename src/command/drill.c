/* drill.c - samstyr drill: proves that a backup can be used, by restoring it in a scratch place. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "command/command.h"
#include "format/json/write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern const struct command restore_command, migrate_command, verify_command;

static int run(int argc, char **argv, const struct global *g);

const struct command drill_command = {
    .name = "drill",
    .summary = KEY("command.drill"),
    .usage = "FILE [--scratch FOLDER]",
    .run = run,
};

/* What an operator would do on the day: the same commands, on a database of their own. */
enum { RESTORE, MIGRATE, VERIFY, STEPS };

struct drill {
    struct global place; /* the scratch database */
    const char *folder;
    int64_t ms[STEPS];
    int64_t last_at; /* moment of the newest change in the copy; 0: none */
};

static bool scratch_open(struct drill *d, const struct global *g, const char *file, const char *in)
{
    str folder = in ? str_printf(g->arena, "%s/samstyr-drill-XXXXXX", in)
                    : str_printf(g->arena, "%s.drill-XXXXXX", file);
    char *made = mkdtemp(arena_copy(g->arena, folder.p, folder.n));
    if (!made) {
        command_refuse(g, KEY("command.drill.scratch"),
                       str_printf(g->arena, "%.*s: %s", STR_ARG(folder), strerror(errno)));
        return false;
    }
    d->folder = made;
    d->place = *g;
    d->place.json = false;
    d->place.is_process = false; /* what comes after verify is done outside its cage */
    d->place.database = str_printf(g->arena, "sqlite:%s/samstyr.db", made).p;
    return true;
}

static void scratch_close(const struct drill *d)
{
    static const char *const names[] = {"samstyr.db", "samstyr.db-wal", "samstyr.db-shm", NULL};
    for (const char *const *name = names; *name; name++) {
        unlink(str_printf(d->place.arena, "%s/%s", d->folder, *name).p);
    }
    rmdir(d->folder);
}

/* Does a step quietly: what the commands say of success is said once, at the end. */
static int step(struct drill *d, int which, const struct command *command, const char *file)
{
    char *argv[] = {(char *)command->name, (char *)file, NULL};
    int64_t since = steady_ms();
    fflush(stdout);
    int out = dup(STDOUT_FILENO), nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    dup2(nowhere, STDOUT_FILENO);
    int code = command->run(file ? 2 : 1, argv, &d->place);
    fflush(stdout);
    dup2(out, STDOUT_FILENO);
    close(out);
    close(nowhere);
    d->ms[which] = steady_ms() - since;
    return code;
}

static int newest(struct drill *d)
{
    struct fault f;
    struct db *db;
    if (!command_database(&d->place, &db, &f)) {
        return 1;
    }
    err e = db_int(db, "SELECT coalesce(max(at), 0) FROM event", NO_BINDS, &d->last_at);
    db_close(db);
    return e ? command_fail(&d->place, &f) : 0;
}

static int all_steps(struct drill *d, const char *file)
{
    int code = step(d, RESTORE, &restore_command, file);
    code = code ? code : step(d, MIGRATE, &migrate_command, NULL);
    code = code ? code : step(d, VERIFY, &verify_command, NULL);
    return code ? code : newest(d);
}

static str seconds(const struct drill *d, int which)
{
    return text_decimal(d->place.arena, d->place.lang, (d->ms[which] + 50) / 100, 1);
}

static void tell(const struct drill *d, const struct global *g, const char *file)
{
    if (!g->json) {
        str last = d->last_at ? text_moment(g->arena, g->lang, d->last_at) : STR("-");
        const str args[] = {str_of(file), seconds(d, RESTORE), seconds(d, MIGRATE),
                            seconds(d, VERIFY), last};
        str said = word_args(g->arena, g->lang, KEY("command.drill.done"), args, 5);
        printf("%.*s\n", STR_ARG(said));
        return;
    }
    struct buf b;
    struct json_writer j;
    buf_init(&b, g->arena, 64 * KIB);
    json_start(&j, &b);
    json_object_start(&j);
    json_member_text(&j, "file", str_of(file));
    json_member_int(&j, "restore_ms", d->ms[RESTORE]);
    json_member_int(&j, "migrate_ms", d->ms[MIGRATE]);
    json_member_int(&j, "verify_ms", d->ms[VERIFY]);
    json_member_int(&j, "newest_change_at", d->last_at);
    json_object_end(&j);
    printf("%.*s\n", STR_ARG(buf_as_str(&b)));
}

static int run(int argc, char **argv, const struct global *g)
{
    struct drill d = {0};
    const char *in = option_take(&argc, argv, "--scratch");
    if (!arguments_end(argc, argv, 1, 1, &drill_command, g)) {
        return 2;
    }
    if (!scratch_open(&d, g, argv[1], in)) {
        return 1;
    }
    int code = all_steps(&d, argv[1]);
    scratch_close(&d);
    if (!code) {
        tell(&d, g, argv[1]);
    }
    return code;
}
