/* process.c - the courier at work: takes letters at the door, carries each on a thread of its own,
   so that a slow place keeps nobody else waiting. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "base/door.h"
#include "base/hash.h"
#include "base/limit.h"
#include "base/log.h"
#include "courier/door.h"
#include "courier/fetch.h"
#include "courier/message.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* More letters than that wait at the door. The last ones are given so long when the courier ends.
 */
enum { MOST_AT_ONCE = 32, READ_SECONDS = 2, WRITE_SECONDS = 5, FINISH_SECONDS = 25 };

struct office {
    const struct courier_limits *limits;
    pthread_mutex_t lock;
    pthread_cond_t free;
    int n;
};

struct errand {
    struct office *office;
    int fd;
};

/* ---- one letter
 * -------------------------------------------------------------------------------------- */

/* From here on reading and writing wait, but not for ever. */
static void set_patience(int fd)
{
    struct timeval reading = {.tv_sec = READ_SECONDS}, writing = {.tv_sec = WRITE_SECONDS};
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &reading, sizeof reading);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &writing, sizeof writing);
}

static bool read_whole(int fd, struct buf *in)
{
    char some[8 * KIB];
    ssize_t n;
    while ((n = recv(fd, some, sizeof some, 0)) > 0) {
        buf_append(in, some, (size_t)n);
    }
    return n == 0 && !in->full;
}

static void write_whole(int fd, str bytes)
{
    ssize_t n;
    while (bytes.n && (n = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL)) > 0) {
        bytes = str_slice(bytes, (size_t)n, bytes.n);
    }
}

/* The place is named, what was sent and what came are not: they hold secrets. */
static void tell(const struct letter *l, const struct answer *out, int64_t took)
{
    str host = str_slice(l->url, 0, 8 + 64);
    ptrdiff_t question = str_index(host, '?');
    host = question < 0 ? host : str_slice(host, 0, (size_t)question);
    log_event("courier.letter", LOG_STR("to", host), LOG_INT("status", out->status),
              LOG_STR("trouble", out->trouble), LOG_INT("bytes", (int64_t)out->body.n),
              LOG_INT("ms", took));
}

static void carry(struct office *o, int fd)
{
    struct arena *a = arena_open();
    struct buf in, out;
    struct letter letter;
    struct answer answer;
    buf_init(&in, a, LETTER_LARGEST);
    set_patience(fd);
    if (read_whole(fd, &in) && in.data && letter_read(buf_as_str(&in), &letter)) {
        int64_t began = steady_ms();
        fetch(a, &letter, o->limits, address_lookup, NULL, &answer);
        buf_init(&out, a, COURIER_BUFFER);
        answer_write(&out, &answer);
        tell(&letter, &answer, steady_ms() - began);
        write_whole(fd, buf_as_str(&out));
        bytes_wipe(out.data, out.n);
        bytes_wipe(in.data, in.n);
    }
    arena_close(a);
}

static void *run_errand(void *data)
{
    struct errand *e = data;
    struct office *o = e->office;
    carry(o, e->fd);
    close(e->fd);
    free(e);
    pthread_mutex_lock(&o->lock);
    o->n--;
    pthread_cond_signal(&o->free);
    pthread_mutex_unlock(&o->lock);
    return NULL;
}

/* ---- the door
 * ---------------------------------------------------------------------------------------- */

static void wait_for_place(struct office *o, int most)
{
    pthread_mutex_lock(&o->lock);
    while (o->n >= most) {
        pthread_cond_wait(&o->free, &o->lock);
    }
    pthread_mutex_unlock(&o->lock);
}

/* Signals are for the one who stands at the door. */
static bool begin(struct office *o, int fd)
{
    struct errand *e = malloc(sizeof *e);
    pthread_t thread;
    sigset_t all, before;
    if (!e) {
        return false;
    }
    *e = (struct errand){o, fd};
    pthread_mutex_lock(&o->lock);
    o->n++;
    pthread_mutex_unlock(&o->lock);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool started = pthread_create(&thread, NULL, run_errand, e) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (started) {
        pthread_detach(thread);
        return true;
    }
    pthread_mutex_lock(&o->lock);
    o->n--;
    pthread_mutex_unlock(&o->lock);
    free(e);
    return false;
}

static void take_all(struct office *o, int door)
{
    int fd;
    for (;;) {
        wait_for_place(o, MOST_AT_ONCE);
        if (!door_take(door, &(char){0}, &fd, 1)) {
            return;
        }
        if (!begin(o, fd)) {
            close(fd);
        }
    }
}

/* False when some are still out: what they use must then stay. */
static bool finish(struct office *o)
{
    struct timespec end;
    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec += FINISH_SECONDS;
    pthread_mutex_lock(&o->lock);
    while (o->n > 0 && pthread_cond_timedwait(&o->free, &o->lock, &end) == 0) {
    }
    bool all = o->n == 0;
    pthread_mutex_unlock(&o->lock);
    return all;
}

int courier_run(struct courier *c, const struct courier_limits *limits, volatile sig_atomic_t *stop)
{
    struct office *o = calloc(1, sizeof *o);
    if (!o || curl_global_init(CURL_GLOBAL_ALL)) {
        free(o);
        return 1;
    }
    o->limits = limits;
    pthread_mutex_init(&o->lock, NULL);
    pthread_cond_init(&o->free, NULL);
    while (!*stop) {
        struct pollfd door = {.fd = c->door[1], .events = POLLIN};
        if (poll(&door, 1, 1000) > 0) {
            take_all(o, c->door[1]);
        }
    }
    take_all(o, c->door[1]);
    if (finish(o)) {
        free(o);
    }
    return 0;
}

const struct limit courier_limits[] = {
    {"To the outside", "letters at once", MOST_AT_ONCE, LIMIT_COUNT, "the next waits"},
    {"To the outside", "a letter", LETTER_LARGEST, LIMIT_BYTES, "not sent"},
    {"To the outside", "an answer", ANSWER_LARGEST, LIMIT_BYTES, "refused"},
    {"To the outside", "a letter and its answer", LETTER_LONGEST_MS, LIMIT_MS, "given up"},
    {0},
};
