/* write.h - calendars (RFC 5545) that people subscribe to or import. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef FORMAT_ICS_WRITE_H
#define FORMAT_ICS_WRITE_H

#include "base/buf.h"

enum ics_repeat { ICS_ONCE, ICS_WEEKLY, ICS_MONTHLY, ICS_YEARLY };

/* Something that happens. Text may be STR_NONE. */
struct ics_event {
    str uid; /* the same each time it is written, and nobody else's: "urn:...@host" */
    str summary, description, location, url;
    str from_day, to_day; /* all-day when from_day is given; to_day is the last day, or STR_NONE */
    int64_t from_at, to_at; /* otherwise moments; to_at 0 when it has no end */
    int64_t changed_at;     /* when it was last changed */
    int64_t sequence;       /* its version */
    enum ics_repeat
        repeat;    /* repeated moments keep Oslo's wall clock over the change of summer time */
    int every;     /* every n weeks, months or years; 0 and 1 the same */
    str until_day; /* the last day of repetition, or STR_NONE */
    bool is_cancelled;
};

/* Something to be done. */
struct ics_todo {
    str uid;
    str summary, description, url;
    str due_day; /* or STR_NONE */
    int64_t changed_at, sequence;
    int64_t completed_at;   /* 0 when it is not */
    enum ics_repeat repeat; /* from due_day on */
    int every;
    str until_day;
};

/* Starts a calendar: its name as people see it, the language "nb", the hours after which a
   subscriber may ask again. Then any number of events and tasks, then the end. Lines end with CRLF
   and are folded at 75 bytes. Check out->full at the end. */
void ics_start(struct buf *out, str name, const char *language, int refresh_hours);
void ics_event(struct buf *out, const struct ics_event *event);
void ics_todo(struct buf *out, const struct ics_todo *todo);
void ics_end(struct buf *out);

#endif
