/* refusing_for_test.h - a process whose system refuses some of its calls, as a disk that breaks. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef TRAIL_REFUSING_FOR_TEST_H
#define TRAIL_REFUSING_FOR_TEST_H

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* What work returns (0..255) in a process of its own where that call fails with that errno; -1 when
   the process ended otherwise. work must not assert: it has no test to end. */
static inline int refusing(int call, int error, int (*work)(void *p), void *p)
{
    struct sock_filter steps[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)call, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ((unsigned)error & SECCOMP_RET_DATA)),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog filter = {sizeof steps / sizeof *steps, steps};
    pid_t child = fork();
    if (child == 0) {
        bool set = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
                   prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
        _exit(set ? work(p) : 255);
    }
    int status;
    return waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#endif
