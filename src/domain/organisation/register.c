/* register.c - who keeps the register of bodies, and what must hold between its entries. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/organisation/register.h"

#include "kind/check.h"
#include "kind/store.h"

#include "statements.h"

/* --- who keeps it --- */

#define STANDS(x)                                                                                  \
    "AND (" x ".valid_from IS NULL OR " x ".valid_from <= :today) "                                \
    "AND (" x ".valid_until IS NULL OR " x ".valid_until >= :today)"
/* The operator of a body above, when the role reaches the bodies below too: at that depth or
   more. A role without that reach ends at its own body. */
#define FROM_ABOVE(depth)                                                                          \
    "EXISTS (SELECT 1 FROM role_grant g JOIN organisation_closure c "                              \
    "ON c.ancestor_id = g.organisation_id AND c.descendant_id = t.id AND c.depth >= " depth " "    \
    "WHERE g.person_id = :actor AND g.role = 'operator' AND g.subtree = 1 "                        \
    "AND g.state = 'active' AND g.deleted_at IS NULL " STANDS("g") ")"
/* 128 is ROLE_OPERATOR. */
#define HOSTS                                                                                      \
    "EXISTS (SELECT 1 FROM installation i JOIN access h ON h.organisation_id = i.host_id "         \
    "WHERE h.person_id = :actor AND (h.role_bit & 128) <> 0 " STANDS("h") ")"

_Static_assert(ROLE_OPERATOR == 128, "HOSTS names the role by its bit");

const char organisation_kept[] = "t.id = :body OR " FROM_ABOVE("1") " OR " HOSTS;

/* What a body says of itself; the rest is said of it. */
static const char *const own[] = {"name", "name_nn", "language", "employees", "population", NULL};

static err ask(struct ctx *ctx, const char *sql, int64_t id, bool *out)
{
    int64_t n = 0;
    err e = db_int(
        ctx->db, sql,
        BINDS(B_INT("id", id), B_INT("actor", ctx->actor.person_id), B_TEXT("today", ctx->today)),
        &n);
    *out = n != 0;
    return e;
}

/* May the actor let that body steer another; 0: may he let one stand under none? */
static err may_place(struct ctx *ctx, int64_t parent_id, bool *out)
{
    return parent_id ? ask(ctx,
                           "SELECT count(*) FROM organisation t WHERE t.id = :id AND "
                           "(" FROM_ABOVE("0") " OR " HOSTS ")",
                           parent_id, out)
                     : ask(ctx, "SELECT count(*) FROM installation i WHERE " HOSTS, 0, out);
}

static bool says_of_itself(const struct organisation *o, const struct organisation *before)
{
    const struct kind *k = o->thing.kind;
    for (size_t i = 0; i < k->n_fields; i++) {
        if (!kind_has_state(own, str_of(k->fields[i].name)) &&
            !check_same(&o->thing, &before->thing, &k->fields[i])) {
            return false;
        }
    }
    return str_eq(o->thing.state, before->thing.state);
}

err register_check_keeper(struct ctx *ctx, const struct organisation *o,
                          const struct organisation *before)
{
    if (!ctx->actor.person_id || (before && says_of_itself(o, before))) {
        return OK;
    }
    bool may = true;
    err e = before ? ask(ctx,
                         "SELECT count(*) FROM organisation t WHERE t.id = :id AND "
                         "(" FROM_ABOVE("1") " OR " HOSTS ")",
                         o->thing.id, &may)
                   : OK;
    if (e || !may) {
        return e ? e : fault(ctx, ERR_DENIED, "organisation.not_kept");
    }
    if (before && before->parent_id == o->parent_id) {
        return OK;
    }
    e = may_place(ctx, o->parent_id, &may);
    if (!e && !may) {
        fault_at(ctx, "parent_id",
                 o->parent_id ? "organisation.parent_foreign" : "organisation.parent_needed");
    }
    return e;
}

