/* connections.c - who is connected, what each is at, and who has been too slow. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/connections.h"

#include "base/clock.h"
#include "base/limit.h"

#include <string.h>
#include <sys/socket.h>

enum { ANSWER_UNDISTURBED_MS = 5 * 1000 };
enum { HEADER_SECONDS = 10, BODY_SECONDS = 60, ANSWER_SECONDS = 60, IDLE_SECONDS = 30 };

static bool is_local(const char *address)
{
    return strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0 || !*address;
}

bool connections_admit(const struct connections *all, const char *address)
{
    if (is_local(address)) {
        return true;
    }
    size_t n = 0;
    for (const struct connection *c = all->first; c; c = c->next) {
        n += strcmp(c->address, address) == 0;
    }
    return n < CONNECTIONS_PER_ADDRESS;
}

void connections_add(struct connections *all, struct connection *c, int64_t now)
{
    c->next = all->first;
    c->self = &all->first;
    if (c->next) {
        c->next->self = &c->next;
    }
    all->first = c;
    all->n++;
    connection_enter(c, PHASE_HEADER, 0, now);
}

void connections_remove(struct connections *all, struct connection *c)
{
    *c->self = c->next;
    if (c->next) {
        c->next->self = c->self;
    }
    all->n--;
}

void connection_enter(struct connection *c, enum phase phase, int64_t expected, int64_t now)
{
    c->phase = phase;
    c->since = now;
    c->expected = expected;
    c->got = 0;
}

bool connection_is_too_slow(const struct connection *c, int64_t now)
{
    int64_t took = now - c->since;
    switch (c->phase) {
    case PHASE_HEADER:
        return took > HEADER_SECONDS * SECOND_MS;
    case PHASE_BODY:
        return took > BODY_SECONDS * SECOND_MS + c->expected / (64 * 1024) * SECOND_MS ||
               (took > 10 * SECOND_MS && c->got < took * 1024 / SECOND_MS);
    case PHASE_ANSWER:
        return took > ANSWER_SECONDS * SECOND_MS + c->expected / (16 * 1024) * SECOND_MS;
    case PHASE_IDLE:
        return took > IDLE_SECONDS * SECOND_MS;
    case PHASE_WORK:
        break;
    }
    return false;
}

/* The connection's reader meets the end of the stream and closes it in its own time. */
static void shut(struct connection *c)
{
    if (!c->closing) {
        c->closing = true;
        shutdown(c->fd, SHUT_RDWR);
    }
}

size_t connections_sweep(struct connections *all, int64_t now)
{
    size_t n = 0;
    for (struct connection *c = all->first; c; c = c->next) {
        if (!c->closing && connection_is_too_slow(c, now)) {
            n += c->phase != PHASE_IDLE;
            shut(c);
        }
    }
    return n;
}

void connections_shut_idle(struct connections *all)
{
    for (struct connection *c = all->first; c; c = c->next) {
        if (c->phase == PHASE_IDLE) {
            shut(c);
        }
    }
}

bool connections_expect(const struct connections *all, int64_t now)
{
    for (const struct connection *c = all->first; c; c = c->next) {
        if (c->phase == PHASE_HEADER && !c->closing && now - c->since < SECOND_MS) {
            return true;
        }
    }
    return false;
}

/* Whoever works or waits for us stays; whoever reads an answer has a while to himself. */
static bool may_go(const struct connection *c, int64_t now)
{
    return !c->closing && c->phase != PHASE_WORK &&
           (c->phase != PHASE_ANSWER || now - c->since > ANSWER_UNDISTURBED_MS);
}

bool connections_evict(struct connections *all, int64_t now)
{
    if (all->n < all->limit / 4 * 3) {
        return false;
    }
    struct connection *slowest = NULL;
    for (struct connection *c = all->first; c; c = c->next) {
        if (may_go(c, now) && (!slowest || c->since < slowest->since)) {
            slowest = c;
        }
    }
    if (slowest) {
        shut(slowest);
    }
    return slowest != NULL;
}

const struct limit connection_limits[] = {
    {"Connections", "open at once from one address, in one web worker", CONNECTIONS_PER_ADDRESS,
     LIMIT_COUNT, "the next is closed"},
    {"Connections", "to send a whole header", HEADER_SECONDS, LIMIT_SECONDS, "closed"},
    {"Connections", "to send a body of usual size", BODY_SECONDS, LIMIT_SECONDS, "closed"},
    {"Connections", "to take an answer of usual size", ANSWER_SECONDS, LIMIT_SECONDS, "closed"},
    {"Connections", "between two requests", IDLE_SECONDS, LIMIT_SECONDS, "closed"},
    {0},
};
