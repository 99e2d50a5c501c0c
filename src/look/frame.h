/* frame.h - what the frame around every page shows. Whoever answers a request fills one of the two.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef LOOK_FRAME_H
#define LOOK_FRAME_H

#include "base/str.h"
#include "web/html.h"

/* Addresses of what is built into the binary (/assets/HASH/NAME). */
struct frame_assets {
    str css, print_css, js, favicon;
};

/* One entry of the navigation, or one step of the breadcrumbs (then only word and href). */
struct frame_link {
    str icon; /* a name in look/icons.txt */
    str word;
    str href;
    bool is_current;
    str count;      /* shown as a counter when not empty */
    str count_word; /* what is counted, for screen readers: "overdue" */
};

/* Entries under a heading; the first group may have none. */
struct frame_group {
    str word;
    struct frame_link *links;
    size_t n_links;
};

/* A language or a colour scheme to change to. */
struct frame_choice {
    str word;
    str lang; /* of the word itself: "nn"; for a colour scheme the language of the page */
    str href;
    bool is_current;
};

/* What the last step did, or why it was refused. Undo is a form of its own when there is a way
 * back. */
struct frame_flash {
    str text;
    bool is_refused;
    str undo_action; /* address the undo button posts to; none: no button */
};

/* The body whose things are shown. */
struct frame_organisation {
    str name;
    str note;    /* kind and number, or "demonstration" */
    str initial; /* one letter for the shield */
    str switch_href;
    bool is_outside; /* the page belongs to no body: this is the way back */
};

struct frame_person {
    str name;
    str initials;
    str profile_href;
    str sign_out_action;
};

/* frame_view.html: the page of someone who is signed in. */
struct frame_view {
    struct frame_assets assets;
    str lang;         /* nb, nn, en */
    str color_scheme; /* auto, light, dark */
    str title;        /* of the browser window, without the product's name */
    str csrf;         /* the token each form carries */
    str home_href;

    str search_action; /* /o/{number}/search */
    str search_json;   /* where the command palette asks, without "?q=" */
    str search_text;
    str help_href;
    str notices_href; /* none: no bell */
    str notices;      /* how many unread; empty when none */

    struct frame_organisation *organisation; /* NULL outside a body */
    struct frame_person *person;
    struct frame_group *groups;
    size_t n_groups;
    struct frame_link *foot_links; /* at the foot of the navigation: settings */
    size_t n_foot_links;
    struct frame_choice *languages;
    size_t n_languages;
    struct frame_choice *schemes;
    size_t n_schemes;

    struct frame_link *crumbs; /* the last is the page itself */
    size_t n_crumbs;
    struct frame_flash *flash; /* NULL: nothing to tell */
    str notice;                /* a line that stays: "these are demonstration data" */
    bool is_wide;              /* lists, tables, matrices */
    struct markup main;

    str version;
    str accessibility_href, privacy_href, source_href, barrier_href;
};

/* plain_view.html: the page of someone who is not signed in: sign-in, first run, errors. */
struct plain_view {
    struct frame_assets assets;
    str lang, color_scheme, title;
    str home_href;
    struct frame_choice *languages;
    size_t n_languages;
    struct frame_choice *schemes;
    size_t n_schemes;
    struct frame_flash *flash;
    bool is_wide;
    struct markup main;
    str version;
    str accessibility_href, privacy_href, source_href, barrier_href;
};

#endif
