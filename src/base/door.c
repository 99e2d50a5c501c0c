/* door.c - open files as messages of a Unix socket (SCM_RIGHTS). */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/door.h"

#include <assert.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Room for the files, aligned as the kernel writes their head. */
union control {
    struct cmsghdr head;
    char room[CMSG_SPACE(DOOR_MOST * sizeof(int))];
};

bool door_pass(int door, char byte, const int *fds, size_t n)
{
    assert(n && n <= DOOR_MOST);
    union control control = {0};
    struct iovec io = {&byte, 1};
    struct msghdr m = {.msg_iov = &io,
                       .msg_iovlen = 1,
                       .msg_control = control.room,
                       .msg_controllen = CMSG_SPACE(n * sizeof *fds)};
    struct cmsghdr *head = CMSG_FIRSTHDR(&m);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(n * sizeof *fds);
    memcpy(CMSG_DATA(head), fds, n * sizeof *fds);
    return sendmsg(door, &m, MSG_NOSIGNAL | MSG_DONTWAIT) == 1;
}

bool door_take(int door, char *byte, int *fds, size_t n)
{
    assert(n && n <= DOOR_MOST);
    union control control = {0};
    struct iovec io = {byte, 1};
    struct msghdr m = {.msg_iov = &io,
                       .msg_iovlen = 1,
                       .msg_control = control.room,
                       .msg_controllen = sizeof control.room};
    if (recvmsg(door, &m, MSG_CMSG_CLOEXEC | MSG_DONTWAIT) != 1) {
        return false;
    }
    struct cmsghdr *head = CMSG_FIRSTHDR(&m);
    if (!head || head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS) {
        return false;
    }
    int came[DOOR_MOST];
    size_t n_came = (head->cmsg_len - CMSG_LEN(0)) / sizeof *came;
    memcpy(came, CMSG_DATA(head), n_came * sizeof *came);
    if (n_came == n) {
        memcpy(fds, came, n * sizeof *fds);
        return true;
    }
    for (size_t i = 0; i < n_came; i++) {
        close(came[i]); /* a file that nobody knows of would stay open for ever */
    }
    return false;
}
