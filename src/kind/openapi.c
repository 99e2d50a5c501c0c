/* openapi.c - the API described by itself: OpenAPI 3.1 from the route and kind tables. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/json/write.h"
#include "kind/kind.h"
#include "kind/routes.h"
#include "lists.h"
#include "version.h"

#include <string.h>

static void type_of(struct json_writer *w, const struct field *f)
{
    static const char *const types[] = {
        [FIELD_TEXT] = "string",  [FIELD_PROSE] = "string",  [FIELD_NUMBER] = "integer",
        [FIELD_MONEY] = "number", [FIELD_DAY] = "string",    [FIELD_MOMENT] = "string",
        [FIELD_YES] = "boolean",  [FIELD_CHOICE] = "string", [FIELD_LINK] = "integer",
        [FIELD_LINKS] = "array",  [FIELD_EMAIL] = "string",  [FIELD_URL] = "string",
    };
    static const char *const formats[] = {
        [FIELD_DAY] = "date", [FIELD_MOMENT] = "date-time", [FIELD_EMAIL] = "email",
        [FIELD_URL] = "uri",  [FIELD_LINK] = "int64",
    };
    const char *format =
        (size_t)f->type < sizeof formats / sizeof *formats ? formats[f->type] : NULL;
    json_key(w, "type");
    if (f->flags & FIELD_REQUIRED) {
        json_text(w, str_of(types[f->type]));
    } else {
        json_array_start(w);
        json_text(w, str_of(types[f->type]));
        json_text(w, STR("null"));
        json_array_end(w);
    }
    if (format) {
        json_member_text(w, "format", str_of(format));
    }
}

static void schema_of_field(struct ctx *ctx, struct json_writer *w, const struct kind *k,
                            const struct field *f)
{
    json_key(w, f->name);
    json_object_start(w);
    type_of(w, f);
    json_member_text(w, "title", kind_word(ctx, k, f->name, NULL));
    if (field_choice(f, 0)) {
        json_key(w, "enum");
        json_array_start(w);
        for (size_t i = 0; field_choice(f, i); i++) {
            json_text(w, str_of(field_choice(f, i)));
        }
        if (!(f->flags & FIELD_REQUIRED)) {
            json_null_value(w);
        }
        json_array_end(w);
    }
    if (f->type == FIELD_NUMBER && f->min != f->max) {
        json_member_int(w, "minimum", f->min);
        json_member_int(w, "maximum", f->max);
    }
    if (f->type == FIELD_TEXT || f->type == FIELD_PROSE) {
        json_member_int(w, "maxLength", f->max ? f->max : f->type == FIELD_TEXT ? 200 : 10000);
    }
    if (f->type == FIELD_LINKS) {
        json_key(w, "items");
        json_object_start(w);
        json_member_text(w, "type", STR("integer"));
        json_object_end(w);
    }
    if (f->link) {
        json_member_text(w, "x-links-to", str_of(f->link));
    }
    if (f->flags & FIELD_COMPUTED) {
        json_member_bool(w, "readOnly", true);
    }
    json_object_end(w);
}

static void names(struct json_writer *w, const char *member, const char *const *list)
{
    json_key(w, member);
    json_array_start(w);
    for (; list && *list; list++) {
        json_text(w, str_of(*list));
    }
    json_array_end(w);
}

static void list_roles(struct json_writer *w, uint32_t roles)
{
    for (int i = 0; i < N_ROLES; i++) {
        if (roles & (1u << i)) {
            json_text(w, str_of(role_name((enum role)(1 << i))));
        }
    }
}

static void role_names(struct json_writer *w, const char *member, uint32_t roles)
{
    json_key(w, member);
    json_array_start(w);
    list_roles(w, roles);
    json_array_end(w);
}

/* The life cycle: from which states which roles take which step, and what it asks for. */
static void steps_of_kind(struct json_writer *w, const struct kind *k)
{
    json_key(w, "x-steps");
    json_array_start(w);
    for (size_t i = 0; i < k->n_verbs; i++) {
        const struct verb *v = &k->verbs[i];
        json_object_start(w);
        json_member_text(w, "name", str_of(v->name));
        names(w, "from", v->from);
        json_member_text(w, "to", v->to ? str_of(v->to) : STR_NONE);
        role_names(w, "roles", v->roles);
        names(w, "asks", v->asks);
        json_member_bool(w, "reason", (v->flags & VERB_REASON) != 0);
        json_object_end(w);
    }
    json_array_end(w);
}

static void schema_of_kind(struct ctx *ctx, struct json_writer *w, const struct kind *k)
{
    json_key(w, k->name);
    json_object_start(w);
    json_member_text(w, "type", STR("object"));
    json_member_text(w, "title", kind_word(ctx, k, "one", NULL));
    json_key(w, "properties");
    json_object_start(w);
    if (k->states) {
        json_key(w, "state");
        json_object_start(w);
        json_member_text(w, "type", STR("string"));
        json_member_bool(w, "readOnly", true);
        json_key(w, "enum");
        json_array_start(w);
        for (const char *const *s = k->states; *s; s++) {
            json_text(w, str_of(*s));
        }
        json_array_end(w);
        json_object_end(w);
    }
    for (size_t i = 0; i < k->n_fields; i++) {
        schema_of_field(ctx, w, k, &k->fields[i]);
    }
    json_object_end(w);
    json_key(w, "required");
    json_array_start(w);
    for (size_t i = 0; i < k->n_fields; i++) {
        if (k->fields[i].flags & FIELD_REQUIRED) {
            json_text(w, str_of(k->fields[i].name));
        }
    }
    json_array_end(w);
    json_member_text(w, "x-address", str_of(k->plural));
    json_member_bool(w, "x-reference", (k->flags & KIND_REFERENCE) != 0);
    names(w, "x-locked", k->locked);
    role_names(w, "x-reads-own", k->read_own);
    steps_of_kind(w, k);
    json_object_end(w);
}

