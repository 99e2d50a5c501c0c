/* app.c - the application as one whole: every route, and how its pages look around what they show.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "command/app.h"

#include "kind/page.h"
#include "kind/routes.h"
#include "lists.h"

struct routes *app_routes(struct arena *a)
{
    struct routes *t = routes_new(a);
    for (const struct route *const *table = all_routes; *table; table++) {
        routes_add(t, *table);
    }
    kind_routes_add(t, a);
    routes_done(t);
    return t;
}

void app_error_page(struct ctx *ctx, const struct request *q, struct reply *r)
{
    page_error(ctx, q, r);
}

void app_page(struct ctx *ctx, const struct request *q, struct reply *r, str title,
              struct markup main)
{
    struct html *h = page_begin(ctx);
    html_markup(h, main);
    page_send(ctx, q, r, &(struct page){.title = title}, h);
}
