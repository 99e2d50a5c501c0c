/* server.h - HTTP on one listening socket, in one thread: what one web worker runs. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_SERVER_H
#define WEB_SERVER_H

#include "web/gate.h"
#include "web/later.h"
#include "web/stats.h"

#include <signal.h>

struct server_options {
    int listen_fd;                  /* bound, listening, not blocking; shared with other workers */
    const char *tls_cert, *tls_key; /* PEM text, NULL for plain HTTP */
    const char *trusted_proxy;      /* address whose X-Forwarded-* we believe, NULL for none */
    struct gate *gate;
    struct slow_places *places;
    struct stats *stats;         /* may be NULL */
    volatile sig_atomic_t *stop; /* set by the signal handler: finish what was accepted */
};

struct server;

/* Starts to serve; false (and a line on the log) when it could not. */
bool server_open(struct server **out, const struct server_options *options);
/* Serves until *stop, then accepts no more and finishes what was accepted, within 30 seconds. */
void server_run(struct server *s);
/* Takes NULL calmly. */
void server_close(struct server *s);

#endif
