/* sandbox.c - samstyr sandbox: tries in each process of the service what it may not do. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "command/cages.h"
#include "command/command.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static int run(int argc, char **argv, const struct global *g);

const struct command sandbox_command = {
    .name = "sandbox",
    .summary = KEY("command.sandbox"),
    .usage = "",
    .run = run,
};

/* What the forbidden actions are tried on: made before the cage, and harmed by none that is
   refused. */
struct ground {
    char folder[64], file[96], fresh[96], link[96];
    int program; /* /bin/true, open */
    struct sockaddr_in listener;
    int listener_fd;
    pid_t outsider; /* a process that is none of the cage's */
};

/* Each returns -1 with errno when it was refused, 0 and more when it was done. */
typedef long (*attempt)(const struct ground *g);

static long run_program(const struct ground *g)
{
    return execve("/bin/true", (char *const[]){(char *)"true", NULL}, (char *const[]){NULL});
}

static long run_open_program(const struct ground *g)
{
    return syscall(SYS_execveat, g->program, "", (char *const[]){(char *)"true", NULL},
                   (char *const[]){NULL}, AT_EMPTY_PATH);
}

static long start_process(const struct ground *g)
{
    pid_t pid = fork();
    if (pid == 0) {
        _exit(0);
    }
    return pid;
}

