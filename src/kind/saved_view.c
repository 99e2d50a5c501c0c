/* saved_view.c - lists that someone gave a name. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "kind/saved_view.h"

#include "kind/address.h"
#include "kind/pages.h"

enum { MOST_VIEWS = 30, LONGEST_NAME = 60, LONGEST_QUERY = 2000 };

err saved_views(struct ctx *ctx, const struct kind *k, struct saved_view **out, size_t *n)
{
    struct rows *rows;
    *n = 0;
    *out = ARENA_ARRAY(ctx->arena, MOST_VIEWS, struct saved_view);
    if (!ctx->body.id) {
        return OK;
    }
    err e = db_query(ctx->db,
                     "SELECT id, name, query, person_id = :person FROM saved_view WHERE organisation_id = :body AND kind = :kind "
                     "AND (person_id = :person OR is_shared = 1) ORDER BY name COLLATE norwegian, id",
                     BINDS(B_INT("person", ctx->actor.person_id), B_INT("body", ctx->body.id),
                           B_TEXT("kind", str_of(k->name))),
                     &rows);
    if (e) {
        return e;
    }
    while (*n < MOST_VIEWS && rows_next(rows)) {
        (*out)[(*n)++] = (struct saved_view){rows_int(rows, 0), str_copy(ctx->arena, rows_text(rows, 1)),
                                             str_copy(ctx->arena, rows_text(rows, 2)), rows_int(rows, 3) != 0};
    }
    return rows_end(rows);
}

err list_save_view(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    const struct kind *k = data;
    str name = str_trim(params_get(&q->form, "name")), query = params_get(&q->form, "query");
    struct query checked;
    if (str_empty(name) || str_length(name) > LONGEST_NAME || query.n > LONGEST_QUERY) {
        return fault(ctx, ERR_INVALID, "list.view.name.wrong");
    }
    err e = query_of(ctx, k, str_z(ctx->arena, query), &checked);
    if (e) {
        return e;
    }
    bool shared = str_is(params_get(&q->form, "is_shared"), "1") && ctx_may(ctx, ROLE_OFFICER);
    e = db_run(ctx->db,
               "INSERT INTO saved_view (organisation_id, person_id, kind, name, query, is_shared, created_at) "
               "VALUES (:body, :person, :kind, :name, :query, :shared, :now)",
               BINDS(B_INT("body", ctx->body.id), B_INT("person", ctx->actor.person_id), B_TEXT("kind", str_of(k->name)),
                     B_TEXT("name", name), B_TEXT("query", query), B_INT("shared", shared), B_INT("now", ctx->now)),
               NULL);
    return e ? e : page_see(ctx, r, address_of(ctx->arena, kind_address(ctx, k, 0), query), KEY("list.view.saved"), STR_NONE);
}

err list_forget_view(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    const struct kind *k = data;
    int64_t id, n;
    if (!str_to_int(q->args[1], &id)) {
        return fault(ctx, ERR_MISSING, "error.missing");
    }
    err e = db_run(ctx->db, "DELETE FROM saved_view WHERE id = :id AND person_id = :person AND organisation_id = :body",
                   BINDS(B_INT("id", id), B_INT("person", ctx->actor.person_id), B_INT("body", ctx->body.id)), &n);
    if (!e && !n) {
        return fault(ctx, ERR_MISSING, "error.missing");
    }
    return e ? e : page_see(ctx, r, kind_address(ctx, k, 0), KEY("list.view.removed"), STR_NONE);
}
