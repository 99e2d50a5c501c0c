/* rotate_seal.c - samstyr rotate-seal: every secret that rests in the database is sealed anew,
   under a new key. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "command/command.h"
#include "command/credential.h"
#include "ctx/ctx.h"
#include "web/secret.h"

#include "lists.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int run(int argc, char **argv, const struct global *g);

const struct command rotate_seal_command = {
    .name = "rotate-seal",
    .summary = KEY("command.rotate_seal"),
    .usage = "[--seal FILE]",
    .run = run,
};

/* The key that serves, the one that shall, and the one before, if there is any. */
struct keys {
    struct seal *now, *next, *before;
};

/* False when one of them is there and cannot be read, or the next cannot be made. */
static bool keys_open(struct keys *k, const struct global *g, const char *path)
{
    const char *next = str_printf(g->arena, "%s.next", path).p,
               *before = str_printf(g->arena, "%s.before", path).p;
    bool is_first = access(before, F_OK) != 0;
    k->now = access(path, F_OK) == 0 ? seal_open(path) : NULL; /* it is not made here */
    k->next = k->now ? seal_open(next) : NULL;
    k->before = is_first ? NULL : seal_open(before);
    return k->now && k->next && (is_first || k->before);
}

static void keys_close(struct keys *k)
{
    seal_close(k->now);
    seal_close(k->next);
    seal_close(k->before);
}

static err reseal_all(struct ctx *ctx, struct resealing *r)
{
    err e = OK;
    for (const struct secret *const *s = all_secrets; *s && !e; s++) {
        e = secret_reseal(ctx, *s, r);
    }
    return e;
}

static void tell(const struct global *g, const struct resealing *r, const char *path)
{
    str args[] = {str_of(path), str_from_int(g->arena, r->n_sealed),
                  str_from_int(g->arena, r->n_lost)};
    str done = word_args(g->arena, g->lang, KEY("command.rotate_seal.done"), args, 3),
        lost = word_args(g->arena, g->lang, KEY("command.rotate_seal.lost"), args, 3);
    printf("%.*s\n", STR_ARG(done));
    if (r->n_lost) {
        printf("%.*s\n", STR_ARG(lost));
    }
}

static int rotate(const struct global *g, const struct keys *k, const char *path)
{
    struct resealing r = {.to = k->next, .from = {k->now, k->before}};
    struct fault f;
    struct db *db = NULL;
    struct ctx ctx;
    if (!command_database(g, &db, &f)) {
        return 1;
    }
    ctx_init(&ctx, g->arena, db, clock_now());
    err e = reseal_all(&ctx, &r);
    db_close(db);
    if (e) {
        return command_fail(g, &ctx.fault);
    }
    if (!seal_replace(path)) {
        return command_refuse(g, KEY("command.rotate_seal.file"), str_of(path));
    }
    tell(g, &r, path);
    return 0;
}

static int run(int argc, char **argv, const struct global *g)
{
    const char *path = seal_path(g, option_take(&argc, argv, "--seal"));
    struct keys k = {0};
    if (!arguments_end(argc, argv, 0, 0, &rotate_seal_command, g)) {
        return 2;
    }
    int code = keys_open(&k, g, path)
                   ? rotate(g, &k, path)
                   : command_refuse(g, KEY("command.rotate_seal.file"), str_of(path));
    keys_close(&k);
    return code;
}
