/* health.c - is the program well, and what has it done: for whoever runs it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/json/write.h"
#include "version.h"
#include "web/gate.h"
#include "web/stats.h"

static err health(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    int64_t one = 0;
    bool well = q->gate->ready && q->gate->db &&
                db_int(q->gate->db, "SELECT 1", NO_BINDS, &one) == OK && one == 1;
    struct json_writer w;
    json_start(&w, &r->body);
    json_object_start(&w);
    json_member_text(&w, "status", well ? STR("ok") : STR("not ready"));
    json_member_text(&w, "version", STR(SAMSTYR_VERSION));
    json_member_text(&w, "database", q->gate->db ? str_of(db_engine_name(q->gate->db)) : STR_NONE);
    json_object_end(&w);
    r->type = "application/json";
    r->status = well ? 200 : 503;
    return OK;
}

static err metrics(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    r->type = "text/plain; version=0.0.4; charset=utf-8";
    stats_write(q->gate->stats, &r->body);
    int64_t waiting = 0, failed = 0;
    err e = db_int(ctx->db, "SELECT count(*) FROM job WHERE state = 'waiting'", NO_BINDS, &waiting);
    e = e ? e
          : db_int(ctx->db, "SELECT count(*) FROM job WHERE state = 'failed'", NO_BINDS, &failed);
    buf_printf(&r->body,
               "# HELP samstyr_jobs Pieces of work in the queue.\n# TYPE samstyr_jobs gauge\n"
               "samstyr_jobs{state=\"waiting\"} %lld\nsamstyr_jobs{state=\"failed\"} %lld\n",
               (long long)waiting, (long long)failed);
    return e;
}

const struct route health_routes[] = {
    ROUTE(METHOD_GET, "/health", 0, ROUTE_OPEN | ROUTE_NO_WORK, health, NULL,
          "Is the program ready"),
    ROUTE(METHOD_GET, "/metrics", ROLE_OPERATOR, 0, metrics, NULL,
          "Counters as Prometheus reads them"),
    {0},
};
