/* starter.h - what a body begins with: services, information, systems, risks, measures, year wheel.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef EXCHANGE_STARTER_H
#define EXCHANGE_STARTER_H

#include "exchange/seed.h"

/* The starter set of the work's body: what all have, and what its level of government has. */
struct starter {
    const struct json *common, *level;
};

/* ERR_MISSING when there is no set for the body's level. */
err starter_read(struct ctx *ctx, struct starter *out);

/* The i-th entry of a list ("services", "risks", ...) of both files, common ones first; NULL at the
 * end. */
const struct json *starter_at(const struct starter *s, const char *list, size_t i);
/* The entry of that id, NULL when there is none. */
const struct json *starter_named(const struct starter *s, const char *list, str id);

enum answer { ANSWER_UNKNOWN, ANSWER_YES, ANSWER_PARTLY, ANSWER_NO };
enum { STARTER_QUESTIONS = 5 };

/* What the first run asked for. */
struct starter_choice {
    bool all_services;
    str *services; /* ids, when not all */
    size_t n_services;
    enum answer answers[STARTER_QUESTIONS];
};

/* What came of it. */
struct starter_result {
    int64_t services, information_types, systems, suppliers, risks, measures, activities, documents;
};

/* Makes what the choice asks for in the work's body, in its language form. May run again: what came
   from the set before is left alone. Measures that are answered as in place begin in operation
   without a step, since they are not new. The actor becomes the owner of what needs one. */
err starter_apply(struct ctx *ctx, const struct starter *s, const struct starter_choice *choice,
                  struct starter_result *out);

#endif
