/* kind_import_view.h - an import: the file is chosen, rehearsed, and then done or not. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KIND_KIND_IMPORT_VIEW_H
#define KIND_KIND_IMPORT_VIEW_H

#include "base/str.h"

/* A column of the file and the field it was taken for. */
struct import_column {
    str heading;
    str field; /* empty: not recognised, left out */
};

struct import_problem {
    str row;
    str column;
    str problem;
    str remedy;
};

struct import_result {
    str file_name;
    str n_new, n_changed, n_same, n_refused; /* formatted */
    bool has_refused;
    struct import_column *columns;
    size_t n_columns;
    struct import_problem *problems; /* the first of them */
    size_t n_problems;
    str more;           /* "and 120 more" */
    str problems_href;  /* all of them as CSV */
    str confirm_action; /* none: nothing to do */
    str token;          /* names the rehearsed file */
    bool is_done;       /* not a rehearsal: it was done */
    str list_href;
};

struct kind_import_view {
    str title;
    str csrf;
    str action;
    str limit;         /* "20 MB" */
    str template_href; /* an XLSX with the right columns */
    str columns_help;  /* the columns, as a sentence */
    str error;         /* about the file as a whole */
    str cancel_href;
    struct import_result *result; /* NULL: no file yet */
};

#endif
