/* access_review.c - what a review of access is, and when it is finished. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/access_review/access_review.h"

#include "domain/activity/activity.h"
#include "domain/grant/grant.h"
#include "kind/store.h"
#include "statements.h"
#include "trail/trail.h"

static const char *const states[] = {"open", "finished", NULL};
static const char *const ends[] = {"finished", NULL};
static const char *const open_state[] = {"open", NULL};
static const char *const asks_finish[] = {"conclusion", NULL};

static const struct field fields[] = {
    {FIELD(struct access_review, title), .type = FIELD_TEXT,
     .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_SEARCH},
    {FIELD(struct access_review, conclusion), .type = FIELD_PROSE, .max = 5000,
     .flags = FIELD_ASKED | FIELD_SEARCH},
    {FIELD(struct access_review, n_confirmed), .type = FIELD_NUMBER,
     .flags = FIELD_COMPUTED | FIELD_COLUMN, .group = "result"},
    {FIELD(struct access_review, n_revoked), .type = FIELD_NUMBER,
     .flags = FIELD_COMPUTED | FIELD_COLUMN},
    {FIELD(struct access_review, finished_on), .type = FIELD_DAY,
     .flags = FIELD_COMPUTED | FIELD_COLUMN},
    {FIELD(struct access_review, finished_by_id), .type = FIELD_LINK, .link = "person",
     .flags = FIELD_COMPUTED},
};

static err decided(struct ctx *ctx, const struct thing *t, const char *decision, int64_t *out)
{
    return db_int(ctx->db, sql_access_review_decided,
                  BINDS(B_INT("review", t->id), B_TEXT("decision", str_of(decision))), out);
}

err access_review_counts(struct ctx *ctx, const struct access_review *review, int64_t *left,
                         int64_t *all)
{
    const struct thing *t = &review->thing;
    int64_t confirmed = 0, revoked = 0;
    *left = 0;
    err e = str_is(t->state, "open")
                ? db_int(ctx->db, sql_access_review_left,
                         BINDS(B_INT("body", t->organisation_id), B_INT("review", t->id),
                               B_TEXT("today", ctx->today)),
                         left)
                : OK;
    e = e ? e : decided(ctx, t, "confirmed", &confirmed);
    e = e ? e : decided(ctx, t, "revoked", &revoked);
    *all = *left + confirmed + revoked;
    return e;
}

static err finish(struct ctx *ctx, struct thing *t, str reason)
{
    (void)reason;
    struct access_review *r = (struct access_review *)t;
    int64_t left = 0;
    err e = db_int(
        ctx->db, sql_access_review_left,
        BINDS(B_INT("body", ctx->body.id), B_INT("review", t->id), B_TEXT("today", ctx->today)),
        &left);
    if (!e && left) {
        return fault(ctx, ERR_CONFLICT, "access_review.left",
                     text_int(ctx->arena, ctx->lang, left));
    }
    e = e ? e : decided(ctx, t, "confirmed", &r->n_confirmed);
    e = e ? e : decided(ctx, t, "revoked", &r->n_revoked);
    r->finished_on = ctx->today;
    r->finished_by_id = ctx->actor.person_id;
    return e;
}

/* What the year wheel had planned is done with it. An operator has no part in the work: then it
   waits for somebody who has. */
static err activity_do(struct ctx *ctx, const struct access_review *r)
{
    int64_t id = 0;
    struct thing *t;
    err e = ctx_may(ctx, ROLES_WORK) ? db_int(ctx->db, sql_access_review_activity,
                                              BINDS(B_INT("body", ctx->body.id)), &id)
                                     : OK;
    if (e || !id) {
        return e;
    }
    e = thing_get(ctx, &activity_kind, id, &t);
    if (e) {
        return e;
    }
    str args[] = {kind_ref(ctx->arena, &access_review_kind, r->thing.ref),
                  text_int(ctx->arena, ctx->lang, r->n_confirmed),
                  text_int(ctx->arena, ctx->lang, r->n_revoked)};
    ((struct activity *)t)->done_note =
        word_args(ctx->arena, ctx->lang, "access_review.done_note", args, 3);
    return thing_do(ctx, t, t->version, "do", STR_NONE);
}

