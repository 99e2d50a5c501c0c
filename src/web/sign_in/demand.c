/* demand.c - of whom a body demands a second factor: kept, changed, and worked out for somebody. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/sign_in/demand.h"

#include "base/clock.h"
#include "base/limit.h"
#include "statements.h"
#include "trail/trail.h"
#include "web/sign_in/second.h"

/* ---- the body's
 * ------------------------------------------------------------------------------------------ */

err demand_read(struct ctx *ctx, struct demand *out)
{
    struct rows *rows;
    *out = (struct demand){.roles = ctx->body.demo ? 0 : DEMAND_ROLES,
                           .counts = DEMAND_CAN_COUNT,
                           .grace_days = DEMAND_GRACE_DAYS};
    err e = db_query(ctx->db, sql_demand_of_body, BINDS(B_INT("body", ctx->body.id)), &rows);
    if (e) {
        return e;
    }
    if (rows_next(rows)) {
        *out = (struct demand){.roles = (uint32_t)rows_int(rows, 0),
                               .counts = (unsigned)rows_int(rows, 1),
                               .grace_days = rows_int(rows, 2),
                               .since = rows_int(rows, 3),
                               .version = rows_int(rows, 4),
                               .changed_by = str_copy(ctx->arena, rows_text(rows, 5))};
    }
    return rows_end(rows);
}

static str role_names(struct arena *a, uint32_t roles)
{
    struct buf b;
    buf_init(&b, a, 256);
    for (int i = 0; i < N_ROLES; i++) {
        if (roles & (1u << i)) {
            buf_z(&b, b.n ? " " : "");
            buf_z(&b, role_name((enum role)(1u << i)));
        }
    }
    return buf_as_str(&b);
}

static err check(struct ctx *ctx, const struct demand *to, str reason)
{
    if (to->roles & ~(uint32_t)ROLES_ALL) {
        fault_at(ctx, "roles", "sign_in_demand.roles_unknown");
    }
    /* Who can only be vouched for by another is shut out when that one is down (NSM 2.6.6). */
    if ((to->counts & ~(unsigned)DEMAND_CAN_COUNT) ||
        !(to->counts & (FACTOR_TOTP | FACTOR_PASSKEY))) {
        fault_at(ctx, "counts", "sign_in_demand.counts_own");
    }
    if (to->grace_days < 0 || to->grace_days > DEMAND_GRACE_LONGEST) {
        fault_at(ctx, "grace_days", "sign_in_demand.grace_days.range",
                 str_from_int(ctx->arena, DEMAND_GRACE_LONGEST));
    }
    if (!reason.n) {
        fault_at(ctx, "reason", "sign_in_demand.reason.missing");
    }
    return ctx->fault.n_fields ? ERR_INVALID : OK;
}

static err tell(struct ctx *ctx, const struct demand *from, const struct demand *to, str reason)
{
    struct arena *a = ctx->arena;
    struct change all[] = {
        {"roles", role_names(a, from->roles), role_names(a, to->roles)},
        {"counts", factor_names(a, from->counts), factor_names(a, to->counts)},
        {"grace_days", str_from_int(a, from->grace_days), str_from_int(a, to->grace_days)},
    };
    struct change changes[sizeof all / sizeof *all];
    size_t n = 0;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (!str_eq(all[i].before, all[i].after)) {
            changes[n++] = all[i];
        }
    }
    return trail_append(ctx, ctx->body.id, "sign_in_demand", ctx->body.id, from->version + 1,
                        "change", reason, changes, n);
}

/* ---- somebody's
 * ------------------------------------------------------------------------------------------ */

/* A recovery code is for when the factor is lost: it shows what it stands for. */
static err shown_by(struct ctx *ctx, int64_t person_id, unsigned factors, unsigned *out)
{
    unsigned has = 0;
    err e = factors & FACTOR_RECOVERY ? second_has(ctx, person_id, &has) : OK;
    *out = factors | (has & (FACTOR_TOTP | FACTOR_PASSKEY));
    return e;
}

err demand_due(struct ctx *ctx, int64_t person_id, unsigned factors, int64_t *out)
{
    unsigned shown;
    *out = 0;
    err e = db_run(ctx->db, sql_demand_default,
                   BINDS(B_INT("person", person_id), B_INT("roles", DEMAND_ROLES),
                         B_INT("counts", DEMAND_CAN_COUNT), B_INT("grace", DEMAND_GRACE_DAYS),
                         B_INT("now", ctx->now)),
                   NULL);
    e = e ? e : shown_by(ctx, person_id, factors, &shown);
    return e ? e
             : db_int(ctx->db, sql_demand_due,
                      BINDS(B_INT("person", person_id), B_INT("shown", shown),
                            B_TEXT("today", ctx->today)),
                      out);
}

err demand_counts(struct ctx *ctx, int64_t person_id, unsigned *out)
{
    struct rows *rows;
    unsigned common = DEMAND_CAN_COUNT;
    bool any = false;
    err e = db_query(ctx->db, sql_demand_counts,
                     BINDS(B_INT("person", person_id), B_TEXT("today", ctx->today)), &rows);
    if (e) {
        return e;
    }
    while (rows_next(rows)) {
        common &= (unsigned)rows_int(rows, 0);
        any = true;
    }
    *out = any ? common : 0;
    return rows_end(rows);
}

