/* dataset.h - a cube of figures as JSON-stat 2.0 says it: dimensions, categories, values. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FORMAT_JSONSTAT_DATASET_H
#define FORMAT_JSONSTAT_DATASET_H

#include "format/json/tree.h"

enum jsonstat_role { JSONSTAT_CLASSIFICATION, JSONSTAT_TIME, JSONSTAT_GEO, JSONSTAT_METRIC };

struct jsonstat_category {
    str id, label; /* label STR_NONE: the same as the id */
    /* The unit of a metric's category; STR_NONE and decimals -1 when not given. */
    str unit_label, unit_symbol;
    int decimals;
    const struct json *unit; /* the whole unit as read, NULL when not given */
};

struct jsonstat_dimension {
    str id, label;
    enum jsonstat_role role;
    const struct jsonstat_category *categories;
    size_t n_categories;
    const struct json *note, *extension, *child, *coordinates; /* as read; NULL when not given */
};

/* Cell i stands where its categories' positions, the last dimension running fastest, give i. */
struct jsonstat {
    str label, source, updated, href;
    const struct jsonstat_dimension *dimensions;
    size_t n_dimensions;
    size_t n_cells;            /* the product of the numbers of categories */
    const struct json *values; /* n_cells of them: number, text, or JSON_IS_NULL where missing */
    const str *status; /* n_cells, STR_NONE where there is none; NULL when there is none at all */
    const struct json *note, *extension, *link; /* as read; NULL when not given */
};

/* The position of the category named id, or n_categories. */
size_t jsonstat_category_find(const struct jsonstat_dimension *d, str id);
/* The cell where positions[i] is the category of dimension i. */
size_t jsonstat_cell(const struct jsonstat *set, const size_t *positions);

#endif
