/* sandbox.c - a cage for a process, by seccomp (calls) and Landlock (files and ports). */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

/* ---- calls
 * ------------------------------------------------------------------------------------- */

#define CALL(name) SCMP_SYS(name)
#define END_OF_CALLS INT32_MIN /* unknown calls are negative numbers too */

enum { FILTER_SECONDS = SANITISED ? 10 : 1 };

/* clang-format off */

/* Memory, time, threads, and what is open already. */
static const int always[] = {
    CALL(read), CALL(readv), CALL(write), CALL(writev), CALL(pread64), CALL(pwrite64),
    CALL(preadv), CALL(pwritev), CALL(lseek), CALL(close), CALL(close_range), CALL(dup),
    CALL(dup2), CALL(dup3), CALL(fcntl), CALL(fstat), CALL(newfstatat), CALL(stat), CALL(lstat),
    CALL(statx), CALL(access), CALL(faccessat), CALL(faccessat2), CALL(readlink), CALL(getcwd),
    CALL(poll), CALL(ppoll), CALL(select), CALL(pselect6), CALL(epoll_create), CALL(epoll_create1),
    CALL(epoll_ctl), CALL(epoll_wait), CALL(epoll_pwait), CALL(epoll_pwait2), CALL(eventfd2),
    CALL(pipe), CALL(pipe2), CALL(memfd_create), CALL(ftruncate), CALL(fallocate), CALL(munmap),
    CALL(mremap), CALL(brk), CALL(madvise), CALL(mlock), CALL(munlock), CALL(futex),
    CALL(set_robust_list), CALL(get_robust_list), CALL(rseq), CALL(set_tid_address),
    CALL(membarrier), CALL(rt_sigaction), CALL(rt_sigprocmask), CALL(rt_sigreturn),
    CALL(rt_sigpending), CALL(rt_sigtimedwait), CALL(sigaltstack), CALL(nanosleep),
    CALL(clock_nanosleep), CALL(clock_gettime), CALL(clock_getres), CALL(gettimeofday), CALL(time),
    CALL(getpid), CALL(gettid), CALL(getppid), CALL(getpgrp), CALL(getuid), CALL(geteuid),
    CALL(getgid), CALL(getegid), CALL(getrandom), CALL(getrusage), CALL(times), CALL(sysinfo),
    CALL(uname), CALL(sched_yield), CALL(sched_getaffinity), CALL(getrlimit), CALL(exit),
    CALL(exit_group), CALL(restart_syscall), CALL(recvfrom), CALL(recvmsg), CALL(sendto),
    CALL(sendmsg), CALL(shutdown), CALL(getsockname), CALL(getpeername), CALL(getsockopt),
    CALL(setsockopt), CALL(sendfile), CALL(umask), CALL(socketpair), END_OF_CALLS,
};

static const int for_files[] = {
    CALL(open), CALL(openat), CALL(unlink), CALL(unlinkat), CALL(fsync), CALL(fdatasync),
    CALL(fadvise64), CALL(flock), CALL(fchmod), CALL(fchown), CALL(getdents64), CALL(rename),
    CALL(renameat), CALL(renameat2), END_OF_CALLS,
};

static const int for_accept[] = {
    CALL(accept), CALL(accept4), END_OF_CALLS,
};
static const int for_connect[] = {
    CALL(connect), CALL(sendmmsg), CALL(recvmmsg), END_OF_CALLS,
};

static const int for_fork[] = {
    CALL(fork), CALL(vfork), CALL(wait4), CALL(waitid), CALL(kill), CALL(setitimer),
    CALL(timer_create), CALL(timer_settime), CALL(landlock_create_ruleset),
    CALL(landlock_add_rule), CALL(landlock_restrict_self), CALL(seccomp), CALL(setrlimit),
    END_OF_CALLS,
};

