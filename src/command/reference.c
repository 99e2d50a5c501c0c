/* reference.c - samstyr reference: prints what there is, from the tables the program runs by. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "command/reference.h"

#include "base/clock.h"
#include "base/limit.h"
#include "command/app.h"
#include "command/command.h"
#include "kind/reference.h"
#include "lists.h"

#include <stdio.h>
#include <string.h>

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

/* "10 MiB", "12 h": as people say it. */
static void limit_value(struct buf *b, const struct limit *l)
{
    static const struct {
        enum limit_unit unit;
        int64_t size;
        const char *said;
    } words[] = {{LIMIT_BYTES, 1024 * 1024, "MiB"},
                 {LIMIT_BYTES, 1024, "KiB"},
                 {LIMIT_BYTES, 1, "bytes"},
                 {LIMIT_MS, HOUR_MS, "h"},
                 {LIMIT_MS, MINUTE_MS, "min"},
                 {LIMIT_MS, SECOND_MS, "s"},
                 {LIMIT_MS, 1, "ms"},
                 {LIMIT_SECONDS, 60, "min"},
                 {LIMIT_SECONDS, 1, "s"},
                 {LIMIT_DAYS, 1, "days"},
                 {LIMIT_CHARACTERS, 1, "characters"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (words[i].unit == l->unit && l->value % words[i].size == 0) {
            buf_printf(b, "%lld %s", (long long)(l->value / words[i].size), words[i].said);
            return;
        }
    }
    buf_printf(b, "%lld", (long long)l->value);
}

static bool is_first(const struct limit *const *table, const struct limit *l)
{
    for (const struct limit *const *t = all_limits; t <= table; t++) {
        for (const struct limit *o = *t; o->about && o != l; o++) {
            if (strcmp(o->about, l->about) == 0) {
                return false;
            }
        }
    }
    return true;
}

static void limits_about(struct buf *b, const char *about)
{
    buf_printf(b, "\n## %s\n\n| what | bound | then |\n| --- | --- | --- |\n", about);
    for (const struct limit *const *table = all_limits; *table; table++) {
        for (const struct limit *l = *table; l->about; l++) {
            if (strcmp(l->about, about) == 0) {
                buf_printf(b, "| %s | ", l->what);
                limit_value(b, l);
                buf_printf(b, " | %s |\n", l->then);
            }
        }
    }
}

static void limits(struct buf *b)
{
    buf_literal(b, "# Limits\n\nBounds that the program keeps, for one person and for all, from "
                   "the constants it keeps them by. What a single field takes is in kinds.md.\n");
    for (const struct limit *const *table = all_limits; *table; table++) {
        for (const struct limit *l = *table; l->about; l++) {
            if (is_first(table, l)) {
                limits_about(b, l->about);
            }
        }
    }
}

const char *const reference_subjects[] = {"kinds",    "permissions", "routes", "model",
                                          "commands", "limits",      NULL};
static void (*const writers[])(struct buf *b) = {
    reference_kinds, reference_permissions, routes, reference_model, commands, limits};

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
    .usage = "kinds|permissions|routes|model|commands|limits",
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
