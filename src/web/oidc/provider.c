/* provider.c - a provider of identities: what the body's operator has set, and what it publishes.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/oidc/provider.h"

#include "base/clock.h"
#include "courier/address.h"
#include "format/json/write.h"
#include "statements.h"
#include "web/oidc/documents.h"

#include <string.h>

/* ---- what was set
 * ------------------------------------------------------------------------------------ */

const struct secret oidc_client_secret = {
    .purpose = "secret of provider ",
    .all = sql_oidc_client_secrets,
    .change = sql_oidc_client_secret_change,
};

const struct secret oidc_private_key_secret = {
    .purpose = "key of provider ",
    .all = sql_oidc_private_keys,
    .change = sql_oidc_private_key_change,
};

static str opened(struct ctx *ctx, const struct request *q, const struct secret *what, str uuid,
                  str sealed)
{
    str plain;
    return secret_open(ctx, q->gate->seal, what, uuid, sealed, &plain) ? plain : STR_NONE;
}

err oidc_provider_read(struct ctx *ctx, const struct request *q, str uuid,
                       struct oidc_provider *out)
{
    struct rows *rows;
    struct arena *a = ctx->arena;
    err e =
        db_query(ctx->db,
                 "SELECT p.id, p.organisation_id, p.uuid, p.title, o.number, p.profile, p.issuer, "
                 "p.client_id, p.authentication, p.provisioning, p.hosts, p.scopes, p.acr_values, "
                 "p.representation, p.resource, p.certificate, p.secret, p.private_key "
                 "FROM provider p JOIN organisation o ON o.id = p.organisation_id "
                 "WHERE p.uuid = :uuid AND p.state = 'active' AND p.deleted_at IS NULL",
                 BINDS(B_TEXT("uuid", uuid)), &rows);
    if (e) {
        return e;
    }
    bool found = rows_next(rows);
    if (found) {
        str *const texts[] = {&out->uuid,           &out->title,        &out->body_number,
                              &out->profile,        &out->issuer,       &out->client_id,
                              &out->authentication, &out->provisioning, &out->hosts,
                              &out->scopes,         &out->acr,          &out->representation,
                              &out->resource,       &out->certificate,  &out->secret,
                              &out->private_key};
        *out =
            (struct oidc_provider){.id = rows_int(rows, 0), .organisation_id = rows_int(rows, 1)};
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
            *texts[i] = str_copy(a, rows_text(rows, (int)i + 2));
        }
    }
    e = rows_end(rows);
    if (e || !found) {
        return e ? e : fault_tell(&ctx->fault, ERR_MISSING, NULL, NULL, 0);
    }
    out->secret = opened(ctx, q, &oidc_client_secret, out->uuid, out->secret);
    out->private_key = opened(ctx, q, &oidc_private_key_secret, out->uuid, out->private_key);
    return OK;
}

/* ---- what it publishes
 * ------------------------------------------------------------------------------- */

/* The same strictness as the courier's, also for where browsers are sent. */
static bool take_endpoint(const struct oidc_provider *p, bool loopback, const struct json *doc,
                          const char *name, str *out)
{
    struct destination to;
    struct address_rules rules = {.hosts = p->hosts, .loopback = loopback};
    const struct json *v = json_get(doc, name);
    *out = v && v->type == JSON_IS_TEXT ? json_str(v) : STR_NONE;
    return out->n && !destination_read(*out, &rules, &to);
}

static bool has(const struct json *list, const char *value)
{
    for (size_t i = 0; i < json_count(list); i++) {
        if (str_is(json_str(json_item(list, i)), value)) {
            return true;
        }
    }
    return false;
}

