/* read.c - a JSON-stat 2.0 dataset, checked. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/jsonstat/read.h"

#include "base/text.h"

#include <stdlib.h>

struct reader {
    struct arena *arena;
    struct refusal *refusal;
};

static err invalid(struct reader *in, const char *key, str thing)
{
    return refuse(in->refusal, in->arena, ERR_INVALID, key, 0, 0, thing, STR_NONE);
}

size_t jsonstat_category_find(const struct jsonstat_dimension *d, str id)
{
    size_t i = 0;
    while (i < d->n_categories && !str_eq(d->categories[i].id, id)) {
        i++;
    }
    return i;
}

size_t jsonstat_cell(const struct jsonstat *set, const size_t *positions)
{
    size_t cell = 0;
    for (size_t i = 0; i < set->n_dimensions; i++) {
        cell = cell * set->dimensions[i].n_categories + positions[i];
    }
    return cell;
}

static bool is_object(const struct json *v)
{
    return v && v->type == JSON_IS_OBJECT;
}

static bool is_array(const struct json *v)
{
    return v && v->type == JSON_IS_ARRAY;
}

static bool is_text(const struct json *v)
{
    return v->type == JSON_IS_TEXT;
}

/* ---- categories ---- */

/* {"a": 0, "b": 1}: every position from 0 to n - 1 once. */
static bool index_object(const struct json *index, struct jsonstat_category *out, size_t n)
{
    for (size_t i = 0; i < index->n; i++) {
        int64_t at;
        if (!json_to_int(&index->members[i].value, &at) || at < 0 || (size_t)at >= n ||
            out[at].id.p) {
            return false;
        }
        out[at].id = index->members[i].name;
    }
    return index->n == n;
}

static int by_text(const void *a, const void *b)
{
    return str_compare(*(const str *)a, *(const str *)b);
}

/* ["a", "b"]: texts that differ. */
static bool index_array(struct arena *a, const struct json *index, struct jsonstat_category *out,
                        size_t n)
{
    str *sorted = ARENA_ARRAY(a, n, str);
    if (index->n != n) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (!is_text(&index->items[i])) {
            return false;
        }
        sorted[i] = out[i].id = json_str(&index->items[i]);
    }
    qsort(sorted, n, sizeof *sorted, by_text);
    for (size_t i = 1; i < n; i++) {
        if (str_eq(sorted[i - 1], sorted[i])) {
            return false;
        }
    }
    return true;
}

static const struct json *member(const struct json *object, str name)
{
    for (size_t i = 0; is_object(object) && i < object->n; i++) {
        if (str_eq(object->members[i].name, name)) {
            return &object->members[i].value;
        }
    }
    return NULL;
}

/* Categories by id, so that labels in any order find theirs without comparing each with each. */
struct found {
    const struct jsonstat_category *from;
    const size_t *sorted;
    size_t n;
};

static int by_id(const void *a, const void *b, void *with)
{
    const struct jsonstat_category *c = with;
    return str_compare(c[*(const size_t *)a].id, c[*(const size_t *)b].id);
}

/* The category named so, looked for at place `near` first; n when there is none. */
static size_t find(const struct found *all, str name, size_t near)
{
    if (near < all->n && str_eq(all->from[near].id, name)) {
        return near;
    }
    size_t low = 0, high = all->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(all->from[all->sorted[middle]].id, name);
        if (order == 0) {
            return all->sorted[middle];
        }
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    return all->n;
}

static void unit_read(struct jsonstat_category *c, const struct json *unit)
{
    int64_t decimals;
    c->unit = unit;
    c->unit_label = json_get_str(unit, "label");
    c->unit_symbol = json_get_str(unit, "symbol");
    c->decimals =
        json_to_int(json_get(unit, "decimals"), &decimals) && decimals >= 0 && decimals <= 18
            ? (int)decimals
            : -1;
}

