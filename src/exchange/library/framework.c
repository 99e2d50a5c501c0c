/* framework.c - a framework of ours: requirements in groups, in three languages. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "exchange/library/library.h"

#include "db/search.h"
#include "domain/framework/framework.h"
#include "domain/legal_basis/legal_basis.h"
#include "domain/requirement/requirement.h"

/* The last part of urn:samstyr:framework:common-norm. */
static str code_of(str urn)
{
    str rest = urn, part, last = urn;
    while (str_split(&rest, ':', &part)) {
        last = part;
    }
    return last;
}

static err framework_put(struct library *l, int64_t *id)
{
    struct ctx *ctx = l->ctx;
    struct texts name, description;
    struct reference r;
    int64_t edition = 0;
    str code = code_of(l->urn);
    err e = texts_read(ctx, l->file, STR("head"), l->tree, "title", &name);
    e = e ? e : texts_maybe(ctx, l->file, STR("head"), l->tree, "description", &description);
    e = e ? e : framework_find(ctx, l->urn, id);
    if (e) {
        return e;
    }
    json_to_int(json_get(l->tree, "version"), &edition);
    reference_init(&r, ctx);
    reference_text(&r, "urn", l->urn);
    reference_text(&r, "code", code);
    reference_texts(&r, "name", &name);
    reference_texts(&r, "description", &description);
    reference_text(&r, "provider", json_get_str(l->tree, "provider"));
    reference_text(&r, "edition", str_from_int(ctx->arena, edition));
    reference_text(&r, "published_on", json_get_str(l->tree, "published"));
    reference_text(&r, "licence", json_get_str(l->tree, "licence"));
    reference_int(&r, "is_norm", str_is(code, "common-norm"));
    return reference_thing(&r, &framework_kind, *id, STR("active"), id);
}

/* "SN-1.1 " before the title in each language: people name a requirement by both. */
static void with_code(struct ctx *ctx, str code, struct texts *t)
{
    for (int lang = 0; lang < N_LANGS; lang++) {
        t->in[lang] = str_printf(ctx->arena, "%.*s %.*s", STR_ARG(code), STR_ARG(t->in[lang]));
    }
}

static err searchable(struct ctx *ctx, int64_t id, const struct texts *title,
                      const struct texts *text)
{
    struct buf b;
    buf_init(&b, ctx->arena, 256 * KIB);
    for (int lang = 0; lang < N_LANGS; lang++) {
        buf_str(&b, title->in[lang]);
        buf_char(&b, '\n');
        buf_str(&b, text->in[lang]);
        buf_char(&b, '\n');
    }
    return search_put(ctx->db, 0, requirement_kind.name, id, title->in[LANG_NB], buf_as_str(&b));
}

/* Place in the framework: group and requirement, as many digits as any framework needs. */
static str place(struct ctx *ctx, size_t group, size_t i)
{
    return str_printf(ctx->arena, "%04zu.%04zu", group + 1, i);
}

static err group_put(struct library *l, int64_t framework_id, const struct json *group, size_t at,
                     int64_t *id)
{
    struct ctx *ctx = l->ctx;
    struct texts title, text;
    struct reference r;
    str code = json_get_str(group, "id");
    if (!code.n) {
        return library_missing(l, STR("groups"), "id");
    }
    err e = texts_read(ctx, l->file, code, group, "title", &title);
    e = e ? e : texts_maybe(ctx, l->file, code, group, "text", &text);
    e = e ? e : requirement_find(ctx, framework_id, code, id);
    if (e) {
        return e;
    }
    with_code(ctx, code, &title);
    reference_init(&r, ctx);
    reference_int(&r, "framework_id", framework_id);
    reference_text(&r, "urn", str_printf(ctx->arena, "%.*s:%.*s", STR_ARG(l->urn), STR_ARG(code)));
    reference_text(&r, "code", code);
    reference_text(&r, "sort_key", place(ctx, at, 0));
    reference_text(&r, "node", STR("group"));
    reference_texts(&r, "title", &title);
    reference_texts(&r, "text", &text);
    reference_int(&r, "is_assessable", 0);
    e = reference_thing(&r, &requirement_kind, *id, STR("active"), id);
    return e ? e : searchable(ctx, *id, &title, &text);
}

static err legal_put(struct library *l, int64_t id, str code, const struct json *codes)
{
    err e = db_run(l->ctx->db, "DELETE FROM requirement_legal_basis WHERE requirement_id = :id",
                   BINDS(B_INT("id", id)), NULL);
    for (size_t i = 0; !e && i < json_count(codes); i++) {
        int64_t basis_id = 0;
        str basis = json_str(json_item(codes, i));
        e = legal_basis_find(l->ctx, basis, &basis_id);
        if (!e && !basis_id) {
            return fault(l->ctx, ERR_INVALID, "library.no_such", l->file, code, basis);
        }
        struct reference r;
        reference_init(&r, l->ctx);
        reference_int(&r, "requirement_id", id);
        reference_int(&r, "legal_basis_id", basis_id);
        e = e ? e : reference_put(&r, "requirement_legal_basis", "requirement_id, legal_basis_id");
    }
    return e;
}

