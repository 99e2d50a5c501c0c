/* help_view.h - what the pages of help, and those every public site must have, show. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef REPORT_HELP_HELP_VIEW_H
#define REPORT_HELP_HELP_VIEW_H

#include "web/html.h"

struct help_topic {
    str id, title;
    struct markup text;
};

/* The handbook: every topic on one page, so that it can be searched and printed. */
struct help_view {
    struct help_topic *topics;
    size_t n_topics;
};

/* One page of prose: accessibility, privacy, source code. */
struct prose_view {
    str title;
    struct markup text;
};

struct glossary_row {
    str id, term, text;
    str others[2]; /* what the other two languages say */
    str codes[2];
};

struct glossary_view {
    struct glossary_row *rows;
    size_t n_rows;
    str languages[2]; /* headings of the two other languages */
    size_t n_languages;
};

struct barrier_view {
    str form_token;
    str page, text, aid, reply_to; /* what was written, when the form comes back */
    str error_text, error_reply;   /* words, empty when the field is fine */
    bool is_sent, has_errors;
    str list_href; /* for operators */
};

struct barrier_row {
    str id, when, iso, page, text, aid, reply_to, reply_href;
    str handled; /* "21 November 2026 by Ola": empty while open */
};

struct barriers_view {
    str form_token;
    struct barrier_row *rows;
    size_t n_rows;
};

#endif
