/* management_review.c - what a management review is, and which steps lead to a signature. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/management_review/management_review.h"

#include "kind/store.h"

static const char *const states[] = {"planned", "prepared", "held", "signed", NULL};
static const char *const ends[] = {"held", "signed", NULL};
static const char *const locked[] = {"signed", NULL};

static const struct field fields[] = {
    {FIELD(struct management_review, title), .type = FIELD_TEXT,
     .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_SEARCH},
    {FIELD(struct management_review, planned_on), .type = FIELD_DAY,
     .flags = FIELD_COLUMN | FIELD_FILTER | FIELD_DUE,
     .source = "https://lovdata.no/dokument/SF/forskrift/2004-06-25-988"},
    {FIELD(struct management_review, leader_id), .type = FIELD_LINK, .link = "person",
     .flags = FIELD_COLUMN},
    {FIELD(struct management_review, participant_ids), .type = FIELD_LINKS, .link = "person",
     .through = "management_review_person"},
    {FIELD(struct management_review, participants_text), .type = FIELD_TEXT, .max = 1000},
    {FIELD(struct management_review, held_on), .type = FIELD_DAY,
     .flags = FIELD_ASKED | FIELD_COLUMN | FIELD_FILTER, .group = "meeting"},
    {FIELD(struct management_review, conclusion), .type = FIELD_PROSE,
     .flags = FIELD_ASKED | FIELD_SEARCH, .source = "https://www.digdir.no/"},
    {FIELD(struct management_review, inputs), .type = FIELD_PROSE, .max = 100000,
     .flags = FIELD_COMPUTED, .group = "inputs", .readers = ROLES_READ},
    {FIELD(struct management_review, prepared_at), .type = FIELD_MOMENT, .flags = FIELD_COMPUTED},
    {FIELD(struct management_review, minutes), .type = FIELD_PROSE, .max = 100000,
     .flags = FIELD_COMPUTED, .group = "signature"},
    {FIELD(struct management_review, signed_on), .type = FIELD_DAY, .flags = FIELD_COMPUTED},
    {FIELD(struct management_review, signed_by_id), .type = FIELD_LINK, .link = "person",
     .flags = FIELD_COMPUTED},
};

static err check(struct ctx *ctx, struct thing *t, const struct thing *before)
{
    struct management_review *r = (struct management_review *)t;
    if (str_compare(r->held_on, ctx->today) > 0) {
        fault_at(ctx, "held_on", "management_review.held_on.future");
    }
    return ctx->fault.n_fields ? ERR_INVALID : OK;
}

static err prepare(struct ctx *ctx, struct thing *t, str reason)
{
    struct management_review *r = (struct management_review *)t;
    r->prepared_at = ctx->now;
    return review_inputs(ctx, &r->inputs);
}

/* A review that decides nothing has not reviewed: the decision is the fact behind "the management
   system was evaluated, improved or renewed" of SSB table 12042. [ISO/IEC 27001, 9.3.3]: the
   results include decisions. */
static err hold(struct ctx *ctx, struct thing *t, str reason)
{
    struct review_decision *decisions;
    size_t n;
    err e = review_decisions(ctx, t->id, &decisions, &n);
    if (e) {
        return e;
    }
    return n ? OK : fault(ctx, ERR_CONFLICT, "management_review.no_decision");
}

/* --- signing --- */

static void line(struct buf *b, struct ctx *ctx, const char *key, str value)
{
    if (value.n) {
        str args[] = {value};
        buf_literal(b, "- ");
        buf_str(b, word_args(ctx->arena, ctx->body.lang, key, args, 1));
        buf_char(b, '\n');
    }
}

static err names(struct ctx *ctx, const struct management_review *r, str *out)
{
    struct buf b;
    buf_init(&b, ctx->arena, 64 * KIB);
    for (size_t i = 0; i < r->participant_ids.n; i++) {
        struct label label;
        err e = thing_label(ctx, kind_named(STR("person")), r->participant_ids.at[i], &label);
        if (e) {
            return e;
        }
        if (label.title.n) {
            buf_z(&b, b.n ? ", " : "");
            buf_str(&b, label.title);
        }
    }
    if (r->participants_text.n) {
        buf_z(&b, b.n ? ", " : "");
        buf_str(&b, r->participants_text);
    }
    *out = buf_as_str(&b);
    return OK;
}

