/* processes.c - the parent that only supervises. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/processes.h"

#include "base/clock.h"
#include "base/log.h"
#include "web/connections.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    LAST_WAIT_MS = 10 * 1000,
    FIRST_WAIT_MS = 100,
    QUICK_END_MS = 5 * 1000,
    FINISH_MS = 35 * 1000
};

/* One place for a child: which process stands in it, and when the next may. */
struct place {
    const struct process_kind *kind;
    pid_t pid; /* 0: none */
    int64_t started, start_at, wait;
};

/* A child that was replaced and still finishes what it had begun. */
struct leaving {
    pid_t pid;
    struct leaving *next;
};

struct parent {
    const struct processes *what;
    struct place *places;
    size_t n;
    struct leaving *leaving;
    sigset_t signals, before;
};

/* The one thing that a signal handler may write. */
static volatile sig_atomic_t child_stop;

static void on_stop(int signal_number)
{
    child_stop = 1;
}

void processes_give_up_rights(void)
{
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

static void child(const struct parent *parent, const struct process_kind *kind, pid_t parent_pid)
{
    struct sigaction stop = {.sa_handler = on_stop}, ignore = {.sa_handler = SIG_IGN};
    sigaction(SIGTERM, &stop, NULL);
    sigaction(SIGINT, &ignore,
              NULL); /* the terminal tells the whole group; the parent passes it on as SIGTERM */
    sigaction(SIGHUP, &ignore, NULL);
    sigaction(SIGPIPE, &ignore, NULL);
    sigprocmask(SIG_SETMASK, &parent->before, NULL);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent_pid) {
        _exit(0); /* the parent ended before it could be watched */
    }
    exit(kind->run(parent->what->data, &child_stop));
}

static void start(struct parent *p, struct place *place)
{
    pid_t parent_pid = getpid();
    place->started = steady_ms();
    place->pid = fork();
    if (place->pid == 0) {
        child(p, place->kind, parent_pid);
    }
    if (place->pid < 0) {
        log_event("process.not_started", LOG_Z("kind", place->kind->name),
                  LOG_Z("reason", strerror(errno)));
        place->pid = 0;
        place->start_at = place->started + LAST_WAIT_MS;
        return;
    }
    if (p->what->started) {
        p->what->started(p->what->data);
    }
    log_event("process.started", LOG_Z("kind", place->kind->name), LOG_INT("pid", place->pid));
}

static void tell_end(const char *kind, pid_t pid, int status)
{
    if (WIFSIGNALED(status)) {
        log_event("process.ended", LOG_Z("kind", kind), LOG_INT("pid", pid),
                  LOG_INT("signal", WTERMSIG(status)));
    } else {
        log_event("process.ended", LOG_Z("kind", kind), LOG_INT("pid", pid),
                  LOG_INT("code", WEXITSTATUS(status)));
    }
}

static bool forget_leaving(struct parent *p, pid_t pid)
{
    for (struct leaving **at = &p->leaving; *at; at = &(*at)->next) {
        if ((*at)->pid == pid) {
            struct leaving *gone = *at;
            *at = gone->next;
            free(gone);
            return true;
        }
    }
    return false;
}

/* Takes note of every child that has ended, and when its successor may start. */
static void reap(struct parent *p)
{
    int status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        if (forget_leaving(p, pid)) {
            continue;
        }
        for (size_t i = 0; i < p->n; i++) {
            struct place *place = &p->places[i];
            if (place->pid != pid) {
                continue;
            }
            int64_t now = steady_ms();
            bool quick = now - place->started < QUICK_END_MS;
            place->wait = !quick ? 0 : place->wait ? place->wait * 2 : FIRST_WAIT_MS;
            place->wait = place->wait > LAST_WAIT_MS ? LAST_WAIT_MS : place->wait;
            place->start_at = now + place->wait;
            place->pid = 0;
            tell_end(place->kind->name, pid, status);
        }
    }
}

/* Starts what is due, and returns how long to sleep before something else is. */
static int64_t start_due(struct parent *p)
{
    int64_t now = steady_ms(), sleep = 60 * SECOND_MS;
    for (size_t i = 0; i < p->n; i++) {
        struct place *place = &p->places[i];
        if (!place->pid && place->start_at <= now) {
            start(p, place);
        }
        if (!place->pid && place->start_at - now < sleep) {
            sleep = place->start_at > now ? place->start_at - now : 0;
        }
    }
    return sleep;
}

