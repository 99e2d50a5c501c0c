/* reference.c - rows of reference content, written as files give them: in three languages at once.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "exchange/reference.h"

#include "base/buf.h"
#include "base/id.h"
#include "kind/index.h"

#include <assert.h>
#include <string.h>

enum { LONGEST_SQL = 16 * 1024 };

void reference_init(struct reference *r, struct ctx *ctx)
{
    r->ctx = ctx;
    r->n = 0;
    r->ref = 0;
}

static void add(struct reference *r, struct bind b)
{
    assert(r->n < REFERENCE_COLUMNS);
    r->at[r->n++] = b;
}

void reference_text(struct reference *r, const char *column, str value)
{
    add(r, B_TEXT(column, value.n ? value : STR_NONE));
}

void reference_int(struct reference *r, const char *column, int64_t value)
{
    add(r, B_INT(column, value));
}

void reference_id(struct reference *r, const char *column, int64_t id)
{
    add(r, B_ID(column, id));
}

void reference_null(struct reference *r, const char *column)
{
    add(r, B_INT_NULL(column));
}

void reference_texts(struct reference *r, const char *name, const struct texts *t)
{
    for (int lang = 0; lang < N_LANGS; lang++) {
        str code = str_of(lang_code((enum lang)lang));
        str column = STR_JOIN(r->ctx->arena, str_of(name), STR("_"), code);
        reference_text(r, column.p, t->in[lang]);
    }
}

/* "a, b" and ":a, :b" of the columns gathered. */
static void names(struct buf *b, const struct reference *r, const char *before)
{
    for (size_t i = 0; i < r->n; i++) {
        buf_z(b, i ? ", " : "");
        buf_z(b, before);
        buf_z(b, r->at[i].name);
    }
}

static bool is_key(const char *keys, const char *name)
{
    str rest = str_of(keys), key;
    while (str_split(&rest, ',', &key)) {
        if (str_is(str_trim(key), name)) {
            return true;
        }
    }
    return false;
}

err reference_put(struct reference *r, const char *table, const char *keys)
{
    struct buf b;
    buf_init(&b, r->ctx->arena, LONGEST_SQL);
    buf_printf(&b, "INSERT INTO %s (", table);
    names(&b, r, "");
    buf_literal(&b, ") VALUES (");
    names(&b, r, ":");
    buf_literal(&b, ")");
    if (keys) {
        bool any = false;
        buf_printf(&b, " ON CONFLICT (%s) DO ", keys);
        for (size_t i = 0; i < r->n; i++) {
            if (!is_key(keys, r->at[i].name)) {
                buf_printf(&b, "%s%s = excluded.%s", any ? ", " : "UPDATE SET ", r->at[i].name,
                           r->at[i].name);
                any = true;
            }
        }
        buf_z(&b, any ? "" : "NOTHING");
    }
    buf_char(&b, 0);
    return db_run(r->ctx->db, b.data, r->at, r->n, NULL);
}

err reference_refs(struct ctx *ctx, const struct kind *k, int64_t n, int64_t *first)
{
    err e = db_int(ctx->db,
                   "INSERT INTO counter (organisation_id, kind, value) VALUES (0, :kind, :n) "
                   "ON CONFLICT (organisation_id, kind) DO UPDATE SET value = counter.value + :n "
                   "RETURNING value",
                   BINDS(B_TEXT("kind", str_of(k->name)), B_INT("n", n)), first);
    *first -= n - 1;
    return e;
}

static err insert(struct reference *r, const struct kind *k, str state, int64_t *out)
{
    int64_t ref = r->ref;
    err e = ref ? OK : reference_refs(r->ctx, k, 1, &ref);
    if (e) {
        return e;
    }
    reference_text(r, "uuid", id_uuid(r->ctx->arena, r->ctx->now));
    reference_int(r, "ref", ref);
    reference_int(r, "version", 1);
    reference_text(r, "state", state);
    reference_int(r, "created_at", r->ctx->now);
    reference_int(r, "updated_at", r->ctx->now);
    struct buf b;
    buf_init(&b, r->ctx->arena, LONGEST_SQL);
    buf_printf(&b, "INSERT INTO %s (", kind_table(k));
    names(&b, r, "");
    buf_literal(&b, ") VALUES (");
    names(&b, r, ":");
    buf_literal(&b, ") RETURNING id");
    buf_char(&b, 0);
    e = db_int(r->ctx->db, b.data, r->at, r->n, out);
    return e ? e : index_row(r->ctx, k, *out);
}

