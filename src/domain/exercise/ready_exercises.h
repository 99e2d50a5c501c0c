/* ready_exercises.h - the scenarios that come with the program, as the page shows them. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef DOMAIN_EXERCISE_READY_EXERCISES_H
#define DOMAIN_EXERCISE_READY_EXERCISES_H

#include "base/str.h"

struct ready_exercise {
    str id, title, form, duration, purpose, scenario;
    str *questions;
    size_t n_questions;
    str *goals;
    size_t n_goals;
    str use_action; /* empty: the reader may not plan */
    bool is_used;   /* the body has one from it */
};

struct ready_exercises {
    str csrf;
    str lang; /* of the texts */
    struct ready_exercise *rows;
    size_t n_rows;
};

#endif
