/* sheet.h - one table of a report as CSV, XLSX or JSON: the same rows as the page shows. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef REPORT_SHEET_H
#define REPORT_SHEET_H

#include "ctx/ctx.h"
#include "format/table.h"
#include "web/reply.h"
#include "web/request.h"

struct sheet_column {
    const char *name; /* member in JSON */
    str title;        /* heading in CSV and XLSX */
    int width;        /* of the column in XLSX, in characters; 0 for 16 */
};

struct sheet {
    str name; /* of the file, without ending, and of the sheet */
    const struct sheet_column *columns;
    size_t n_columns;
    const struct cell *cells; /* n_rows rows of n_columns */
    size_t n_rows;
};

/* Answers with the sheet in the form that was asked for: JSON is {"items": [..], "count": n}. A
   page was not asked for here: ERR_MISSING for ENDING_PAGE and ENDING_ICS. */
err sheet_send(struct ctx *ctx, const struct request *q, struct reply *r, const struct sheet *s);

#endif
