/* main.c - picks the command, nothing else. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "command/command.h"
#include "command/transfer.h"
#include "exchange/exchange.h"
#include "lists.h"
#include "version.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct command *command_named(const char *name)
{
    for (const struct command *const *c = all_commands; *c; c++) {
        if (strcmp((*c)->name, name) == 0) {
            return *c;
        }
    }
    return NULL;
}

static enum lang language(const char *asked)
{
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    bool ok = false;
    enum lang lang = asked ? lang_of(str_of(asked), &ok) : LANG_EN;
    for (size_t i = 0; i < 3 && !ok; i++) {
        const char *value = getenv(variables[i]);
        lang = value && *value ? lang_of(str_slice(str_of(value), 0, 2), &ok) : LANG_EN;
    }
    return ok ? lang : LANG_EN;
}

static int help_one(const struct global *g, const struct command *c)
{
    str summary = word(g->lang, c->summary);
    printf("samstyr %s %s\n\n%.*s\n", c->name, c->usage, STR_ARG(summary));
    const char *key = str_z(g->arena, str_printf(g->arena, "%s.help", c->summary));
    if (word_has(key)) {
        str text = word(g->lang, key);
        printf("\n%.*s\n", STR_ARG(text));
    }
    str global = word(g->lang, KEY("command.global"));
    printf("\n%.*s\n", STR_ARG(global));
    return 0;
}

static int help(const struct global *g, const char *name)
{
    const struct command *c = name ? command_named(name) : NULL;
    if (c) {
        return help_one(g, c);
    }
    if (name && strcmp(name, "formats") == 0) {
        puts("import:");
        formats_tell(g, EXCHANGE_IN);
        puts("export:");
        formats_tell(g, EXCHANGE_OUT);
        return 0;
    }
    str intro = word(g->lang, KEY("command.intro"));
    printf("samstyr %s\n%.*s\n\n", SAMSTYR_VERSION, STR_ARG(intro));
    for (const struct command *const *each = all_commands; *each; each++) {
        str summary = word(g->lang, (*each)->summary);
        printf("  %-10s %.*s\n", (*each)->name, STR_ARG(summary));
    }
    str global = word(g->lang, KEY("command.global"));
    printf("\n%.*s\n", STR_ARG(global));
    return 0;
}

static int run(struct global *g, int argc, char **argv)
{
    if (argc < 2) {
        str usage = word(g->lang, KEY("command.which"));
        fprintf(stderr, "%.*s\n", STR_ARG(usage));
        return 2;
    }
    const struct command *c = command_named(argv[1]);
    if (c) {
        return c->run(argc - 1, argv + 1, g);
    }
    if (strcmp(argv[1], "help") == 0) {
        return help(g, argv[2]);
    }
    command_refuse(g, KEY("command.unknown"), str_of(argv[1]));
    return 2;
}

int main(int argc, char **argv)
{
    struct global g = {.arena = arena_open(), .is_process = true};
    clock_init();
    g.lang = language(option_take(&argc, argv, "--lang"));
    g.database = option_take(&argc, argv, "--database");
    g.json = option_flag(&argc, argv, "--json");
    if (!g.database) {
        g.database = getenv("SAMSTYR_DATABASE");
    }
    if (!g.database || !*g.database) {
        g.database = "sqlite:var/samstyr.db";
    }
    int code = 0;
    if (option_flag(&argc, argv, "--version")) {
        puts("samstyr " SAMSTYR_VERSION);
    } else if (option_flag(&argc, argv, "--help")) {
        code = help(&g, argv[1]);
    } else {
        code = run(&g, argc, argv);
    }
    arena_close(g.arena);
    return code;
}
