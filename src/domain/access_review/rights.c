/* rights.c - who may what in a body, and what a review says of it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "db/search.h"
#include "domain/access_review/access_review.h"

#define FROM_RIGHTS                                                                                \
    "FROM role_grant g JOIN person p ON p.id = g.person_id "                                       \
    "JOIN organisation o ON o.id = p.organisation_id "                                             \
    "LEFT JOIN access_review_row r ON r.access_review_id = :review AND r.grant_id = g.id "         \
    "LEFT JOIN person d ON d.id = r.decided_by "                                                   \
    "WHERE g.organisation_id = :body AND g.deleted_at IS NULL AND (r.decision IS NOT NULL OR "     \
    "(:is_open = 1 AND g.state = 'active' AND (g.valid_until IS NULL OR g.valid_until >= "         \
    ":today))) AND (:role = '' OR g.role = :role) AND (:decision = '' OR :decision = "             \
    "coalesce(r.decision, 'undecided'))"
#define SIGNED_IN "(SELECT max(s.at) FROM signed_in s WHERE s.person_id = p.id)"

static str kept(struct ctx *ctx, const struct rows *r, int column)
{
    return str_copy(ctx->arena, rows_text(r, column));
}

static struct reviewed_grant row_read(struct ctx *ctx, const struct rows *rows)
{
    return (struct reviewed_grant){
        .id = rows_int(rows, 0),
        .ref = rows_int(rows, 1),
        .person_id = rows_int(rows, 2),
        .person = kept(ctx, rows, 3),
        .employer = rows_int(rows, 5) ? STR_NONE : kept(ctx, rows, 4),
        .role = kept(ctx, rows, 6),
        .subtree = rows_int(rows, 7) == 1,
        .valid_until = kept(ctx, rows, 8),
        .signed_in_at = rows_int(rows, 9),
        .decision = kept(ctx, rows, 10),
        .reason = kept(ctx, rows, 11),
        .decider = kept(ctx, rows, 12),
    };
}

err access_review_rows(struct ctx *ctx, const struct access_review *review,
                       const struct rights_asked *asked, int64_t skip, int64_t max,
                       struct reviewed_grant **out, size_t *n, int64_t *total)
{
    struct buf where, sql;
    struct rows *rows;
    str match = asked->text.n ? search_query(ctx->arena, ctx->db, asked->text) : STR_NONE;
    const struct bind binds[] = {
        B_INT("body", review->thing.organisation_id),
        B_INT("review", review->thing.id),
        B_INT("is_open", str_is(review->thing.state, "open")),
        B_TEXT("today", ctx->today),
        B_TEXT("role", asked->role.n ? asked->role : STR("")),
        B_TEXT("decision", asked->decision.n ? asked->decision : STR("")),
        B_INT("max", max),
        B_INT("skip", skip),
        B_TEXT("search_match", match),
    };
    size_t n_binds = sizeof binds / sizeof *binds - !match.p;
    *n = 0;
    buf_init(&where, ctx->arena, 8 * KIB);
    buf_literal(&where, FROM_RIGHTS);
    if (match.p) {
        buf_printf(&where,
                   " AND p.id IN (SELECT thing_id FROM search WHERE kind = 'person' AND %s)",
                   search_condition(ctx->db));
    } else if (asked->text.n) {
        buf_literal(&where, " AND 1 = 0"); /* no word in it */
    }
    buf_init(&sql, ctx->arena, 8 * KIB);
    buf_printf(&sql,
               "SELECT g.id, g.ref, p.id, p.name, o.name, CASE WHEN p.organisation_id = :body THEN "
               "1 ELSE 0 END, g.role, g.subtree, g.valid_until, " SIGNED_IN ", r.decision, "
               "r.reason, d.name, count(*) OVER () %.*s ORDER BY %s p.name COLLATE norwegian, "
               "p.id, g.id LIMIT :max OFFSET :skip",
               STR_ARG(buf_as_str(&where)),
               asked->longest_away_first ? "coalesce(" SIGNED_IN ", 0)," : "");
    err e = db_query(ctx->db, str_z(ctx->arena, buf_as_str(&sql)), binds, n_binds, &rows);
    if (e) {
        return e;
    }
    size_t size = 0;
    *out = NULL;
    *total = 0;
    while (rows_next(rows)) {
        ARENA_GROW(ctx->arena, *out, *n, &size);
        (*out)[(*n)++] = row_read(ctx, rows);
        *total = rows_int(rows, 13);
    }
    return rows_end(rows);
}