static long trace(const struct ground *g)
{
    return ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

static long seize(const struct ground *g)
{
    return ptrace(PTRACE_SEIZE, g->outsider, NULL, NULL);
}

static long read_memory(const struct ground *g)
{
    char byte;
    struct iovec to = {&byte, 1}, from = {(void *)(uintptr_t)&run, 1};
    return process_vm_readv(g->outsider, &to, 1, &from, 1, 0);
}

static long signal_other(const struct ground *g)
{
    return kill(g->outsider, 0);
}

static long read_file(const struct ground *g)
{
    return open(g->file, O_RDONLY | O_CLOEXEC);
}

static long write_file(const struct ground *g)
{
    return open(g->file, O_WRONLY | O_CLOEXEC);
}

static long make_file(const struct ground *g)
{
    return open(g->fresh, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
}

static long list_folder(const struct ground *g)
{
    return open(g->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static long remove_file(const struct ground *g)
{
    return unlink(g->file);
}

static long link_file(const struct ground *g)
{
    return symlink(g->file, g->link);
}

static long change_mode(const struct ground *g)
{
    return chmod(g->file, 0777);
}

static long make_folder(const struct ground *g)
{
    return mkdir(g->fresh, 0700);
}

static long change_root(const struct ground *g)
{
    return chroot(g->folder);
}

static long mount_memory(const struct ground *g)
{
    return mount("none", g->folder, "tmpfs", 0, NULL);
}

static long own_namespace(const struct ground *g)
{
    return unshare(CLONE_NEWUSER);
}

static long raw_socket(const struct ground *g)
{
    return socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
}

static long packet_socket(const struct ground *g)
{
    return socket(AF_PACKET, SOCK_RAW, 0);
}

static long kernel_socket(const struct ground *g)
{
    return socket(AF_NETLINK, SOCK_RAW, 0);
}

static long datagram_socket(const struct ground *g)
{
    return socket(AF_INET, SOCK_DGRAM, 0);
}

static long connect_elsewhere(const struct ground *g)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return fd < 0 ? fd : connect(fd, (const void *)&g->listener, sizeof g->listener);
}

static long listen_myself(const struct ground *g)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return fd < 0 ? fd : bind(fd, (const void *)&at, sizeof at) < 0 ? -1 : listen(fd, 1);
}

static long code_in_memory(const struct ground *g)
{
    void *p =
        mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return p == MAP_FAILED ? -1 : 0;
}

static long code_in_data(const struct ground *g)
{
    void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return p == MAP_FAILED ? -1 : mprotect(p, 4096, PROT_READ | PROT_EXEC);
}

static long become_root(const struct ground *g)
{
    return setuid(0);
}

static long more_files(const struct ground *g)
{
    return setrlimit(RLIMIT_NOFILE, &(struct rlimit){64, 64});
}

static long load_filter(const struct ground *g)
{
    return syscall(SYS_bpf, 0, NULL, 0);
}

static long watch_kernel(const struct ground *g)
{
    return syscall(SYS_perf_event_open, NULL, 0, -1, -1, 0);
}

static long ring(const struct ground *g)
{
    return syscall(SYS_io_uring_setup, 1, NULL);
}

static long page_faults(const struct ground *g)
{
    return syscall(SYS_userfaultfd, 0);
}

static long key_ring(const struct ground *g)
{
    return syscall(SYS_keyctl, 0, -1, 0);
}

static long load_module(const struct ground *g)
{
    return syscall(SYS_init_module, NULL, 0, "");
}

/* `with`: a cage that has all of these is meant to do it; 0: none is. */
static const struct {
    const char *name;
    attempt try;
    unsigned with;
} attempts[] = {
    {"execve", run_program, 0},
    {"execveat", run_open_program, 0},
    {"fork", start_process, CAGE_FORK},
    {"ptrace, be traced", trace, 0},
    {"ptrace, another", seize, 0},
    {"process_vm_readv", read_memory, 0},
    {"kill another", signal_other, CAGE_FORK},
    {"open to read", read_file, CAGE_FORK | CAGE_FILES},
    {"open to write", write_file, 0},
    {"open to make", make_file, 0},
    {"open a folder", list_folder, CAGE_FORK | CAGE_FILES},
    {"unlink", remove_file, 0},
    {"symlink", link_file, 0},
    {"chmod", change_mode, 0},
    {"mkdir", make_folder, 0},
    {"chroot", change_root, 0},
    {"mount", mount_memory, 0},
    {"unshare", own_namespace, 0},
    {"raw socket", raw_socket, 0},
    {"packet socket", packet_socket, 0},
    {"netlink socket", kernel_socket, 0},
    {"datagram socket", datagram_socket, CAGE_RESOLVE},
    {"connect elsewhere", connect_elsewhere, CAGE_ANY_PORT},
    {"listen", listen_myself, 0},
    {"mmap for code", code_in_memory, 0},
    {"mprotect for code", code_in_data, 0},
    {"setuid", become_root, 0},
    {"setrlimit", more_files, CAGE_FORK},
    {"bpf", load_filter, 0},
    {"perf_event_open", watch_kernel, 0},
    {"io_uring_setup", ring, 0},
    {"userfaultfd", page_faults, 0},
    {"keyctl", key_ring, 0},
    {"init_module", load_module, 0},
};
enum { N_ATTEMPTS = sizeof attempts / sizeof *attempts, REFUSED = 77, DONE = 78 };

static bool ground_open(struct ground *g)
{
    socklen_t n = sizeof g->listener;
    *g = (struct ground){.folder = "/tmp/samstyr-sandbox-XXXXXX", .listener_fd = -1, .program = -1};
    if (!mkdtemp(g->folder)) {
        return false;
    }
    snprintf(g->file, sizeof g->file, "%s/file", g->folder);
    snprintf(g->fresh, sizeof g->fresh, "%s/fresh", g->folder);
    snprintf(g->link, sizeof g->link, "%s/link", g->folder);
    int fd = open(g->file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    g->program = open("/bin/true", O_PATH | O_CLOEXEC);
    g->listener_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    g->listener = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    bool made = fd >= 0 && close(fd) == 0 && g->program >= 0 &&
                bind(g->listener_fd, (const void *)&g->listener, sizeof g->listener) == 0 &&
                listen(g->listener_fd, 64) == 0 &&
                getsockname(g->listener_fd, (void *)&g->listener, &n) == 0;
    g->outsider = getpid();
    return made;
}

static void ground_close(struct ground *g)
{
    unlink(g->file);
    unlink(g->fresh);
    unlink(g->link);
    rmdir(g->fresh);
    rmdir(g->folder);
    close(g->program);
    close(g->listener_fd);
}

/* The end of the child by a forbidden call, or EPERM or EACCES, is a refusal; any other answer
   comes from further inside the kernel. */
static bool is_refused(const struct cage *cage, attempt try, const struct ground *g)
{
    int status = 0;
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
        sandbox_enter(cage);
        errno = 0;
        bool refused = try(g) < 0 && (errno == EPERM || errno == EACCES);
        _exit(refused ? REFUSED : DONE);
    }
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return pid > 0 &&
           (WIFSIGNALED(status) ? WTERMSIG(status) == SIGSYS : WEXITSTATUS(status) == REFUSED);
}

static void tell(const struct global *g, const char *key, str a, str b, str c)
{
    str said = word_args(g->arena, g->lang, key, (const str[]){a, b, c}, 3);
    printf("%.*s\n", STR_ARG(said));
}

static bool is_meant(const struct cage *cage, unsigned with)
{
    return with && (cage->may & with) == with;
}

static void cage_try(const struct global *g, const struct cage *cage, const struct ground *ground,
                     int *tried, int *refused)
{
    int n = 0, held = 0;
    for (size_t i = 0; i < N_ATTEMPTS; i++) {
        bool by_port = attempts[i].try == connect_elsewhere && (cage->may & CAGE_CONNECT);
        if (is_meant(cage, attempts[i].with) ||
            (by_port && !(sandbox_available() & SANDBOX_PORTS))) {
            continue; /* meant to be possible, or known to be: tell_lacks has said so */
        }
        n++;
        if (is_refused(cage, attempts[i].try, ground)) {
            held++;
        } else {
            tell(g, KEY("command.sandbox.done"), str_of(cage->name), str_of(attempts[i].name),
                 STR_NONE);
        }
    }
    tell(g, KEY("command.sandbox.kind"), str_of(cage->name), str_from_int(g->arena, held),
         str_from_int(g->arena, n));
    *tried += n;
    *refused += held;
}

static void tell_lacks(const struct global *g)
{
    static const struct {
        unsigned bit;
        const char *name;
    } parts[] = {
        {SANDBOX_CALLS, "seccomp"}, {SANDBOX_FILES, "Landlock"}, {SANDBOX_PORTS, "Landlock TCP"}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!(sandbox_available() & parts[i].bit)) {
            tell(g, KEY("command.sandbox.lacks"), str_of(parts[i].name), STR_NONE, STR_NONE);
        }
    }
}

static int run(int argc, char **argv, const struct global *g)
{
    struct ground ground;
    struct cages cages;
    int tried = 0, refused = 0;
    if (!arguments_end(argc, argv, 0, 0, &sandbox_command, g)) {
        return 2;
    }
    if (!ground_open(&ground)) {
        ground_close(&ground);
        return command_refuse(g, KEY("command.serve.file"), str_of(ground.folder));
    }
    tell_lacks(g);
    cages_make(&cages, g->arena, g->database, NULL, NULL, false);
    const struct cage *const all[] = {&cages.parent, &cages.web,  &cages.job,   &cages.courier,
                                      &cages.prison, &cages.cell, &cages.signer, &cages.reader};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        cage_try(g, all[i], &ground, &tried, &refused);
    }
    ground_close(&ground);
    tell(g, KEY("command.sandbox.all"), str_from_int(g->arena, refused),
         str_from_int(g->arena, tried), STR_NONE);
    return refused == tried ? 0 : 1;
}
