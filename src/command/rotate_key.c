/* rotate_key.c - samstyr rotate-key: the history's key hands over to a new one, in every log. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "command/command.h"
#include "trail/handover.h"
#include "trail/signer.h"

#include <stdio.h>
#include <string.h>

static int run(int argc, char **argv, const struct global *g);

const struct command rotate_key_command = {
    .name = "rotate-key",
    .summary = KEY("command.rotate_key"),
    .usage = "[--key FILE]",
    .run = run,
};

static int run(int argc, char **argv, const struct global *g)
{
    const char *path = option_take(&argc, argv, "--key");
    struct fault f;
    struct db *db = NULL;
    struct ctx ctx;
    if (!arguments_end(argc, argv, 0, 0, &rotate_key_command, g)) {
        return 2;
    }
    path = path ? path : signer_path(g->arena, g->database).p;
    if (!command_database(g, &db, &f)) {
        return 1;
    }
    ctx_init(&ctx, g->arena, db, clock_now());
    ctx.request = STR("command");
    err e = handover_make(&ctx, path);
    int code = e ? command_fail(g, &ctx.fault) : 0;
    db_close(db);
    if (!e) {
        str said = word_args(g->arena, g->lang, KEY("command.rotate_key.done"),
                             &(str){path, strlen(path)}, 1);
        printf("%.*s\n", STR_ARG(said));
    }
    return code;
}
