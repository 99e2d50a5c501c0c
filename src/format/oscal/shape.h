/* shape.h - which member of OSCAL stands where in which struct; reader and writer follow it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FORMAT_OSCAL_SHAPE_H
#define FORMAT_OSCAL_SHAPE_H

#include <stddef.h>

enum oscal_field_type {
    OSCAL_TEXT,  /* str at offset */
    OSCAL_TEXTS, /* const str * at offset, size_t count behind it */
    OSCAL_ONE,   /* pointer to one struct of the shape, or NULL */
    OSCAL_LIST,  /* pointer to structs of the shape at offset, size_t count behind it */
};

struct oscal_shape;

struct oscal_field {
    const char *name; /* as OSCAL's JSON names it */
    enum oscal_field_type type;
    size_t offset;
    const struct oscal_shape *shape; /* of OSCAL_ONE and OSCAL_LIST */
};

struct oscal_shape {
    size_t size;
    size_t extra;       /* offset of extra and n_extra */
    size_t count;       /* offset in oscal_counts, or OSCAL_NOT_COUNTED */
    const char *needed; /* the member without which nothing can refer to it, or NULL */
    const struct oscal_field *fields; /* up to one without name */
};

#define OSCAL_NOT_COUNTED ((size_t)-1)

extern const struct oscal_shape oscal_catalog_shape;

#endif
