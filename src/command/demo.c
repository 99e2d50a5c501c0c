/* demo.c - samstyr demo: loads the fictitious bodies with a lived-in year, and a sector for the statistics. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "command/work.h"
#include "exchange/demo.h"
#include "exchange/library/library.h"
#include "report/statistics/statistics.h"

#include <stdio.h>
#include <unistd.h>

enum { SECTOR_SEED = 12042 }; /* the same sector every time */

static int demo(int argc, char **argv, const struct global *g);

const struct command demo_command = {
    .name = "demo",
    .summary = KEY("command.demo"),
    .usage = "",
    .run = demo,
};

static void progress(int64_t done, int64_t total)
{
    if (isatty(STDERR_FILENO)) {
        fprintf(stderr, "\r%3lld %%", (long long)(total ? done * 100 / total : 0));
    }
}

static void tell(const struct global *g, const struct demo_result *result)
{
    if (g->json) {
        printf("{\"bodies\":%lld,\"persons\":%lld,\"steps\":%lld}\n", (long long)result->bodies,
               (long long)result->persons, (long long)result->steps);
        return;
    }
    str args[] = {str_from_int(g->arena, result->bodies), str_from_int(g->arena, result->persons),
                  str_from_int(g->arena, result->steps), STR(DEMO_PASSWORD)};
    str said = word_args(g->arena, g->lang, KEY("command.demo.done"), args, 4);
    printf("%.*s\n", STR_ARG(said));
}

static int demo(int argc, char **argv, const struct global *g)
{
    struct work w;
    struct exchange_work read = {0};
    struct demo_result result;
    if (!arguments_end(argc, argv, 0, 0, &demo_command, g)) {
        return 2;
    }
    if (!work_begin(&w, g, WORK_SCHEMA_FORWARD)) {
        return 1;
    }
    err e = library_read_all(&w.ctx, &read);
    e = e ? e : demo_load(&w.ctx, progress, &result);
    e = e ? e : statistics_demo(&w.ctx, SECTOR_SEED);
    if (isatty(STDERR_FILENO)) {
        fputs("\r", stderr);
    }
    int code = work_end(&w, e);
    if (code == 0) {
        tell(g, &result);
    }
    return code;
}
