/* links_made.c - one-time links that were made for somebody: told until he says that he has seen
 * it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/sign_in/links_made.h"

#include "web/html.h"
#include "web/return_to.h"
#include "web/route.h"

err links_made_untold(struct ctx *ctx, int64_t person_id, struct link_made **out, size_t *n)
{
    struct rows *rows;
    *n = 0;
    *out = ARENA_ARRAY(ctx->arena, LINKS_MADE_SHOWN, struct link_made);
    err e = db_query(ctx->db,
                     "SELECT l.created_at, coalesce(l.used_at, 0), p.name FROM sign_in_link l "
                     "LEFT JOIN person p ON p.id = l.created_by "
                     "WHERE l.person_id = :person AND l.told_at IS NULL "
                     "ORDER BY l.created_at DESC LIMIT :most",
                     BINDS(B_INT("person", person_id), B_INT("most", LINKS_MADE_SHOWN)), &rows);
    if (e) {
        return e;
    }
    while (*n < LINKS_MADE_SHOWN && rows_next(rows)) {
        (*out)[(*n)++] = (struct link_made){rows_int(rows, 0), rows_int(rows, 1),
                                            str_copy(ctx->arena, rows_text(rows, 2))};
    }
    return rows_end(rows);
}

str links_made_first(struct arena *a, str to)
{
    return return_to_with(a, "/me/sessions", to);
}

static err seen(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    str to = params_get(&q->form, "return_to");
    if (q->is_api) {
        r->status = 204;
    } else {
        reply_see(r, to.n ? to : STR("/me/sessions"));
    }
    return db_run(ctx->db,
                  "UPDATE sign_in_link SET told_at = :now WHERE person_id = :person AND told_at IS "
                  "NULL",
                  BINDS(B_INT("now", ctx->now), B_INT("person", ctx->actor.person_id)), NULL);
}

const struct route links_made_routes[] = {
    ROUTE(METHOD_POST, "/me/sessions/links-seen", 0, ROUTE_SIGNED_IN, seen, NULL,
          "Say that one has seen that a one-time link was made for one"),
    {0},
};
