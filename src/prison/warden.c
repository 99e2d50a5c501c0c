/* warden.c - the process that makes a cell for each file, and takes note how it ended. It reads
   nothing of any file. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "prison/door.h"

#include "base/door.h"
#include "base/log.h"

#include <errno.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TURN_MS = 1000 };

/* Makes a cell for the next file; false when there is none. */
static bool admit(const struct prison *p, const struct cage *cage)
{
    char work;
    int fds[VISIT_FDS];
    if (!door_take(p->door[1], &work, fds, VISIT_FDS)) {
        return false;
    }
    pid_t pid = fork();
    if (pid == 0) {
        cell_live((enum prison_work)work, fds, cage, p->size);
    }
    if (pid < 0) {
        log_event("prison.no_cell", LOG_Z("reason", strerror(errno)));
    }
    for (int i = 0; i < VISIT_FDS; i++) {
        close(fds[i]);
    }
    return pid > 0;
}

/* How many cells have ended; waits for one when asked to. */
static int reap(bool wait)
{
    int n = 0, status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, wait && n == 0 ? 0 : WNOHANG)) > 0) {
        n++;
        if (WIFSIGNALED(status)) {
            log_event("prison.cell_ended", LOG_INT("pid", pid),
                      LOG_INT("signal", WTERMSIG(status)));
        } else if (WEXITSTATUS(status) != 0) {
            log_event("prison.cell_ended", LOG_INT("pid", pid),
                      LOG_INT("code", WEXITSTATUS(status)));
        }
    }
    return n;
}

int prison_run(const struct prison *p, const struct cage *cage, volatile sig_atomic_t *stop)
{
    int cells = 0;
    while (!*stop) {
        struct pollfd door = {.fd = p->door[1], .events = POLLIN};
        if (poll(&door, 1, TURN_MS) > 0) {
            cells += admit(p, cage);
        }
        cells -= reap(cells == CELLS_MOST);
    }
    while (admit(p, cage)) {
        cells++;
    }
    while (cells > 0) {
        cells -= reap(true);
    }
    return 0;
}