static err mappings_put(struct library *l, int64_t id, const struct json *mappings)
{
    err e = db_run(l->ctx->db, "DELETE FROM requirement_mapping WHERE requirement_id = :id",
                   BINDS(B_INT("id", id)), NULL);
    for (size_t i = 0; !e && i < json_count(mappings); i++) {
        const struct json *m = json_item(mappings, i), *codes = json_get(m, "ids");
        for (size_t j = 0; !e && j < json_count(codes); j++) {
            struct reference r;
            reference_init(&r, l->ctx);
            reference_int(&r, "requirement_id", id);
            reference_text(&r, "framework", json_get_str(m, "framework"));
            reference_text(&r, "code", json_str(json_item(codes, j)));
            reference_text(&r, "relation", json_get_str(m, "relation"));
            e = reference_put(&r, "requirement_mapping", "requirement_id, framework, code");
        }
        exchange_count(l->work, KEY("library.n.mappings"), (int64_t)json_count(codes));
    }
    return e;
}

static err guidance_put(struct library *l, int64_t id, const struct json *list)
{
    err e = db_run(l->ctx->db, "DELETE FROM requirement_guidance WHERE requirement_id = :id",
                   BINDS(B_INT("id", id)), NULL);
    for (size_t i = 0; !e && i < json_count(list); i++) {
        const struct json *g = json_item(list, i);
        struct reference r;
        reference_init(&r, l->ctx);
        reference_int(&r, "requirement_id", id);
        reference_int(&r, "position", (int64_t)i + 1);
        reference_text(&r, "provider", json_get_str(g, "provider"));
        reference_text(&r, "title", json_get_str(g, "title"));
        reference_text(&r, "url", json_get_str(g, "url"));
        e = reference_put(&r, "requirement_guidance", NULL);
    }
    return e;
}

static err requirement_row(struct library *l, int64_t framework_id, int64_t group_id,
                           const struct json *row, str code, str sort_key, int64_t *id)
{
    struct ctx *ctx = l->ctx;
    struct texts title, text, why, how, proof;
    struct reference r;
    err e = texts_read(ctx, l->file, code, row, "title", &title);
    e = e ? e : texts_read(ctx, l->file, code, row, "text", &text);
    e = e ? e : texts_maybe(ctx, l->file, code, row, "why", &why);
    e = e ? e : texts_list(ctx, l->file, code, row, "how", true, &how);
    e = e ? e : texts_list(ctx, l->file, code, row, "evidence", false, &proof);
    e = e ? e : requirement_find(ctx, framework_id, code, id);
    if (e) {
        return e;
    }
    str withdrawn = json_get_str(row, "withdrawn");
    with_code(ctx, code, &title);
    reference_init(&r, ctx);
    reference_int(&r, "framework_id", framework_id);
    reference_id(&r, "parent_id", group_id);
    reference_text(&r, "urn", str_printf(ctx->arena, "%.*s:%.*s", STR_ARG(l->urn), STR_ARG(code)));
    reference_text(&r, "code", code);
    reference_text(&r, "sort_key", sort_key);
    reference_text(&r, "node", STR("control"));
    reference_texts(&r, "title", &title);
    reference_texts(&r, "text", &text);
    reference_texts(&r, "why", &why);
    reference_texts(&r, "how", &how);
    reference_texts(&r, "proof", &proof);
    reference_text(&r, "level", json_get_str(row, "level"));
    reference_text(&r, "binding", json_get_str(row, "binding"));
    reference_text(&r, "role", json_get_str(row, "role"));
    reference_int(&r, "is_assessable", 1);
    reference_text(&r, "withdrawn_on", withdrawn);
    reference_text(&r, "replaced_by", texts_joined(ctx, json_get(row, "replaced_by"), " "));
    e = reference_thing(&r, &requirement_kind, *id, withdrawn.n ? STR("withdrawn") : STR("active"),
                        id);
    return e ? e : searchable(ctx, *id, &title, &text);
}

static err requirement_read(struct library *l, int64_t framework_id, int64_t group_id,
                            const struct json *row, str sort_key)
{
    int64_t id = 0;
    str code = json_get_str(row, "id"), binding = json_get_str(row, "binding");
    const struct json *bases = json_get(row, "legal_basis");
    if (!code.n) {
        return library_missing(l, STR("requirements"), "id");
    }
    if (str_is(binding, "duty") && json_count(bases) == 0) {
        /* library-format.md: a duty has at least one legal basis. */
        return fault(l->ctx, ERR_INVALID, "library.duty_without_law", l->file, code);
    }
    err e = requirement_row(l, framework_id, group_id, row, code, sort_key, &id);
    e = e ? e : legal_put(l, id, code, bases);
    e = e ? e : mappings_put(l, id, json_get(row, "mappings"));
    return e ? e : guidance_put(l, id, json_get(row, "guidance"));
}

err library_framework(struct library *l)
{
    const struct json *groups = json_get(l->tree, "groups");
    int64_t framework_id = 0;
    err e = framework_put(l, &framework_id);
    for (size_t i = 0; !e && i < json_count(groups); i++) {
        const struct json *rows = json_get(json_item(groups, i), "requirements");
        int64_t group_id = 0;
        e = group_put(l, framework_id, json_item(groups, i), i, &group_id);
        for (size_t j = 0; !e && j < json_count(rows); j++) {
            e = requirement_read(l, framework_id, group_id, json_item(rows, j),
                                 place(l->ctx, i, j + 1));
        }
        exchange_count(l->work, KEY("library.n.requirements"), (int64_t)json_count(rows));
    }
    return e ? e : framework_count(l->ctx, framework_id);
}
