/* events.c - the question for everything that was done in a body. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "report/history/events.h"

#include "base/clock.h"
#include "kind/sql.h"
#include "web/parse/query.h"

str events_kind_word(struct ctx *ctx, str kind)
{
    const struct kind *k = kind_named(kind);
    if (k) {
        return kind_word(ctx, k, "one", NULL);
    }
    str key = str_printf(ctx->arena, "events.kind.%.*s", STR_ARG(kind));
    return word_has(key.p) ? word(ctx->lang, key.p) : kind;
}

static void day_ask(struct ctx *ctx, const struct params *query, const char *name, str *out)
{
    str given = params_get(query, name);
    if (given.n && !day_read(ctx->arena, given, out)) {
        fault_field(&ctx->fault, str_of(name), 0, KEY("events.day"), FAULT_LIST(given));
    }
}

static void number_ask(struct ctx *ctx, const struct params *query, const char *name, int64_t *out)
{
    str given = params_get(query, name);
    if (given.n && (!str_to_int(given, out) || *out < 1)) {
        *out = 0;
        fault_field(&ctx->fault, str_of(name), 0, KEY("events.number"), FAULT_LIST(given));
    }
}

err events_ask(struct ctx *ctx, const struct params *query, struct events_asked *out)
{
    *out = (struct events_asked){.text = str_trim(params_get(query, "q"))};
    str kind = params_get(query, "kind"), sort = params_get(query, "sort");
    if (kind.n) {
        out->kind = kind;
        out->k = kind_named(kind);
        str key = str_printf(ctx->arena, "events.kind.%.*s", STR_ARG(kind));
        if (!out->k && !word_has(key.p)) {
            fault_at(ctx, "kind", "events.kind", kind);
        }
    }
    if (sort.n && !str_is(sort, "at") && !str_is(sort, "-at")) {
        fault_at(ctx, "sort", "events.sort", sort);
    }
    out->oldest_first = str_is(sort, "at");
    number_ask(ctx, query, "thing", &out->thing_id);
    number_ask(ctx, query, "actor", &out->actor_id);
    number_ask(ctx, query, "page", &out->page);
    out->page = out->page ? out->page : 1;
    day_ask(ctx, query, "at[gte]", &out->from);
    day_ask(ctx, query, "at[lte]", &out->until);
    if (out->thing_id && !out->kind.n) {
        fault_at(ctx, "thing", "events.thing");
    }
    return ctx->fault.n_fields ? fault(ctx, ERR_INVALID, "events.invalid") : OK;
}

err events_find(struct ctx *ctx, const struct events_asked *asked, int64_t skip, int64_t max,
                struct trail_event **out, size_t *n, int64_t *total)
{
    struct buf where;
    buf_init(&where, ctx->arena, 64 * KIB);
    sql_event_readable(&where, ctx, ROLES_READ);
    buf_z(&where, asked->kind.n ? " AND e.kind = :kind" : "");
    buf_z(&where, asked->thing_id ? " AND e.thing_id = :thing" : "");
    buf_z(&where, asked->actor_id ? " AND e.actor_id = :who" : "");
    buf_z(&where, asked->from.n ? " AND e.at >= :from" : "");
    buf_z(&where, asked->until.n ? " AND e.at < :until" : "");
    str after = asked->until.n ? day_plus(ctx->arena, asked->until, 1) : STR_NONE;
    const struct bind binds[] = {
        B_INT("body", ctx->body.id),
        B_INT("actor", ctx->actor.person_id),
        B_TEXT("today", ctx->today),
        B_TEXT("kind", asked->kind),
        B_INT("thing", asked->thing_id),
        B_INT("who", asked->actor_id),
        B_INT("from", asked->from.n ? day_moment(asked->from, 0, 0) : 0),
        B_INT("until", after.n ? day_moment(after, 0, 0) : 0),
    };
    return trail_search(ctx, ctx->body.id,
                        &(struct trail_search){
                            .condition = str_z(ctx->arena, buf_as_str(&where)),
                            .binds = binds,
                            .n_binds = sizeof binds / sizeof *binds,
                            .text = asked->text,
                            .oldest_first = asked->oldest_first,
                            .skip = skip,
                            .max = max,
                        },
                        out, n, total);
}