static void decision_line(struct buf *b, struct ctx *ctx, const struct review_decision *d,
                          size_t number)
{
    buf_printf(b, "%zu. %.*s", number, STR_ARG(d->text));
    if (d->responsible.n) {
        buf_printf(b, " – %.*s", STR_ARG(d->responsible));
    }
    if (d->due_on.n) {
        buf_printf(b, ", %.*s", STR_ARG(text_day(ctx->arena, ctx->body.lang, d->due_on)));
    }
    if (d->measure.n) {
        buf_printf(b, " (%.*s)", STR_ARG(d->measure));
    }
    buf_char(b, '\n');
}

/* Names and days as text: what was signed stays the same when people move on and measures are
 * renamed. */
static err minutes(struct ctx *ctx, struct management_review *r)
{
    struct buf b;
    struct review_decision *decisions;
    size_t n;
    str present;
    buf_init(&b, ctx->arena, 100 * KIB);
    err e = names(ctx, r, &present);
    e = e ? e : review_decisions(ctx, r->thing.id, &decisions, &n);
    if (e) {
        return e;
    }
    line(&b, ctx, "management_review.minutes.held",
         text_day(ctx->arena, ctx->body.lang, r->held_on));
    line(&b, ctx, "management_review.minutes.present", present);
    buf_char(&b, '\n');
    for (size_t i = 0; i < n; i++) {
        decision_line(&b, ctx, &decisions[i], i + 1);
    }
    buf_char(&b, '\n');
    line(&b, ctx, "management_review.minutes.signed", ctx->actor.name);
    r->minutes = buf_as_str(&b);
    return b.full ? fault(ctx, ERR_TOO_BIG, "error.too_big") : OK;
}

static err sign(struct ctx *ctx, struct thing *t, str reason)
{
    struct management_review *r = (struct management_review *)t;
    r->signed_on = ctx->today;
    r->signed_by_id = ctx->actor.person_id;
    return minutes(ctx, r);
}

static const char *const planned[] = {"planned", NULL};
static const char *const prepared[] = {"prepared", NULL};
static const char *const held[] = {"held", NULL};
static const char *const asks_hold[] = {"!held_on", "participant_ids", "participants_text",
                                        "conclusion", NULL};

static const struct verb verbs[] = {
    {.name = "prepare",
     .from = planned,
     .to = "prepared",
     .roles = ROLES_WORK,
     .flags = VERB_MAIN,
     .run = prepare},
    {.name = "hold",
     .from = prepared,
     .to = "held",
     .roles = ROLES_WORK,
     .asks = asks_hold,
     .flags = VERB_MAIN,
     .run = hold},
    {.name = "sign",
     .from = held,
     .to = "signed",
     .roles = ROLE_TOP_MANAGEMENT,
     .flags = VERB_MAIN | VERB_STEP_UP,
     .run = sign},
    {.name = "prepare-again", .from = prepared, .roles = ROLES_WORK, .run = prepare},
    {.name = "reopen", .from = held, .to = "prepared", .roles = ROLES_WORK, .flags = VERB_REASON},
};

static const struct view views[] = {
    {"planned", "state=planned&state=prepared"},
    {"to_sign", "state=held"},
    {"signed", "state=signed"},
};

const struct kind management_review_kind = {
    .name = "management_review",
    .plural = "management-reviews",
    .prefix = "LG",
    .group = "governance",
    .icon = "Gavel",
    .order = 20,
    .size = sizeof(struct management_review),
    .fields = fields,
    .n_fields = sizeof fields / sizeof *fields,
    .title = "title",
    .states = states,
    .ends = ends,
    .locked = locked,
    .verbs = verbs,
    .n_verbs = sizeof verbs / sizeof *verbs,
    .views = views,
    .n_views = sizeof views / sizeof *views,
    .sort = "-planned_on",
    .read = ROLES_READ | ROLE_STEERING_READER,
    .create = ROLES_WORK,
    .change = ROLES_WORK,
    .remove = ROLE_OFFICER,
    .check = check,
};
