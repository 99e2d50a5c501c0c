/* self_check.h - the questions of eForvaltningsforskriften section 15, the body's own answers by
   year, and what the system knows beside them. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef REPORT_SELF_CHECK_SELF_CHECK_H
#define REPORT_SELF_CHECK_SELF_CHECK_H

#include "ctx/ctx.h"

enum { SELF_CHECK_FACTS = 8 };

/* Something the system knows that bears on a question. */
struct self_check_fact {
    str text;   /* "SN-1.1 Objectives" or an indicator's name */
    str state;  /* in words */
    str href;   /* where it can be seen */
    int weight; /* 2 in place, 1 partly, 0 not; -1 says nothing */
};

struct self_check_question {
    str id, question, yes_means, why, source;
    int64_t version; /* 0: not answered */
    str answer;      /* yes, partly, no, unknown; STR_NONE */
    str note, answered_on, answered_by;
    struct self_check_fact facts[SELF_CHECK_FACTS];
    size_t n_facts;
    str known; /* what the facts together say: yes, partly, no; STR_NONE when nothing is known */
};

struct self_check {
    int year;
    str title;
    struct self_check_question *questions;
    size_t n_questions;
    size_t n_answered, n_yes, n_partly, n_no, n_unknown;
    int *years; /* newest first, this year among them */
    size_t n_years;
};

extern const char *const self_check_answers[]; /* yes, partly, no, unknown, NULL */

/* All of it for the work's body and a year, in the reader's language. */
err self_check_read(struct ctx *ctx, int year, struct self_check *out);

/* Stores the body's answer to a question, with its history. version is that of the answer it
   replaces, 0 for none; ERR_STALE when another came between. An answer like the one before writes
   nothing. */
err self_check_answer(struct ctx *ctx, int year, const struct self_check_question *q,
                      int64_t version, str answer, str note);

#endif