/* What nobody here ever does: starts of programs, other processes, the system itself. */
static const int never[] = {
    CALL(execve), CALL(execveat), CALL(process_vm_readv), CALL(process_vm_writev), CALL(mount),
    CALL(umount2), CALL(pivot_root), CALL(chroot), CALL(unshare), CALL(setns), CALL(fsopen),
    CALL(fsmount), CALL(open_tree), CALL(move_mount), CALL(mount_setattr), CALL(bpf),
    CALL(init_module), CALL(finit_module), CALL(delete_module), CALL(kexec_load),
    CALL(kexec_file_load), CALL(add_key), CALL(keyctl), CALL(request_key), CALL(perf_event_open),
    CALL(userfaultfd), CALL(io_uring_setup), CALL(io_uring_enter), CALL(io_uring_register),
    CALL(open_by_handle_at), CALL(name_to_handle_at), CALL(kcmp), CALL(pidfd_getfd),
    CALL(pidfd_open), CALL(process_madvise), CALL(reboot), CALL(swapon), CALL(swapoff), CALL(acct),
    CALL(quotactl), CALL(iopl), CALL(ioperm), CALL(settimeofday), CALL(clock_settime),
    CALL(sethostname), CALL(setdomainname), CALL(mknod), CALL(mknodat), CALL(memfd_secret),
    CALL(vmsplice), CALL(syslog), END_OF_CALLS,
};

/* A prison's child: memory, and what it was given. */
static const int bare[] = {
    CALL(read), CALL(pread64), CALL(write), CALL(pwrite64), CALL(lseek), CALL(fstat), CALL(close),
    CALL(munmap), CALL(mremap), CALL(brk), CALL(madvise), CALL(futex), CALL(rt_sigprocmask),
    CALL(rt_sigreturn), CALL(getpid), CALL(gettid), CALL(getrandom), CALL(clock_gettime),
    CALL(gettimeofday), CALL(time), CALL(exit), CALL(exit_group), CALL(restart_syscall),
    CALL(sched_yield), END_OF_CALLS,
};

/* What the sanitizers do while they watch and when they report. */
static const int sanitizers[] = {
    CALL(sigaltstack), CALL(prctl), CALL(wait4), CALL(rt_sigaction), CALL(getuid), CALL(readlink),
    CALL(writev), CALL(newfstatat), CALL(stat), CALL(getrlimit), CALL(set_robust_list),
    CALL(sched_getaffinity), CALL(getdents), CALL(getdents64), CALL(open), CALL(openat),
    CALL(tgkill), CALL(access), CALL(rseq), CALL(getppid), CALL(ioctl), END_OF_CALLS,
};

/* clang-format on */

static void must(int rc, const char *what)
{
    if (rc != 0) {
        fprintf(stderr, "samstyr: the sandbox is refused: %s: %s\n", what, strerror(-rc));
        abort();
    }
}

static void all_of(scmp_filter_ctx f, uint32_t action, const int *calls)
{
    for (; *calls != END_OF_CALLS; calls++) {
        int rc = seccomp_rule_add(f, action, *calls, 0);
        /* a call that this machine's libseccomp or processor does not know needs no rule */
        if (rc != 0 && rc != -EFAULT && rc != -EDOM && rc != -EEXIST && rc != -EACCES) {
            must(rc, "rule");
        }
    }
}

#define ALLOW_IF(f, call, ...)                                                                     \
    must(seccomp_rule_add((f), SCMP_ACT_ALLOW, CALL(call), 1, __VA_ARGS__), #call)

/* Memory that can be written is never run: no code comes in from outside. Only a parent's children
   still open a library, before their own cage. */
static void allow_memory(scmp_filter_ctx f, unsigned may)
{
    const scmp_datum_t looked_at = may & CAGE_FORK ? PROT_EXEC | PROT_WRITE : PROT_EXEC;
    ALLOW_IF(f, mmap, SCMP_A2(SCMP_CMP_MASKED_EQ, looked_at, 0));
    if (may & CAGE_FORK) {
        ALLOW_IF(f, mmap, SCMP_A2(SCMP_CMP_MASKED_EQ, looked_at, PROT_EXEC));
        ALLOW_IF(f, mmap, SCMP_A2(SCMP_CMP_MASKED_EQ, looked_at, PROT_WRITE));
    }
    ALLOW_IF(f, mprotect, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
}

/* clone3 hides its flags behind a pointer; told that it is not there, libc takes clone. */
static void allow_threads(scmp_filter_ctx f, unsigned may)
{
    const scmp_datum_t thread = SANITISED ? CLONE_VM : CLONE_VM | CLONE_THREAD;
    must(seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), CALL(clone3), 0), "clone3");
    if (may & CAGE_FORK) {
        must(seccomp_rule_add(f, SCMP_ACT_ALLOW, CALL(clone), 0), "clone");
        return;
    }
    ALLOW_IF(f, clone, SCMP_A0(SCMP_CMP_MASKED_EQ, thread, thread));
}

