/* processes.h - the parent that only supervises: starts the others, starts them anew, ends them.

   Who there is: `web` (answers requests), `job` (does what takes long), `courier` (all that goes
   out), `signer` (holds the history's key) and `prison` (reads files from outside): a process is a
   name, a number and a function. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_PROCESSES_H
#define WEB_PROCESSES_H

#include <signal.h>
#include <stdbool.h>

/* Runs in a child of its own until *stop, and returns its exit code. */
typedef int (*process_run)(void *data, volatile sig_atomic_t *stop);

struct process_kind {
    const char *name;
    int count;
    process_run run;
    bool serves; /* the others ask it: it is told to end when they have ended */
};

struct processes {
    const struct process_kind *kinds; /* ended by a row whose name is NULL */
    void *data;                       /* for every run */
    void (*reload)(
        void *data); /* in the parent at SIGHUP, before the children are replaced; may be NULL */
    void (*started)(void *data); /* in the parent at each start of a child; may be NULL */
};

/* Starts them and watches. SIGTERM and SIGINT: asks all to end, those that serve
   others last, and gives them 35 seconds. SIGHUP:
   reload, then each child is replaced by a fresh one, which shares the listening socket, while the
   old one finishes. A child that ends unasked is started again; one that ends at once, after a wait
   that doubles to ten seconds. A child ends when the parent does. Returns the exit code of the
   program. */
int processes_run(const struct processes *p);

/* From here on neither this process nor its children gain rights by starting a program. */
void processes_give_up_rights(void);

#endif
