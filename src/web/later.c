/* later.c - what a request waits for: slow work by one helper thread, letters and files by the loop
   itself. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/later.h"

#include "base/clock.h"
#include "base/limit.h"
#include "web/gate.h"

#include <errno.h>
#include <poll.h>
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
    if (q->later->ran) {
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

void later_used(const struct request *q)
{
    if (q->later) {
        q->later->ran = false;
        q->later->state = LATER_NONE;
    }
}

/* ---- letters
 * ----------------------------------------------------------------------------------------- */

/* A request may not fill a worker with its letters. */
enum { LETTERS_OF_REQUEST = 8 };

static void letter_close(void *data)
{
    struct later_letter *letter = data;
    if (letter->fd >= 0 && !letter->waiter) {
        close(letter->fd);
        letter->fd = -1;
    }
}

/* Where the letter of that name stands, or where it would. */
static struct later_letter **place_of(struct later *later, const char *name, size_t *n)
{
    struct later_letter **at = &later->letters;
    for (*n = 0; *at && (!(*at)->name || strcmp((*at)->name, name) != 0); (*n)++) {
        at = &(*at)->next;
    }
    return at;
}

static struct later_letter **nth_wait(struct later *later, size_t n)
{
    struct later_letter **at = &later->letters;
    while (*at && (!(*at)->waiter || n-- > 0)) {
        at = &(*at)->next;
    }
    return at;
}

static struct later_letter *send_letter(const struct courier *c, struct arena *a,
                                        const struct letter *letter)
{
    struct later_letter *new = ARENA_NEW(a, struct later_letter);
    buf_init(&new->in, a, COURIER_BUFFER);
    new->fd = courier_send(c, a, letter);
    new->until = steady_ms() + letter->ms + SECOND_MS;
    arena_defer(a, letter_close, new);
    return new;
}

bool later_ask(const struct request *q, struct arena *a, const char *name,
               const struct letter *letter, struct answer *out)
{
    const struct courier *c = q->gate->courier;
    size_t n;
    if (!q->later) {
        courier_ask(c, a, letter, out);
        return true;
    }
    struct later_letter **at = place_of(q->later, name, &n);
    *out = (struct answer){.trouble = STR("busy")};
    if (*at) {
        courier_read(a, buf_as_str(&(*at)->in), out);
        return true;
    }
    struct later_letter *new = n < LETTERS_OF_REQUEST ? send_letter(c, a, letter) : NULL;
    if (!new || new->fd < 0) {
        return true;
    }
    new->name = name;
    *at = new;
    q->later->state = LATER_WANTED;
    return false;
}

static void wait_here(int fd, int64_t ms)
{
    int64_t until = steady_ms() + ms, left = ms;
    struct pollfd at = {.fd = fd, .events = POLLIN};
    while (left > 0 && poll(&at, 1, (int)left) < 0 && errno == EINTR) {
        left = until - steady_ms();
    }
}

void *later_waiter(const struct request *q)
{
    struct later_letter *at = q->later ? *nth_wait(q->later, q->later->n_asked) : NULL;
    return at ? at->waiter : NULL;
}

bool later_on_fd(const struct request *q, struct arena *a, int fd, int64_t ms, void *waiter)
{
    if (!q->later) {
        wait_here(fd, ms);
        return true;
    }
    struct later_letter **at = nth_wait(q->later, q->later->n_asked++);
    if (*at) {
        return true;
    }
    *at = ARENA_NEW(a, struct later_letter);
    **at = (struct later_letter){.fd = fd, .until = steady_ms() + ms, .waiter = waiter};
    q->later->state = LATER_WANTED;
    return false;
}

static struct later_letter *last_letter(const struct later *later)
{
    struct later_letter *at = later->letters;
    while (at && at->next) {
        at = at->next;
    }
    return at;
}

bool letters_wanted(const struct later *later)
{
    const struct later_letter *last = last_letter(later);
    return last && !last->over;
}

bool letters_add(struct letters *l, struct later *later)
{
    if (l->n == LETTERS_MOST) {
        return false;
    }
    later->next = l->first;
    l->first = later;
    l->n++;
    return true;
}

/* Nothing is read from a letter that came too late: what is there stays unread, and is not whole.
 */
static bool has_come(struct later_letter *letter, bool ready, int64_t now)
{
    letter->over = (ready && (letter->waiter || courier_take(letter->fd, &letter->in))) ||
                   now >= letter->until;
    if (letter->over) {
        letter_close(letter);
    }
    return letter->over;
}

static void tell_over(struct letters *l, const struct pollfd *files)
{
    int64_t now = steady_ms();
    size_t i = 0;
    for (struct later **at = &l->first; *at; i++) {
        struct later *later = *at;
        if (!has_come(last_letter(later), files[i].revents != 0, now)) {
            at = &later->next;
            continue;
        }
        *at = later->next;
        l->n--;
        later->state = LATER_DONE;
        later->done(later, later->done_for);
    }
}

void letters_wait(struct letters *l, int loop_fd, int ms)
{
    struct pollfd files[LETTERS_MOST + 1];
    int64_t now = steady_ms(), until = now + ms;
    nfds_t n = 0;
    for (const struct later *at = l->first; at; at = at->next) {
        const struct later_letter *letter = last_letter(at);
        files[n++] = (struct pollfd){.fd = letter->fd, .events = POLLIN};
        until = letter->until < until ? letter->until : until;
    }
    files[n++] = (struct pollfd){.fd = loop_fd, .events = POLLIN};
    if (poll(files, n, until > now ? (int)(until - now) : 0) < 0) {
        for (nfds_t i = 0; i < n; i++) {
            files[i].revents = 0;
        }
    }
    tell_over(l, files);
}

void letters_end(struct letters *l)
{
    while (l->first) {
        struct later *later = l->first;
        l->first = later->next;
        l->n--;
        last_letter(later)->over = true;
        later->state = LATER_DONE;
        later->done(later, later->done_for);
    }
}

/* ---- slow work
 * --------------------------------------------------------------------------------------- */

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
        later->ran = true;
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

const struct limit later_limits[] = {
    {"Sign-in", "passwords that are checked at once, in the whole installation", N_PLACES,
     LIMIT_COUNT, "the next waits"},
    {"Sign-in", "passwords that wait to be checked, in one web worker", MAX_QUEUE, LIMIT_COUNT,
     "503"},
    {0},
};
