/* later.h - slow work of a request, done beside the loop: the handler asks, goes, and is called
 * again. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_LATER_H
#define WEB_LATER_H

#include "web/request.h"

/* One piece of slow work. work is plain memory of the request's arena; run may touch nothing else.
 */
struct later {
    void (*run)(void *work);
    void *work;
    enum { LATER_NONE, LATER_WANTED, LATER_DONE, LATER_REFUSED } state;
    struct later *next;                   /* in the queue */
    void (*done)(struct later *, void *); /* called from the helper thread */
    void *done_for;
};

/* Wants run(work) done. True when it has been done, and *work is then the finished copy. False when
   the handler shall return ERR_BUSY at once: it is called again, from the start, when the work is
   done. One piece a request. Without request->later it runs on the spot. */
bool later_run(const struct request *q, struct arena *a, void (*run)(void *work), void **work,
               size_t size);

/* The helper thread of one web worker, and the places that all workers share: at most two pieces of
   slow work go on at once on the machine. */
struct slow;
struct slow_places;

/* Places in memory that children share; made once before they start. */
struct slow_places *slow_places_new(void);

struct slow *slow_open(struct slow_places *places);
/* Queues it; false when the queue is full. done(later, done_for) is called when it is over. */
bool slow_push(struct slow *s, struct later *later);
/* Ends the thread after the work at hand. Takes NULL calmly. */
void slow_close(struct slow *s);

#endif