const char *oidc_discovery_read(const struct json *doc, const struct oidc_provider *p,
                                bool loopback, struct oidc_discovery *out)
{
    const struct json *methods = json_get(doc, "code_challenge_methods_supported"),
                      *says = json_get(doc, "authorization_response_iss_parameter_supported"),
                      *issuer = json_get(doc, "issuer");
    *out = (struct oidc_discovery){0};
    if (!issuer || issuer->type != JSON_IS_TEXT || !str_eq(json_str(issuer), p->issuer)) {
        return "issuer";
    }
    if (!take_endpoint(p, loopback, doc, "authorization_endpoint", &out->authorization) ||
        !take_endpoint(p, loopback, doc, "token_endpoint", &out->token) ||
        !take_endpoint(p, loopback, doc, "jwks_uri", &out->jwks)) {
        return "endpoint";
    }
    if (!has(json_get(doc, "response_types_supported"), "code") ||
        (methods && !has(methods, "S256"))) {
        return "code";
    }
    if (!take_endpoint(p, loopback, doc, "end_session_endpoint", &out->end_session)) {
        out->end_session = STR("");
    }
    out->says_issuer = says && says->type == JSON_IS_BOOL && says->yes;
    out->algorithms = json_get(doc, "id_token_signing_alg_values_supported");
    return NULL;
}

err oidc_discovery_get(struct ctx *ctx, const struct request *q, const struct oidc_provider *p,
                       struct oidc_discovery *out, const char **why)
{
    const struct json *doc;
    str base = str_ends(p->issuer, "/") ? str_slice(p->issuer, 0, p->issuer.n - 1) : p->issuer;
    str url = str_printf(ctx->arena, "%.*s/.well-known/openid-configuration", STR_ARG(base));
    *out = (struct oidc_discovery){0};
    err e = document_get(ctx, q, "discovery", url, p->hosts, HOUR_MS, &doc, why);
    if (e) {
        return e;
    }
    *why = oidc_discovery_read(doc, p, q->gate->loopback, out);
    return *why ? ERR_BUSY : OK;
}

/* ---- whom someone represents
 * --------------------------------------------------------------------------- */

/* The names of Ansattporten's types, and where each keeps the number. Source: docs.digdir.no,
   "RAR-typer i Ansattporten". */
static const struct representation {
    const char *name, *type;
    const char *parties; /* NULL: the number stands in the object itself */
    const char *number;  /* NULL: in the party itself */
} representations[] = {
    {"orgno", "ansattporten:orgno", NULL, "orgno"},
    {"resource", "ansattporten:altinn:resource", "authorized_parties", "orgno"},
    {"service", "ansattporten:altinn:service", "reportees", NULL},
};

static const struct representation *representation_of(str name)
{
    for (size_t i = 0; i < sizeof representations / sizeof *representations; i++) {
        if (str_is(name, representations[i].name)) {
            return &representations[i];
        }
    }
    return NULL;
}

str oidc_details(struct arena *a, const struct oidc_provider *p)
{
    const struct representation *rep = representation_of(p->representation);
    struct buf out;
    struct json_writer w;
    if (!rep) {
        return STR_NONE;
    }
    buf_init(&out, a, 4 * KIB);
    json_start(&w, &out);
    json_array_start(&w);
    json_object_start(&w);
    json_member_text(&w, "type", str_of(rep->type));
    if (rep->parties) {
        json_member_text(&w, "resource", p->resource);
        json_member_text(&w, "allow_multiple_organizations", STR("false"));
    }
    json_member_text(&w, "representation_is_required", STR("true"));
    json_object_end(&w);
    json_array_end(&w);
    return buf_as_str(&out);
}

static bool is_number(const struct json *holder, str body_number)
{
    str id = json_get_str(holder, "ID");
    return str_starts(id, "0192:") && body_number.n && str_eq(str_slice(id, 5, id.n), body_number);
}

bool oidc_represents(const struct json *claims, const struct oidc_provider *p)
{
    const struct representation *rep = representation_of(p->representation);
    const struct json *all = json_get(claims, "authorization_details"), *one = json_item(all, 0);
    if (!rep || json_count(all) != 1 || !str_is(json_get_str(one, "type"), rep->type)) {
        return false;
    }
    if (rep->parties) {
        const struct json *parties = json_get(one, rep->parties);
        if (!str_eq(json_get_str(one, "resource"), p->resource) || json_count(parties) != 1) {
            return false;
        }
        one = json_item(parties, 0);
    }
    return is_number(rep->number ? json_get(one, rep->number) : one, p->body_number);
}
