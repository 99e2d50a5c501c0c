/* write.c - a dataset as JSON-stat 2.0. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/jsonstat/write.h"

static void text_if(struct json_writer *w, const char *name, str text)
{
    if (text.p) {
        json_member_text(w, name, text);
    }
}

static void tree_if(struct json_writer *w, const char *name, const struct json *v)
{
    if (v) {
        json_key(w, name);
        json_tree(w, v);
    }
}

static void unit(struct json_writer *w, const struct jsonstat_category *c)
{
    json_key_str(w, c->id);
    if (c->unit) {
        json_tree(w, c->unit);
        return;
    }
    json_object_start(w);
    text_if(w, "label", c->unit_label);
    text_if(w, "symbol", c->unit_symbol);
    if (c->decimals >= 0) {
        json_member_int(w, "decimals", c->decimals);
    }
    json_object_end(w);
}

static bool has_unit(const struct jsonstat_category *c)
{
    return c->unit || c->unit_label.p || c->unit_symbol.p;
}

static void category(struct json_writer *w, const struct jsonstat_dimension *d)
{
    bool units = false;
    json_key(w, "category");
    json_object_start(w);
    json_key(w, "index");
    json_object_start(w);
    for (size_t i = 0; i < d->n_categories; i++) {
        json_key_str(w, d->categories[i].id);
        json_int(w, (int64_t)i);
    }
    json_object_end(w);
    json_key(w, "label");
    json_object_start(w);
    for (size_t i = 0; i < d->n_categories; i++) {
        const struct jsonstat_category *c = &d->categories[i];
        json_key_str(w, c->id);
        json_text(w, c->label.p ? c->label : c->id);
        units |= has_unit(c);
    }
    json_object_end(w);
    if (units) {
        json_key(w, "unit");
        json_object_start(w);
        for (size_t i = 0; i < d->n_categories; i++) {
            if (has_unit(&d->categories[i])) {
                unit(w, &d->categories[i]);
            }
        }
        json_object_end(w);
    }
    tree_if(w, "child", d->child);
    tree_if(w, "coordinates", d->coordinates);
    json_object_end(w);
}

static void roles(struct json_writer *w, const struct jsonstat *set)
{
    static const char *const names[] = {
        [JSONSTAT_TIME] = "time", [JSONSTAT_GEO] = "geo", [JSONSTAT_METRIC] = "metric"};
    json_key(w, "role");
    json_object_start(w);
    for (enum jsonstat_role role = JSONSTAT_TIME; role <= JSONSTAT_METRIC; role++) {
        bool any = false;
        for (size_t i = 0; i < set->n_dimensions; i++) {
            if (set->dimensions[i].role != role) {
                continue;
            }
            if (!any) {
                json_key(w, names[role]);
                json_array_start(w);
            }
            any = true;
            json_text(w, set->dimensions[i].id);
        }
        if (any) {
            json_array_end(w);
        }
    }
    json_object_end(w);
}

static void dimensions(struct json_writer *w, const struct jsonstat *set)
{
    json_key(w, "id");
    json_array_start(w);
    for (size_t i = 0; i < set->n_dimensions; i++) {
        json_text(w, set->dimensions[i].id);
    }
    json_array_end(w);
    json_key(w, "size");
    json_array_start(w);
    for (size_t i = 0; i < set->n_dimensions; i++) {
        json_int(w, (int64_t)set->dimensions[i].n_categories);
    }
    json_array_end(w);
    roles(w, set);
    json_key(w, "dimension");
    json_object_start(w);
    for (size_t i = 0; i < set->n_dimensions; i++) {
        const struct jsonstat_dimension *d = &set->dimensions[i];
        json_key_str(w, d->id);
        json_object_start(w);
        json_member_text(w, "label", d->label.p ? d->label : d->id);
        tree_if(w, "note", d->note);
        category(w, d);
        tree_if(w, "extension", d->extension);
        json_object_end(w);
    }
    json_object_end(w);
}

static void cells(struct json_writer *w, const struct jsonstat *set)
{
    bool any = false;
    json_key(w, "value");
    json_array_start(w);
    for (size_t i = 0; i < set->n_cells; i++) {
        json_tree(w, &set->values[i]);
        any |= set->status && set->status[i].p;
    }
    json_array_end(w);
    if (!any) {
        return;
    }
    json_key(w, "status");
    json_object_start(w);
    for (size_t i = 0; i < set->n_cells; i++) {
        if (set->status[i].p) {
            json_key_str(w, str_from_int(w->out->arena, (int64_t)i));
            json_text(w, set->status[i]);
        }
    }
    json_object_end(w);
}

void jsonstat_write(struct json_writer *w, const struct jsonstat *set)
{
    json_object_start(w);
    json_member_text(w, "version", STR("2.0"));
    json_member_text(w, "class", STR("dataset"));
    text_if(w, "href", set->href);
    text_if(w, "label", set->label);
    text_if(w, "source", set->source);
    text_if(w, "updated", set->updated);
    tree_if(w, "note", set->note);
    tree_if(w, "link", set->link);
    dimensions(w, set);
    cells(w, set);
    tree_if(w, "extension", set->extension);
    json_object_end(w);
}