static void allow_sockets(scmp_filter_ctx f, unsigned may)
{
    static const int families[] = {AF_UNIX, AF_INET, AF_INET6};
    static const int kinds[] = {SOCK_STREAM, SOCK_DGRAM};
    for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
        for (size_t k = 0; k < (may & CAGE_RESOLVE ? 2 : 1); k++) {
            must(seccomp_rule_add(f, SCMP_ACT_ALLOW, CALL(socket), 2,
                                  SCMP_A0(SCMP_CMP_EQ, families[i]),
                                  SCMP_A1(SCMP_CMP_MASKED_EQ, 0xF, kinds[k])),
                 "socket");
        }
    }
}

static void allow_sanitizers(scmp_filter_ctx f)
{
    /* PTRACE_PEEKTEXT, GETREGS, ATTACH, DETACH, GETREGSET: how the leak checker holds threads */
    static const int requests[] = {1, 12, 16, 17, 0x4204};
    all_of(f, SCMP_ACT_ALLOW, sanitizers);
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        ALLOW_IF(f, ptrace, SCMP_A0(SCMP_CMP_EQ, requests[i]));
    }
}

static void allow(scmp_filter_ctx f, unsigned may)
{
    all_of(f, SCMP_ACT_ALLOW, always);
    allow_threads(f, may);
    ALLOW_IF(f, ioctl, SCMP_A1(SCMP_CMP_EQ, FIONREAD));
    ALLOW_IF(f, ioctl, SCMP_A1(SCMP_CMP_EQ, FIONBIO));
    if (may & CAGE_FORK) { /* and so to make the cages of the processes that it starts */
        must(seccomp_rule_add(f, SCMP_ACT_ALLOW, CALL(prctl), 0), "prctl");
        must(seccomp_rule_add(f, SCMP_ACT_ALLOW, CALL(prlimit64), 0), "prlimit64");
        all_of(f, SCMP_ACT_ALLOW, for_fork);
    } else {
        ALLOW_IF(f, prctl, SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME));
        ALLOW_IF(f, prlimit64, SCMP_A2(SCMP_CMP_EQ, 0)); /* to ask, not to set */
    }
    if (may & CAGE_FILES) {
        all_of(f, SCMP_ACT_ALLOW, for_files);
    }
    if (may & CAGE_ACCEPT) {
        all_of(f, SCMP_ACT_ALLOW, for_accept);
    }
    if (may & (CAGE_CONNECT | CAGE_RESOLVE)) {
        all_of(f, SCMP_ACT_ALLOW, for_connect);
        allow_sockets(f, may);
    }
    must(seccomp_rule_add(f, SCMP_ACT_ALLOW, CALL(tgkill), 1,
                          SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid())),
         "tgkill"); /* abort() */
}

static void rules(scmp_filter_ctx f, const struct cage *cage)
{
    bool is_bare = cage->may & CAGE_BARE;
    if (is_bare) {
        all_of(f, SCMP_ACT_ALLOW, bare);
    } else {
        allow(f, cage->may);
    }
    allow_memory(f, cage->may);
    if (SANITISED) {
        allow_sanitizers(f);
    } else if (!is_bare) {
        must(seccomp_rule_add(f, SCMP_ACT_KILL_PROCESS, CALL(ptrace), 0), "ptrace");
    }
    if (!is_bare || SANITISED) {
        all_of(f, SCMP_ACT_KILL_PROCESS, never);
    }
    seccomp_attr_set(f, SCMP_FLTATR_CTL_OPTIMIZE, 2); /* a tree: a few steps a call */
}