err reference_thing(struct reference *r, const struct kind *k, int64_t id, str state, int64_t *out)
{
    if (!id) {
        return insert(r, k, state, out);
    }
    struct buf b;
    buf_init(&b, r->ctx->arena, LONGEST_SQL);
    buf_printf(&b, "UPDATE %s SET version = version + 1, state = :state, updated_at = :now",
               kind_table(k));
    for (size_t i = 0; i < r->n; i++) {
        buf_literal(&b, ", ");
        buf_z(&b, r->at[i].name);
        buf_literal(&b, " = :");
        buf_z(&b, r->at[i].name);
    }
    buf_literal(&b, " WHERE id = :id");
    buf_char(&b, 0);
    reference_text(r, "state", state);
    reference_int(r, "now", r->ctx->now);
    reference_int(r, "id", id);
    *out = id;
    err e = db_run(r->ctx->db, b.data, r->at, r->n, NULL);
    return e ? e : index_row(r->ctx, k, id);
}

/* --- language maps --- */

static err texts_of(struct ctx *ctx, str file, str where, const struct json *map, struct texts *out)
{
    for (int lang = 0; lang < N_LANGS; lang++) {
        out->in[lang] = str_trim(json_get_str(map, lang_code((enum lang)lang)));
        if (!out->in[lang].n) {
            return fault(ctx, ERR_INVALID, "library.no_text", file, where,
                         str_of(lang_code((enum lang)lang)));
        }
    }
    return OK;
}

err texts_read(struct ctx *ctx, str file, str where, const struct json *node, const char *member,
               struct texts *out)
{
    str place = str_printf(ctx->arena, "%.*s %s", STR_ARG(where), member);
    return texts_of(ctx, file, place, json_get(node, member), out);
}

err texts_maybe(struct ctx *ctx, str file, str where, const struct json *node, const char *member,
                struct texts *out)
{
    *out = (struct texts){0};
    const struct json *map = json_get(node, member);
    return map && map->type != JSON_IS_NULL ? texts_read(ctx, file, where, node, member, out) : OK;
}

err texts_list(struct ctx *ctx, str file, str where, const struct json *node, const char *member,
               bool numbered, struct texts *out)
{
    const struct json *list = json_get(node, member);
    struct buf b[N_LANGS];
    for (int lang = 0; lang < N_LANGS; lang++) {
        buf_init(&b[lang], ctx->arena, 64 * KIB);
    }
    for (size_t i = 0; i < json_count(list); i++) {
        struct texts item;
        str place = str_printf(ctx->arena, "%.*s %s[%zu]", STR_ARG(where), member, i + 1);
        err e = texts_of(ctx, file, place, json_item(list, i), &item);
        if (e) {
            return e;
        }
        for (int lang = 0; lang < N_LANGS; lang++) {
            if (numbered) {
                buf_printf(&b[lang], "%zu. ", i + 1);
            } else {
                buf_literal(&b[lang], "- ");
            }
            buf_str(&b[lang], item.in[lang]);
            buf_char(&b[lang], '\n');
        }
    }
    for (int lang = 0; lang < N_LANGS; lang++) {
        out->in[lang] = buf_as_str(&b[lang]);
    }
    return OK;
}

str texts_joined(struct ctx *ctx, const struct json *list, const char *separator)
{
    struct buf b;
    buf_init(&b, ctx->arena, 64 * KIB);
    for (size_t i = 0; i < json_count(list); i++) {
        if (i) {
            buf_z(&b, separator);
        }
        buf_str(&b, json_str(json_item(list, i)));
    }
    return b.n ? buf_as_str(&b) : STR_NONE;
}
