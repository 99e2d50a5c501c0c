/* requirement_status.c - how a body stands to a requirement: applies or not and why, and how far it
 * is. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/requirement_status/requirement_status.h"

#include "base/clock.h"
#include "domain/requirement/requirement.h"
#include "kind/store.h"

enum { MONTHS_BETWEEN = 12, MOST_REQUIREMENTS = 10000 };

static const char *const applicabilities[] = {"applies", "not_applicable", NULL};
/* From best to worst: the level that a choice is shown as rises with what is missing. */
static const char *const statuses[] = {"in_place", "partly", "not_started", NULL};

static const struct field fields[] = {
    {FIELD(struct requirement_status, title), .type = FIELD_TEXT, .max = 400,
     .flags = FIELD_COMPUTED | FIELD_COLUMN | FIELD_SEARCH},
    {FIELD(struct requirement_status, requirement_id), .type = FIELD_LINK, .link = "requirement",
     .flags = FIELD_REQUIRED | FIELD_UNIQUE},
    {FIELD(struct requirement_status, applicability), .type = FIELD_CHOICE,
     .choices = applicabilities, .preset = "applies",
     .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_FILTER,
     .source = "https://lovdata.no/dokument/SF/forskrift/2004-06-25-988"},
    {FIELD(struct requirement_status, reason), .type = FIELD_PROSE, .max = 2000,
     .flags = FIELD_SEARCH},
    {FIELD(struct requirement_status, status), .type = FIELD_CHOICE, .choices = statuses,
     .preset = "not_started", .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_FILTER | FIELD_LEVEL,
     .group = "standing", .source = "https://www.digdir.no/"},
    {FIELD(struct requirement_status, maturity), .type = FIELD_NUMBER, .min = 0, .max = 5,
     .flags = FIELD_SCALE},
    {FIELD(struct requirement_status, owner_id), .type = FIELD_LINK, .link = "person",
     .flags = FIELD_COLUMN | FIELD_FILTER},
    {FIELD(struct requirement_status, note), .type = FIELD_PROSE, .flags = FIELD_SEARCH},
    {FIELD(struct requirement_status, measure_ids), .type = FIELD_LINKS, .link = "measure",
     .through = "requirement_status_measure", .group = "ties"},
    {FIELD(struct requirement_status, evidence_ids), .type = FIELD_LINKS, .link = "evidence",
     .through = "requirement_status_evidence"},
    {FIELD(struct requirement_status, assessed_on), .type = FIELD_DAY,
     .flags = FIELD_COMPUTED | FIELD_COLUMN, .group = "when"},
    {FIELD(struct requirement_status, next_on), .type = FIELD_DAY,
     .flags = FIELD_COLUMN | FIELD_FILTER | FIELD_DUE},
};

static err title_fill(struct ctx *ctx, struct requirement_status *s)
{
    static const char *const order[N_LANGS] = {
        [LANG_NB] = "SELECT coalesce(title_nb, title_nn, title_en) FROM requirement WHERE id = :id",
        [LANG_NN] = "SELECT coalesce(title_nn, title_nb, title_en) FROM requirement WHERE id = :id",
        [LANG_EN] = "SELECT coalesce(title_en, title_nb, title_nn) FROM requirement WHERE id = :id",
    };
    return db_text(ctx->db, ctx->arena, order[ctx->body.lang],
                   BINDS(B_INT("id", s->requirement_id)), &s->title);
}

static err check(struct ctx *ctx, struct thing *t, const struct thing *before)
{
    struct requirement_status *s = (struct requirement_status *)t;
    const struct requirement_status *was = (const struct requirement_status *)before;
    if (str_is(s->applicability, "not_applicable") && str_empty(str_trim(s->reason))) {
        /* [eForvaltningsforskriften § 15, follow or explain]: what is left out is left out for a
         * reason. */
        fault_at(ctx, "reason", "requirement_status.reason_missing");
    }
    if (was && was->requirement_id == s->requirement_id) {
        return OK;
    }
    if (was) {
        return fault_at(ctx, "requirement_id", "requirement_status.requirement_fixed");
    }
    int64_t assessable = 0;
    err e = db_int(ctx->db, "SELECT is_assessable FROM requirement WHERE id = :id",
                   BINDS(B_INT("id", s->requirement_id)), &assessable);
    if (!e && !assessable) {
        fault_at(ctx, "requirement_id", "requirement_status.group_only");
    }
    return e ? e : title_fill(ctx, s);
}

