/* tasks.h - what waits for a person in a body, the most urgent first. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef REPORT_OVERVIEW_TASKS_H
#define REPORT_OVERVIEW_TASKS_H

#include "ctx/ctx.h"

/* Things of one sort that ask for the same step: one thing, or several behind one link. */
struct task {
    const char *code; /* "measure_overdue" */
    const char *kind;
    int64_t n, id;
    str ref, title; /* of the one, or the most urgent */
    str word;       /* "Clear up two overdue measures" */
    str note;       /* "Due 12 November · 10 min" */
    str href;
    str due;    /* day of the most urgent; STR_NONE when there is none */
    int64_t at; /* moment of the most urgent clock; 0: none */
    int64_t minutes;
    bool is_late, is_decision;
};

/* The actor's tasks in the work's body. */
err tasks_read(struct ctx *ctx, struct task **out, size_t *n);

#endif
