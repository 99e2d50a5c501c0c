/* retention_due.c - what a rule is about to do, and doing it, every day. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "db/search.h"
#include "domain/retention_rule/retention_rule.h"
#include "job/queue.h"
#include "kind/erase.h"
#include "kind/query.h"
#include "kind/row.h"
#include "trail/trail.h"

enum { AT_ONCE = 50 };

err retention_rules(struct ctx *ctx, struct retention_rule ***out, size_t *n)
{
    struct query q;
    struct thing **things = NULL;
    err e = query_of(ctx, &retention_rule_kind, "state=in_force&sort=ref", &q);
    e = e ? e : query_all(ctx, &q, &things, n);
    *out = (struct retention_rule **)(void *)things;
    return e;
}

/* When the rule acts at the earliest: a week after it was made or changed. */
static str noticed(struct ctx *ctx, const struct retention_rule *rule)
{
    return day_plus(ctx->arena, day_of(ctx->arena, rule->thing.updated_at), RETENTION_NOTICE_DAYS);
}

/* The day on which a thing that has rested since that moment is met: the day after its term, or
   today when that has passed. */
static str due_day(struct ctx *ctx, const struct retention_rule *rule, int64_t since)
{
    str term = day_plus_months(ctx->arena, day_of(ctx->arena, since), (int)rule->months);
    str due = day_plus(ctx->arena, term, 1), first = noticed(ctx, rule);
    due = str_compare(due, first) < 0 ? first : due;
    return str_compare(due, ctx->today) < 0 ? ctx->today : due;
}

/* "t.state IN ('closed')": names of the kind's own table. */
static str ended(struct ctx *ctx, const struct kind *k)
{
    str all = STR("");
    for (const char *const *s = k->ends; s && *s; s++) {
        all = str_printf(ctx->arena, "%.*s%s'%s'", STR_ARG(all), all.n ? ", " : "", *s);
    }
    return str_printf(ctx->arena, "t.deleted_at IS NULL AND t.state IN (%.*s)", STR_ARG(all));
}

static str question(struct ctx *ctx, const struct kind *k, const struct retention_rule *rule)
{
    bool removed = str_is(rule->counted_from, "removed");
    const char *since = removed ? "t.deleted_at" : "t.updated_at";
    str which = removed ? STR("t.deleted_at IS NOT NULL") : ended(ctx, k);
    return str_printf(
        ctx->arena,
        "SELECT t.id, t.ref, %s, CASE WHEN " HELD_NOT " THEN 0 ELSE 1 END, "
        "(SELECT count(*) FROM event r WHERE r.organisation_id = t.organisation_id AND r.kind = "
        ":kind AND r.thing_id = t.id AND r.verb = 'erase-refused' AND r.at >= %s) "
        "FROM %s t WHERE t.organisation_id = :body AND t.id > :after AND %.*s AND %s < :before "
        "AND NOT (%s) AND NOT EXISTS (SELECT 1 FROM event e WHERE e.organisation_id = "
        "t.organisation_id AND e.kind = :kind AND e.thing_id = t.id AND e.verb = 'erase' AND "
        "e.at >= %s) ORDER BY t.id LIMIT :most",
        since, since, kind_table(k), STR_ARG(which), since, k->kept ? k->kept : "1 = 0", since);
}

err retention_due(struct ctx *ctx, const struct retention_rule *rule, str until, int64_t after,
                  size_t max, struct retention_due **out, size_t *n)
{
    const struct kind *k = kind_named(rule->kind);
    struct rows *rows;
    *n = 0;
    *out = ARENA_ARRAY(ctx->arena, max + 1, struct retention_due);
    if (!k || str_compare(until, noticed(ctx, rule)) < 0) {
        return OK;
    }
    int64_t before = day_moment(day_plus_months(ctx->arena, until, (int)-rule->months), 0, 0);
    err e = db_query(ctx->db, question(ctx, k, rule).p,
                     BINDS(B_INT("body", ctx->body.id), B_TEXT("kind", str_of(k->name)),
                           B_TEXT("today", ctx->today), B_INT("before", before),
                           B_INT("after", after), B_INT("most", (int64_t)max)),
                     &rows);
    while (!e && *n < max && rows_next(rows)) {
        (*out)[(*n)++] = (struct retention_due){.rule = rule,
                                                .kind = k,
                                                .id = rows_int(rows, 0),
                                                .ref = rows_int(rows, 1),
                                                .due_on = due_day(ctx, rule, rows_int(rows, 2)),
                                                .is_held = rows_int(rows, 3) == 1,
                                                .was_refused = rows_int(rows, 4) > 0};
    }
    return e ? e : rows_end(rows);
}

/* --- doing it --- */

static str reason_of(struct ctx *ctx, const struct retention_rule *rule)
{
    str ref = kind_ref(ctx->arena, &retention_rule_kind, rule->thing.ref);
    return STR_JOIN(ctx->arena, ref, STR(": "), rule->basis);
}

