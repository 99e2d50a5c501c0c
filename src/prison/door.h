/* door.h - both ends of the way into the prison; for the prison's own room. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef PRISON_DOOR_H
#define PRISON_DOOR_H

#include "prison/prison.h"

/* What goes with a file through the door, in this order. */
enum {
    VISIT_FILE,   /* what is to be read, in memory */
    VISIT_ANSWER, /* where the answer goes, in memory */
    VISIT_ALIVE,  /* the writing end of a pipe: closed when the cell is gone */
    VISIT_FDS,
};

enum { ANSWER_MOST = 192 * 1024 * 1024 };

struct prison {
    int door[2]; /* [0] is where files are handed in, [1] where the warden takes them */
    size_t size; /* of a process's addresses at its birth */
};

/* A cell's whole life; does not return. */
void cell_live(enum prison_work work, const int fds[VISIT_FDS], const struct cage *cage,
               size_t size) __attribute__((noreturn));

#endif
