/* later.c - slow work of a request, done beside the loop by one helper thread. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/later.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { N_PLACES = 2, MAX_QUEUE = 64 };

struct slow_places {
    pthread_mutex_t places[N_PLACES]; /* robust: a killed worker gives its place back */
};

struct slow {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t news;
    struct slow_places *places;
    struct later *first, **last;
    size_t n;
    bool stop;
};

bool later_run(const struct request *q, struct arena *a, void (*run)(void *work), void **work,
               size_t size)
{
    if (!q->later) {
        run(*work);
        return true;
    }
    if (q->later->state == LATER_DONE) {
        *work = q->later->work;
        return true;
    }
    void *copy = arena_alloc(a, size);
    memcpy(copy, *work, size);
    q->later->run = run;
    q->later->work = copy;
    q->later->state = LATER_WANTED;
    return false;
}

struct slow_places *slow_places_new(void)
{
    struct slow_places *p =
        mmap(NULL, sizeof *p, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED) {
        return NULL;
    }
    pthread_mutexattr_t kind;
    pthread_mutexattr_init(&kind);
    pthread_mutexattr_setpshared(&kind, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&kind, PTHREAD_MUTEX_ROBUST);
    for (int i = 0; i < N_PLACES; i++) {
        pthread_mutex_init(&p->places[i], &kind);
    }
    pthread_mutexattr_destroy(&kind);
    return p;
}

/* A place is held by whoever has its mutex; one left by a dead worker is taken over. */
static bool taken(pthread_mutex_t *place, int rc)
{
    if (rc == EOWNERDEAD) {
        pthread_mutex_consistent(place);
    }
    return rc == 0 || rc == EOWNERDEAD;
}

static pthread_mutex_t *take_place(struct slow_places *p)
{
    for (int i = 0; p && i < N_PLACES; i++) {
        if (taken(&p->places[i], pthread_mutex_trylock(&p->places[i]))) {
            return &p->places[i];
        }
    }
    pthread_mutex_t *wait_for = p ? &p->places[getpid() % N_PLACES] : NULL;
    return wait_for && taken(wait_for, pthread_mutex_lock(wait_for)) ? wait_for : NULL;
}

static struct later *take_work(struct slow *s)
{
    pthread_mutex_lock(&s->lock);
    while (!s->first && !s->stop) {
        pthread_cond_wait(&s->news, &s->lock);
    }
    struct later *later = s->first;
    if (later) {
        s->first = later->next;
        s->n--;
        if (!s->first) {
            s->last = &s->first;
        }
    }
    pthread_mutex_unlock(&s->lock);
    return later;
}

static void *work(void *arg)
{
    struct slow *s = arg;
    struct later *later;
    while ((later = take_work(s))) {
        pthread_mutex_t *place = take_place(s->places);
        later->run(later->work);
        if (place) {
            pthread_mutex_unlock(place);
        }
        later->state = LATER_DONE;
        later->done(later, later->done_for);
    }
    return NULL;
}

struct slow *slow_open(struct slow_places *places)
{
    struct slow *s = calloc(1, sizeof *s);
    if (!s) {
        return NULL;
    }
    s->places = places;
    s->last = &s->first;
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->news, NULL);
    sigset_t all, before; /* signals are for the loop */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int rc = pthread_create(&s->thread, NULL, work, s);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (rc) {
        free(s);
        return NULL;
    }
    return s;
}

bool slow_push(struct slow *s, struct later *later)
{
    pthread_mutex_lock(&s->lock);
    bool fits = s->n < MAX_QUEUE && !s->stop;
    if (fits) {
        later->next = NULL;
        *s->last = later;
        s->last = &later->next;
        s->n++;
        pthread_cond_signal(&s->news);
    }
    pthread_mutex_unlock(&s->lock);
    return fits;
}

void slow_close(struct slow *s)
{
    if (!s) {
        return;
    }
    pthread_mutex_lock(&s->lock);
    s->stop = true;
    pthread_cond_signal(&s->news);
    pthread_mutex_unlock(&s->lock);
    pthread_join(s->thread, NULL);
    pthread_mutex_destroy(&s->lock);
    pthread_cond_destroy(&s->news);
    free(s);
}
