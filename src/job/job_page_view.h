/* job_page_view.h - a piece of work that takes a while: how far it is, and how it ended. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef JOB_JOB_PAGE_VIEW_H
#define JOB_JOB_PAGE_VIEW_H

#include "base/str.h"

struct job_line {
    str when;
    str text;
};

/* While it runs the server also sends a Refresh header, so that the page follows without script. */
struct job_page_view {
    str title;
    bool is_waiting, is_running, is_done, is_failed, is_cancelled; /* exactly one */
    int64_t done, total;                                           /* total 0: not known yet */
    str progress;                                                  /* "120 of 430" */
    str started;       /* "started 09:42 by Ingrid Solvang" */
    str problem, hint; /* when it failed */
    str csrf;
    str cancel_action;
    str retry_action;
    str refresh_href;
    str result_href, result_word;
    struct job_line *lines;
    size_t n_lines;
};

#endif
