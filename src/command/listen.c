/* listen.c - the socket that the service listens on. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "command/listen.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 1024 };

/* "127.0.0.1:8080", "[::1]:8080", ":8080" (every address) */
static bool address_split(struct arena *a, const char *text, const char **host, const char **port)
{
    const char *colon = strrchr(text, ':');
    if (!colon || !colon[1]) {
        return false;
    }
    str name = str_n(text, (size_t)(colon - text));
    if (str_starts(name, "[") && str_ends(name, "]")) {
        name = str_slice(name, 1, name.n - 2);
    }
    *host = name.n ? str_z(a, name) : NULL;
    *port = colon + 1;
    return true;
}

static int socket_open(const struct addrinfo *to)
{
    int fd = socket(to->ai_family, to->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return -1;
    }
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    if (bind(fd, to->ai_addr, to->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0) {
        return fd;
    }
    int trouble = errno;
    close(fd);
    errno = trouble;
    return -1;
}

int listen_open(const struct global *g, const char *address)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV},
                    *found = NULL;
    const char *host, *port, *reason = "?";
    int fd = -1;
    if (!address_split(g->arena, address, &host, &port)) {
        reason = "ADDRESS:PORT";
    } else {
        int rc = getaddrinfo(host, port, &hints, &found);
        reason = rc ? gai_strerror(rc) : NULL;
    }
    for (struct addrinfo *at = found; at && fd < 0; at = at->ai_next) {
        fd = socket_open(at);
        reason = strerror(errno);
    }
    if (found) {
        freeaddrinfo(found);
    }
    if (fd < 0) {
        str said = word_args(g->arena, g->lang, KEY("command.serve.listen"),
                             (const str[]){str_of(address), str_of(reason)}, 2);
        fprintf(stderr, "samstyr: %.*s\n", STR_ARG(said));
    }
    return fd;
}
