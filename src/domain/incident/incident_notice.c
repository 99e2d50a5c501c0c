/* incident_notice.c - the clocks of an incident: which laws want whom told by when, and what was
 * done. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/incident/incident.h"

#include "base/clock.h"
#include "trail/trail.h"

#include <string.h>

enum { LONGEST_REASON = 2000 };

const struct incident_clock incident_clocks[INCIDENT_NOTICES] = {
    /* Sikkerhetsloven § 4-5: security authority and sector authority at once. */
    {"security-act", "security_authority", 0, 0},
    /* Digitalsikkerhetsloven with regulation: first notice, update, final report. */
    {"digital-security-first", "digital_security_authority", 24, 0},
    /* Regulation (EU) 2016/679 art. 33 no. 1: not later than 72 hours after having become aware. */
    {"data-protection", "data_protection_authority", 72, 0},
    /* Regulation (EU) 2016/679 art. 34 no. 1: without undue delay when the risk is high. */
    {"persons", "persons", 0, 0},
    {"digital-security-update", "digital_security_authority", 72, 0},
    {"digital-security-final", "digital_security_authority", 0, 1},
};

bool incident_clock_runs(const struct incident *i, const struct incident_clock *clock)
{
    bool personal = i->personal_data.n && !str_is(i->personal_data, "none");
    if (strcmp(clock->kind, "data-protection") == 0) {
        return personal;
    }
    if (strcmp(clock->kind, "persons") == 0) {
        return personal && i->high_risk_to_persons == 1;
    }
    if (strcmp(clock->kind, "security-act") == 0) {
        return i->national_security == 1;
    }
    return i->in_scope_digital_security == 1;
}

/* Hours are exact hours, over the change of summer time too; a month ends at the same time of day
 * in Oslo. */
int64_t incident_clock_due(struct ctx *ctx, const struct incident_clock *clock, int64_t noticed_at)
{
    if (clock->hours) {
        return noticed_at + clock->hours * HOUR_MS;
    }
    if (!clock->months) {
        return 0;
    }
    str day = day_of(ctx->arena, noticed_at), local = moment_local(ctx->arena, noticed_at);
    int64_t hour = 0, minute = 0;
    str_to_int(str_slice(local, 11, 2), &hour);
    str_to_int(str_slice(local, 14, 2), &minute);
    return day_moment(day_plus_months(ctx->arena, day, clock->months), (int)hour, (int)minute);
}

static err keep(struct ctx *ctx, const struct incident *i, const struct incident_clock *clock)
{
    bool runs = incident_clock_runs(i, clock);
    int64_t due = incident_clock_due(ctx, clock, i->noticed_at);
    struct bind due_bind = {.name = "due", .type = BIND_INT, .i = due, .null = due == 0};
    if (runs) {
        return db_run(
            ctx->db,
            "INSERT INTO incident_notice (incident_id, kind, recipient, applies, due_at) "
            "VALUES (:id, :kind, :recipient, 1, :due) "
            "ON CONFLICT (incident_id, kind) DO UPDATE SET applies = 1, due_at = excluded.due_at "
            "WHERE incident_notice.sent_at IS NULL AND incident_notice.explained_at IS NULL "
            "AND (incident_notice.applies = 0 OR incident_notice.due_at IS NULL OR "
            "incident_notice.due_at > :now)",
            BINDS(B_INT("id", i->thing.id), B_TEXT("kind", str_of(clock->kind)),
                  B_TEXT("recipient", str_of(clock->recipient)), due_bind, B_INT("now", ctx->now)),
            NULL);
    }
    return db_run(ctx->db,
                  "UPDATE incident_notice SET applies = 0 WHERE incident_id = :id AND kind = :kind "
                  "AND sent_at IS NULL "
                  "AND explained_at IS NULL AND (due_at IS NULL OR due_at > :now)",
                  BINDS(B_INT("id", i->thing.id), B_TEXT("kind", str_of(clock->kind)),
                        B_INT("now", ctx->now)),
                  NULL);
}

err incident_notices_keep(struct ctx *ctx, const struct incident *i)
{
    err e = OK;
    for (size_t c = 0; c < INCIDENT_NOTICES && !e; c++) {
        e = keep(ctx, i, &incident_clocks[c]);
    }
    return e;
}

/* Where the clock stands in the table: the order in which people meet them. */
static size_t place_of(str kind)
{
    size_t place = 0;
    while (place + 1 < INCIDENT_NOTICES && !str_is(kind, incident_clocks[place].kind)) {
        place++;
    }
    return place;
}

err incident_notices(struct ctx *ctx, int64_t incident_id, struct incident_notice **out, size_t *n)
{
    struct rows *rows;
    struct incident_notice *all = ARENA_ARRAY(ctx->arena, INCIDENT_NOTICES, struct incident_notice);
    *n = 0;
    *out = all;
    err e =
        db_query(ctx->db,
                 "SELECT kind, recipient, due_at, sent_at, late_reason, reference, explained_at "
                 "FROM incident_notice WHERE incident_id = :id AND applies = 1",
                 BINDS(B_INT("id", incident_id)), &rows);
    if (e) {
        return e;
    }
    while (rows_next(rows)) {
        all[place_of(rows_text(rows, 0))] = (struct incident_notice){
            .kind = str_copy(ctx->arena, rows_text(rows, 0)),
            .recipient = str_copy(ctx->arena, rows_text(rows, 1)),
            .applies = true,
            .due_at = rows_int(rows, 2),
            .sent_at = rows_int(rows, 3),
            .late_reason = str_copy(ctx->arena, rows_text(rows, 4)),
            .reference = str_copy(ctx->arena, rows_text(rows, 5)),
            .explained_at = rows_int(rows, 6),
        };
    }
    for (size_t i = 0; i < INCIDENT_NOTICES; i++) {
        if (all[i].applies) {
            all[(*n)++] = all[i];
        }
    }
    return rows_end(rows);
}

