/* forward.c - what is done to the database before anybody is let in. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "command/forward.h"

#include "base/clock.h"
#include "base/log.h"
#include "db/migrate.h"
#include "kind/index.h"
#include "lists.h"
#include "trail/signer.h"
#include "trail/trail.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* Events of a release that had no log yet are taken into it, and things that it did not search are
   found from now on. */
static err work_forward(const struct global *g, struct db *db)
{
    struct ctx ctx;
    ctx_init(&ctx, g->arena, db, clock_now());
    err e = db_begin_write(db);
    e = e ? e : trail_take_in(&ctx);
    e = e ? e : index_complete(&ctx);
    e = e ? e : db_commit(db);
    db_rollback(db);
    if (e) {
        command_fail(g, &ctx.fault);
    }
    return e;
}

/* The old data stay as they are when a step fails, and nobody is let in. */
static bool schema_forward(const struct global *g)
{
    struct fault f;
    struct db *db = NULL;
    int n = 0;
    bool done = command_database(g, &db, &f);
    if (done && migrate(db, all_schema_steps, clock_now(), &n)) {
        command_fail(g, &f);
        done = false;
    }
    done = done && work_forward(g, db) == OK;
    if (done && n) {
        log_event("schema.forward", LOG_INT("steps", n));
    }
    db_close(db);
    return done;
}

static void history_told(void *data, const struct signer_news *news)
{
    const struct global *g = data;
    str said = signer_said(g->arena, g->lang, news);
    fprintf(stderr, "samstyr: %.*s\n", STR_ARG(said));
}

/* Before anybody is let in: is there a key, and does the history go on from what was signed last?
 */
static bool history_ready(const struct global *g, const char *signing_key)
{
    struct fault f;
    struct db *db = NULL;
    struct signer *key = NULL;
    bool ready = command_database(g, &db, &f);
    if (ready && (signer_open(&key, signing_key, &f) ||
                  signer_pass(key, db, clock_now(), history_told, (void *)g))) {
        ready = false;
        if (f.key) {
            command_fail(g, &f);
        }
    }
    signer_close(key);
    db_close(db);
    return ready;
}

bool database_ready_apart(const struct global *g, const char *signing_key)
{
    int status = 0;
    pid_t pid = fork();
    if (pid == 0) {
        exit(schema_forward(g) && history_ready(g, signing_key) ? 0 : 1);
    }
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
