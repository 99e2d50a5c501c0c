/* hardship.c - stands before the C library and makes its n-th call fail (memory, writes, syncs),
   and sets its clock.

   Loaded with LD_PRELOAD into the program as it is shipped. The test tells what is to happen by
   the file that HARDSHIP names, which both map: see struct orders; counting begins when `pid` is
   that of the process (or -1: any) and ends when it is 0. */
/* SPDX-License-Identifier: EUPL-1.2 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { MEMORY = 1, DISK = 2, SYNC = 3 };                /* which calls count */
enum { ONCE = 0, EVER_AFTER = 1, KILL = 2, SHORT = 3 }; /* what happens at the n-th */

struct orders {
    volatile int64_t pid, what, how, at, error; /* told by the test */
    volatile int64_t seen, hit; /* told by us: calls that counted, those that failed */
    volatile int64_t clock_ms;  /* told by the test: how far the wall clock is off */
};

static struct orders *orders;
static int tells;  /* where each call came from that failed, when HARDSHIP_TELL is set */
static pid_t self; /* asked for at birth: a cell that reads a file may ask the kernel for nothing */

static void know_self(void)
{
    self = getpid();
}

__attribute__((constructor)) static void read_orders(void)
{
    void *first[1];
    tells = getenv("HARDSHIP_TELL") != NULL && backtrace(first, 1); /* it allocates the first time */
    know_self();
    pthread_atfork(NULL, NULL, know_self);
    const char *path = getenv("HARDSHIP");
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (fd >= 0) {
        void *p = mmap(NULL, sizeof *orders, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        orders = p == MAP_FAILED ? NULL : p;
        close(fd);
    }
}

static int is_meant(void)
{
    return orders && orders->pid && (orders->pid == -1 || orders->pid == self);
}

static int strikes(int what)
{
    if (!is_meant() || orders->what != what) {
        return 0;
    }
    int64_t n = __atomic_add_fetch(&orders->seen, 1, __ATOMIC_RELAXED);
    if (n < orders->at || (n > orders->at && orders->how != EVER_AFTER)) {
        return 0;
    }
    __atomic_add_fetch(&orders->hit, 1, __ATOMIC_RELAXED);
    if (orders->how == KILL) {
        __builtin_trap(); /* a caged process may not send signals, itself included */
    }
    if (tells) {
        void *places[32];
        backtrace_symbols_fd(places, backtrace(places, 32), 2);
    }
    errno = (int)orders->error;
    return 1;
}

/* Sockets, pipes and the log are not the disk. */
static int on_disk(int fd)
{
    struct stat st;
    return is_meant() && fd > 2 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
}

/* ---- memory */

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);

void *malloc(size_t n)
{
    return strikes(MEMORY) ? NULL : __libc_malloc(n);
}

void *calloc(size_t n, size_t size)
{
    return strikes(MEMORY) ? NULL : __libc_calloc(n, size);
}

void *realloc(void *p, size_t n)
{
    return strikes(MEMORY) ? NULL : __libc_realloc(p, n);
}

/* ---- clock: the wall's alone, as when somebody sets it */

int clock_gettime(clockid_t which, struct timespec *t)
{
    int rc = (int)syscall(SYS_clock_gettime, which, t);
    if (rc == 0 && which == CLOCK_REALTIME && orders) {
        int64_t ns = t->tv_nsec + orders->clock_ms % 1000 * 1000000;
        t->tv_sec += orders->clock_ms / 1000 + (ns < 0 ? -1 : ns / 1000000000);
        t->tv_nsec = ns < 0 ? ns + 1000000000 : ns % 1000000000;
    }
    return rc;
}

time_t time(time_t *out)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    if (out) {
        *out = t.tv_sec;
    }
    return t.tv_sec;
}

/* ---- disk */

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int fails(int fd)
{
    return on_disk(fd) && strikes(DISK);
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off64_t at)
{
    if (fails(fd)) {
        return orders->how == SHORT ? NEXT(pwrite64)(fd, bytes, n / 2, at) : -1;
    }
    return NEXT(pwrite64)(fd, bytes, n, at);
}

ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at)
{
    return pwrite64(fd, bytes, n, at);
}

ssize_t write(int fd, const void *bytes, size_t n)
{
    if (fails(fd)) {
        return orders->how == SHORT ? NEXT(write)(fd, bytes, n / 2) : -1;
    }
    return NEXT(write)(fd, bytes, n);
}

int ftruncate64(int fd, off64_t size)
{
    return fails(fd) ? -1 : NEXT(ftruncate64)(fd, size);
}

int ftruncate(int fd, off_t size)
{
    return ftruncate64(fd, size);
}

static int sync_fails(int fd)
{
    return on_disk(fd) && (strikes(DISK) || strikes(SYNC));
}

int fsync(int fd)
{
    return sync_fails(fd) ? -1 : NEXT(fsync)(fd);
}

int fdatasync(int fd)
{
    return sync_fails(fd) ? -1 : NEXT(fdatasync)(fd);
}
