/* write.h - a table as an XLSX workbook of one sheet. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FORMAT_XLSX_WRITE_H
#define FORMAT_XLSX_WRITE_H

#include "base/buf.h"
#include "format/table.h"

struct xlsx_column {
    str title;
    int width; /* in characters; 0 for 16 */
};

struct xlsx_writer;

/* Starts a workbook at the end of out, which must outlive it: title row bold and frozen, with
   filter buttons. The sheet's name is cut to what spreadsheets take (31 characters, none of
   []:*?/\). The same rows give the same bytes. n is at least 1. */
struct xlsx_writer *xlsx_open(struct buf *out, str sheet, const struct xlsx_column *columns,
                              size_t n);

/* One row. Text is always text, never a formula; numbers up to 15 digits are numbers, longer ones
   text, so that no digit is lost; days and moments are real dates, truth values real ones. */
void xlsx_row(struct xlsx_writer *w, const struct cell *cells, size_t n);

/* Ends the workbook; w is gone afterwards, whatever comes back. ERR_TOO_BIG: more rows than a sheet
   has, a text above 32,767 characters, or over out's ceiling; ERR_BUSY: there was no memory. */
err xlsx_close(struct xlsx_writer *w);

#endif
