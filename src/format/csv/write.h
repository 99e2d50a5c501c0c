/* write.h - CSV that a Norwegian spreadsheet opens rightly, and that runs nothing there. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FORMAT_CSV_WRITE_H
#define FORMAT_CSV_WRITE_H

#include "base/buf.h"
#include "format/table.h"

/* Starts a file in out: the byte order mark by which spreadsheets know UTF-8. */
void csv_start(struct buf *out);

/* One row: ; between cells, CRLF at the end, quotes where needed. Text that might be run as a
   formula gets a leading ' (see csv/formula.h); numbers, also negative ones, stay numbers and get a
   decimal comma. Days and moments stay in ISO form. When out meets its ceiling check out->full. */
void csv_row(struct buf *out, const struct cell *cells, size_t n);

#endif
