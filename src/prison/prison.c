/* prison.c - handing files to the prison, and what one believes of its answers. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "prison/door.h"

#include "base/door.h"
#include "base/text.h"
#include "prison/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

struct visit {
    struct arena *arena;
    int file, answer, alive; /* alive: the reading end */
};

/* ---- the door
 * ------------------------------------------------------------------------------------- */

/* How large the addresses of this process are; they are shared by those who are forked from it. */
static size_t own_size(void)
{
    unsigned long pages = 256 * 1024; /* where the kernel does not say: 1 GiB */
    FILE *f = fopen("/proc/self/statm", "re");
    if (f && fscanf(f, "%lu", &pages) != 1) {
        pages = 256 * 1024;
    }
    if (f) {
        fclose(f);
    }
    return pages * (size_t)sysconf(_SC_PAGESIZE);
}

struct prison *prison_open(void)
{
    struct prison *p = calloc(1, sizeof *p);
    if (p && socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, p->door)) {
        free(p);
        return NULL;
    }
    if (p) {
        p->size = own_size();
    }
    return p;
}

void prison_close(struct prison *p)
{
    if (p) {
        close(p->door[0]);
        close(p->door[1]);
        free(p);
    }
}

/* ---- a visit
 * ------------------------------------------------------------------------------------- */

static void close_at(int *fd)
{
    if (*fd >= 0) {
        close(*fd);
    }
    *fd = -1;
}

static void visit_close(void *data)
{
    struct visit *v = data;
    close_at(&v->file);
    close_at(&v->answer);
    close_at(&v->alive);
}

static bool write_whole(int fd, str bytes)
{
    ssize_t n;
    while (bytes.n && (n = write(fd, bytes.p, bytes.n)) > 0) {
        bytes = str_slice(bytes, (size_t)n, bytes.n);
    }
    return bytes.n == 0;
}

struct visit *prison_send(const struct prison *p, struct arena *a, enum prison_work work, str bytes)
{
    struct visit *v = ARENA_NEW(a, struct visit);
    int line[2];
    *v = (struct visit){a, memfd_create("file", MFD_CLOEXEC), memfd_create("answer", MFD_CLOEXEC),
                        -1};
    arena_defer(a, visit_close, v);
    if (v->file < 0 || v->answer < 0 || !write_whole(v->file, bytes) ||
        pipe2(line, O_CLOEXEC | O_NONBLOCK)) {
        return NULL;
    }
    v->alive = line[0];
    bool sent = door_pass(p->door[0], (char)work,
                          (const int[VISIT_FDS]){v->file, v->answer, line[1]}, VISIT_FDS);
    close(line[1]);
    close_at(&v->file);
    return sent ? v : NULL;
}

int visit_fd(const struct visit *v)
{
    return v->alive;
}

static err died(struct fault *f)
{
    return fault_tell(f, ERR_INVALID, KEY("prison.died"), NULL, 0);
}

/* The answer as it stands now, in memory that nobody else can reach. */
static err answer_take(struct visit *v, struct fault *f, str *out)
{
    struct pollfd gone = {.fd = v ? v->alive : -1, .events = POLLIN};
    struct stat is;
    if (!v || poll(&gone, 1, 0) != 1) {
        return fault_tell(f, ERR_BUSY, KEY("prison.busy"), NULL, 0);
    }
    if (fstat(v->answer, &is) != 0 || is.st_size <= 0 || is.st_size > ANSWER_MOST) {
        return died(f);
    }
    char *bytes = arena_raw(v->arena, (size_t)is.st_size);
    size_t n = 0;
    ssize_t got = 1;
    while (n < (size_t)is.st_size && got > 0) {
        got = pread(v->answer, bytes + n, (size_t)is.st_size - n, (off_t)n);
        n += got > 0 ? (size_t)got : 0;
    }
    *out = str_n(bytes, n);
    return OK;
}

static err refused(struct visit *v, struct fault *f, str bytes)
{
    struct refusal r;
    return wire_refusal_read(v->arena, bytes, &r) ? refusal_tell(&r, f) : died(f);
}

err visit_table(struct visit *v, struct fault *f, struct table *out)
{
    struct table_limits most = table_limits_import;
    str bytes;
    err e = answer_take(v, f, &bytes);
    most.cell_bytes = MIB; /* the longest prose, which CSV holds */
    if (e) {
        return e;
    }
    switch (wire_kind(bytes)) {
    case WIRE_REFUSAL:
        return refused(v, f, bytes);
    case WIRE_TABLE:
        return wire_table_read(v->arena, bytes, &most, out) ? OK : died(f);
    default:
        return died(f);
    }
}

err visit_tree(struct visit *v, struct fault *f, const struct json **out)
{
    str bytes;
    err e = answer_take(v, f, &bytes);
    if (e) {
        return e;
    }
    switch (wire_kind(bytes)) {
    case WIRE_REFUSAL:
        return refused(v, f, bytes);
    case WIRE_TREE:
        return wire_tree_read(v->arena, bytes, &json_limits_document, out) ? OK : died(f);
    default:
        return died(f);
    }
}
