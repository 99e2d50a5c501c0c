/* exchange.h - what foreign files mean to Samstyr: one struct a format, found by name. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef EXCHANGE_EXCHANGE_H
#define EXCHANGE_EXCHANGE_H

#include "base/buf.h"
#include "ctx/ctx.h"

enum { EXCHANGE_COUNTS = 16 };

/* What became of one row of a file. */
struct exchange_row {
    str file;
    int64_t row;
    const char *result; /* "new", "changed", "same", "refused" */
    str ref;            /* of the thing, STR_NONE when refused */
    const struct field_fault *faults;
    size_t n_faults;
};

/* One file on its way in or out. */
struct exchange_work {
    str file;        /* its name, for messages */
    str text;        /* what it holds, on the way in */
    str kind;        /* of things, for formats that carry any kind: "risk" */
    str name;        /* of the one thing that is written, on the way out: a framework */
    struct buf *out; /* on the way out */
    bool take_good;  /* rows that a rule refuses are told of and left out, the others come in */
    struct exchange_row *rows; /* then: all of them, file after file */
    size_t n_rows, n_refused;
    struct {
        const char *key; /* a plural word: "{0} requirements" */
        int64_t n;
    } counts[EXCHANGE_COUNTS]; /* what was read or written */
    size_t n_counts;
};

/* Adds n to what is told under that word. */
void exchange_count(struct exchange_work *w, const char *key, int64_t n);
/* What was done as one line of text in the reader's language; STR_NONE when nothing was. */
str exchange_said(struct ctx *ctx, const struct exchange_work *w);

enum {
    EXCHANGE_IN = 1 << 0,
    EXCHANGE_OUT = 1 << 1,
    EXCHANGE_BODY = 1 << 2,    /* about the things of one body */
    EXCHANGE_KIND = 1 << 3,    /* about one kind of things */
    EXCHANGE_NO_FILE = 1 << 4, /* on the way in: without a file it reads what is built in */
    EXCHANGE_NAME = 1 << 5,    /* on the way out: needs the name of one thing */
    EXCHANGE_ROWS = 1 << 6,    /* on the way in: row by row, so that the good ones may be taken */
};

/* A format; `const struct exchange NAME = {...}` anywhere puts it on all_exchanges. Runs in the
   caller's write transaction; a rehearsal is rolled back by the caller. */
struct exchange {
    const char *name;    /* "oscal-catalog" */
    const char *summary; /* a word: one line for the list */
    unsigned flags;
    err (*in)(struct ctx *ctx, struct exchange_work *w);
    err (*out)(struct ctx *ctx, struct exchange_work *w);
};

extern const struct exchange *const all_exchanges[];

/* The format of that name that goes that way; NULL when there is none. */
const struct exchange *exchange_named(str name, unsigned way);

#endif
