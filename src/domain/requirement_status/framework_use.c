/* framework_use.c - a body takes a framework in use beside the common norm, or lets go of it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/framework/framework.h"
#include "domain/requirement_status/framework_use_view.h"
#include "domain/requirement_status/requirement_status.h"
#include "framework_use_view.html.h"
#include "kind/pages.h"
#include "statements.h"
#include "web/route.h"

enum { MOST_BODIES = 50, CHOOSERS = ROLE_OFFICER | ROLE_TOP_MANAGEMENT };

static struct framework_use_row row_of(struct ctx *ctx, const struct thing *t, const struct rows *r)
{
    bool used = !rows_null(r, 2);
    str since = used ? text_day(ctx->arena, ctx->lang, rows_text(r, 2)) : STR_NONE;
    return (struct framework_use_row){
        .name = str_copy(ctx->arena, rows_text(r, 1)),
        .note =
            used ? word_args(ctx->arena, ctx->lang, "framework_use.since", &since, 1) : STR_NONE,
        .action = str_printf(ctx->arena, "/o/%.*s/frameworks/%lld/%s", STR_ARG(rows_text(r, 0)),
                             (long long)t->id, used ? "leave" : "use"),
        .button = used ? W("framework_use.leave") : W("framework_use.use"),
        .is_used = used,
    };
}

static err draw(struct ctx *ctx, struct thing *t, struct html *h)
{
    struct rows *rows;
    struct framework_use_view v = {
        .list_href = str_printf(ctx->arena, "/requirements?framework_id=%lld", (long long)t->id),
        .is_norm = ((const struct framework *)t)->is_norm,
        .form_token = ctx->actor.form_token,
        .rows = ARENA_ARRAY(ctx->arena, MOST_BODIES, struct framework_use_row),
    };
    err e = db_query(ctx->db, sql_framework_use_here,
                     BINDS(B_INT("framework", t->id), B_INT("actor", ctx->actor.person_id),
                           B_INT("roles", CHOOSERS), B_TEXT("today", ctx->today)),
                     &rows);
    if (e) {
        return e;
    }
    while (v.n_rows < MOST_BODIES && rows_next(rows)) {
        v.rows[v.n_rows++] = row_of(ctx, t, rows);
    }
    e = rows_end(rows);
    if (!e) {
        framework_use_view_html(h, &v);
    }
    return e;
}

const struct panel framework_use_panel = {
    .kind = "framework", .order = 10, .place = PANEL_SIDE, .draw = draw};

static err choose(struct ctx *ctx, const struct request *q, struct reply *r, bool used)
{
    struct thing *t;
    int64_t id = 0;
    str_to_int(q->args[1], &id);
    err e = thing_get(ctx, &framework_kind, id, &t);
    e = e ? e : framework_use(ctx, t->id, used);
    e = e || !used ? e : requirement_status_fill(ctx, NULL);
    return e ? e
             : page_see(ctx, r, kind_address(ctx, &framework_kind, t->id),
                        used ? KEY("framework_use.use.done") : KEY("framework_use.leave.done"),
                        STR_NONE);
}

static err use(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    return choose(ctx, q, r, true);
}

static err leave(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    return choose(ctx, q, r, false);
}

const struct route framework_use_routes[] = {
    ROUTE(METHOD_POST, "/o/{organisation}/frameworks/{id}/use", CHOOSERS, 0, use, NULL,
          "The body answers this framework beside the common norm"),
    ROUTE(METHOD_POST, "/o/{organisation}/frameworks/{id}/leave", CHOOSERS, 0, leave, NULL,
          "The body does not answer this framework any longer; what it has answered stays"),
    {0},
};
