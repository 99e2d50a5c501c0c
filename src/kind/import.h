/* import.h - rows of a table as things: rehearsed or done, each row told what became of it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KIND_IMPORT_H
#define KIND_IMPORT_H

#include "format/table.h"
#include "kind/store.h"
#include "web/request.h"

/* What became of one row. */
struct import_line {
    int64_t row;                  /* its number in the file */
    const char *result;           /* "new", "changed", "same", "refused" */
    str ref;                      /* of the thing; STR_NONE when refused */
    size_t first_fault, n_faults; /* of the outcome's faults */
};

struct import_outcome {
    int64_t n_new, n_changed, n_same, n_refused;
    struct import_line *lines; /* each row but the headings */
    size_t n_lines;
    const struct field *
        *columns; /* for each column of the table; NULL: not known (or reference, state) */
    size_t n_columns;
    int *places;         /* for each column: the place of its field, or what it is for */
    struct fault faults; /* each with row; field is the heading's field */
};

/* The first row names the columns: by field name or label in any language; "ref" finds the thing to
   change, without it each row is a new thing. State is set for new things only. Every row is tried
   inside a mark: a refused one leaves nothing. Whether the whole is kept is the caller's to say
   (commit or not). ERR_INVALID when the table as a whole cannot be used (no known column, a
   required one missing). */
err import_table(struct ctx *ctx, const struct kind *k, const struct table *table,
                 struct import_outcome *out);

/* The same in parts: the headings first, then the rows [from, to) of the table, of which row 0 is
   the headings. Others' work gets its turn between two transactions. */
err import_begin(struct ctx *ctx, const struct kind *k, const struct table *table,
                 struct import_outcome *out);
err import_rows(struct ctx *ctx, const struct kind *k, const struct table *table, size_t from,
                size_t to, struct import_outcome *out);

/* More rows than this would hold up whoever shares the web worker: they are a job. */
enum { IMPORT_AT_ONCE = 2000 };
bool import_is_job(const struct kind *k, const struct table *table);
/* Asks for the job, for the actor and his body; *href is its page. `token` (or STR_NONE) names the
   file that waits for a yes after a rehearsal. `whole`: a refused row takes everything back. */
err import_later(struct ctx *ctx, const struct kind *k, const struct table *table, str token,
                 bool rehearsal, bool whole, str *href);
/* What a job of that name counted; false when it is none of the actor's that did so. */
bool import_counted(struct ctx *ctx, str uuid, struct import_outcome *out);

/* Reads CSV or XLSX, whichever the bytes are; in the prison, if the work has one. Trouble is told
   to the work's fault. With a request whose loop must not wait it may be that the handler is to
   return ERR_BUSY at once, and is called again (web/later.h); q NULL: waits on the spot. */
err import_read(struct ctx *ctx, const struct request *q, str bytes, struct table *out);

#endif
