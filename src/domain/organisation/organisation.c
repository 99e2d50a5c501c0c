/* organisation.c - what a public body is, and its place among the others. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/organisation/organisation.h"

#include "domain/organisation/register.h"
#include "kind/store.h"
#include "statements.h"

#define BRREG                                                                                      \
    "https://www.brreg.no/om-oss/registrene-vare/om-enhetsregisteret/organisasjonsnummeret/"
#define KLASS "https://www.ssb.no/klass/klassifikasjoner/131"
#define INNDELINGSLOVA "https://lovdata.no/lov/2001-06-15-70"

static const char *const levels[] = {"municipality", "county", "state", "company", NULL};
static const char *const languages[] = {"nb", "nn", "neutral", NULL};
static const char *const states[] = {"active", "closed", NULL};
static const char *const ends[] = {"closed", NULL};
static const char *const from_active[] = {"active", NULL};
static const char *const from_closed[] = {"closed", NULL};
static const char *const close_asks[] = {"!valid_until", "successor_id", NULL};

static const struct field fields[] = {
    {FIELD(struct organisation, number), .type = FIELD_TEXT, .max = 9,
     .flags = FIELD_COLUMN | FIELD_UNIQUE, .source = BRREG},
    {FIELD(struct organisation, code), .type = FIELD_TEXT, .max = 60, .flags = FIELD_COLUMN,
     .source = KLASS},
    {FIELD(struct organisation, name), .type = FIELD_TEXT,
     .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_SEARCH},
    {FIELD(struct organisation, name_nn), .type = FIELD_TEXT, .flags = FIELD_SEARCH},
    {FIELD(struct organisation, level), .type = FIELD_CHOICE, .choices = levels,
     .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_FILTER},
    {FIELD(struct organisation, language), .type = FIELD_CHOICE, .choices = languages,
     .preset = "nb", .flags = FIELD_REQUIRED | FIELD_FILTER},
    {FIELD(struct organisation, county_code), .type = FIELD_TEXT, .max = 2},
    {FIELD(struct organisation, population), .type = FIELD_NUMBER, .min = 0, .max = 10000000,
     .flags = FIELD_COLUMN, .group = "size"},
    {FIELD(struct organisation, employees), .type = FIELD_NUMBER, .min = 0, .max = 1000000},
    {FIELD(struct organisation, parent_id), .type = FIELD_LINK, .link = "organisation",
     .group = "place", .flags = FIELD_COLUMN},
    {FIELD(struct organisation, valid_from), .type = FIELD_DAY, .group = "time"},
    {FIELD(struct organisation, valid_until), .type = FIELD_DAY},
    {FIELD(struct organisation, predecessor_id), .type = FIELD_LINK, .link = "organisation",
     .source = INNDELINGSLOVA},
    {FIELD(struct organisation, successor_id), .type = FIELD_LINK, .link = "organisation"},
    {FIELD(struct organisation, in_use), .type = FIELD_YES,
     .flags = FIELD_COLUMN | FIELD_FILTER | FIELD_COMPUTED, .group = "here"},
    {FIELD(struct organisation, demo), .type = FIELD_YES, .flags = FIELD_COMPUTED},
};

static const struct view views[] = {
    {"in_use", "in_use=1"},
    {"municipalities", "level=municipality&state=active"},
    {"counties", "level=county&state=active"},
    {"states", "level=state&state=active"},
};

bool organisation_number_is(str number)
{
    /* Enhetsregisteret: weights 3 2 7 6 5 4 3 2, the last digit makes the sum divisible by 11. */
    static const int weights[] = {3, 2, 7, 6, 5, 4, 3, 2, 1};
    int sum = 0;
    if (number.n != 9) {
        return false;
    }
    for (size_t i = 0; i < 9; i++) {
        if (number.p[i] < '0' || number.p[i] > '9') {
            return false;
        }
        sum += weights[i] * (number.p[i] - '0');
    }
    return number.p[0] != '0' && sum % 11 == 0;
}

static err is_below(struct ctx *ctx, int64_t id, int64_t other, bool *out)
{
    int64_t n = 0;
    err e = db_int(ctx->db,
                   "SELECT count(*) FROM organisation_closure WHERE ancestor_id = :id AND "
                   "descendant_id = :other",
                   BINDS(B_INT("id", id), B_INT("other", other)), &n);
    *out = n != 0;
    return e;
}

static str address_of(const struct organisation *o)
{
    return o->number.n ? o->number : o->code;
}

static err check(struct ctx *ctx, struct thing *t, const struct thing *before)
{
    struct organisation *o = (struct organisation *)t;
    if (o->number.n && !organisation_number_is(o->number)) {
        fault_at(ctx, "number", "organisation.number_wrong", o->number);
    }
    if (!o->number.n && !o->code.n) {
        fault_at(ctx, "number", "organisation.number_or_code");
    }
    /* Addresses, tokens and links name a body by it. */
    const struct organisation *was = (const struct organisation *)before;
    if (was && was->in_use && !str_eq(address_of(was), address_of(o))) {
        str args[] = {address_of(was)};
        fault_field(&ctx->fault, was->number.n ? STR("number") : STR("code"), 0,
                    "organisation.number_in_use", args, 1);
    }
    bool circle = false;
    err e = before && o->parent_id ? is_below(ctx, t->id, o->parent_id, &circle) : OK;
    if (circle) {
        fault_at(ctx, "parent_id", "organisation.circle");
    }
    e = e ? e : register_check_reform(ctx, o, was);
    return e ? e : register_check_keeper(ctx, o, was);
}