static err categories_read(struct reader *in, const struct json *category, size_t n,
                           struct jsonstat_dimension *out)
{
    const struct json *index = json_get(category, "index");
    const struct json *label = json_get(category, "label"), *unit = json_get(category, "unit");
    struct jsonstat_category *c = ARENA_ARRAY(in->arena, n, struct jsonstat_category);
    bool fits = is_object(index)  ? index_object(index, c, n)
                : is_array(index) ? index_array(in->arena, index, c, n)
                                  : !index && n == 1 && json_count(label) == 1;
    if (fits && !index) {
        fits = is_object(label);
        c[0].id = fits ? label->members[0].name : STR_NONE;
    }
    if (!fits) {
        return invalid(in, KEY("format.jsonstat.index"), out->id);
    }
    size_t *sorted = ARENA_ARRAY(in->arena, n, size_t);
    for (size_t i = 0; i < n; i++) {
        sorted[i] = i;
        c[i].decimals = -1;
    }
    qsort_r(sorted, n, sizeof *sorted, by_id, c);
    const struct found all = {c, sorted, n};
    for (size_t i = 0; is_object(label) && i < label->n; i++) {
        size_t at = find(&all, label->members[i].name, i);
        if (at < n) {
            c[at].label = json_str(&label->members[i].value);
        }
    }
    for (size_t i = 0; is_object(unit) && i < unit->n; i++) {
        size_t at = find(&all, unit->members[i].name, i);
        if (at < n) {
            unit_read(&c[at], &unit->members[i].value);
        }
    }
    out->categories = c;
    out->n_categories = n;
    out->child = json_get(category, "child");
    out->coordinates = json_get(category, "coordinates");
    return OK;
}

/* ---- dimensions ---- */

static err roles_read(struct reader *in, const struct json *role, struct jsonstat_dimension *d,
                      size_t n)
{
    static const struct {
        const char *name;
        enum jsonstat_role role;
    } roles[] = {{"time", JSONSTAT_TIME}, {"geo", JSONSTAT_GEO}, {"metric", JSONSTAT_METRIC}};
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        const struct json *names = json_get(role, roles[i].name);
        for (size_t k = 0; k < json_count(names); k++) {
            str name = json_str(json_item(names, k));
            size_t at = 0;
            while (at < n && !str_eq(d[at].id, name)) {
                at++;
            }
            if (at == n) {
                return invalid(in, KEY("format.jsonstat.role"), name);
            }
            d[at].role = roles[i].role;
        }
    }
    return OK;
}

static err dimension_read(struct reader *in, const struct json *all, const struct json *id,
                          const struct json *size, struct jsonstat_dimension *out)
{
    int64_t n;
    *out = (struct jsonstat_dimension){.id = json_str(id)};
    const struct json *d = is_text(id) ? member(all, out->id) : NULL;
    if (!is_object(d)) {
        return invalid(in, KEY("format.jsonstat.dimension"), out->id);
    }
    if (!json_to_int(size, &n) || n < 1 || n > JSONSTAT_CELLS) {
        return invalid(in, KEY("format.jsonstat.size"), out->id);
    }
    out->label = json_get_str(d, "label");
    out->note = json_get(d, "note");
    out->extension = json_get(d, "extension");
    return categories_read(in, json_get(d, "category"), (size_t)n, out);
}

static err dimensions_read(struct reader *in, const struct json *tree, struct jsonstat *out)
{
    const struct json *id = json_get(tree, "id"), *size = json_get(tree, "size");
    size_t n = json_count(id);
    if (!is_array(id) || !is_array(size) || n == 0 || n != json_count(size)) {
        return invalid(in, KEY("format.jsonstat.shape"), STR("id, size"));
    }
    if (n > JSONSTAT_DIMENSIONS) {
        return refuse_limit(in->refusal, in->arena, KEY("format.jsonstat.dimensions"), 0, 0,
                            STR_NONE, JSONSTAT_DIMENSIONS);
    }
    struct jsonstat_dimension *d = ARENA_ARRAY(in->arena, n, struct jsonstat_dimension);
    size_t cells = 1;
    for (size_t i = 0; i < n; i++) {
        err e = dimension_read(in, json_get(tree, "dimension"), json_item(id, i),
                               json_item(size, i), &d[i]);
        if (e) {
            return e;
        }
        for (size_t k = 0; k < i; k++) {
            if (str_eq(d[k].id, d[i].id)) {
                return invalid(in, KEY("format.jsonstat.dimension"), d[i].id);
            }
        }
        cells *= d[i].n_categories; /* each at most a million, and so the product stays small */
        if (cells > JSONSTAT_CELLS) {
            return refuse_limit(in->refusal, in->arena, KEY("format.jsonstat.cells"), 0, 0,
                                STR_NONE, JSONSTAT_CELLS);
        }
    }
    out->dimensions = d;
    out->n_dimensions = n;
    out->n_cells = cells;
    return roles_read(in, json_get(tree, "role"), d, n);
}

