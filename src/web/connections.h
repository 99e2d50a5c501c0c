/* connections.h - who is connected, what each is at, and who has been too slow. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_CONNECTIONS_H
#define WEB_CONNECTIONS_H

#include "base/str.h"

/* What a connection is at. Each has a time that it may take as a whole, whatever trickles in. */
enum phase {
    PHASE_HEADER, /* from the connection, or the first line of a later request, to the end of the
                     header: 10 s */
    PHASE_BODY, /* to the end of the body: 60 s, more for a large announced body, and 1 KiB a second
                 */
    PHASE_WORK, /* ours: no limit here */
    PHASE_ANSWER, /* until the answer has been taken: 60 s and 16 KiB a second */
    PHASE_IDLE,   /* between requests: 30 s */
};

enum { ADDRESS_TEXT = 46, CONNECTIONS_PER_ADDRESS = 200 };

struct gate;

struct connection {
    int fd;
    enum phase phase;
    int64_t since;         /* ms of the steady clock */
    int64_t expected, got; /* bytes of the body, or of the answer */
    char address[ADDRESS_TEXT];
    bool is_secure;    /* TLS ends with us */
    struct gate *gate; /* who words the refusals of what could not be read; may be NULL */
    bool closing;
    struct connection *next, **self;
};

struct connections {
    struct connection *first;
    size_t n, limit;
};

/* Is there room for one more from that address? Those of this machine are not counted by address.
 */
bool connections_admit(const struct connections *all, const char *address);
void connections_add(struct connections *all, struct connection *c, int64_t now);
void connections_remove(struct connections *all, struct connection *c);
void connection_enter(struct connection *c, enum phase phase, int64_t expected, int64_t now);
bool connection_is_too_slow(const struct connection *c, int64_t now);
/* Shuts those that have been too slow; returns how many. */
size_t connections_sweep(struct connections *all, int64_t now);
/* Shuts those that have nothing under way; for the end. */
void connections_shut_idle(struct connections *all);
/* Has someone connected within the last second, and not said what for? */
bool connections_expect(const struct connections *all, int64_t now);
/* When three quarters of the room are taken: shuts the one that has been at what it is at for
   longest, be it header, body or rest, or an answer that it has been taking for five seconds. */
bool connections_evict(struct connections *all, int64_t now);

#endif
