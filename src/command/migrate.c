/* migrate.c - samstyr migrate: schema and reference library forward to this version of the program.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "command/work.h"
#include "exchange/library/library.h"

#include <stdio.h>

static int run(int argc, char **argv, const struct global *g);

const struct command migrate_command = {
    .name = "migrate",
    .summary = KEY("command.migrate"),
    .usage = "",
    .run = run,
};

static int run(int argc, char **argv, const struct global *g)
{
    struct work w;
    struct exchange_work read = {0};
    if (!arguments_end(argc, argv, 0, 0, &migrate_command, g)) {
        return 2;
    }
    if (!work_begin(&w, g, WORK_SCHEMA_FORWARD)) {
        return 1;
    }
    int code = work_end(&w, library_read_all(&w.ctx, &read));
    if (code == 0) {
        str said = exchange_said(&w.ctx, &read);
        said = said.n ? word_args(g->arena, g->lang, "command.read", &said, 1)
                      : word(g->lang, "command.migrate.nothing");
        printf("%.*s\n", STR_ARG(said));
    }
    return code;
}
