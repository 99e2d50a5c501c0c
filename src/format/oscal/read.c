/* read.c - an OSCAL catalog in JSON, nothing dropped. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/oscal/read.h"

#include "base/text.h"
#include "format/oscal/shape.h"

#include <string.h>

/* One step of the way to the struct in work, for the JSON pointer of a refusal. */
struct step {
    const struct step *up;
    const char *name;
    size_t index; /* SIZE_MAX: not a list */
};

struct reader {
    struct arena *arena;
    struct refusal *refusal;
    struct oscal_counts counts;
};

static void pointer(struct buf *b, const struct step *step)
{
    if (!step) {
        return;
    }
    pointer(b, step->up);
    buf_char(b, '/');
    buf_z(b, step->name);
    if (step->index != SIZE_MAX) {
        buf_char(b, '/');
        buf_int(b, (int64_t)step->index);
    }
}

static err invalid(struct reader *in, const char *key, const struct step *step)
{
    struct buf b;
    buf_init(&b, in->arena, 4 * KIB);
    pointer(&b, step);
    return refuse(in->refusal, in->arena, ERR_INVALID, key, 0, 0, buf_as_str(&b), STR_NONE);
}

static err shape_read(struct reader *in, const struct oscal_shape *shape, const struct json *v,
                      const struct step *step, void *out);

static bool all_of(const struct json *list, enum json_type type)
{
    for (size_t i = 0; i < list->n; i++) {
        if (list->items[i].type != type) {
            return false;
        }
    }
    return true;
}

/* Can the value be kept in the field? If not, it is kept as it stands. */
static bool fits(const struct oscal_field *field, const struct json *v)
{
    switch (field->type) {
    case OSCAL_TEXT:
        return v->type == JSON_IS_TEXT;
    case OSCAL_TEXTS:
        return v->type == JSON_IS_ARRAY && v->n && all_of(v, JSON_IS_TEXT);
    case OSCAL_ONE:
        return v->type == JSON_IS_OBJECT;
    case OSCAL_LIST:
        return v->type == JSON_IS_ARRAY && v->n && all_of(v, JSON_IS_OBJECT);
    }
    return false;
}

static void put_list(void *at, const void *items, size_t n)
{
    memcpy(at, &items, sizeof items);
    memcpy((char *)at + sizeof items, &n, sizeof n);
}

static err field_read(struct reader *in, const struct oscal_field *field, const struct json *v,
                      const struct step *up, void *at)
{
    if (field->type == OSCAL_TEXT) {
        *(str *)at = json_str(v);
        return OK;
    }
    if (field->type == OSCAL_TEXTS) {
        str *texts = ARENA_ARRAY(in->arena, v->n, str);
        for (size_t i = 0; i < v->n; i++) {
            texts[i] = json_str(&v->items[i]);
        }
        put_list(at, texts, v->n);
        return OK;
    }
    size_t n = field->type == OSCAL_ONE ? 1 : v->n;
    const struct json *items = field->type == OSCAL_ONE ? v : v->items;
    char *structs = arena_array(in->arena, n, field->shape->size);
    for (size_t i = 0; i < n; i++) {
        const struct step step = {up, field->name, field->type == OSCAL_ONE ? SIZE_MAX : i};
        err e = shape_read(in, field->shape, &items[i], &step, structs + i * field->shape->size);
        if (e) {
            return e;
        }
    }
    if (field->type == OSCAL_ONE) {
        memcpy(at, &structs, sizeof structs);
    } else {
        put_list(at, structs, n);
    }
    return OK;
}

static const struct oscal_field *field_of(const struct oscal_shape *shape, str name)
{
    for (const struct oscal_field *f = shape->fields; f->name; f++) {
        if (str_is(name, f->name)) {
            return f;
        }
    }
    return NULL;
}

static void extra_read(struct reader *in, const struct oscal_shape *shape, const struct json *v,
                       const bool *is_extra, size_t n_extra, void *out)
{
    struct oscal_extra *extra = ARENA_ARRAY(in->arena, n_extra, struct oscal_extra);
    size_t n = 0;
    for (size_t i = 0; i < v->n; i++) {
        if (is_extra[i]) {
            extra[n++] = (struct oscal_extra){v->members[i].name,
                                              json_tree_text(in->arena, &v->members[i].value)};
        }
    }
    put_list((char *)out + shape->extra, extra, n);
    in->counts.extras += n;
}

