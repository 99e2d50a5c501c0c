/* review_decision.c - what a management review decided, and what becomes of it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/management_review/management_review.h"

#include "base/clock.h"
#include "domain/measure/measure.h"
#include "kind/check.h"
#include "kind/store.h"
#include "statements.h"
#include "trail/trail.h"

enum { LONGEST_DECISION = 1000, LONGEST_TITLE = 200, MOST_DECISIONS = 200 };

err review_decisions(struct ctx *ctx, int64_t review_id, struct review_decision **out, size_t *n)
{
    struct rows *rows;
    *n = 0;
    *out = ARENA_ARRAY(ctx->arena, MOST_DECISIONS, struct review_decision);
    err e = db_query(ctx->db, sql_review_decisions, BINDS(B_INT("review", review_id)), &rows);
    if (e) {
        return e;
    }
    while (*n < MOST_DECISIONS && rows_next(rows)) {
        (*out)[(*n)++] = (struct review_decision){
            .id = rows_int(rows, 0),
            .text = str_copy(ctx->arena, rows_text(rows, 1)),
            .responsible_id = rows_int(rows, 2),
            .responsible = str_copy(ctx->arena, rows_text(rows, 3)),
            .due_on = str_copy(ctx->arena, rows_text(rows, 4)),
            .done_on = str_copy(ctx->arena, rows_text(rows, 5)),
            .measure_id = rows_int(rows, 6),
            .measure = rows_null(rows, 7) ? STR_NONE
                                          : kind_ref(ctx->arena, &measure_kind, rows_int(rows, 7)),
        };
    }
    return rows_end(rows);
}

static err may_write(struct ctx *ctx, const struct management_review *r, bool open)
{
    if (!ctx_may(ctx, ROLES_WORK) || ctx->actor.read_only) {
        return fault(ctx, ERR_DENIED, "error.denied");
    }
    if (r->thing.deleted_at) {
        return fault(ctx, ERR_MISSING, "error.missing");
    }
    return open && str_is(r->thing.state, "signed")
               ? fault(ctx, ERR_CONFLICT, "management_review.is_signed")
               : OK;
}

static err find(struct ctx *ctx, const struct management_review *r, int64_t id,
                struct review_decision *out)
{
    struct review_decision *all;
    size_t n;
    err e = review_decisions(ctx, r->thing.id, &all, &n);
    for (size_t i = 0; !e && i < n; i++) {
        if (all[i].id == id) {
            *out = all[i];
            return OK;
        }
    }
    return e ? e : fault(ctx, ERR_MISSING, "error.missing");
}

static err record(struct ctx *ctx, const struct management_review *r, const char *verb, str before,
                  str after)
{
    struct change change = {"decision", before, after};
    return trail_append(ctx, r->thing.organisation_id, "management_review", r->thing.id,
                        r->thing.version, verb, STR_NONE, &change, 1);
}

err review_decision_add(struct ctx *ctx, struct management_review *r, str text,
                        int64_t responsible_id, str due_on)
{
    err e = may_write(ctx, r, true);
    if (e) {
        return e;
    }
    text = str_trim(text);
    bool known = true;
    if (responsible_id) {
        e = check_link(ctx, kind_named(STR("person")), r->thing.organisation_id, responsible_id,
                       &known);
        if (e) {
            return e;
        }
    }
    if (!text.n) {
        fault_at(ctx, "text", "management_review.decision.missing");
    } else if (str_length(text) > LONGEST_DECISION) {
        fault_at(ctx, "text", "management_review.decision.too_long",
                 str_from_int(ctx->arena, LONGEST_DECISION));
    }
    if (!known) {
        fault_at(ctx, "responsible_id", "management_review.decision.responsible");
    }
    if (due_on.n && !day_is(due_on)) {
        fault_at(ctx, "due_on", "management_review.decision.due_on", due_on);
    }
    if (ctx->fault.n_fields) {
        return ERR_INVALID;
    }
    int64_t n;
    e = db_int(ctx->db, "SELECT count(*) FROM review_decision WHERE review_id = :review",
               BINDS(B_INT("review", r->thing.id)), &n);
    if (!e && n >= MOST_DECISIONS) {
        e = fault(ctx, ERR_TOO_BIG, "error.too_big");
    }
    e = e ? e
          : db_run(ctx->db,
                   "INSERT INTO review_decision (review_id, text, responsible_id, due_on, "
                   "created_at, created_by) "
                   "VALUES (:review, :text, :responsible, :due, :now, :actor)",
                   BINDS(B_INT("review", r->thing.id), B_TEXT("text", text),
                         B_ID("responsible", responsible_id),
                         B_TEXT("due", due_on.n ? due_on : STR_NONE), B_INT("now", ctx->now),
                         B_ID("actor", ctx->actor.person_id)),
                   NULL);
    return e ? e : record(ctx, r, "decision-add", STR_NONE, text);
}

err review_decision_remove(struct ctx *ctx, struct management_review *r, int64_t id)
{
    struct review_decision d;
    err e = may_write(ctx, r, true);
    e = e ? e : find(ctx, r, id, &d);
    e = e ? e
          : db_run(ctx->db, "DELETE FROM review_decision WHERE id = :id", BINDS(B_INT("id", id)),
                   NULL);
    return e ? e : record(ctx, r, "decision-remove", d.text, STR_NONE);
}

err review_decision_done(struct ctx *ctx, struct management_review *r, int64_t id)
{
    struct review_decision d;
    err e = may_write(ctx, r, false);
    e = e ? e : find(ctx, r, id, &d);
    if (!e && d.done_on.n) {
        return fault(ctx, ERR_CONFLICT, "management_review.decision.is_done");
    }
    e = e ? e
          : db_run(ctx->db, "UPDATE review_decision SET done_on = :today WHERE id = :id",
                   BINDS(B_TEXT("today", ctx->today), B_INT("id", id)), NULL);
    return e ? e : record(ctx, r, "decision-done", STR_NONE, d.text);
}

/* At most n characters, whole ones. */
static str shortened(struct arena *a, str s, size_t n)
{
    if (str_length(s) <= n) {
        return s;
    }
    size_t end = 0;
    for (size_t count = 0; end < s.n; end++) {
        if (((unsigned char)s.p[end] & 0xC0) != 0x80 && count++ == n - 1) {
            break;
        }
    }
    return str_printf(a, "%.*s…", (int)end, s.p);
}

err review_decision_measure(struct ctx *ctx, struct management_review *r, int64_t id,
                            int64_t *measure_id)
{
    struct review_decision d;
    err e = may_write(ctx, r, false);
    e = e ? e : find(ctx, r, id, &d);
    if (!e && d.measure_id) {
        return fault(ctx, ERR_CONFLICT, "management_review.decision.has_measure");
    }
    if (e) {
        return e;
    }
    struct measure *m = (struct measure *)thing_new(ctx, &measure_kind);
    m->title = shortened(ctx->arena, d.text, LONGEST_TITLE);
    m->description = d.text;
    m->owner_id = d.responsible_id;
    m->due_on = d.due_on;
    e = thing_create(ctx, &m->thing);
    if (e) {
        return e;
    }
    *measure_id = m->thing.id;
    e = db_run(ctx->db, "UPDATE review_decision SET measure_id = :measure WHERE id = :id",
               BINDS(B_INT("measure", m->thing.id), B_INT("id", id)), NULL);
    return e ? e
             : record(ctx, r, "decision-measure", STR_NONE,
                      kind_ref(ctx->arena, &measure_kind, m->thing.ref));
}