static int next_signal(struct parent *p, int64_t sleep)
{
    struct timespec t = {sleep / 1000, sleep % 1000 * 1000000};
    return sigtimedwait(&p->signals, NULL, &t);
}

static void replace_all(struct parent *p)
{
    if (p->what->reload) {
        p->what->reload(p->what->data);
    }
    for (size_t i = 0; i < p->n; i++) {
        struct place *place = &p->places[i];
        struct leaving *leaving = place->pid ? malloc(sizeof *leaving) : NULL;
        if (!leaving) {
            continue;
        }
        *leaving = (struct leaving){place->pid, p->leaving};
        p->leaving = leaving;
        pid_t old = place->pid;
        start(p, place);
        kill(old, SIGTERM);
    }
}

static void signal_all(struct parent *p, int signal_number)
{
    for (size_t i = 0; i < p->n; i++) {
        if (p->places[i].pid) {
            kill(p->places[i].pid, signal_number);
        }
    }
    for (struct leaving *l = p->leaving; l; l = l->next) {
        kill(l->pid, signal_number);
    }
}

/* Those that serve the others, or the others. */
static void ask_to_end(struct parent *p, bool serving)
{
    for (size_t i = 0; i < p->n; i++) {
        if (p->places[i].pid && p->places[i].kind->serves == serving) {
            kill(p->places[i].pid, SIGTERM);
        }
    }
}

static bool any_works(const struct parent *p)
{
    for (size_t i = 0; i < p->n; i++) {
        if (p->places[i].pid && !p->places[i].kind->serves) {
            return true;
        }
    }
    return p->leaving != NULL;
}

static bool any_left(const struct parent *p)
{
    for (size_t i = 0; i < p->n; i++) {
        if (p->places[i].pid) {
            return true;
        }
    }
    return p->leaving != NULL;
}

static void end_all(struct parent *p)
{
    int64_t end = steady_ms() + FINISH_MS;
    ask_to_end(p, false);
    for (struct leaving *l = p->leaving; l; l = l->next) {
        kill(l->pid, SIGTERM);
    }
    reap(p);
    while (any_works(p) && steady_ms() < end) {
        next_signal(p, 200);
        reap(p);
    }
    ask_to_end(p, true);
    while (any_left(p) && steady_ms() < end) {
        next_signal(p, 200);
        reap(p);
    }
    if (any_left(p)) {
        log_event("process.killed", LOG_Z("reason", "did not end in time"));
        signal_all(p, SIGKILL);
        while (waitpid(-1, NULL, 0) > 0) {
        }
    }
}

static bool parent_init(struct parent *p, const struct processes *what)
{
    *p = (struct parent){.what = what};
    for (const struct process_kind *k = what->kinds; k->name; k++) {
        p->n += (size_t)(k->count > 0 ? k->count : 0);
    }
    p->places = calloc(p->n ? p->n : 1, sizeof *p->places);
    size_t i = 0;
    for (const struct process_kind *k = what->kinds; p->places && k->name; k++) {
        for (int n = 0; n < k->count; n++) {
            p->places[i++].kind = k;
        }
    }
    sigemptyset(&p->signals);
    sigaddset(&p->signals, SIGCHLD);
    sigaddset(&p->signals, SIGTERM);
    sigaddset(&p->signals, SIGINT);
    sigaddset(&p->signals, SIGHUP);
    sigprocmask(SIG_BLOCK, &p->signals, &p->before);
    return p->places != NULL;
}

int processes_run(const struct processes *what)
{
    struct parent p;
    if (!parent_init(&p, what)) {
        return 1;
    }
    for (bool stop = false; !stop;) {
        switch (next_signal(&p, start_due(&p))) {
        case SIGTERM:
        case SIGINT:
            stop = true;
            break;
        case SIGHUP:
            replace_all(&p);
            break;
        default: /* a child, or time */
            break;
        }
        reap(&p);
    }
    end_all(&p);
    free(p.places);
    sigprocmask(SIG_SETMASK, &p.before, NULL);
    return 0;
}