static err needed_is_there(struct reader *in, const struct oscal_shape *shape, const struct json *v,
                           const struct step *step)
{
    const struct json *needed = shape->needed ? json_get(v, shape->needed) : NULL;
    if (!shape->needed || (needed && fits(field_of(shape, str_of(shape->needed)), needed))) {
        return OK;
    }
    const struct step missing = {step, shape->needed, SIZE_MAX};
    return invalid(in, KEY("format.oscal.missing"), &missing);
}

static err shape_read(struct reader *in, const struct oscal_shape *shape, const struct json *v,
                      const struct step *step, void *out)
{
    enum { FEW = 32 };
    bool few[FEW] = {false};
    bool *is_extra = v->n > FEW ? ARENA_ARRAY(in->arena, v->n, bool) : few;
    size_t n_extra = 0;
    if (shape->count != OSCAL_NOT_COUNTED) {
        ++*(size_t *)((char *)&in->counts + shape->count);
    }
    for (size_t i = 0; i < v->n; i++) {
        const struct json_member *m = &v->members[i];
        const struct oscal_field *field = field_of(shape, m->name);
        if (!field || !fits(field, &m->value)) {
            is_extra[i] = true;
            n_extra++;
            continue;
        }
        err e = field_read(in, field, &m->value, step, (char *)out + field->offset);
        if (e) {
            return e;
        }
    }
    if (n_extra) {
        extra_read(in, shape, v, is_extra, n_extra, out);
    }
    return needed_is_there(in, shape, v, step);
}

/* "1.0.0" to "1.2.x", also with what a draft adds ("1.1.0-rc1") or with a v before it, as seen. */
static bool is_known_version(str version)
{
    if (str_starts(version, "v")) {
        version = str_slice(version, 1, version.n);
    }
    return str_starts(version, "1.0.") || str_starts(version, "1.1.") ||
           str_starts(version, "1.2.") || str_is(version, "1.0") || str_is(version, "1.1") ||
           str_is(version, "1.2");
}

/* What the document is instead: "profile", "component-definition". */
static str other_root(const struct json *tree)
{
    for (size_t i = 0; tree->type == JSON_IS_OBJECT && i < tree->n; i++) {
        if (!str_is(tree->members[i].name, "$schema") &&
            !str_is(tree->members[i].name, "catalog")) {
            return tree->members[i].name;
        }
    }
    return STR_NONE;
}

err oscal_read_tree(struct arena *a, const struct json *tree, const struct oscal_catalog **out,
                    struct refusal *r)
{
    struct reader in = {.arena = a, .refusal = r};
    const struct json *root = json_get(tree, "catalog");
    str schema = json_get_str(tree, "$schema");
    *out = NULL;
    if (!root || root->type != JSON_IS_OBJECT || tree->n != (schema.p ? 2 : 1)) {
        return refuse(r, a, ERR_INVALID, KEY("format.oscal.root"), 0, 0, other_root(tree),
                      STR_NONE);
    }
    struct oscal_catalog *catalog = ARENA_NEW(a, struct oscal_catalog);
    const struct step step = {NULL, "catalog", SIZE_MAX};
    err e = shape_read(&in, &oscal_catalog_shape, root, &step, catalog);
    if (e) {
        return e;
    }
    if (!is_known_version(catalog->metadata->oscal_version)) {
        return refuse(r, a, ERR_INVALID, KEY("format.oscal.version"), 0, 0,
                      catalog->metadata->oscal_version, STR_NONE);
    }
    catalog->schema = schema;
    catalog->counts = in.counts;
    *out = catalog;
    return OK;
}

err oscal_read(struct arena *a, str text, const struct json_limits *limits,
               const struct oscal_catalog **out, struct refusal *r)
{
    const struct json *tree;
    err e = json_read(a, text, limits, &tree, r);
    *out = NULL;
    return e ? e : oscal_read_tree(a, tree, out, r);
}
