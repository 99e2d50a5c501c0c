/* later.h - what a request waits for, beside the loop: slow work, letters to the outside, and what
   another process makes. The handler asks, goes, and is called again, from the start. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_LATER_H
#define WEB_LATER_H

#include "courier/courier.h"
#include "web/request.h"

/* One letter of a request: under way until over. Or only a wait for a file of the caller's. */
struct later_letter {
    const char *name;
    int fd;
    int64_t until; /* steady_ms */
    struct buf in;
    void *waiter; /* of a wait, not NULL: whose the file is; it is neither read nor closed */
    bool over;
    struct later_letter *next;
};

/* What one request waits for: one piece of slow work, or the last of its letters. work is plain
   memory of the request's arena; run may touch nothing else. */
struct later {
    void (*run)(void *work);
    void *work;
    enum { LATER_NONE, LATER_WANTED, LATER_DONE, LATER_REFUSED } state;
    bool ran;                             /* the work, if there was any */
    struct later_letter *letters;         /* all that were sent */
    size_t n_asked;                       /* waits that the handler has asked for in this call */
    struct later *next;                   /* in the queue */
    void (*done)(struct later *, void *); /* called from the helper thread */
    void *done_for;
};

/* Wants run(work) done. True when it has been done, and *work is then the finished copy. False when
   the handler shall return ERR_BUSY at once: it is called again, from the start, when the work is
   done. One piece a request. Without request->later it runs on the spot. */
bool later_run(const struct request *q, struct arena *a, void (*run)(void *work), void **work,
               size_t size);

/* The request's piece of slow work is done and what came of it is kept elsewhere: it may have
   another. */
void later_used(const struct request *q);

/* Wants an answer to a letter. True when it is there, in *out: also when it could not be delivered,
   see struct answer. False when the handler shall return ERR_BUSY at once: it is called again, from
   the start, when the answer has come. A request may send several, one after another; by its name
   (a word of the program) each finds its answer again. Without request->later it waits on the spot.
 */
bool later_ask(const struct request *q, struct arena *a, const char *name,
               const struct letter *letter, struct answer *out);

/* Wants to wait until fd can be read or its other end is closed, at most ms long. True when that is
   over, also when nothing came: reading tells. False when the handler shall return ERR_BUSY at
   once: it is called again, from the start, and finds the same waiter by later_waiter, asked for in
   the same place of its work. fd stays the caller's, and open until then (arena_defer on the
   request's arena closes it). Without request->later it waits on the spot. */
bool later_on_fd(const struct request *q, struct arena *a, int fd, int64_t ms, void *waiter);
/* Who waited, in an earlier call, at this place; NULL the first time. */
void *later_waiter(const struct request *q);

/* The letters of one web worker's requests. All in its one thread. */
enum { LETTERS_MOST = 128 };
struct letters {
    struct later *first;
    size_t n;
};
/* Does that request wait for a letter, not for slow work? */
bool letters_wanted(const struct later *later);
/* Takes it in; false when there are too many. done(later, done_for) is called when it is over. */
bool letters_add(struct letters *l, struct later *later);
/* Waits for the loop's own file or for any letter, at most so long, and tells what is over. */
void letters_wait(struct letters *l, int loop_fd, int ms);
/* Gives up all of them: their requests are told at once. */
void letters_end(struct letters *l);

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
