/* write.c - an OSCAL catalog as JSON again. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "format/oscal/write.h"

#include "format/oscal/shape.h"

#include <string.h>

static void shape_write(struct json_writer *w, const struct oscal_shape *shape, const char *from);

static const void *list_at(const char *at, size_t *n)
{
    const void *items;
    memcpy(&items, at, sizeof items);
    memcpy(n, at + sizeof items, sizeof *n);
    return items;
}

static void list(struct json_writer *w, const struct oscal_field *field, const char *at)
{
    size_t n;
    const char *items = list_at(at, &n);
    if (!n) {
        return;
    }
    json_key(w, field->name);
    json_array_start(w);
    for (size_t i = 0; i < n; i++) {
        if (field->type == OSCAL_TEXTS) {
            json_text(w, ((const str *)(const void *)items)[i]);
        } else {
            shape_write(w, field->shape, items + i * field->shape->size);
        }
    }
    json_array_end(w);
}

static void field_write(struct json_writer *w, const struct oscal_field *field, const char *at)
{
    const char *one;
    str text;
    switch (field->type) {
    case OSCAL_TEXT:
        memcpy(&text, at, sizeof text);
        if (text.p) {
            json_member_text(w, field->name, text);
        }
        break;
    case OSCAL_ONE:
        memcpy(&one, at, sizeof one);
        if (one) {
            json_key(w, field->name);
            shape_write(w, field->shape, one);
        }
        break;
    case OSCAL_TEXTS:
    case OSCAL_LIST:
        list(w, field, at);
        break;
    }
}

static void shape_write(struct json_writer *w, const struct oscal_shape *shape, const char *from)
{
    size_t n;
    json_object_start(w);
    for (const struct oscal_field *f = shape->fields; f->name; f++) {
        field_write(w, f, from + f->offset);
    }
    const struct oscal_extra *extra = list_at(from + shape->extra, &n);
    for (size_t i = 0; i < n; i++) {
        json_key_str(w, extra[i].name);
        json_raw(w, extra[i].json);
    }
    json_object_end(w);
}

void oscal_write(struct json_writer *w, const struct oscal_catalog *catalog)
{
    json_object_start(w);
    if (catalog->schema.p) {
        json_member_text(w, "$schema", catalog->schema);
    }
    json_key(w, "catalog");
    shape_write(w, &oscal_catalog_shape, (const char *)catalog);
    json_object_end(w);
}
