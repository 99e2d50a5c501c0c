/* write.h - a dataset as JSON-stat 2.0, in the form that PxWebApi 2 asks for. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FORMAT_JSONSTAT_WRITE_H
#define FORMAT_JSONSTAT_WRITE_H

#include "format/json/write.h"
#include "format/jsonstat/dataset.h"

/* Writes the dataset as the next value. The index is always an object, values an array with null
   where missing, status a sparse object. The caller gives every missing cell a status (":"
   confidential,
   ".." missing, "." impossible, "-" none). jsonstat_read reads back the same. */
void jsonstat_write(struct json_writer *w, const struct jsonstat *set);

#endif