/* ---- cells ---- */

static bool cell_of(str name, size_t n, size_t *out)
{
    int64_t at;
    if (!str_to_int(name, &at) || at < 0 || (size_t)at >= n) {
        return false;
    }
    *out = (size_t)at;
    return true;
}

static bool is_value(const struct json *v)
{
    return v->type == JSON_IS_NULL || v->type == JSON_IS_INT || v->type == JSON_IS_DECIMAL ||
           v->type == JSON_IS_TEXT;
}

static err values_read(struct reader *in, const struct json *value, struct jsonstat *out)
{
    size_t n = out->n_cells;
    if (is_array(value)) {
        for (size_t i = 0; i < value->n; i++) {
            if (!is_value(&value->items[i])) {
                return invalid(in, KEY("format.jsonstat.value"), STR("value"));
            }
        }
        out->values = value->items;
        return value->n == n ? OK
                             : invalid(in, KEY("format.jsonstat.count"),
                                       str_printf(in->arena, "%u / %zu", value->n, n));
    }
    if (!is_object(value)) {
        return invalid(in, KEY("format.jsonstat.value"), STR("value"));
    }
    struct json *values = ARENA_ARRAY(in->arena, n, struct json); /* zeroes are nulls */
    for (size_t i = 0; i < value->n; i++) {
        size_t at;
        if (!cell_of(value->members[i].name, n, &at) || !is_value(&value->members[i].value)) {
            return invalid(in, KEY("format.jsonstat.value"), value->members[i].name);
        }
        values[at] = value->members[i].value;
    }
    out->values = values;
    return OK;
}

static err status_read(struct reader *in, const struct json *status, struct jsonstat *out)
{
    size_t n = out->n_cells;
    if (!status || status->type == JSON_IS_NULL) {
        return OK;
    }
    str *cells = ARENA_ARRAY(in->arena, n, str);
    out->status = cells;
    bool for_all = is_text(status) || (is_array(status) && status->n == 1);
    if (for_all) {
        str one = json_str(is_text(status) ? status : &status->items[0]);
        for (size_t i = 0; i < n; i++) {
            cells[i] = one;
        }
        return OK;
    }
    if (is_array(status) && status->n == n) {
        for (size_t i = 0; i < n; i++) {
            cells[i] = json_str(&status->items[i]);
        }
        return OK;
    }
    if (!is_object(status)) {
        return invalid(in, KEY("format.jsonstat.status"), STR("status"));
    }
    for (size_t i = 0; i < status->n; i++) {
        size_t at;
        if (!cell_of(status->members[i].name, n, &at)) {
            return invalid(in, KEY("format.jsonstat.status"), status->members[i].name);
        }
        cells[at] = json_str(&status->members[i].value);
    }
    return OK;
}

err jsonstat_read_tree(struct arena *a, const struct json *tree, struct jsonstat *out,
                       struct refusal *r)
{
    struct reader in = {.arena = a, .refusal = r};
    *out = (struct jsonstat){.label = json_get_str(tree, "label"),
                             .source = json_get_str(tree, "source"),
                             .updated = json_get_str(tree, "updated"),
                             .href = json_get_str(tree, "href"),
                             .note = json_get(tree, "note"),
                             .extension = json_get(tree, "extension"),
                             .link = json_get(tree, "link")};
    if (!str_is(json_get_str(tree, "class"), "dataset")) {
        return invalid(&in, KEY("format.jsonstat.class"), json_get_str(tree, "class"));
    }
    if (!str_starts(json_get_str(tree, "version"), "2.")) {
        return invalid(&in, KEY("format.jsonstat.version"), json_get_str(tree, "version"));
    }
    err e = dimensions_read(&in, tree, out);
    e = e ? e : values_read(&in, json_get(tree, "value"), out);
    return e ? e : status_read(&in, json_get(tree, "status"), out);
}

err jsonstat_read(struct arena *a, str text, const struct json_limits *limits, struct jsonstat *out,
                  struct refusal *r)
{
    const struct json *tree;
    err e = json_read(a, text, limits, &tree, r);
    return e ? e : jsonstat_read_tree(a, tree, out, r);
}
