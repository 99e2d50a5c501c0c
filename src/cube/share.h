/* share.h - shares of yes in tenths of a per cent, by whole numbers only, and what may be shown. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CUBE_SHARE_H
#define CUBE_SHARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* 0 <= yes <= n, 0 < n < 10^15. Half a tenth goes up: 1 of 16 is 6.25, so 63; 1 of 3 is 333. */
int64_t share_tenths(int64_t yes, int64_t n);
/* The difference of two shares in tenths of a point is their plain difference; a change is worth
   a word only when it is at least one body's weight: 1000 / n tenths, rounded up. */
int64_t share_of_one(int64_t n);

/* Why a figure is not there, or that it is. */
enum cube_mark {
    CUBE_SHOWN,
    CUBE_EMPTY,   /* no bodies: there is nothing to hide */
    CUBE_FEW,     /* too few bodies, or none of them said yes: would tell about one */
    CUBE_COVERED, /* hidden so that another hidden one cannot be worked out */
};

struct cube_cell {
    int64_t yes, n;
    enum cube_mark mark;
};

/* A table of two dimensions, row by row. The last row and the last column are the sums. */
struct cube_table {
    size_t n_rows, n_columns; /* with the sums; 2 to 32 each */
    struct cube_cell *cells;
};

struct cube_cell *cube_at(const struct cube_table *t, size_t row, size_t column);
/* Adds one group of bodies to its cell; sums come from cube_sum. */
void cube_add(struct cube_table *t, size_t row, size_t column, int64_t yes, int64_t n);
void cube_sum(struct cube_table *t);

/* Marks every cell, after cube_sum. Hidden are
     - cells with fewer than `least` bodies, and cells where no body said yes, since a group without
       a single yes tells each member's weakness (a group with only yes tells nothing that hurts);
     - as many others as it takes that no hidden figure follows from the shown ones: in the graph
       whose points are rows and columns and whose lines are the hidden cells, a figure can be
       worked out exactly when its line is a bridge (Gusfield 1988); and that those hidden in one
       row or column together would have been allowed, as their sum can always be worked out.
   What is done here is done before any choice, format or page sees a figure, so that no two answers
   can be held against each other. */
void cube_protect(struct cube_table *t, int64_t least);
bool cube_hidden(const struct cube_cell *c);

#endif
