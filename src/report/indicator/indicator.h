/* indicator.h - the five indicators of Statistics Norway's table 12042 for a body and a year, each
   with the facts it rests on. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef REPORT_INDICATOR_INDICATOR_H
#define REPORT_INDICATOR_INDICATOR_H

#include "ctx/ctx.h"

enum { INDICATORS = 5 };

/* Something that happened: a step of a thing's life cycle, from the history. */
struct indicator_fact {
    int64_t event_id, at;
    str kind; /* name of the kind; its address with thing_id leads to the thing */
    int64_t thing_id, ref;
    str title, verb, who, reason; /* who STR_NONE: the system */
};

struct indicator_result {
    bool is_yes; /* there is at least one fact */
    struct indicator_fact *facts;
    size_t n_facts;
    /* The body's own answer to the questionnaire: yes, no, unknown; STR_NONE when not given. */
    str answer, note, answered_by;
    int64_t answered_at;
    bool differs; /* the answer is yes or no, and the facts say the other */
};

/* The year is that of the event in Norway. A fact does not count when its thing has been deleted,
   or when a later step took it back (the view indicator_fact says which, for each indicator). Who
   may ask is the caller's question. */
err indicator_compute(struct ctx *ctx, int64_t organisation_id, int year,
                      struct indicator_result out[INDICATORS]);

/* Which bodies in use have a fact that year: rows of organisation id and indicator 1..5. */
struct rows;
err indicator_bodies(struct ctx *ctx, int year, struct rows **out);

/* Stores the body's own answer with its history. ERR_INVALID, told at the fields. */
err indicator_answer(struct ctx *ctx, int year, int64_t indicator, str answer, str note);

/* "indicator.1" and its parts: the short name, .counts (what counts here), .question (as asked). */
str indicator_word(struct ctx *ctx, int indicator, const char *part);

#endif
