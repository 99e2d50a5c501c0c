/* styles.h - which cells of a workbook hold days, moments or times: their number formats say it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FORMAT_XLSX_STYLES_H
#define FORMAT_XLSX_STYLES_H

#include "format/table.h"
#include "format/xlsx/package.h"

enum { STYLES_MOST = 65536 };

struct styles {
    bool *is_date; /* by the index that a cell names */
    size_t n;
};

/* Reads the member; ERR_MISSING when there is none (then no cell is a date). */
err styles_read(struct package *p, struct arena *a, str member, struct styles *out,
                struct refusal *r);

/* Is a format code, such as yyyy\-mm\-dd or [$-414]d.mmm, one of a day or time? */
bool styles_is_date_code(str code);

/* A number as it stands in the file as a cell: shortened to the 15 digits that spreadsheets keep;
   with is_date as a day, moment or time of day. since_1904: the workbook counts days from 1904.
   False when text is no number. */
bool styles_cell(struct arena *a, str text, bool is_date, bool since_1904, struct cell *out);

#endif