static void never_ends(int signal_number)
{
    static const char said[] = "samstyr: the sandbox is refused: the filter is never ready\n";
    (void)signal_number;
    (void)!write(2, said, sizeof said - 1);
    _exit(1);
}

/* Starts, or with 0 ends, what a filter may take of the processor: some milliseconds are needed.
   libseccomp 2.5 that is given no memory goes round and round. */
static void watch(int seconds)
{
    struct itimerval most = {.it_value = {.tv_sec = seconds}};
    signal(SIGVTALRM, seconds ? never_ends : SIG_DFL);
    must(setitimer(ITIMER_VIRTUAL, &most, NULL) ? -errno : 0, "time");
}

/* The filter as the kernel reads it, by way of a file in memory; returns its size in bytes. It is
   not loaded by the library, since most cages leave no call that would end the watch. */
static size_t filter_make(const struct cage *cage, struct sock_filter steps[BPF_MAXINSNS])
{
    bool is_deadly = (cage->may & CAGE_BARE) && !SANITISED;
    scmp_filter_ctx f = seccomp_init(is_deadly ? SCMP_ACT_KILL_PROCESS : SCMP_ACT_ERRNO(EPERM));
    must(f ? 0 : -ENOMEM, "filter");
    rules(f, cage);
    int fd = memfd_create("filter", MFD_CLOEXEC);
    must(fd < 0 ? -errno : seccomp_export_bpf(f, fd), "filter");
    seccomp_release(f);
    ssize_t n = pread(fd, steps, BPF_MAXINSNS * sizeof *steps, 0);
    must(n < 0 ? -errno : n == 0 ? -ENODATA : 0, "filter");
    close(fd);
    return (size_t)n;
}

/* Given no memory, libseccomp 2.5 also leaves rules out and says that all is well. So the filter is
   made twice: what comes out only once is not loaded. */
static void calls_enter(const struct cage *cage)
{
    struct sock_filter steps[BPF_MAXINSNS], again[BPF_MAXINSNS];
    watch(FILTER_SECONDS);
    size_t n = filter_make(cage, steps);
    bool is_whole = filter_make(cage, again) == n && memcmp(steps, again, n) == 0;
    must(is_whole ? 0 : -ENOMEM, "filter");
    watch(0);
    struct sock_fprog filter = {(unsigned short)(n / sizeof *steps), steps};
    must(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) ? -errno : 0, "load");
}

/* ---- files and ports
 * ------------------------------------------------------------------------------------- */

/* What the headers of Debian 12 do not know yet; the numbers are the kernel's. */
enum {
    FS_TRUNCATE = 1 << 14,  /* ABI 3 */
    FS_IOCTL_DEV = 1 << 15, /* ABI 5 */
    NET_BIND = 1 << 0,      /* ABI 4 */
    NET_CONNECT = 1 << 1,
    RULE_PORT = 2,
    SCOPE_ABSTRACT_SOCKET = 1 << 0, /* ABI 6 */
    SCOPE_SIGNAL = 1 << 1,
};
struct ruleset_attr {
    uint64_t fs, net, scoped;
};
struct port_attr {
    uint64_t access, port;
};

static int landlock_abi(void)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return abi < 0 ? 0 : (int)abi;
}

unsigned sandbox_available(void)
{
    int abi = landlock_abi();
    return (seccomp_api_get() >= 3 ? SANDBOX_CALLS : 0u) | (abi >= 1 ? SANDBOX_FILES : 0u) |
           (abi >= 4 ? SANDBOX_PORTS : 0u);
}

/* All that this version of Landlock can forbid for files. */
static uint64_t handled(int abi)
{
    uint64_t all = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1; /* ABI 1 */
    all |= abi >= 2 ? LANDLOCK_ACCESS_FS_REFER : 0;
    all |= abi >= 3 ? FS_TRUNCATE : 0;
    return abi >= 5 ? all | FS_IOCTL_DEV : all;
}

