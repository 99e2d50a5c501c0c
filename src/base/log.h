/* log.h - what happened, one line an event, with named values and nothing personal. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/str.h"

struct log_value {
    const char *name;
    bool is_number;
    int64_t i;
    str s;
};

#define LOG_STR(n, v) ((struct log_value){.name = (n), .s = (v)})
#define LOG_Z(n, v) ((struct log_value){.name = (n), .s = str_of(v)})
#define LOG_INT(n, v) ((struct log_value){.name = (n), .is_number = true, .i = (v)})

/* Where events go: standard error at first, then the end of that file. False when it cannot be
   opened (errno says why); the log stays where it was. NULL is standard error. The path must stay.
 */
bool log_open(const char *path);
/* The file is opened anew before the next event, as after a rotation. Safe in a signal handler. */
void log_reopen(void);

/* log_event("job.done", LOG_STR("id", uuid), LOG_INT("rows", n)) writes, in one write,
     at=2026-11-21T08:30:00.000Z event=job.done id="..." rows=12
   Quotes, backslashes, control characters and what is not UTF-8 are written as \n, \" or \xNN, so
   that one event is one line whatever the values hold. A line is cut at 8 KiB. A value without text
   is left out. */
#define log_event(event, ...)                                                                      \
    log_write((event), (const struct log_value[]){{0}, ##__VA_ARGS__},                             \
              sizeof((const struct log_value[]){{0}, ##__VA_ARGS__}) / sizeof(struct log_value))
void log_write(const char *event, const struct log_value *values, size_t n);

#endif
