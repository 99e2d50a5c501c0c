/* kind_list_view.h - what the standard list shows. Texts are in the reader's language, addresses
 * are whole. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KIND_KIND_LIST_VIEW_H
#define KIND_KIND_LIST_VIEW_H

#include "kind/value_view.h"

/* A saved view: an address with a name. */
struct list_tab {
    str word;
    str href;
    str count; /* formatted; empty: not counted */
    bool is_current;
    str remove_action; /* posts here to forget it; empty when it is not the reader's own */
};

struct list_option {
    str value;
    str word;
    bool is_chosen;
};

/* One control of the filter form: a choice, or a period. */
struct list_filter {
    str name; /* in the address */
    str label;
    bool is_choice; /* a select of options, the first of which means "all" */
    struct list_option *options;
    size_t n_options;
    bool is_period; /* two days as dd.mm.yyyy, sent as NAME[gte] and NAME[lte] */
    str from, to;
};

/* What the list is narrowed by, with the address without it. */
struct list_chip {
    str word;
    str remove_href;
};

struct list_column {
    str word;
    str href;  /* sorts by this column; empty: cannot be sorted */
    str order; /* aria-sort: none, ascending, descending */
    bool is_ascending, is_descending;
    bool is_number;
};

/* One cell for each of `columns`, in their order (the main column, the title, is not among them).
 */
struct list_row {
    str id; /* value of the check box */
    str ref;
    str title;
    str href;
    str note; /* a second line under the title */
    bool is_chosen;
    struct value_view *cells;
    size_t n_cells;
};

/* A column the reader may show or hide. */
struct list_column_choice {
    str name;
    str word;
    bool is_shown;
};

/* A verb to run for all that are chosen. */
struct list_verb {
    str name;
    str word;
};

/* A field to set for all that are chosen. The form sends set=NAME and NAME=value. */
struct list_set {
    str name;
    str label;
    struct list_option *options;
    size_t n_options;
    bool is_day; /* a day instead of a choice */
};

/* A field of the query carried along by the forms (sort, columns, saved view ...). */
struct list_kept {
    str name, value;
};

struct list_size {
    str word; /* 50, 100, "all" */
    str href;
    bool is_current;
};

/* The list's kind says in words what each is called: KIND.many and so on. */
struct kind_list_view {
    str title;
    str intro; /* one sentence on what this list is for */
    str facts; /* "23 measures, 18 on track, 2 overdue" */
    str csrf;

    str new_href, new_word;                    /* none: may not create */
    str basket_href, basket_word, basket_note; /* to the wastebasket, or back from it; none: may not
                                                  take back */
    str import_href;                           /* none: may not import */
    struct list_tab *tabs;
    size_t n_tabs;
    str save_view_action; /* posts name=, is_shared=, query= */
    str query;            /* of this page, for the saved view and for the way back */
    bool may_share_view;

    str filter_action; /* this list's address */
    str search_text;
    struct list_filter *filters;
    size_t n_filters;
    struct list_kept *kept;
    size_t n_kept;
    struct list_chip *chips;
    size_t n_chips;
    str reset_href;

    str count; /* shown, of total */
    str total;
    bool is_narrowed; /* a filter or search is on */
    str csv_href, xlsx_href, json_href;
    struct list_column_choice *column_choices;
    size_t n_column_choices;

    str bulk_action; /* none: no check boxes */
    struct list_verb *verbs;
    size_t n_verbs;
    struct list_set *sets;
    size_t n_sets;

    str main_word; /* of the first column */
    str main_href, main_order;
    bool is_main_ascending, is_main_descending;
    struct list_column *columns;
    size_t n_columns;
    struct list_row *rows;
    size_t n_rows;
    str caption; /* "Measures, by deadline" */

    str from, to; /* first and last row shown, formatted */
    str previous_href, next_href;
    struct list_size *sizes;
    size_t n_sizes;

    str empty;                 /* one sentence, when nothing has been registered */
    str example, example_href; /* a ready-made start */
};

#endif