static err after(struct ctx *ctx, struct thing *t, const struct thing *before, const char *verb)
{
    (void)before;
    return str_is(str_of(verb), "finish") ? activity_do(ctx, (struct access_review *)t) : OK;
}

static const struct verb verbs[] = {
    {.name = "finish",
     .from = open_state,
     .to = "finished",
     .roles = GRANT_GIVERS,
     .asks = asks_finish,
     .flags = VERB_MAIN,
     .run = finish},
};

static const struct view views[] = {
    {"open", "state=open"},
    {"finished", "state=finished"},
};

const struct kind access_review_kind = {
    .name = "access_review",
    .plural = "access-reviews",
    .prefix = "GT",
    .group = "settings",
    .icon = "ClipboardCheckmark",
    .order = 27,
    .flags = KIND_NO_IMPORT,
    .size = sizeof(struct access_review),
    .fields = fields,
    .n_fields = sizeof fields / sizeof *fields,
    .title = "title",
    .states = states,
    .ends = ends,
    .locked = ends,
    .verbs = verbs,
    .n_verbs = sizeof verbs / sizeof *verbs,
    .views = views,
    .n_views = sizeof views / sizeof *views,
    .read = GRANT_GIVERS | ROLE_AUDITOR,
    .create = GRANT_GIVERS,
    .change = GRANT_GIVERS,
    .after = after,
};

/* Nobody confirms what he himself may, unless there is nobody else. */
static err check_judge(struct ctx *ctx, const struct grant *g)
{
    int64_t others = 0;
    if (g->person_id != ctx->actor.person_id) {
        return OK;
    }
    err e = db_int(ctx->db, sql_access_review_other_judges,
                   BINDS(B_INT("body", ctx->body.id), B_INT("actor", ctx->actor.person_id),
                         B_INT("givers", GRANT_GIVERS), B_TEXT("today", ctx->today)),
                   &others);
    return e || !others ? e : fault(ctx, ERR_CONFLICT, "access_review.oneself");
}

err access_review_decide(struct ctx *ctx, const struct access_review *review, int64_t grant_id,
                         bool is_revoked, str reason)
{
    const struct thing *r = &review->thing;
    struct thing *t;
    if (!ctx_may(ctx, GRANT_GIVERS) || ctx->actor.read_only) {
        return fault(ctx, ERR_DENIED, "error.denied");
    }
    if (!str_is(r->state, "open") || r->deleted_at) {
        return fault(ctx, ERR_CONFLICT, "access_review.is_finished");
    }
    err e = thing_get(ctx, &grant_kind, grant_id, &t);
    e = e ? e : check_judge(ctx, (struct grant *)t);
    if (!e && is_revoked) {
        e = thing_do(ctx, t, t->version, "revoke", reason);
    } else if (!e && !str_is(t->state, "active")) {
        e = fault(ctx, ERR_CONFLICT, "access_review.is_revoked");
    }
    const char *decision = is_revoked ? "revoked" : "confirmed";
    reason = str_trim(reason);
    e = e ? e
          : db_run(ctx->db, sql_access_review_decide,
                   BINDS(B_INT("review", r->id), B_INT("grant", t->id),
                         B_TEXT("decision", str_of(decision)),
                         B_TEXT("reason", reason.n ? reason : STR_NONE), B_INT("now", ctx->now),
                         B_INT("actor", ctx->actor.person_id)),
                   NULL);
    if (e) {
        return e;
    }
    const struct change change = {"grant", STR_NONE, kind_ref(ctx->arena, &grant_kind, t->ref)};
    return trail_append(ctx, r->organisation_id, "access_review", r->id, r->version,
                        is_revoked ? "revoke-role" : "confirm-role", reason, &change, 1);
}