static uint64_t rights(unsigned access, bool is_folder)
{
    uint64_t r = 0;
    if (access & PLACE_READ) {
        r |= LANDLOCK_ACCESS_FS_READ_FILE | (is_folder ? LANDLOCK_ACCESS_FS_READ_DIR : 0);
    }
    if (access & PLACE_WRITE) {
        r |= LANDLOCK_ACCESS_FS_WRITE_FILE | FS_TRUNCATE;
    }
    if (is_folder && (access & PLACE_MAKE)) {
        r |= LANDLOCK_ACCESS_FS_MAKE_REG;
    }
    if (is_folder && (access & PLACE_REMOVE)) {
        r |= LANDLOCK_ACCESS_FS_REMOVE_FILE;
    }
    return r;
}

static void place_add(int ruleset, const struct cage_place *place, int abi)
{
    struct stat is;
    int fd = open(place->path, O_PATH | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &is) != 0) {
        return;
    }
    struct landlock_path_beneath_attr rule = {
        .allowed_access = rights(place->access, S_ISDIR(is.st_mode)) & handled(abi),
        .parent_fd = fd};
    if (rule.allowed_access) {
        long rc = syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
        must(rc ? -errno : 0, place->path);
    }
    close(fd);
}

static void ports_add(int ruleset, const uint16_t *ports)
{
    for (; *ports; ports++) {
        struct port_attr rule = {NET_CONNECT, *ports};
        must(syscall(SYS_landlock_add_rule, ruleset, RULE_PORT, &rule, 0) ? -errno : 0, "port");
    }
}

static void files_enter(const struct cage *cage, int abi)
{
    struct ruleset_attr all = {
        .fs = handled(abi),
        .net = abi < 4                     ? 0
               : cage->may & CAGE_ANY_PORT ? NET_BIND
                                           : NET_BIND | NET_CONNECT,
        .scoped = abi < 6                 ? 0
                  : cage->may & CAGE_FORK ? SCOPE_ABSTRACT_SOCKET
                                          : SCOPE_ABSTRACT_SOCKET | SCOPE_SIGNAL,
    };
    size_t size = abi >= 6 ? sizeof all : abi >= 4 ? 2 * sizeof all.fs : sizeof all.fs;
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &all, size, 0);
    must(ruleset < 0 ? -errno : 0, "files");
    for (size_t i = 0; i < CAGE_PLACES && cage->places[i].path; i++) {
        place_add(ruleset, &cage->places[i], abi);
    }
    if (SANITISED && !(cage->may & CAGE_BARE)) { /* what the leak checker and its reports read */
        place_add(ruleset, &(struct cage_place){"/proc", PLACE_READ}, abi);
        place_add(ruleset, &(struct cage_place){"/usr", PLACE_READ}, abi);
    }
    if (all.net & NET_CONNECT) {
        ports_add(ruleset, cage->ports);
    }
    must(syscall(SYS_landlock_restrict_self, ruleset, 0) ? -errno : 0, "files");
    close(ruleset);
}

unsigned sandbox_enter(const struct cage *cage)
{
    unsigned has = sandbox_available();
    must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ? -errno : 0, "no new rights");
    if (has & SANDBOX_FILES) {
        files_enter(cage, landlock_abi());
    }
    if (has & SANDBOX_CALLS) {
        calls_enter(cage);
    }
    return has;
}

void cage_join(struct cage *all, const struct cage *one)
{
    size_t n_places = 0, n_ports = 0;
    while (n_places < CAGE_PLACES - 1 && all->places[n_places].path) {
        n_places++;
    }
    while (n_ports < CAGE_PORTS - 1 && all->ports[n_ports]) {
        n_ports++;
    }
    all->may |= one->may & ~(unsigned)CAGE_BARE;
    for (size_t i = 0; i < CAGE_PLACES && one->places[i].path; i++) {
        must(n_places < CAGE_PLACES - 1 ? 0 : -E2BIG, "places");
        all->places[n_places++] = one->places[i];
    }
    for (size_t i = 0; i < CAGE_PORTS && one->ports[i]; i++) {
        must(n_ports < CAGE_PORTS - 1 ? 0 : -E2BIG, "ports");
        all->ports[n_ports++] = one->ports[i];
    }
}
