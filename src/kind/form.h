/* form.h - a standard form while it is made: for form.c, which draws it, and form_page.c, which
 * answers it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KIND_FORM_H
#define KIND_FORM_H

#include "kind/kind_form_view.h"
#include "kind/pages.h"

struct form {
    struct ctx *ctx;
    const struct kind *k;
    const struct request *q;
    struct thing *t;         /* as it is to be, with what could be read */
    const struct verb *verb; /* a step's form; NULL: all fields */
    const struct params
        *given;           /* what was sent, to show again as it was written; NULL: nothing yet */
    struct thing *stored; /* what someone else saved meanwhile; NULL: nobody did */
    struct label_book *book;
    struct kind_form_view v;
};

/* Does the form ask for the field: all that may be written, or what its step asks for? */
bool form_asks(const struct form *f, const struct field *field, bool *required);
/* Draws the form with what is in f and the trouble of the work, if any; the status follows the
   trouble. address is where it is sent to. */
err form_send(struct form *f, struct reply *r, str address, str title);
/* Shows the form again with its trouble; the work is rolled back by returning the trouble's code.
   Programs get the trouble itself. */
err form_again(struct form *f, struct reply *r, err why, str address, str title);

#endif
