/* library.c - reads reference content from library files: each once, and again when it has changed.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "exchange/library/library.h"

#include "base/embedded.h"
#include "base/hash.h"
#include "format/yaml/read.h"

#include <string.h>

/* Those that lean on nothing come first. */
static const struct type {
    const char *name, *folder;
    err (*read)(struct library *l);
} types[] = {
    {"organisation-register", "library/organisation/", library_organisations},
    {"legal-basis", "library/legal/", library_legal},
    {"framework", "library/framework/", library_framework},
    {"indicator", "library/indicator/", library_indicator},
    {"question-set", "library/question/", library_questions},
};
enum { N_TYPES = sizeof types / sizeof *types };

err library_missing(const struct library *l, str where, const char *member)
{
    return fault(l->ctx, ERR_INVALID, "library.missing", l->file, where, str_of(member));
}

static const struct type *type_of(str name)
{
    for (size_t i = 0; i < N_TYPES; i++) {
        if (str_is(name, types[i].name)) {
            return &types[i];
        }
    }
    return NULL;
}

/* What was read under that urn before: its hash and version; STR_NONE when nothing was. */
static err read_before(struct ctx *ctx, str urn, str *hash, int64_t *edition)
{
    const struct bind binds[] = {B_TEXT("urn", urn)};
    err e = db_text(ctx->db, ctx->arena, "SELECT hash FROM library_source WHERE urn = :urn", binds,
                    1, hash);
    return e ? e
             : db_int(ctx->db, "SELECT edition FROM library_source WHERE urn = :urn", binds, 1,
                      edition);
}

static str attribution(const struct json *tree)
{
    str own = json_get_str(tree, "attribution");
    return own.n ? own : json_get_str(json_get(tree, "source"), "attribution");
}

static err head_keep(struct library *l, str type, int64_t edition, str hash)
{
    struct ctx *ctx = l->ctx;
    struct texts title, description;
    err e = texts_read(ctx, l->file, STR("head"), l->tree, "title", &title);
    e = e ? e : texts_maybe(ctx, l->file, STR("head"), l->tree, "description", &description);
    if (e) {
        return e;
    }
    struct reference r;
    reference_init(&r, ctx);
    reference_text(&r, "urn", l->urn);
    reference_text(&r, "type", type);
    reference_int(&r, "edition", edition);
    reference_text(&r, "published_on", json_get_str(l->tree, "published"));
    reference_text(&r, "provider", json_get_str(l->tree, "provider"));
    reference_text(&r, "licence", json_get_str(l->tree, "licence"));
    reference_text(&r, "attribution", attribution(l->tree));
    reference_texts(&r, "title", &title);
    reference_texts(&r, "description", &description);
    reference_text(&r, "hash", hash);
    reference_int(&r, "read_at", ctx->now);
    return reference_put(&r, "library_source", "urn");
}

static err content_read(struct library *l, str hash)
{
    struct ctx *ctx = l->ctx;
    str type_name = json_get_str(l->tree, "type"), old_hash;
    const struct type *type = type_of(type_name);
    int64_t edition = 0, old_edition = 0;
    l->urn = json_get_str(l->tree, "urn");
    if (!l->urn.n) {
        return library_missing(l, STR("head"), "urn");
    }
    if (!json_to_int(json_get(l->tree, "version"), &edition)) {
        return library_missing(l, STR("head"), "version");
    }
    if (!type) {
        return fault(ctx, ERR_INVALID, "library.unknown_type", l->file, type_name);
    }
    err e = read_before(ctx, l->urn, &old_hash, &old_edition);
    if (e || str_eq(old_hash, hash)) {
        return e;
    }
    if (edition < old_edition) {
        return fault(ctx, ERR_CONFLICT, "library.older", l->file, str_from_int(ctx->arena, edition),
                     str_from_int(ctx->arena, old_edition));
    }
    e = head_keep(l, type_name, edition, hash);
    if (e) {
        return e;
    }
    exchange_count(l->work, KEY("library.n.files"), 1);
    return type->read(l);
}

err library_read(struct ctx *ctx, struct exchange_work *w)
{
    struct library l = {.ctx = ctx, .work = w, .file = w->file};
    struct refusal refusal = {0};
    err e = yaml_read(ctx->arena, w->text, &json_limits_document, &l.tree, &refusal);
    if (e) {
        str line = str_from_int(ctx->arena, refusal.line);
        str why = word_args(ctx->arena, ctx->lang, refusal.key,
                            (const str[]){line, str_from_int(ctx->arena, refusal.column),
                                          refusal.thing, refusal.limit},
                            4);
        return fault(ctx, e, "library.not_read", w->file, line, why);
    }
    return content_read(&l, sha256_hex(ctx->arena, w->text));
}

/* A new version of the program brings files that are older than what somebody read in himself: they
   are passed over, since nobody asked for them by name. */
static err built_in(struct ctx *ctx, struct exchange_work *w, const struct embedded *file)
{
    w->file = str_of(file->name);
    w->text = str_n((const char *)file->data, file->n);
    err e = library_read(ctx, w);
    if (e == ERR_CONFLICT && ctx->fault.key && strcmp(ctx->fault.key, "library.older") == 0) {
        fault_init(&ctx->fault, ctx->arena);
        return OK;
    }
    return e;
}

err library_read_all(struct ctx *ctx, struct exchange_work *w)
{
    for (size_t t = 0; t < N_TYPES; t++) {
        for (const struct embedded *file = all_embedded; file->name; file++) {
            if (strncmp(file->name, types[t].folder, strlen(types[t].folder)) == 0 &&
                str_ends(str_of(file->name), ".yaml")) {
                err e = built_in(ctx, w, file);
                if (e) {
                    return e;
                }
            }
        }
    }
    return OK;
}

static err library_in(struct ctx *ctx, struct exchange_work *w)
{
    return w->text.p ? library_read(ctx, w) : library_read_all(ctx, w);
}

const struct exchange library_exchange = {.name = "library",
                                          .summary = KEY("exchange.library"),
                                          .flags = EXCHANGE_IN | EXCHANGE_NO_FILE,
                                          .in = library_in};

err reference_load(struct ctx *ctx)
{
    struct exchange_work w = {0};
    return library_read_all(ctx, &w);
}
