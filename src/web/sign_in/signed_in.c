/* signed_in.c - a short memory of sign-ins, for the one whose they are. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/sign_in/signed_in.h"

#include "web/sign_in/agent.h"

err signed_in_add(struct ctx *ctx, const struct request *q, const struct sign_in *who,
                  int64_t refused)
{
    err e = db_run(
        ctx->db,
        "INSERT INTO signed_in (person_id, at, factors, provider, refused, network, agent) "
        "VALUES (:person, :now, :factors, :provider, :refused, :network, :agent)",
        BINDS(B_INT("person", who->person_id), B_INT("now", ctx->now),
              B_INT("factors", who->factors), B_TEXT("provider", who->provider),
              B_INT("refused", refused), B_TEXT("network", agent_network(ctx->arena, q->network)),
              B_TEXT("agent", agent_name(ctx->arena, q->user_agent))),
        NULL);
    return e ? e
             : db_run(ctx->db,
                      "DELETE FROM signed_in WHERE person_id = :person AND id NOT IN "
                      "(SELECT id FROM signed_in WHERE person_id = :person ORDER BY id DESC LIMIT "
                      ":kept)",
                      BINDS(B_INT("person", who->person_id), B_INT("kept", SIGNED_IN_KEPT)), NULL);
}

err signed_in_list(struct ctx *ctx, int64_t person_id, struct signed_in **out, size_t *n)
{
    struct rows *rows;
    *n = 0;
    *out = ARENA_ARRAY(ctx->arena, SIGNED_IN_KEPT, struct signed_in);
    err e = db_query(ctx->db,
                     "SELECT at, refused, factors, provider, network, agent FROM signed_in "
                     "WHERE person_id = :person ORDER BY id DESC",
                     BINDS(B_INT("person", person_id)), &rows);
    if (e) {
        return e;
    }
    while (*n < SIGNED_IN_KEPT && rows_next(rows)) {
        (*out)[(*n)++] = (struct signed_in){
            .at = rows_int(rows, 0),
            .refused = rows_int(rows, 1),
            .factors = (unsigned)rows_int(rows, 2),
            .provider = str_copy(ctx->arena, rows_text(rows, 3)),
            .network = str_copy(ctx->arena, rows_text(rows, 4)),
            .agent = str_copy(ctx->arena, rows_text(rows, 5)),
        };
    }
    return rows_end(rows);
}

err signed_in_before(struct ctx *ctx, struct signed_in *out)
{
    struct signed_in *list;
    size_t n;
    int64_t opened = 0;
    *out = (struct signed_in){0};
    err e = db_int(ctx->db, "SELECT created_at FROM session WHERE id = :id",
                   BINDS(B_INT("id", ctx->actor.session_id)), &opened);
    e = e ? e : signed_in_list(ctx, ctx->actor.person_id, &list, &n);
    for (size_t i = 0; !e && i < n && !out->at; i++) {
        if (list[i].at < opened) {
            *out = list[i];
        }
    }
    return e;
}
