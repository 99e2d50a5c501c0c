/* kind_page_view.h - what the standard page of one thing shows: what it is, how it stands, what can
 * be done next. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KIND_KIND_PAGE_VIEW_H
#define KIND_KIND_PAGE_VIEW_H

#include "kind/value_view.h"

/* A step of the life cycle. One that needs input has an href to its form, the others an action to
 * post to. */
struct page_verb {
    str word;
    str action;
    str href;
    bool is_main; /* at most one a page: the step most will take */
    bool is_danger;
};

struct page_field {
    str help;
    struct value_view value; /* with label */
    bool is_wide;            /* long texts take the whole width */
};

/* Fields that belong together, under a heading. */
struct page_group {
    str word;
    struct page_field *fields;
    size_t n_fields;
};

struct page_link_row {
    str ref;
    str title;
    str href;
    str note;                 /* person, deadline */
    struct value_view *value; /* state or level at the end of the row, or NULL */
};

/* Other things this one is tied to. */
struct page_links {
    str id; /* for the anchor */
    str word;
    str count;
    struct page_link_row *rows;
    size_t n_rows;
    str more_href;          /* the list of them all */
    str new_href, new_word; /* make a new one tied to this */
    str add_href;           /* tie an existing one */
    str empty;              /* sentence when there are none */
};

/* A panel the kind itself draws. */
struct page_panel {
    struct markup body;
};

/* A line of the facts at the side. */
struct page_fact {
    str word;
    struct value_view value;
};

struct page_file {
    str name;
    str href;
    str note; /* size, when, by whom */
    str remove_action;
};

/* Something to do, most urgent first. */
struct page_step {
    str word;
    str note;
    str href;
};

/* That a legal hold is over the thing. Who may not read holds is told only that there is one. */
struct page_held {
    str title, about;
    str href;
};

struct kind_page_view {
    str ref;
    str title;
    str title_lang;           /* when it is not the page's language */
    str kind_word;            /* "Risk" */
    struct value_view *state; /* tag, or NULL when the kind has no life cycle */
    struct value_view *level; /* level tag, or NULL */
    bool is_restricted;       /* to those who need to know */
    struct page_fact *marks;  /* a few facts beside the tags: owner, deadline */
    size_t n_marks;
    str csrf;
    str version;

    str edit_href; /* none: may not edit */
    struct page_verb *verbs;
    size_t n_verbs;
    str delete_action;     /* none: may not be deleted */
    struct page_held held; /* without a title: no hold is over it */
    str hold_href;         /* none: may not place one */
    str erase_href;        /* none: may not erase */

    struct page_panel *top_panels; /* before the fields */
    size_t n_top_panels;
    struct page_group *groups;
    size_t n_groups;
    struct page_panel *panels; /* after the fields */
    size_t n_panels;
    struct page_links *links;
    size_t n_links;

    struct page_step *steps;
    size_t n_steps;
    struct page_panel *side_panels;
    size_t n_side_panels;
    struct page_fact *facts; /* created, changed, stable address */
    size_t n_facts;

    bool has_files;
    struct page_file *files;
    size_t n_files;
    str upload_action; /* none: may not add */
    str upload_limit;  /* "20 MB" */

    str history; /* "7 changes, the last by Ingrid Solvang today" */
    str history_href;
    str json_href;
};

#endif
