/* organisation_family.c - on a body's page: who came before and after it, and whom it steers. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/organisation/organisation.h"
#include "domain/organisation/organisation_family_view.h"
#include "kind/page.h"
#include "organisation_family_view.html.h"
#include "statements.h"

enum { MOST_MEMBERS = 200 };

static str days_of(struct ctx *ctx, str from, str until)
{
    if (!from.n && !until.n) {
        return STR_NONE;
    }
    str a = from.n ? text_day(ctx->arena, ctx->lang, from) : STR("");
    str b = until.n ? text_day(ctx->arena, ctx->lang, until) : STR("");
    return str_printf(ctx->arena, "%.*s – %.*s", STR_ARG(a), STR_ARG(b));
}

static err side(struct ctx *ctx, const char *sql, int64_t id, int64_t named, const char *key,
                struct organisation_family_view *v)
{
    struct rows *rows;
    struct family_side s = {.word = word(ctx->lang, key),
                            .members = ARENA_ARRAY(ctx->arena, MOST_MEMBERS, struct family_member)};
    err e = db_query(ctx->db, sql, BINDS(B_INT("id", id), B_INT("named", named)), &rows);
    if (e) {
        return e;
    }
    while (s.n_members < MOST_MEMBERS && rows_next(rows)) {
        s.members[s.n_members++] = (struct family_member){
            .name = str_copy(ctx->arena, rows_text(rows, 0)),
            .days = days_of(ctx, rows_text(rows, 1), rows_text(rows, 2)),
            .href = kind_address(ctx, &organisation_kind, rows_int(rows, 3)),
        };
    }
    if (s.n_members) {
        v->sides[v->n_sides++] = s;
    }
    return rows_end(rows);
}

static err draw(struct ctx *ctx, struct thing *t, struct html *h)
{
    const struct organisation *o = (const struct organisation *)t;
    struct organisation_family_view v = {.sides = ARENA_ARRAY(ctx->arena, 3, struct family_side)};
    err e = side(ctx, sql_organisation_before, t->id, o->predecessor_id,
                 KEY("organisation.family.before"), &v);
    e = e ? e
          : side(ctx, sql_organisation_after, t->id, o->successor_id,
                 KEY("organisation.family.after"), &v);
    e = e ? e : side(ctx, sql_organisation_below, t->id, 0, KEY("organisation.family.below"), &v);
    if (!e && v.n_sides) {
        organisation_family_view_html(h, &v);
    }
    return e;
}

const struct panel organisation_family_panel = {
    .kind = "organisation", .order = 10, .place = PANEL_BODY, .draw = draw};
