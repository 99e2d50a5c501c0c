/* history_view.h - the log of a body as a whole: how long it is, when it was signed, by which key.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef REPORT_HISTORY_HISTORY_VIEW_H
#define REPORT_HISTORY_HISTORY_VIEW_H

#include "base/str.h"

struct history_log {
    str origin, size, root, signed_size, signed_at, signed_iso, key, note;
    bool is_open, is_signed, is_whole; /* whole: everything that stands is signed */
    str waiting;                       /* entries that are not signed yet */
};

struct history_view {
    struct history_log *logs; /* the open one first */
    size_t n_logs;
    bool was_checked, is_sound, is_too_long;
    str checked, *problems;
    size_t n_problems;
    str check_href;
    str events_href; /* everything that was done */
};

#endif
