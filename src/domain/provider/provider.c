/* provider.c - a provider of identities by which people of a body sign in (OpenID Connect). */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "domain/provider/provider.h"

#include "domain/grant/grant.h"
#include "domain/person/person.h"
#include "kind/store.h"

static const char *const states[] = {"draft", "active", "closed", NULL};
static const char *const ends[] = {"closed", NULL};
static const char *const locked[] = {"active", NULL};
static const char *const profiles[] = {"ansattporten", "idporten", "entra", "other", NULL};
static const char *const authentications[] = {"private_key_jwt", "client_secret_basic",
                                              "client_secret_post", NULL};
static const char *const provisionings[] = {"linked", "invitation", "create", NULL};
static const char *const representations[] = {"orgno", "resource", "service", NULL};

/* clang-format off */
static const struct field fields[] = {
    {FIELD(struct provider, title), .type = FIELD_TEXT, .max = 60,
     .flags = FIELD_REQUIRED | FIELD_COLUMN | FIELD_UNIQUE | FIELD_SEARCH},
    {FIELD(struct provider, profile), .type = FIELD_CHOICE, .choices = profiles,
     .flags = FIELD_REQUIRED | FIELD_COLUMN},
    {FIELD(struct provider, issuer), .type = FIELD_URL, .flags = FIELD_COLUMN},
    {FIELD(struct provider, client_id), .type = FIELD_TEXT, .flags = FIELD_REQUIRED},
    {FIELD(struct provider, authentication), .type = FIELD_CHOICE, .choices = authentications,
     .preset = "private_key_jwt", .flags = FIELD_REQUIRED},
    {FIELD(struct provider, provisioning), .type = FIELD_CHOICE, .choices = provisionings, .preset = "linked",
     .flags = FIELD_REQUIRED | FIELD_COLUMN, .group = "people"},
    {FIELD(struct provider, representation), .type = FIELD_CHOICE, .choices = representations},
    {FIELD(struct provider, resource), .type = FIELD_TEXT},
    {FIELD(struct provider, acr_values), .type = FIELD_TEXT},
    {FIELD(struct provider, scopes), .type = FIELD_TEXT, .group = "more"},
    {FIELD(struct provider, hosts), .type = FIELD_TEXT, .max = 500},
    {FIELD(struct provider, secret_at), .type = FIELD_MOMENT, .flags = FIELD_COMPUTED},
    {FIELD(struct provider, public_key), .type = FIELD_TEXT, .max = 2000, .flags = FIELD_COMPUTED},
    {FIELD(struct provider, certificate), .type = FIELD_TEXT, .max = 4000, .flags = FIELD_COMPUTED},
};
/* clang-format on */

/* --- what a profile knows --- */

/* Published by Digdir and Microsoft. An issuer of our own in the form wins: the test environments.
 */
static const struct profile {
    const char *name, *issuer, *scopes, *acr;
    bool has_login_host; /* the page where people sign in stands on login.HOST */
} known[] = {
    {"ansattporten", "https://ansattporten.no", "openid profile", "substantial high", true},
    {"idporten", "https://idporten.no", "openid profile",
     "idporten-loa-substantial idporten-loa-high", true},
    {"entra", NULL, "openid profile email", NULL, false},
    {"other", NULL, "openid profile email", NULL, false},
};

static const struct profile *profile_of(str name)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (str_is(name, known[i].name)) {
            return &known[i];
        }
    }
    return &known[sizeof known / sizeof *known - 1];
}

static str host_of(str issuer)
{
    ptrdiff_t scheme = str_index(issuer, '/');
    str rest = scheme < 0 ? STR("") : str_slice(issuer, (size_t)scheme + 2, issuer.n), host;
    str_split(&rest, '/', &host);
    ptrdiff_t colon = str_index(host, ':');
    return colon < 0 ? host : str_slice(host, 0, (size_t)colon);
}

static void fill(struct ctx *ctx, struct provider *p)
{
    const struct profile *profile = profile_of(p->profile);
    p->issuer = p->issuer.n ? p->issuer : str_of(profile->issuer);
    p->scopes = p->scopes.n ? p->scopes : str_of(profile->scopes);
    p->acr_values = p->acr_values.n ? p->acr_values : str_of(profile->acr);
    if (!p->hosts.n && p->issuer.n) {
        str host = host_of(p->issuer);
        p->hosts = profile->has_login_host
                       ? str_printf(ctx->arena, "%.*s login.%.*s", STR_ARG(host), STR_ARG(host))
                       : str_copy(ctx->arena, host);
    }
    p->hosts = str_lower(ctx->arena, str_trim(p->hosts));
}

