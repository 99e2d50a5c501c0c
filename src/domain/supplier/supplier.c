/* supplier.c - what a supplier is, and how its security is followed up. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/supplier/supplier.h"

/* clang-format off */
static const char *const states[] = {"active", "ended", NULL};
static const char *const ends[] = {"ended", NULL};

static const struct field fields[] = {
    {FIELD(struct supplier, name), .type = FIELD_TEXT, .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_SEARCH},
    {FIELD(struct supplier, number), .type = FIELD_TEXT, .max = 9, .flags = FIELD_COLUMN | FIELD_SEARCH | FIELD_UNIQUE},
    {FIELD(struct supplier, description), .type = FIELD_PROSE, .flags = FIELD_SEARCH},
    {FIELD(struct supplier, owner_id), .type = FIELD_LINK, .link = "person", .flags = FIELD_COLUMN | FIELD_FILTER},
    {FIELD(struct supplier, contact_name), .type = FIELD_TEXT, .flags = FIELD_PERSONAL, .group = "contact"},
    {FIELD(struct supplier, contact_email), .type = FIELD_EMAIL, .flags = FIELD_PERSONAL},
    {FIELD(struct supplier, contact_phone), .type = FIELD_TEXT, .max = 40, .flags = FIELD_PERSONAL},
    {FIELD(struct supplier, is_processor), .type = FIELD_YES, .flags = FIELD_FILTER, .group = "agreement"},
    {FIELD(struct supplier, processing_agreed_on), .type = FIELD_DAY},
    {FIELD(struct supplier, agreement_valid_until), .type = FIELD_DAY, .flags = FIELD_COLUMN | FIELD_DUE},
    {FIELD(struct supplier, certificates), .type = FIELD_TEXT, .group = "certificates"},
    {FIELD(struct supplier, certificate_scope), .type = FIELD_PROSE, .max = 2000},
    {FIELD(struct supplier, certificate_valid_until), .type = FIELD_DAY, .flags = FIELD_DUE},
    {FIELD(struct supplier, assessed_on), .type = FIELD_DAY, .flags = FIELD_COMPUTED | FIELD_COLUMN, .group = "assessment"},
    {FIELD(struct supplier, next_assessment_on), .type = FIELD_DAY, .flags = FIELD_COLUMN | FIELD_FILTER | FIELD_DUE},
    {FIELD(struct supplier, template), .type = FIELD_TEXT, .flags = FIELD_COMPUTED},
};
/* clang-format on */

/* Brønnøysundregistrene: nine digits, the last one a check by modulus 11 with weights 3 2 7 6 5 4
 * 3 2. */
static bool is_organisation_number(str s)
{
    static const int weights[] = {3, 2, 7, 6, 5, 4, 3, 2};
    int sum = 0;
    if (s.n != 9) {
        return false;
    }
    for (size_t i = 0; i < 9; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') {
            return false;
        }
        sum += i < 8 ? (s.p[i] - '0') * weights[i] : 0;
    }
    int check = (11 - sum % 11) % 11;
    return check != 10 && s.p[8] - '0' == check;
}

static err check(struct ctx *ctx, struct thing *t, const struct thing *before)
{
    (void)before;
    struct supplier *s = (struct supplier *)t;
    if (s->number.n && !is_organisation_number(s->number)) {
        fault_at(ctx, "number", "supplier.number_wrong", s->number);
    }
    if (s->processing_agreed_on.n && str_compare(s->processing_agreed_on, ctx->today) > 0) {
        fault_at(ctx, "processing_agreed_on", "supplier.agreed_later");
    }
    if (s->certificate_scope.n && !s->certificates.n) {
        fault_at(ctx, "certificates", "supplier.scope_alone");
    }
    return ctx->fault.n_fields ? ERR_INVALID : OK;
}

/* What was found is the reason, which the history keeps. */
static err assess(struct ctx *ctx, struct thing *t, str reason)
{
    (void)reason;
    struct supplier *s = (struct supplier *)t;
    if (str_compare(s->next_assessment_on, ctx->today) <= 0) {
        return fault_at(ctx, "next_assessment_on", "supplier.next_passed");
    }
    s->assessed_on = ctx->today;
    return OK;
}

/* clang-format off */
static const char *const is_active[] = {"active", NULL};
static const char *const is_ended[] = {"ended", NULL};
static const char *const asks_assessment[] = {"!next_assessment_on", NULL};

static const struct verb verbs[] = {
    {.name = "assess", .from = is_active, .roles = ROLES_WORK, .asks = asks_assessment, .flags = VERB_REASON | VERB_MAIN,
     .run = assess},
    {.name = "end", .from = is_active, .to = "ended", .roles = ROLES_WORK, .flags = VERB_REASON | VERB_DANGER},
    {.name = "resume", .from = is_ended, .to = "active", .roles = ROLES_WORK, .flags = VERB_REASON},
};

static const struct view views[] = {
    {"active", "state=active"},
    {"mine", "owner_id=me&state=active"},
    {"without_agreement", "state=active&is_processor=1&processing_agreed_on[none]=1"},
    {"for_assessment", "state=active&next_assessment_on[lte]=today"},
    {"never_assessed", "state=active&assessed_on[none]=1"},
};

const struct kind supplier_kind = {
    .name = "supplier", .plural = "suppliers", .prefix = "L", .group = "assets", .icon = "Truck", .order = 40,
    .size = sizeof(struct supplier),
    .fields = fields, .n_fields = sizeof fields / sizeof *fields,
    .title = "name", .states = states, .ends = ends,
    .verbs = verbs, .n_verbs = sizeof verbs / sizeof *verbs,
    .views = views, .n_views = sizeof views / sizeof *views,
    .sort = "name",
    .read = ROLES_BODY, .create = ROLES_WORK, .change = ROLES_WORK, .remove = ROLE_OFFICER, .erase = KIND_ERASERS,
    .check = check, .choosable = "t.state = 'active'",
};
/* clang-format on */
