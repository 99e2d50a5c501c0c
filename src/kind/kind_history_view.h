/* kind_history_view.h - what happened to a thing: who changed what, when, and from what to what. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KIND_KIND_HISTORY_VIEW_H
#define KIND_KIND_HISTORY_VIEW_H

#include "base/str.h"

struct history_change {
    str label;
    str before, after; /* empty: nothing was there */
    bool is_erased;    /* or it was erased by law */
};

struct history_event {
    str iso;  /* moment for machines */
    str when; /* for people */
    str who;
    str initials;
    str what;   /* "put the measure in operation" */
    str reason; /* what was given as the reason; may be empty */
    str number; /* place in the tamper-evident history */
    struct history_change *changes;
    size_t n_changes;
    str href;      /* what proves it */
    bool is_first; /* nothing was there before: the values are the first ones */
};

struct kind_history_view {
    str title; /* of the thing */
    str ref;
    str thing_href;
    struct history_event *events; /* newest first */
    size_t n_events;
    str older_href;
    str csv_href, xlsx_href, json_href;
};

#endif
