/* read.h - a sheet of an XLSX workbook as rows and cells. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FORMAT_XLSX_READ_H
#define FORMAT_XLSX_READ_H

#include "format/table.h"

/* Reads the sheet of that name (case matters not, ASCII), or the first visible one for STR_NONE.
   Texts shared and inline, numbers (to 15 digits, as spreadsheets show them), days and moments by
   their number format (both date systems), truth values; of a formula the value last computed. Time
   of day alone and error values come as text. Merged cells have their text at the upper left.
   bytes must stay while reading; what comes out lives in the arena.
   ERR_MISSING: no such sheet. ERR_TOO_BIG: over a ceiling of limits or of package.h. ERR_INVALID:
   not a workbook (old .xls, password, .xlsb, .ods, other), damaged, document type, depth. r->line
   is the row and r->column the cell where that is known, r->thing the part of the file or the
   sheet. */
err xlsx_read(struct arena *a, str bytes, str sheet, const struct table_limits *limits,
              struct table *out, struct refusal *r);

/* Does it begin like a ZIP file (so: rather xlsx_read than csv_read)? */
bool xlsx_looks_so(str bytes);

#endif
