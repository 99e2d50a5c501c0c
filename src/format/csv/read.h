/* read.h - CSV (RFC 4180) as Norwegian and other spreadsheets save it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FORMAT_CSV_READ_H
#define FORMAT_CSV_READ_H

#include "format/table.h"

/* Reads a table. The separator is the one of ; , and tab that stands most often in the first line
   outside quotes (or the one a line "sep=;" names); a byte order mark is skipped; rows end with
   CRLF, LF or CR. The mark that csv_row puts before what a spreadsheet might take for a formula is
   removed: one ' before any number of ' and one of = + - @ tab CR LF or the first four in full
   width. Cells live in the arena; text is not needed afterwards. ERR_TOO_BIG: over a ceiling of
   limits. ERR_INVALID: not UTF-8 (Windows-1252, UTF-16: the word says how to save it), binary data
   or a renamed workbook, a quote that does not end, something between a closing quote and the
   separator, no row at all. r->line is the row, r->column the cell. */
err csv_read(struct arena *a, str text, const struct table_limits *limits, struct table *out,
             struct refusal *r);

#endif
