/* library.h - library files: what each type of file means. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef EXCHANGE_LIBRARY_H
#define EXCHANGE_LIBRARY_H

#include "exchange/exchange.h"
#include "exchange/reference.h"

/* One file being read: its tree, and what it is called when something is wrong with it. */
struct library {
    struct ctx *ctx;
    struct exchange_work *work;
    str file, urn;
    const struct json *tree;
};

/* Reads every file that is built in, in the order in which they lean on each other. What has been
   read before, unchanged, is passed over. */
err library_read_all(struct ctx *ctx, struct exchange_work *w);
/* Reads the file in w. A file of an older version than was read before is refused. */
err library_read(struct ctx *ctx, struct exchange_work *w);

/* One reader a type of file; the head has been read and kept. */
err library_framework(struct library *l);
err library_legal(struct library *l);
err library_indicator(struct library *l);
err library_questions(struct library *l);
err library_organisations(struct library *l);

/* "file: where is missing": ERR_INVALID. */
err library_missing(const struct library *l, str where, const char *member);

#endif