struct open_session {
    int64_t id, person_id;
    unsigned factors;
};

/* The next session after `id` that the statement finds for `whose`; id 0 when there is no more. */
static err next_session(struct ctx *ctx, const char *sql, int64_t whose, struct open_session *s)
{
    struct rows *rows;
    err e = db_query(ctx->db, sql, BINDS(B_INT("whose", whose), B_INT("after", s->id)), &rows);
    if (e) {
        return e;
    }
    *s = (struct open_session){0};
    if (rows_next(rows)) {
        *s = (struct open_session){rows_int(rows, 0), rows_int(rows, 1),
                                   (unsigned)rows_int(rows, 2)};
    }
    return rows_end(rows);
}

/* Whoever is in now feels a new demand at once, not when the session ends. */
static err renew(struct ctx *ctx, const char *sql, int64_t whose)
{
    struct open_session s = {0};
    err e = next_session(ctx, sql, whose, &s);
    while (!e && s.id) {
        int64_t at = 0;
        e = demand_due(ctx, s.person_id, s.factors, &at);
        e = e ? e
              : db_run(ctx->db, "UPDATE session SET factor_due_at = :at WHERE id = :id",
                       BINDS(B_INT("at", at), B_INT("id", s.id)), NULL);
        e = e ? e : next_session(ctx, sql, whose, &s);
    }
    return e;
}

err demand_renew(struct ctx *ctx, int64_t person_id)
{
    return renew(ctx, sql_demand_session_of, person_id);
}

/* New days of grace only for a stricter demand: they cannot be had by changing something else. */
static int64_t since(const struct ctx *ctx, const struct demand *from, const struct demand *to)
{
    bool stricter = (to->roles & ~from->roles) || (from->counts & ~to->counts);
    return from->since && !stricter ? from->since : ctx->now;
}

err demand_change(struct ctx *ctx, const struct demand *to, str reason)
{
    struct demand from;
    int64_t id = 0;
    str why = str_trim(reason);
    err e = check(ctx, to, why);
    e = e ? e : demand_read(ctx, &from);
    if (e || (from.roles == to->roles && from.counts == to->counts &&
              from.grace_days == to->grace_days)) {
        return e;
    }
    e = db_int(ctx->db, sql_demand_change,
               BINDS(B_INT("body", ctx->body.id), B_INT("roles", to->roles),
                     B_INT("counts", to->counts), B_INT("grace", to->grace_days),
                     B_INT("since", since(ctx, &from, to)), B_INT("version", to->version),
                     B_ID("actor", ctx->actor.person_id)),
               &id);
    if (!e && !id) {
        return fault(ctx, ERR_STALE, "sign_in_demand.stale");
    }
    e = e ? e : tell(ctx, &from, to, why);
    return e ? e : renew(ctx, sql_demand_session_after, ctx->body.id);
}

str demand_counts_words(struct ctx *ctx, unsigned counts)
{
    static const struct {
        unsigned bit;
        const char *key;
    } words[] = {{FACTOR_TOTP, KEY("sign_in_demand.counts.totp")},
                 {FACTOR_PASSKEY, KEY("sign_in_demand.counts.passkey")},
                 {FACTOR_PROVIDER_STRONG, KEY("sign_in_demand.counts.provider_strong")}};
    struct buf b;
    buf_init(&b, ctx->arena, 1 * KIB);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (counts & words[i].bit) {
            buf_z(&b, b.n ? ", " : "");
            buf_str(&b, word(ctx->lang, words[i].key));
        }
    }
    return buf_as_str(&b);
}

err demand_lacking(struct ctx *ctx, const struct demand *d, struct demand_lack **out, size_t *n)
{
    struct rows *rows;
    size_t size = 0;
    *n = 0;
    *out = NULL;
    err e = db_query(ctx->db, sql_demand_lacking,
                     BINDS(B_INT("body", ctx->body.id), B_INT("roles", d->roles),
                           B_INT("by_totp", (d->counts & FACTOR_TOTP) != 0),
                           B_INT("by_passkey", (d->counts & FACTOR_PASSKEY) != 0),
                           B_INT("by_provider", (d->counts & FACTOR_PROVIDER_STRONG) != 0),
                           B_INT("strong", FACTOR_PROVIDER_STRONG), B_TEXT("today", ctx->today)),
                     &rows);
    if (e) {
        return e;
    }
    while (rows_next(rows)) {
        ARENA_GROW(ctx->arena, *out, *n, &size);
        int64_t given = rows_int(rows, 3), from = given > d->since ? given : d->since;
        (*out)[(*n)++] =
            (struct demand_lack){.person_id = rows_int(rows, 0),
                                 .name = str_copy(ctx->arena, rows_text(rows, 1)),
                                 .roles = (uint32_t)rows_int(rows, 2),
                                 .due_at = d->since ? from + d->grace_days * DAY_MS : 0};
    }
    return rows_end(rows);
}

const struct limit demand_limits[] = {
    {"Sign-in", "days of grace to make a second factor, unless the body says otherwise",
     DEMAND_GRACE_DAYS, LIMIT_DAYS, "nothing else can be done"},
    {"Sign-in", "longest grace that a body can give", DEMAND_GRACE_LONGEST, LIMIT_DAYS, "refused"},
    {0},
};
