/* kind_erase_view.h - what erasing would take, what stays, and the way to do it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef KIND_KIND_ERASE_VIEW_H
#define KIND_KIND_ERASE_VIEW_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

/* A text of the thing that may be chosen, or one basis of several. */
struct erase_choice {
    str name, word;
    bool is_chosen;
};

/* A thing that loses something. */
struct erase_row {
    str ref, title, href; /* without href: the reader does not open it */
    str what;             /* "Name, Telephone, 3 values in the history" */
    str held, held_href;  /* the hold that forbids it */
};

struct kind_erase_view {
    str title, thing_href, address, form_token, version;
    str refusal;             /* what was the matter with what was sent */
    bool is_held, was_asked; /* a hold is over some of it; and it was asked for all the same */
    bool knows;              /* what is personal is known, so that nothing need be chosen */
    bool is_person;          /* who did what can go, and the name in other texts */
    struct erase_choice *fields;
    size_t n_fields;
    bool in_texts, and_who;
    str in_texts_value, and_who_value;
    struct erase_row *rows;
    size_t n_rows;
    str more; /* "and 40 more" */
    str finding;
    struct erase_choice *bases;
    size_t n_bases;
    str note, basis_error;
    bool is_ready; /* something would go, and nothing forbids it */
};

#endif
