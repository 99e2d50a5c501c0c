/* write.h - a table as an XLSX workbook of one sheet. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FORMAT_XLSX_WRITE_H
#define FORMAT_XLSX_WRITE_H

#include "format/table.h"

struct xlsx_column {
    str title;
    int width; /* in characters; 0 for 16 */
};

struct xlsx_writer;

/* Starts a workbook: title row bold and frozen, with filter buttons. The sheet's name is cut to
   what spreadsheets take (31 characters, none of []:*?/\). No file is opened: what is
   written waits in memory. n is at least 1. ERR_BROKEN when there is no descriptor left. */
err xlsx_open(struct arena *a, str sheet, const struct xlsx_column *columns, size_t n,
              struct xlsx_writer **out);

/* One row. Text is always text, never a formula; numbers up to 15 digits are numbers, longer ones
   text, so that no digit is lost; days and moments are real dates, truth values real ones. */
void xlsx_row(struct xlsx_writer *w, const struct cell *cells, size_t n);

/* Ends the workbook and gives its bytes, which go with the arena; w is gone afterwards, whatever comes back.
   ERR_TOO_BIG: more rows than a sheet has, or a text above 32,767 characters; ERR_BROKEN: no
   descriptor left, or no room for so large a file. */
err xlsx_close(struct xlsx_writer *w, str *out);

#endif
