/* courier.c - handing letters to the courier: each on a line of its own, through one shared door.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "courier/door.h"

#include "base/clock.h"
#include "base/door.h"
#include "base/hash.h"
#include "courier/message.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The door holds lines on their way, one file each. It stays open when a courier ends,
   so that the next one finds what was handed in meanwhile. */
struct courier *courier_open(void)
{
    struct courier *c = calloc(1, sizeof *c);
    if (c && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, c->door)) {
        free(c);
        c = NULL;
    }
    return c;
}

void courier_close(struct courier *c)
{
    if (c) {
        close(c->door[0]);
        close(c->door[1]);
        free(c);
    }
}

int courier_send(const struct courier *c, struct arena *a, const struct letter *letter)
{
    struct buf bytes;
    int line[2];
    buf_init(&bytes, a, LETTER_LARGEST);
    letter_write(&bytes, letter);
    if (!c || bytes.full ||
        socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, line)) {
        return -1;
    }
    bool sent = send(line[0], bytes.data, bytes.n, MSG_NOSIGNAL) == (ssize_t)bytes.n &&
                shutdown(line[0], SHUT_WR) == 0 && door_pass(c->door[0], 1, &line[1], 1);
    bytes_wipe(bytes.data, bytes.n);
    close(line[1]);
    if (!sent) {
        close(line[0]);
    }
    return sent ? line[0] : -1;
}

bool courier_take(int fd, struct buf *in)
{
    char some[16 * KIB];
    ssize_t n;
    while ((n = recv(fd, some, sizeof some, MSG_DONTWAIT)) > 0) {
        buf_append(in, some, (size_t)n);
        if (in->full) {
            return true;
        }
    }
    return n == 0 || (errno != EAGAIN && errno != EINTR);
}

void courier_read(struct arena *a, str bytes, struct answer *out)
{
    if (!answer_read(bytes, out)) {
        *out = (struct answer){.trouble = STR("gone")};
    }
    out->trouble = str_copy(a, out->trouble);
    out->type = str_copy(a, out->type);
    out->body = str_copy(a, out->body);
}

void courier_ask(const struct courier *c, struct arena *a, const struct letter *letter,
                 struct answer *out)
{
    int fd = courier_send(c, a, letter);
    *out = (struct answer){.trouble = STR("busy")};
    if (fd < 0) {
        return;
    }
    struct buf in;
    buf_init(&in, a, COURIER_BUFFER);
    int64_t end = steady_ms() + letter->ms + SECOND_MS, left;
    bool over = false;
    while (!over && (left = end - steady_ms()) > 0) {
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        over = poll(&wait, 1, (int)left) > 0 && courier_take(fd, &in);
    }
    close(fd);
    if (over) {
        courier_read(a, buf_as_str(&in), out);
    } else {
        out->trouble = STR("slow");
    }
}
