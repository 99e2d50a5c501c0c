/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "command/command.h"
#include "db/migrate.h"
#include "exchange/demo.h"
#include "lists.h"

#include <stdio.h>
#include <unistd.h>

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

static err load(struct ctx *ctx, struct demo_result *out)
{
    err e = db_begin_write(ctx->db);
    e = e ? e : demo_load(ctx, progress, out);
    e = e ? e : db_commit(ctx->db);
    if (e) {
        db_rollback(ctx->db);
    }
    return e;
}

static int demo(int argc, char **argv, const struct global *g)
{
    struct fault f;
    struct db *db;
    struct ctx ctx;
    struct demo_result result;
    if (!arguments_end(argc, argv, 0, 0, &demo_command, g)) {
        return 2;
    }
    if (!command_database(g, &db, &f)) {
        return 1;
    }
    if (migrate(db, all_schema_steps, clock_now(), NULL)) {
        int code = command_fail(g, &f);
        db_close(db);
        return code;
    }
    ctx_init(&ctx, g->arena, db, clock_now());
    ctx.lang = g->lang;
    if (load(&ctx, &result)) {
        int code = command_fail(g, &ctx.fault);
        db_close(db);
        return code;
    }
    db_close(db);
    if (isatty(STDERR_FILENO)) {
        fputs("\r", stderr);
    }
    if (g->json) {
        printf("{\"bodies\":%lld,\"persons\":%lld,\"steps\":%lld}\n", (long long)result.bodies,
               (long long)result.persons, (long long)result.steps);
        return 0;
    }
    str args[] = {str_from_int(g->arena, result.bodies), str_from_int(g->arena, result.persons),
                  str_from_int(g->arena, result.steps), STR(DEMO_PASSWORD)};
    str said = word_args(g->arena, g->lang, KEY("command.demo.done"), args, 4);
    printf("%.*s\n", STR_ARG(said));
    return 0;
}