/* An assessment is a dated fact: the history holds each, the day of the last one stands here. */
static err assess(struct ctx *ctx, struct thing *t, str reason)
{
    (void)reason;
    struct requirement_status *s = (struct requirement_status *)t;
    s->assessed_on = ctx->today;
    if (!s->next_on.n || str_compare(s->next_on, ctx->today) <= 0) {
        s->next_on = day_plus_months(ctx->arena, ctx->today, MONTHS_BETWEEN);
    }
    return OK;
}

static const char *const asks_assess[] = {"!applicability", "reason",  "!status", "maturity",
                                          "note",           "next_on", NULL};

static const struct verb verbs[] = {
    {.name = "assess", .roles = ROLES_WORK, .asks = asks_assess, .flags = VERB_MAIN, .run = assess},
};

static const struct view views[] = {
    {"gaps", "applicability=applies&status=partly&status=not_started"},
    {"mine", "owner_id=me"},
    {"overdue", "next_on[lt]=today"},
    {"never", "assessed_on[none]=1"},
    {"not_applicable", "applicability=not_applicable"},
};

const struct kind requirement_status_kind = {
    .name = "requirement_status",
    .plural = "requirement-statuses",
    .prefix = "KS",
    .group = "governance",
    .icon = "ClipboardCheckmark",
    .order = 10,
    .size = sizeof(struct requirement_status),
    .fields = fields,
    .n_fields = sizeof fields / sizeof *fields,
    .title = "title",
    .verbs = verbs,
    .n_verbs = sizeof verbs / sizeof *verbs,
    .views = views,
    .n_views = sizeof views / sizeof *views,
    .sort = "title",
    .read = ROLES_READ | ROLE_STEERING_READER,
    .create = ROLES_WORK,
    .change = ROLES_WORK,
    .remove = ROLE_OFFICER,
    .check = check,
};

/* The requirements that the body answers and has no status for; a removed status was removed on
 * purpose. */
static err unanswered(struct ctx *ctx, int64_t *ids, size_t *n)
{
    struct rows *rows;
    str sql = str_printf(
        ctx->arena,
        "SELECT t.id FROM requirement t WHERE t.deleted_at IS NULL AND (%s) AND NOT EXISTS ("
        "SELECT 1 FROM requirement_status s WHERE s.organisation_id = :body AND s.requirement_id = "
        "t.id) "
        "ORDER BY t.framework_id, t.sort_key",
        requirement_kind.choosable);
    err e = db_query(ctx->db, sql.p, BINDS(B_INT("body", ctx->body.id)), &rows);
    if (e) {
        return e;
    }
    for (*n = 0; *n < MOST_REQUIREMENTS && rows_next(rows);) {
        ids[(*n)++] = rows_int(rows, 0);
    }
    return rows_end(rows);
}

err requirement_status_fill(struct ctx *ctx, int64_t *n_made)
{
    int64_t *ids = ARENA_ARRAY(ctx->arena, MOST_REQUIREMENTS, int64_t);
    size_t n = 0;
    err e = unanswered(ctx, ids, &n);
    for (size_t i = 0; !e && i < n; i++) {
        struct thing *t = thing_new(ctx, &requirement_status_kind);
        ((struct requirement_status *)t)->requirement_id = ids[i];
        e = thing_create(ctx, t);
    }
    if (n_made) {
        *n_made = (int64_t)n;
    }
    return e;
}

err requirement_status_of(struct ctx *ctx, int64_t requirement_id, int64_t *out)
{
    return db_int(ctx->db,
                  "SELECT min(id) FROM requirement_status WHERE organisation_id = :body AND "
                  "requirement_id = :requirement "
                  "AND deleted_at IS NULL",
                  BINDS(B_INT("body", ctx->body.id), B_INT("requirement", requirement_id)), out);
}