err incident_notices_open(struct ctx *ctx, int64_t incident_id, int64_t *out)
{
    return db_int(ctx->db,
                  "SELECT count(*) FROM incident_notice WHERE incident_id = :id AND applies = 1 "
                  "AND sent_at IS NULL "
                  "AND explained_at IS NULL",
                  BINDS(B_INT("id", incident_id)), out);
}

static err find(struct ctx *ctx, const struct incident *i, str kind, struct incident_notice *out)
{
    struct incident_notice *all;
    size_t n;
    err e = incident_notices(ctx, i->thing.id, &all, &n);
    if (e) {
        return e;
    }
    for (size_t c = 0; c < n; c++) {
        if (str_eq(all[c].kind, kind)) {
            *out = all[c];
            return all[c].sent_at || all[c].explained_at
                       ? fault(ctx, ERR_CONFLICT, "incident.notice.answered")
                       : OK;
        }
    }
    return fault(ctx, ERR_MISSING, "error.missing");
}

static err may_write(struct ctx *ctx, const struct incident *i)
{
    if (!ctx_may(ctx, ROLES_WORK) || ctx->actor.read_only) {
        return fault(ctx, ERR_DENIED, "error.denied");
    }
    return i->thing.deleted_at ? fault(ctx, ERR_MISSING, "error.missing") : OK;
}

err incident_notice_sent(struct ctx *ctx, struct incident *i, str kind, int64_t sent_at,
                         str reference, str late_reason)
{
    struct incident_notice notice;
    late_reason = str_trim(late_reason);
    reference = str_trim(reference);
    err e = may_write(ctx, i);
    e = e ? e : find(ctx, i, kind, &notice);
    if (e) {
        return e;
    }
    if (sent_at > ctx->now + MINUTE_MS) {
        fault_at(ctx, "sent_at", "incident.sent_at.future");
    } else if (sent_at < i->noticed_at) {
        fault_at(ctx, "sent_at", "incident.sent_at.early");
    }
    /* Regulation (EU) 2016/679 art. 33 no. 1: a late notice is accompanied by reasons for the
     * delay. */
    bool late = notice.due_at && sent_at > notice.due_at;
    late_reason = late ? late_reason : STR_NONE;
    if (late && !late_reason.n) {
        fault_at(ctx, "late_reason", "incident.late_reason.required");
    }
    if (str_length(reference) > 100) {
        fault_at(ctx, "reference", "incident.notice.too_long", STR("100"));
    }
    if (str_length(late_reason) > LONGEST_REASON) {
        fault_at(ctx, "late_reason", "incident.notice.too_long",
                 str_from_int(ctx->arena, LONGEST_REASON));
    }
    if (ctx->fault.n_fields) {
        return ERR_INVALID;
    }
    int64_t changed;
    e = db_run(
        ctx->db,
        "UPDATE incident_notice SET sent_at = :sent, sent_by = :actor, reference = :reference, "
        "late_reason = :reason "
        "WHERE incident_id = :id AND kind = :kind AND sent_at IS NULL AND explained_at IS NULL",
        BINDS(B_INT("sent", sent_at), B_ID("actor", ctx->actor.person_id),
              B_TEXT("reference", reference.n ? reference : STR_NONE),
              B_TEXT("reason", late_reason.n ? late_reason : STR_NONE), B_INT("id", i->thing.id),
              B_TEXT("kind", kind)),
        &changed);
    if (!e && changed != 1) {
        e = fault(ctx, ERR_CONFLICT, "incident.notice.answered");
    }
    struct change changes[] = {
        {"notice", STR_NONE, kind},
        {"sent_at", STR_NONE, moment_local(ctx->arena, sent_at)},
        {"reference", STR_NONE, reference},
    };
    return e ? e
             : trail_append(ctx, i->thing.organisation_id, "incident", i->thing.id,
                            i->thing.version, "notice-sent", late_reason, changes,
                            reference.n ? 3 : 2);
}

err incident_notice_explain(struct ctx *ctx, struct incident *i, str kind, str why)
{
    struct incident_notice notice;
    why = str_trim(why);
    err e = may_write(ctx, i);
    e = e ? e : find(ctx, i, kind, &notice);
    if (e) {
        return e;
    }
    if (!why.n) {
        return fault_at(ctx, "why", "incident.why.required");
    }
    if (str_length(why) > LONGEST_REASON) {
        return fault_at(ctx, "why", "incident.notice.too_long",
                        str_from_int(ctx->arena, LONGEST_REASON));
    }
    int64_t changed;
    e = db_run(
        ctx->db,
        "UPDATE incident_notice SET explained_at = :now, explained_by = :actor, late_reason = :why "
        "WHERE incident_id = :id AND kind = :kind AND sent_at IS NULL AND explained_at IS NULL",
        BINDS(B_INT("now", ctx->now), B_ID("actor", ctx->actor.person_id), B_TEXT("why", why),
              B_INT("id", i->thing.id), B_TEXT("kind", kind)),
        &changed);
    if (!e && changed != 1) {
        e = fault(ctx, ERR_CONFLICT, "incident.notice.answered");
    }
    struct change changes[] = {{"notice", STR_NONE, kind}};
    return e ? e
             : trail_append(ctx, i->thing.organisation_id, "incident", i->thing.id,
                            i->thing.version, "notice-explained", why, changes, 1);
}
