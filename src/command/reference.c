/* reference.c - samstyr reference: prints what there is, from the tables the program runs by. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "command/reference.h"

#include "command/app.h"
#include "command/command.h"
#include "kind/reference.h"
#include "lists.h"

#include <stdio.h>

static void commands(struct buf *b)
{
    buf_literal(b, "# Commands\n\n");
    buf_str(b, word(LANG_EN, KEY("command.global")));
    buf_literal(b, "\n\nExit code: 0 done, 1 refused or failed (one line on standard error), 2 "
                   "used wrongly.\n");
    for (const struct command *const *c = all_commands; *c; c++) {
        buf_printf(b, "\n## %s\n\n    samstyr %s%s%s\n\n", (*c)->name, (*c)->name,
                   *(*c)->usage ? " " : "", (*c)->usage);
        buf_str(b, word(LANG_EN, (*c)->summary));
        buf_literal(b, ".\n");
        str help = str_printf(b->arena, "%s.help", (*c)->summary);
        if (word_has(help.p)) {
            buf_char(b, '\n');
            buf_str(b, word(LANG_EN, help.p));
            buf_char(b, '\n');
        }
    }
}

static void routes(struct buf *b)
{
    reference_routes(b, app_routes(b->arena));
}

const char *const reference_subjects[] = {"kinds", "permissions", "routes",
                                          "model", "commands",    NULL};
static void (*const writers[])(struct buf *b) = {reference_kinds, reference_permissions, routes,
                                                 reference_model, commands};

bool reference_write(struct buf *b, str subject)
{
    for (size_t i = 0; reference_subjects[i]; i++) {
        if (str_is(subject, reference_subjects[i])) {
            buf_printf(
                b,
                "<!-- Printed by `samstyr reference %s`; script/reference writes it anew. -->\n\n",
                reference_subjects[i]);
            writers[i](b);
            return true;
        }
    }
    return false;
}

static int run(int argc, char **argv, const struct global *g);
const struct command reference_command = {
    .name = "reference",
    .summary = KEY("command.reference"),
    .usage = "kinds|permissions|routes|model|commands",
    .run = run,
};

static int run(int argc, char **argv, const struct global *g)
{
    if (!arguments_end(argc, argv, 1, 1, &reference_command, g)) {
        return 2;
    }
    struct buf b;
    buf_init(&b, g->arena, 16 * MIB);
    if (!reference_write(&b, str_of(argv[1]))) {
        command_refuse(g, KEY("command.reference.unknown"), str_of(argv[1]));
        return 2;
    }
    return fwrite(b.data, 1, b.n, stdout) == b.n ? 0 : 1;
}
