/* cell.c - the short life of a cell: locks itself in, reads one file, writes one answer. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "prison/door.h"

#include "base/limit.h"
#include "base/sandbox.h"
#include "format/csv/read.h"
#include "format/xlsx/read.h"
#include "format/yaml/read.h"
#include "prison/wire.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

/* The few numbers that stay open. 2 does in builds with sanitizers, for what they find. */
enum { FIRST = 3, FILE_MOST = 17 * 1024 * 1024 };

static void limit(int what, size_t most)
{
    setrlimit((__rlimit_resource_t)what, &(struct rlimit){most, most});
}

/* A build with sanitizers has memory of its own beside every byte, and is slow. */
static void limits_set(size_t size)
{
    enum { SLOW = SANITISED ? 6 : 1 };
    struct itimerval end = {.it_value = {.tv_sec = CELL_SECONDS * SLOW}};
    signal(SIGALRM, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    setitimer(ITIMER_REAL, &end, NULL);
    limit(RLIMIT_CPU, CELL_CPU_SECONDS * SLOW);
    limit(RLIMIT_FSIZE, ANSWER_MOST);
    limit(RLIMIT_CORE, 0);
    if (!SANITISED) {
        limit(RLIMIT_AS, size + CELL_MIB * MIB);
        limit(RLIMIT_NPROC, 0);
    }
}

/* Nothing stays open but what was handed in. */
static void files_keep(const int fds[VISIT_FDS])
{
    int high[VISIT_FDS];
    for (int i = 0; i < VISIT_FDS; i++) {
        high[i] = fcntl(fds[i], F_DUPFD, 64);
    }
    for (int i = 0; i < VISIT_FDS; i++) {
        if (high[i] < 0 || dup2(high[i], FIRST + i) < 0) {
            _exit(1);
        }
    }
    close_range(FIRST + VISIT_FDS, ~0U, 0);
    close_range(0, SANITISED ? 1 : 2, 0);
}

static str file_read(struct arena *a, int fd)
{
    off_t size = lseek(fd, 0, SEEK_END); /* libc's fstat is a call by path */
    if (size < 0 || size > FILE_MOST) {
        _exit(1);
    }
    char *bytes = arena_raw(a, (size_t)size + 1);
    off_t n = 0;
    ssize_t got;
    while (n < size && (got = pread(fd, bytes + n, (size_t)(size - n), n)) > 0) {
        n += got;
    }
    return str_n(bytes, (size_t)n);
}

static void answer_write(int fd, const struct buf *b)
{
    size_t n = 0;
    ssize_t put;
    while (n < b->n && (put = pwrite(fd, b->data + n, b->n - n, (off_t)n)) > 0) {
        n += (size_t)put;
    }
}

static err read_table(struct arena *a, str bytes, struct buf *out, struct refusal *r)
{
    struct table t;
    struct table_limits text = table_limits_import;
    text.cell_bytes = MIB;
    err e = xlsx_looks_so(bytes) ? xlsx_read(a, bytes, STR_NONE, &table_limits_import, &t, r)
                                 : csv_read(a, bytes, &text, &t, r);
    if (!e) {
        wire_table(out, &t);
    }
    return e;
}

static err read_tree(struct arena *a, str bytes, bool is_yaml, struct buf *out, struct refusal *r)
{
    const struct json *v;
    err e = is_yaml ? yaml_read(a, bytes, &json_limits_document, &v, r)
                    : json_read(a, bytes, &json_limits_document, &v, r);
    if (!e) {
        wire_tree(out, v);
    }
    return e;
}

void cell_live(enum prison_work work, const int fds[VISIT_FDS], const struct cage *cage,
               size_t size)
{
    struct arena *a = arena_open();
    struct refusal r = {0};
    struct buf out;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    files_keep(fds);
    limits_set(size);
    sandbox_enter(cage);
    str bytes = file_read(a, FIRST + VISIT_FILE);
    buf_init(&out, a, ANSWER_MOST);
    err e = work == PRISON_TABLE ? read_table(a, bytes, &out, &r)
                                 : read_tree(a, bytes, work == PRISON_YAML, &out, &r);
    if (e) {
        wire_refusal(&out, &r);
    }
    if (!out.full) {
        answer_write(FIRST + VISIT_ANSWER, &out);
    }
    _exit(0);
}

const struct limit prison_limits[] = {
    {"Files", "read at once in the whole installation", CELLS_MOST, LIMIT_COUNT, "the next waits"},
    {"Files", "time for one", CELL_SECONDS, LIMIT_SECONDS, "422"},
    {"Files", "computing for one", CELL_CPU_SECONDS, LIMIT_SECONDS, "422"},
    {"Files", "memory for one", (int64_t)CELL_MIB * 1024 * 1024, LIMIT_BYTES, "422"},
    {"Files", "the file itself", FILE_MOST, LIMIT_BYTES, "422"},
    {0},
};
