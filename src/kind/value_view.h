/* value_view.h - one value as a reader meets it, in a list's cell or on a thing's page. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KIND_VALUE_VIEW_H
#define KIND_VALUE_VIEW_H

#include "base/str.h"
#include "web/html.h"

/* A link to another thing. */
struct value_link {
    str ref; /* short name, "R-014"; may be empty */
    str word;
    str href;
    int level; /* 1..4 puts the level's colour before it; 0 none */
    str level_word;
};

enum value_shape {
    VALUE_TEXT,   /* text as it is */
    VALUE_NONE,   /* nothing is registered: a dash, with words for screen readers */
    VALUE_TAG,    /* a state: text in a tag of this tone */
    VALUE_LEVEL,  /* level of risk 1..4: text is the word, number may stand before it */
    VALUE_PERSON, /* text is the name */
    VALUE_DAY,    /* a day or a moment */
    VALUE_NUMBER, /* numbers and money: figures to the right */
    VALUE_YES,
    VALUE_NO,
    VALUE_PROGRESS, /* percent, and text as "40 %" */
    VALUE_LINK,     /* an address outside the things */
    VALUE_LINKS,    /* other things */
    VALUE_PROSE,    /* rendered Markdown, or several lines */
};

/* Everything is formatted for the reader's language already. Only what the shape needs is set. */
struct value_view {
    enum value_shape shape;
    str label; /* the column's or field's word; lists show it before the value on phones */
    str text;
    str lang;                 /* of the text, when it is not the page's */
    str tone;                 /* TAG: neutral, info, success, warning, danger */
    int level;                /* LEVEL */
    str number;               /* LEVEL: "20" */
    str initials;             /* PERSON */
    str iso;                  /* DAY: 2026-11-21, or with the time */
    bool is_overdue;          /* DAY */
    int percent;              /* PROGRESS */
    str href;                 /* LINK */
    struct value_link *links; /* LINKS */
    size_t n_links;
    str more;            /* LINKS: "and 3 more"; empty when all are shown */
    struct markup prose; /* PROSE */
};

#endif