/* Lets go of everything above the body, for the body and for what is below it. */
static err detach(struct ctx *ctx, int64_t id)
{
    return db_run(ctx->db,
                  "DELETE FROM organisation_closure "
                  "WHERE descendant_id IN (SELECT descendant_id FROM organisation_closure WHERE "
                  "ancestor_id = :id) "
                  "AND ancestor_id IN (SELECT ancestor_id FROM organisation_closure "
                  "WHERE descendant_id = :id AND depth > 0)",
                  BINDS(B_INT("id", id)), NULL);
}

static err attach(struct ctx *ctx, int64_t id, int64_t parent_id)
{
    return db_run(ctx->db,
                  "INSERT INTO organisation_closure (ancestor_id, descendant_id, depth) "
                  "SELECT up.ancestor_id, down.descendant_id, up.depth + down.depth + 1 "
                  "FROM organisation_closure up CROSS JOIN organisation_closure down "
                  "WHERE up.descendant_id = :parent AND down.ancestor_id = :id",
                  BINDS(B_INT("id", id), B_INT("parent", parent_id)), NULL);
}

/* Keeps organisation_closure true, whichever road the change came by. */
static err after(struct ctx *ctx, struct thing *t, const struct thing *before, const char *verb)
{
    (void)verb;
    const struct organisation *o = (const struct organisation *)t,
                              *was = (const struct organisation *)before;
    err e = OK;
    if (!was) {
        e = db_run(ctx->db,
                   "INSERT INTO organisation_closure (ancestor_id, descendant_id, depth) VALUES "
                   "(:id, :id, 0)",
                   BINDS(B_INT("id", t->id)), NULL);
    } else if (was->parent_id == o->parent_id) {
        return OK;
    } else {
        e = detach(ctx, t->id);
    }
    return e || !o->parent_id ? e : attach(ctx, t->id, o->parent_id);
}

/* A body's entry is told of in its own history. What files fill in about bodies that do not govern
   their security here is not told: the files have it. */
static int64_t keeper(const struct ctx *ctx, const struct thing *t)
{
    bool by_file = !ctx->actor.person_id && !((const struct organisation *)t)->in_use;
    return by_file ? 0 : t->id;
}

static const struct verb verbs[] = {
    {.name = "close",
     .from = from_active,
     .to = "closed",
     .roles = ROLE_OPERATOR,
     .asks = close_asks,
     .flags = VERB_REASON,
     .run = register_close},
    {.name = "reopen",
     .from = from_closed,
     .to = "active",
     .roles = ROLE_OPERATOR,
     .flags = VERB_REASON,
     .run = register_reopen},
};

const struct kind organisation_kind = {
    .name = "organisation",
    .plural = "organisations",
    .prefix = "V",
    .group = "sector",
    .icon = "Buildings3",
    .order = 10,
    .flags = KIND_REFERENCE,
    .size = sizeof(struct organisation),
    .fields = fields,
    .n_fields = sizeof fields / sizeof *fields,
    .title = "name",
    .states = states,
    .ends = ends,
    .verbs = verbs,
    .n_verbs = sizeof verbs / sizeof *verbs,
    .views = views,
    .n_views = sizeof views / sizeof *views,
    .sort = "name",
    .read = ROLES_ALL,
    .create = ROLE_OPERATOR,
    .read_own = ROLE_TOP_MANAGEMENT | ROLE_OFFICER | ROLE_OPERATOR,
    .own = organisation_kept,
    .own_change = true,
    .keeper = keeper,
    .check = check,
    .after = after,
};

struct organisation *organisation_new(struct ctx *ctx)
{
    return (struct organisation *)thing_new(ctx, &organisation_kind);
}

err organisation_create(struct ctx *ctx, struct organisation *o)
{
    return thing_create(ctx, &o->thing);
}

err organisation_set_parent(struct ctx *ctx, int64_t id, int64_t parent_id)
{
    struct thing *t;
    err e = thing_get(ctx, &organisation_kind, id, &t);
    if (e) {
        return e;
    }
    ((struct organisation *)t)->parent_id = parent_id;
    return thing_change(ctx, t, t->version);
}

err organisation_find(struct ctx *ctx, str number, int64_t *out)
{
    return db_int(ctx->db,
                  "SELECT min(id) FROM organisation WHERE coalesce(number, code) = :number AND "
                  "deleted_at IS NULL",
                  BINDS(B_TEXT("number", number)), out);
}

err organisation_take_in_use(struct ctx *ctx, int64_t id)
{
    struct thing *t;
    err e = thing_get(ctx, &organisation_kind, id, &t);
    if (e) {
        return e;
    }
    if (!thing_reached(ctx, t)) {
        return fault(ctx, ERR_MISSING, "error.missing_body");
    }
    ((struct organisation *)t)->in_use = 1;
    return thing_change(ctx, t, t->version);
}

err organisation_host(struct ctx *ctx, int64_t id)
{
    return db_run(ctx->db, sql_organisation_host_set, BINDS(B_INT("id", id)), NULL);
}