static bool has_word(str words, const char *one)
{
    str word;
    while (str_split(&words, ' ', &word)) {
        if (str_is(word, one)) {
            return true;
        }
    }
    return false;
}

/* Whether an address may be gone to at all is the courier's to say; here: is it one that could be?
 */
static err check(struct ctx *ctx, struct thing *t, const struct thing *before)
{
    (void)before;
    struct provider *p = (struct provider *)t;
    fill(ctx, p);
    if (!p->issuer.n) {
        return fault_at(ctx, "issuer", "provider.issuer_missing");
    }
    if (str_index(p->issuer, '?') >= 0 || str_index(p->issuer, '#') >= 0 ||
        str_index(p->issuer, '@') >= 0) {
        return fault_at(ctx, "issuer", "provider.issuer_form");
    }
    if (!has_word(p->hosts, str_z(ctx->arena, host_of(p->issuer)))) {
        return fault_at(ctx, "hosts", "provider.hosts_issuer");
    }
    if (!has_word(p->scopes, "openid")) {
        return fault_at(ctx, "scopes", "provider.scopes_openid");
    }
    bool asks = str_is(p->representation, "resource") || str_is(p->representation, "service");
    return asks && !p->resource.n ? fault_at(ctx, "resource", "provider.resource_missing") : OK;
}

/* --- steps --- */

static err open_door(struct ctx *ctx, struct thing *t, str reason)
{
    (void)reason;
    const struct provider *p = (const struct provider *)t;
    const char *column = str_is(p->authentication, "private_key_jwt") ? "private_key" : "secret";
    const char *sql =
        *column == 'p' ? "SELECT count(*) FROM provider WHERE id = :id AND private_key IS NOT NULL"
                       : "SELECT count(*) FROM provider WHERE id = :id AND secret IS NOT NULL";
    int64_t n = 0;
    err e = db_int(ctx->db, sql, BINDS(B_INT("id", t->id)), &n);
    if (!e && !n) {
        return fault(ctx, ERR_CONFLICT, "provider.no_secret");
    }
    /* A key that was made before certificates were. */
    bool bare = *column == 'p' && str_is(p->profile, "entra") && !p->certificate.n;
    return e ? e : bare ? fault(ctx, ERR_CONFLICT, "provider.no_certificate") : OK;
}

static const char *const was_shut[] = {"draft", "closed", NULL};
static const char *const is_active[] = {"active", NULL};

static const struct verb verbs[] = {
    {.name = "open",
     .from = was_shut,
     .to = "active",
     .roles = ROLE_OPERATOR,
     .flags = VERB_MAIN | VERB_STEP_UP,
     .run = open_door},
    {.name = "close", .from = is_active, .to = "closed", .roles = ROLE_OPERATOR},
};

static const struct view views[] = {
    {"active", "state=active"},
};

const struct kind provider_kind = {
    .name = "provider",
    .plural = "providers",
    .prefix = "I",
    .group = "settings",
    .icon = "Key",
    .order = 30,
    .flags = KIND_NO_IMPORT,
    .size = sizeof(struct provider),
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
    .sort = "title",
    .read = ROLE_OPERATOR,
    .create = ROLE_OPERATOR,
    .change = ROLE_OPERATOR,
    .check = check,
};

/* --- who comes in by a provider --- */

err provider_person_new(struct ctx *ctx, int64_t organisation_id, str name, str email,
                        int64_t *person_id)
{
    struct actor actor = ctx->actor;
    struct body body = ctx->body;
    ctx->actor = (struct actor){.roles = ROLES_ALL};
    err e = ctx_body(ctx, organisation_id);
    if (!e) {
        struct person *p = (struct person *)thing_new(ctx, &person_kind);
        p->name = name;
        p->email = email;
        e = thing_create(ctx, &p->thing);
        *person_id = p->thing.id;
    }
    e = e ? e : grant_give(ctx, *person_id, ROLE_EMPLOYEE, false);
    ctx->actor = actor;
    ctx->body = body;
    return e;
}