/* --- reforms --- */

/* inndelingslova (LOV-2001-06-15-70) § 3: bodies are joined (many have one successor) or divided
   (many have one predecessor). Either way the one ends before the other begins. */

struct neighbours {
    const char *sql;
    int64_t named; /* the one that this body names itself */
    const char *field, *day;
};

static bool not_later(str day, str than)
{
    return day.n && than.n && str_compare(day, than) <= 0;
}

static err check_neighbours(struct ctx *ctx, const struct organisation *o, bool is_before,
                            const struct neighbours *of)
{
    struct rows *rows;
    err e = db_query(ctx->db, of->sql, BINDS(B_INT("id", o->thing.id), B_INT("named", of->named)),
                     &rows);
    if (e) {
        return e;
    }
    while (rows_next(rows)) {
        str name = rows_text(rows, 0), from = rows_text(rows, 1), until = rows_text(rows, 2);
        bool overlaps =
            is_before ? not_later(o->valid_from, until) : not_later(from, o->valid_until);
        bool is_gone = !is_before && not_later(until, o->valid_until);
        if (overlaps || is_gone) {
            bool named = rows_int(rows, 3) == of->named;
            str args[] = {str_copy(ctx->arena, name)};
            fault_field(&ctx->fault, str_of(named ? of->field : of->day), 0,
                        is_before ? "organisation.before_overlaps"
                        : is_gone ? "organisation.after_is_gone"
                                  : "organisation.after_overlaps",
                        args, 1);
        }
    }
    return rows_end(rows);
}

static bool reform_same(const struct organisation *o, const struct organisation *before)
{
    return before && o->predecessor_id == before->predecessor_id &&
           o->successor_id == before->successor_id && str_eq(o->valid_from, before->valid_from) &&
           str_eq(o->valid_until, before->valid_until);
}

err register_check_reform(struct ctx *ctx, const struct organisation *o,
                          const struct organisation *before)
{
    if (o->valid_from.n && o->valid_until.n && str_compare(o->valid_until, o->valid_from) < 0) {
        fault_at(ctx, "valid_until", "organisation.valid_order");
    }
    if (reform_same(o, before)) {
        return OK;
    }
    if (before && o->predecessor_id == o->thing.id) {
        fault_at(ctx, "predecessor_id", "organisation.follows_itself");
    }
    if (before && o->successor_id == o->thing.id) {
        fault_at(ctx, "successor_id", "organisation.follows_itself");
    }
    if (o->predecessor_id && !o->valid_from.n) {
        fault_at(ctx, "valid_from", "organisation.begins_when");
    }
    if (o->successor_id && !o->valid_until.n) {
        fault_at(ctx, "valid_until", "organisation.ends_when");
    }
    struct neighbours earlier = {sql_organisation_before, o->predecessor_id, "predecessor_id",
                                 "valid_from"},
                      later = {sql_organisation_after, o->successor_id, "successor_id",
                               "valid_until"};
    err e = check_neighbours(ctx, o, true, &earlier);
    return e ? e : check_neighbours(ctx, o, false, &later);
}

/* --- its steps --- */

err register_close(struct ctx *ctx, struct thing *t, str reason)
{
    (void)reason;
    const struct organisation *o = (const struct organisation *)t;
    int64_t n = 0;
    if (str_compare(o->valid_until, ctx->today) > 0) {
        return fault_at(ctx, "valid_until", "organisation.not_ended");
    }
    err e = db_int(ctx->db, sql_organisation_steered, BINDS(B_INT("id", t->id)), &n);
    return e || !n ? e : fault(ctx, ERR_CONFLICT, "organisation.steers_others");
}

err register_reopen(struct ctx *ctx, struct thing *t, str reason)
{
    (void)ctx;
    (void)reason;
    struct organisation *o = (struct organisation *)t;
    o->valid_until = STR_NONE;
    o->successor_id = 0;
    return OK;
}
