/* kind_form_view.h - what the standard form shows: a new thing, a changed one, or a step that needs
 * input. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KIND_KIND_FORM_VIEW_H
#define KIND_KIND_FORM_VIEW_H

#include "kind/value_view.h"

struct form_option {
    str value;
    str word;
    str help; /* shown under the word in scales */
    bool is_chosen;
};

enum form_shape {
    FORM_LINE,   /* one line of `type` */
    FORM_AREA,   /* several lines */
    FORM_SCALE,  /* radio buttons with descriptions, for up to six choices */
    FORM_SELECT, /* one of many */
    FORM_SEARCH, /* one of very many: a search box sent as NAME_search, a button look_up=NAME, and
                    what was found */
    FORM_CHECKS, /* any number of options; an empty value comes first */
    FORM_CHECK,  /* yes or no: 0, and 1 too when ticked; the last counts */
    FORM_FILE,
    FORM_FIXED, /* shown, cannot be changed here */
};

/* One field. The control's id is "f-NAME", so that the summary of errors can point at it. */
struct form_field {
    enum form_shape shape;
    str name;
    str label;
    str help;
    str source_word, source_href; /* where the help comes from: "eForvaltningsforskriften § 15" */
    str error;
    bool is_required;
    str value;

    str type;         /* LINE: text, email, url, tel, password */
    str input_mode;   /* LINE: text, numeric, decimal, email, url */
    str autocomplete; /* LINE: "off", or what WCAG 1.3.5 names for the reader's own data */
    str unit;         /* LINE, after the control: "kr", "%" */
    bool is_short;    /* numbers, days */
    int rows;         /* AREA */
    str search;       /* SEARCH: what was searched for */
    bool is_chosen;   /* CHECK: the box is ticked */
    struct form_option *options; /* SCALE, SELECT, SEARCH, CHECKS */
    size_t n_options;
};

struct form_group {
    str word;
    str help;
    struct form_field *fields;
    size_t n_fields;
    bool is_folded; /* nothing in it must be filled in: opened by who wants to */
};

/* A line of the summary of errors. */
struct form_error {
    str name; /* of the field; empty: about the form as a whole */
    str text;
};

/* A field that someone else changed meanwhile. The answer is keep_NAME=mine or keep_NAME=theirs. */
struct form_clash {
    str name;
    str label;
    str mine, theirs;
};

struct form_stale {
    str who, when;
    struct form_clash *clashes;
    size_t n_clashes;
};

/* A link in the help at the side. */
struct form_guide_link {
    str word;
    str href;
    str note; /* who guides, of when */
};

struct form_guide {
    str title;
    struct markup text;
    struct form_guide_link *links;
    size_t n_links;
};

struct form_hidden {
    str name, value;
};

struct kind_form_view {
    str title;
    str intro;
    str action;
    bool has_file; /* then sent as multipart/form-data */
    str csrf;
    str version;   /* of the thing when the form was opened; empty for a new one */
    str return_to; /* where to go when done */
    struct form_hidden *hidden;
    size_t n_hidden;

    struct form_error *errors;
    size_t n_errors;
    struct form_stale *stale; /* NULL: nobody came between */

    struct form_group *groups;
    size_t n_groups;

    str save_word;
    bool is_danger;  /* a step that cannot be taken back */
    bool may_draft;  /* sends draft=1 */
    str draft_saved; /* "Draft saved 09:42" */
    str cancel_href;
    struct form_guide *guide; /* NULL: none */
};

#endif
