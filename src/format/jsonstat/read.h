/* read.h - a JSON-stat 2.0 dataset, checked, so that no cell can be taken for another. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FORMAT_JSONSTAT_READ_H
#define FORMAT_JSONSTAT_READ_H

#include "format/json/read.h"
#include "format/jsonstat/dataset.h"

enum { JSONSTAT_CELLS = 1000000, JSONSTAT_DIMENSIONS = 30 };

/* Reads a dataset from JSON text. The index of a dimension may be an object, an array, or missing
   when it has one category; values an array or a sparse object; status an array, an object or one
   text for all. Checked: class and version, every id described, sizes equal to the number of
   categories, their product to the number of values, positions each used once, roles that name a
   dimension. ERR_TOO_BIG: above JSONSTAT_CELLS or what json_read says; ERR_INVALID: as above.
   r->thing is the dimension, or a JSON pointer from json_read. Everything lives in the arena. */
err jsonstat_read(struct arena *a, str text, const struct json_limits *limits, struct jsonstat *out,
                  struct refusal *r);

/* The same from a tree; out points into it. */
err jsonstat_read_tree(struct arena *a, const struct json *tree, struct jsonstat *out,
                       struct refusal *r);

#endif
