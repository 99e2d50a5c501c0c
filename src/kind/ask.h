/* ask.h - a small form on a page of its own, for what stands in no kind's field table. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KIND_ASK_H
#define KIND_ASK_H

#include "kind/kind.h"
#include "kind/page.h"

enum ask_type {
    ASK_LINE,
    ASK_AREA,
    ASK_DAY,
    ASK_MOMENT,
    ASK_PERSON, /* one of the body's */
};

struct ask_field {
    const char *name;
    enum ask_type type;
    bool is_required;
    const char *label, *help; /* keys; help may be NULL */
    str value;                /* in a fresh form, as people write it */
};

struct ask {
    const struct thing *thing; /* what it is about: for the way back */
    str title, intro;
    str action;
    str save_word;
    const struct ask_field *fields;
    size_t n_fields;
};

/* Sends the form: fresh, or with what was sent and what is wrong with it when ctx holds trouble. */
err ask_send(struct ctx *ctx, const struct request *q, struct reply *r, const struct ask *ask);
/* After trouble: shows the form again where that helps, and returns `why` so that the work is
   rolled back. */
err ask_again(struct ctx *ctx, const struct request *q, struct reply *r, const struct ask *ask,
              err why);

#endif
