/* migrate.c - samstyr migrate: schema and reference library forward to this version of the program.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "command/work.h"
#include "domain/requirement_status/requirement_status.h"
#include "exchange/library/library.h"
#include "kind/index.h"
#include "trail/trail.h"

#include <stdio.h>

static int run(int argc, char **argv, const struct global *g);

const struct command migrate_command = {
    .name = "migrate",
    .summary = KEY("command.migrate"),
    .usage = "[--rehearse]",
    .run = run,
};

enum { MOST_BODIES = 10000 };

/* Requirements that are new to the norm begin as not started, in every body that answers it. */
static err bodies_fill(struct ctx *ctx)
{
    struct rows *rows;
    int64_t *ids = ARENA_ARRAY(ctx->arena, MOST_BODIES, int64_t);
    size_t n = 0;
    err e = db_query(
        ctx->db, "SELECT id FROM organisation WHERE in_use = 1 AND deleted_at IS NULL ORDER BY id",
        NO_BINDS, &rows);
    if (e) {
        return e;
    }
    while (n < MOST_BODIES && rows_next(rows)) {
        ids[n++] = rows_int(rows, 0);
    }
    e = rows_end(rows);
    for (size_t i = 0; !e && i < n; i++) {
        e = ctx_body(ctx, ids[i]);
        e = e ? e : requirement_status_fill(ctx, NULL);
    }
    return e;
}

static err forward(struct ctx *ctx, struct exchange_work *read)
{
    err e = trail_take_in(ctx);
    e = e ? e : library_read_all(ctx, read);
    e = e ? e : index_complete(ctx);
    return e ? e : bodies_fill(ctx);
}

static void tell(const struct work *w, str read)
{
    const struct global *g = w->global;
    str said = word(g->lang, KEY("command.migrate.nothing"));
    if (w->ctx.rehearsal) {
        said = read.n || w->steps.n ? word_args(g->arena, g->lang, KEY("command.migrate.rehearsed"),
                                                (const str[]){w->steps.n ? w->steps : STR("-"),
                                                              read.n ? read : STR("-")},
                                                2)
                                    : said;
    } else if (read.n) {
        said = word_args(g->arena, g->lang, KEY("command.read"), &read, 1);
    }
    printf("%.*s\n", STR_ARG(said));
}

static int run(int argc, char **argv, const struct global *g)
{
    struct work w;
    struct exchange_work read = {0};
    bool rehearse = option_flag(&argc, argv, "--rehearse");
    if (!arguments_end(argc, argv, 0, 0, &migrate_command, g)) {
        return 2;
    }
    if (!work_begin(&w, g, rehearse ? WORK_SCHEMA_REHEARSE : WORK_SCHEMA_FORWARD)) {
        return 1;
    }
    int code = work_end(&w, forward(&w.ctx, &read));
    if (code == 0) {
        tell(&w, exchange_said(&w.ctx, &read));
    }
    return code;
}