/* --- paths: rows with the same address belong together --- */

static const struct {
    unsigned method;
    const char *name;
} methods[] = {{METHOD_GET, "get"},
               {METHOD_POST, "post"},
               {METHOD_PATCH, "patch"},
               {METHOD_PUT, "put"},
               {METHOD_DELETE, "delete"}};

static void parameters(struct json_writer *w, const char *path)
{
    json_key(w, "parameters");
    json_array_start(w);
    for (const char *at = strchr(path, '{'); at; at = strchr(at + 1, '{')) {
        size_t n = strcspn(at + 1, "}");
        json_object_start(w);
        json_member_text(w, "name", str_n(at + 1, n));
        json_member_text(w, "in", STR("path"));
        json_member_bool(w, "required", true);
        json_key(w, "schema");
        json_object_start(w);
        json_member_text(w, "type", STR("string"));
        json_object_end(w);
        json_object_end(w);
    }
    json_array_end(w);
}

static void roles(struct json_writer *w, const struct route *row)
{
    json_key(w, "x-roles");
    json_array_start(w);
    if (row->flags & ROUTE_OPEN) {
        json_text(w, STR("anyone"));
    } else if (row->flags & ROUTE_SIGNED_IN) {
        json_text(w, STR("signed_in"));
    }
    list_roles(w, row->roles);
    json_array_end(w);
}

static void operation(struct json_writer *w, const struct route *row, const char *method)
{
    json_key(w, method);
    json_object_start(w);
    json_member_text(w, "summary", str_of(row->summary ? row->summary : row->path));
    parameters(w, row->path);
    roles(w, row);
    json_key(w, "responses");
    json_object_start(w);
    json_key(w, "default");
    json_object_start(w);
    json_member_text(w, "description", STR("The thing or list, or a problem (RFC 9457)."));
    json_object_end(w);
    json_object_end(w);
    json_object_end(w);
}

static bool first_of_path(const struct routes *t, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (strcmp(routes_at(t, i)->path, routes_at(t, at)->path) == 0) {
            return false;
        }
    }
    return true;
}

static void path_of(struct json_writer *w, const struct routes *t, size_t at)
{
    const char *path = routes_at(t, at)->path;
    unsigned told = 0;
    json_key(w, path);
    json_object_start(w);
    for (size_t i = at; i < routes_count(t); i++) {
        const struct route *row = routes_at(t, i);
        for (size_t m = 0; m < sizeof methods / sizeof *methods && strcmp(row->path, path) == 0;
             m++) {
            if ((row->methods & methods[m].method) && !(told & methods[m].method)) {
                told |= methods[m].method;
                operation(w, row, methods[m].name);
            }
        }
    }
    json_object_end(w);
}

static void document(struct ctx *ctx, const struct routes *t, struct json_writer *w)
{
    json_object_start(w);
    json_member_text(w, "openapi", STR("3.1.0"));
    json_key(w, "info");
    json_object_start(w);
    json_member_text(w, "title", STR("Samstyr"));
    json_member_text(w, "version", STR(SAMSTYR_VERSION));
    json_member_text(w, "description",
                     STR("Lists take q, FIELD=value, FIELD[gte|lte|gt|lt|not|none|some]=, sort, "
                         "limit and after; "
                         ".csv and .xlsx are complete. PATCH needs If-Match."));
    json_object_end(w);
    json_key(w, "paths");
    json_object_start(w);
    for (size_t i = 0; i < routes_count(t); i++) {
        if (first_of_path(t, i)) {
            path_of(w, t, i);
        }
    }
    json_object_end(w);
    json_key(w, "components");
    json_object_start(w);
    json_key(w, "securitySchemes");
    json_object_start(w);
    json_key(w, "token");
    json_object_start(w);
    json_member_text(w, "type", STR("http"));
    json_member_text(w, "scheme", STR("bearer"));
    json_object_end(w);
    json_object_end(w);
    json_key(w, "schemas");
    json_object_start(w);
    for (const struct kind *const *k = all_kinds; *k; k++) {
        schema_of_kind(ctx, w, *k);
    }
    json_object_end(w);
    json_object_end(w);
    json_object_end(w);
}

/* GET /openapi.json. The table of routes is made anew: it is asked for seldom. */
static err openapi(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    (void)q;
    (void)data;
    struct json_writer w;
    struct routes *t = routes_new(ctx->arena);
    for (const struct route *const *table = all_routes; *table; table++) {
        routes_add(t, *table);
    }
    kind_routes_add(t, ctx->arena);
    routes_done(t);
    r->type = "application/json";
    json_start(&w, &r->body);
    document(ctx, t, &w);
    return OK;
}

const struct route openapi_routes[] = {
    ROUTE(METHOD_GET, "/openapi", 0, ROUTE_OPEN, openapi, NULL, "this description"),
    {0},
};
