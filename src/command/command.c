/* command.c - what all commands share: options, and telling what went wrong. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "command/command.h"

#include <stdio.h>
#include <string.h>

static void take_out(int *argc, char **argv, int at, int n)
{
    for (int i = at; i + n <= *argc; i++) {
        argv[i] = argv[i + n]; /* the NULL at the end moves too */
    }
    *argc -= n;
}

const char *option_take(int *argc, char **argv, const char *name)
{
    size_t n = strlen(name);
    for (int i = 1; i < *argc && strcmp(argv[i], "--") != 0; i++) {
        if (strncmp(argv[i], name, n) != 0) {
            continue;
        }
        if (argv[i][n] == '=') {
            const char *value = argv[i] + n + 1;
            take_out(argc, argv, i, 1);
            return value;
        }
        if (argv[i][n] == '\0' && i + 1 < *argc) {
            const char *value = argv[i + 1];
            take_out(argc, argv, i, 2);
            return value;
        }
    }
    return NULL;
}

bool option_flag(int *argc, char **argv, const char *name)
{
    for (int i = 1; i < *argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], name) == 0) {
            take_out(argc, argv, i, 1);
            return true;
        }
    }
    return false;
}

bool arguments_end(int argc, char **argv, int min, int max, const struct command *command,
                   const struct global *g)
{
    bool right = argc - 1 >= min && argc - 1 <= max;
    for (int i = 1; i < argc && right; i++) {
        right = argv[i][0] != '-' || argv[i][1] == '\0';
    }
    if (!right) {
        str usage = word_args(g->arena, g->lang, KEY("command.usage"),
                              (const str[]){str_of(command->name), str_of(command->usage)}, 2);
        fprintf(stderr, "%.*s\n", STR_ARG(usage));
    }
    return right;
}

int command_fail(const struct global *g, const struct fault *f)
{
    str said = f->key ? word_args(g->arena, g->lang, f->key, f->args, FAULT_ARGS)
                      : str_of(err_name(f->code));
    fprintf(stderr, "samstyr: %.*s", STR_ARG(said));
    if (f->detail.n) {
        fprintf(stderr, " (%.*s)", STR_ARG(f->detail));
    }
    fputc('\n', stderr);
    for (size_t i = 0; i < f->n_fields; i++) {
        const struct field_fault *at = &f->fields[i];
        str why = word_args(g->arena, g->lang, at->key, at->args, FAULT_ARGS);
        fprintf(stderr, "  %.*s: %.*s\n", STR_ARG(at->field), STR_ARG(why));
    }
    return 1;
}

int command_refuse(const struct global *g, const char *key, str argument)
{
    str said = word_args(g->arena, g->lang, key, &argument, 1);
    fprintf(stderr, "samstyr: %.*s\n", STR_ARG(said));
    return 1;
}

bool command_database(const struct global *g, struct db **out, struct fault *f)
{
    fault_init(f, g->arena);
    if (db_open(out, g->database, f)) {
        command_fail(g, f);
        return false;
    }
    db_report_to(*out, f);
    return true;
}
