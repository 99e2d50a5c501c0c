/* document.c - what a document is, who approves it, and how approved texts are kept. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/document/document.h"

#include <string.h>

enum { LONGEST_BODY = 200000 };

/* clang-format off */
static const char *const types[] = {"policy", "guideline", "procedure", "plan", "agreement", "report", NULL};
static const char *const states[] = {"draft", "approved", "superseded", NULL};
static const char *const ends[] = {"superseded", NULL};
static const char *const locked[] = {"approved", "superseded", NULL};

static const struct field fields[] = {
    {FIELD(struct document, title), .type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_SEARCH},
    {FIELD(struct document, type), .type = FIELD_CHOICE, .choices = types,
     .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_FILTER},
    {FIELD(struct document, purpose), .type = FIELD_PROSE, .max = 2000, .flags = FIELD_SEARCH},
    {FIELD(struct document, owner_id), .type = FIELD_LINK, .link = "person", .flags = FIELD_COLUMN | FIELD_FILTER,
     .preset = "me"},
    {FIELD(struct document, version_label), .type = FIELD_TEXT, .max = 40, .flags = FIELD_COLUMN},
    {FIELD(struct document, next_review_on), .type = FIELD_DAY, .flags = FIELD_COLUMN | FIELD_FILTER | FIELD_DUE},
    {FIELD(struct document, body), .type = FIELD_PROSE, .max = LONGEST_BODY, .flags = FIELD_SEARCH, .group = "text"},
    {FIELD(struct document, template), .type = FIELD_TEXT, .flags = FIELD_COMPUTED},
    {FIELD(struct document, approved_on), .type = FIELD_DAY, .flags = FIELD_COMPUTED | FIELD_COLUMN, .group = "approval"},
    {FIELD(struct document, approved_by_id), .type = FIELD_LINK, .link = "person", .flags = FIELD_COMPUTED},
    {FIELD(struct document, approved_by_name), .type = FIELD_TEXT, .flags = FIELD_COMPUTED},
};
/* clang-format on */

static err count_versions(struct ctx *ctx, const struct thing *t, int64_t *out)
{
    return db_int(ctx->db, "SELECT count(*) FROM document_version WHERE document_id = :id",
                  BINDS(B_INT("id", t->id)), out);
}

static err approve(struct ctx *ctx, struct thing *t, str reason)
{
    (void)reason;
    struct document *d = (struct document *)t;
    if (str_empty(str_trim(d->body))) {
        return fault_at(ctx, "body", "document.no_body");
    }
    if (str_compare(d->next_review_on, ctx->today) <= 0) {
        return fault_at(ctx, "next_review_on", "document.review_passed");
    }
    d->approved_on = ctx->today;
    d->approved_by_id = ctx->actor.person_id;
    d->approved_by_name = ctx->actor.name;
    if (d->version_label.n) {
        return OK;
    }
    int64_t n = 0;
    err e = count_versions(ctx, t, &n);
    d->version_label = str_from_int(ctx->arena, n + 1);
    return e;
}

/* A new draft stands under a new label; the approved text is kept as a version of its own. */
static err revise(struct ctx *ctx, struct thing *t, str reason)
{
    (void)ctx;
    (void)reason; /* why it must change; the engine demands it and keeps it in the history */
    struct document *d = (struct document *)t;
    d->version_label = d->approved_on = d->approved_by_name = STR_NONE;
    d->approved_by_id = 0;
    return OK;
}

static err keep_version(struct ctx *ctx, const struct document *d)
{
    int64_t n = 0;
    err e = count_versions(ctx, &d->thing, &n);
    return e ? e
             : db_run(ctx->db,
                      "INSERT INTO document_version (document_id, number, label, title, text, "
                      "approved_on, "
                      "approved_by_name, approved_at) "
                      "VALUES (:document, :number, :label, :title, :text, :approved_on, "
                      ":approved_by_name, :now)",
                      BINDS(B_INT("document", d->thing.id), B_INT("number", n + 1),
                            B_TEXT("label", d->version_label), B_TEXT("title", d->title),
                            B_TEXT("text", d->body), B_TEXT("approved_on", d->approved_on),
                            B_TEXT("approved_by_name", d->approved_by_name),
                            B_INT("now", ctx->now)),
                      NULL);
}

static err after(struct ctx *ctx, struct thing *t, const struct thing *before, const char *verb)
{
    (void)before;
    return strcmp(verb, "approve") == 0 ? keep_version(ctx, (struct document *)t) : OK;
}

err document_versions(struct ctx *ctx, const struct document *d, bool with_text,
                      struct document_version **out, size_t *n)
{
    int64_t count = 0;
    struct rows *rows;
    err e = count_versions(ctx, &d->thing, &count);
    if (!e) {
        e = db_query(
            ctx->db,
            "SELECT number, label, title, CASE WHEN :with_text = 1 THEN text END, approved_on, "
            "approved_by_name FROM document_version WHERE document_id = :document ORDER BY number "
            "DESC",
            BINDS(B_INT("document", d->thing.id), B_INT("with_text", with_text)), &rows);
    }
    if (e) {
        return e;
    }
    *out = ARENA_ARRAY(ctx->arena, (size_t)count + 1, struct document_version);
    for (*n = 0; *n < (size_t)count && rows_next(rows); (*n)++) {
        (*out)[*n] = (struct document_version){
            .number = rows_int(rows, 0),
            .label = str_copy(ctx->arena, rows_text(rows, 1)),
            .title = str_copy(ctx->arena, rows_text(rows, 2)),
            .text = str_copy(ctx->arena, rows_text(rows, 3)),
            .approved_on = str_copy(ctx->arena, rows_text(rows, 4)),
            .approved_by_name = str_copy(ctx->arena, rows_text(rows, 5)),
        };
    }
    return rows_end(rows);
}

/* clang-format off */
static const char *const is_draft[] = {"draft", NULL};
static const char *const is_approved[] = {"approved", NULL};
static const char *const asks_approval[] = {"!next_review_on", NULL};

/* eForvaltningsforskriften section 15: goals and strategy are set by the body's management. */
static const struct verb verbs[] = {
    {.name = "approve", .from = is_draft, .to = "approved", .roles = ROLE_TOP_MANAGEMENT, .asks = asks_approval,
     .flags = VERB_MAIN | VERB_STEP_UP, .run = approve},
    {.name = "revise", .from = is_approved, .to = "draft", .roles = ROLES_WORK, .flags = VERB_REASON | VERB_MAIN,
     .run = revise},
    {.name = "supersede", .from = is_approved, .to = "superseded", .roles = ROLE_TOP_MANAGEMENT | ROLE_OFFICER,
     .flags = VERB_REASON | VERB_DANGER},
};

static const struct view views[] = {
    {"in_force", "state=approved"},
    {"drafts", "state=draft"},
    {"for_review", "state=approved&next_review_on[lte]=today"},
    {"mine", "owner_id=me&state=draft&state=approved"},
};

const struct kind document_kind = {
    .name = "document", .plural = "documents", .prefix = "D", .group = "governance", .icon = "FileText", .order = 20,
    .size = sizeof(struct document),
    .fields = fields, .n_fields = sizeof fields / sizeof *fields,
    .title = "title", .states = states, .ends = ends, .locked = locked,
    .verbs = verbs, .n_verbs = sizeof verbs / sizeof *verbs,
    .views = views, .n_views = sizeof views / sizeof *views,
    .sort = "title",
    .read = ROLES_BODY, .create = ROLES_WORK, .change = ROLES_WORK, .remove = ROLE_OFFICER,
    .after = after,
};
/* clang-format on */