/* Past the store: a closed thing is locked, and this is what closing it was waiting for. */
static err to_wastebasket(struct ctx *ctx, struct thing *t, str reason)
{
    struct thing *before = thing_copy(ctx, t);
    t->deleted_at = ctx->now;
    err e = row_update(ctx, t, before);
    e = e ? e : row_record(ctx, t, before, "delete", reason);
    return e ? e : search_drop(ctx->db, t->kind->name, t->id);
}

static err erase(struct ctx *ctx, const struct retention_due *due, struct thing *t, str reason,
                 bool *done)
{
    bool removed = str_is(due->rule->counted_from, "removed");
    struct erasing what = {.basis = reason, .how = removed ? ERASE_ALL_TEXTS : 0};
    struct erased out = {0};
    err e = OK;
    if (due->was_refused) { /* for another thing's hold: it is not said twice */
        what.how |= ERASE_REHEARSE;
        e = thing_erase(ctx, t, &what, &out);
        what.how &= ~(unsigned)ERASE_REHEARSE;
    }
    e = e || out.is_refused ? e : thing_erase(ctx, t, &what, &out);
    *done = !e && !out.is_refused;
    return e;
}

static err do_one(struct ctx *ctx, const struct retention_due *due, bool *done)
{
    struct thing *t;
    str reason = reason_of(ctx, due->rule);
    *done = false;
    err e = thing_get_any(ctx, due->kind, due->id, &t);
    if (!e && due->is_held) {
        return due->was_refused ? OK
                                : trail_append(ctx, t->organisation_id, due->kind->name, t->id,
                                               t->version, "erase-refused", reason, NULL, 0);
    }
    if (!e && str_is(due->rule->action, "erase")) {
        return erase(ctx, due, t, reason, done);
    }
    e = e ? e : to_wastebasket(ctx, t, reason);
    *done = !e;
    return e;
}

err retention_carry_out(struct ctx *ctx, const struct retention_rule *rule, int64_t *after,
                        int64_t *n)
{
    struct retention_due *all;
    size_t found;
    *n = 0;
    err e = retention_due(ctx, rule, ctx->today, *after, AT_ONCE, &all, &found);
    *after = found == AT_ONCE ? all[found - 1].id : 0;
    for (size_t i = 0; !e && i < found; i++) {
        bool done;
        e = do_one(ctx, &all[i], &done);
        *n += done;
    }
    if (e || !*n) {
        return e;
    }
    const struct change what = {"n_things", STR_NONE, str_from_int(ctx->arena, *n)};
    return trail_append(ctx, ctx->body.id, retention_rule_kind.name, rule->thing.id,
                        rule->thing.version, "carry-out", STR_NONE, &what, 1);
}

/* --- every day --- */

static err bodies(struct ctx *ctx, int64_t **out, size_t *n)
{
    struct rows *rows;
    int64_t count = 0;
    err e = db_int(ctx->db, "SELECT count(*) FROM organisation", NO_BINDS, &count);
    *n = 0;
    *out = ARENA_ARRAY(ctx->arena, (size_t)count + 1, int64_t);
    e = e ? e
          : db_query(ctx->db,
                     "SELECT DISTINCT organisation_id FROM retention_rule WHERE state = 'in_force' "
                     "AND deleted_at IS NULL ORDER BY organisation_id",
                     NO_BINDS, &rows);
    while (!e && *n < (size_t)count && rows_next(rows)) {
        (*out)[(*n)++] = rows_int(rows, 0);
    }
    return e ? e : rows_end(rows);
}

/* Some things a step, so that nobody else waits long; the rules are read anew in each. */
static err one_body(struct ctx *ctx, struct job *job, int64_t body, int64_t *done)
{
    size_t n = 1;
    err e = OK;
    for (size_t i = 0; !e && i < n; i++) {
        int64_t after = 0, some = 0;
        do {
            struct retention_rule **rules;
            e = job_step_begin(ctx, job);
            e = e ? e : ctx_body(ctx, body);
            e = e ? e : retention_rules(ctx, &rules, &n);
            after = i < n ? after : 0;
            if (!e && i < n) {
                e = retention_carry_out(ctx, rules[i], &after, &some);
            }
            *done += some;
            e = e || !some ? e : erase_purge_later(ctx);
            e = e ? e : job_step_end(ctx, job, *done, 0);
        } while (!e && after);
    }
    return e;
}

static err carry_out_all(struct ctx *ctx, struct job *job)
{
    int64_t *all = NULL, done = 0;
    size_t n = 0;
    err e = job_step_begin(ctx, job);
    e = e ? e : bodies(ctx, &all, &n);
    e = e ? e : job_step_end(ctx, job, 0, 0);
    for (size_t i = 0; !e && i < n; i++) {
        e = one_body(ctx, job, all[i], &done);
    }
    return e;
}

const struct job_kind retention_job = {.name = "retention", .run = carry_out_all, .every = DAY_MS};
