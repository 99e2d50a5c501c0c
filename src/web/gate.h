/* gate.h - the one gate: who, may they, token, sizes; opens the work and ends it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_GATE_H
#define WEB_GATE_H

#include "web/html.h"
#include "web/route.h"

#include <signal.h>

/* An actor's person_id when nobody is signed in; the system itself has 0. */
#define NOBODY ((int64_t)-1)

struct stats;
struct courier;
struct seal;
struct prison;
struct quota;
struct refused;
struct documents;

/* How pages look is told by the floor above (it knows the frame). */
struct gate {
    struct routes *routes;
    struct db *db;
    struct memo *memo; /* may be NULL */
    int64_t (*now)(void);
    /* Draws a page for an error when the asker wants a page; never fails. NULL: a plain line of
     * text. */
    void (*error_page)(struct ctx *ctx, const struct request *q, struct reply *r);
    /* Draws a page of web's own (sign-in, profile) in the frame: title and what stands in the
     * middle. */
    void (*page)(struct ctx *ctx, const struct request *q, struct reply *r, str title,
                 struct markup main);
    struct stats *stats;           /* may be NULL */
    const struct courier *courier; /* the way to the outside; NULL: there is none */
    const struct seal *seal;       /* what secrets rest under; NULL: none can be kept */
    const struct prison *prison;   /* where uploaded files are read; NULL: in this process */
    const struct refused *refused; /* passwords that the operator will not have; may be NULL */
    struct quota *quota;           /* of calls by person; NULL: there is none */
    struct documents *documents;   /* what providers publish; may be NULL */
    bool loopback;                 /* tests: providers may be on this machine */
    /* A new person in that body, who may what an employee may; told by the floor above. */
    err (*person_new)(struct ctx *ctx, int64_t organisation_id, str name, str email, int64_t *id);
    volatile sig_atomic_t
        *stop;  /* set when the database is broken: the worker ends, a fresh one opens it anew */
    bool ready; /* the database has all its schema steps */
};

/* Answers one parsed request: finds the row, the actor (session cookie or bearer token), the body,
   checks roles by join, form token, sizes; runs the handler in one transaction; commits or rolls
   back; writes the log line. cookie and authorization are the header values as sent.
   The handler's OK commits, unless reply->no_commit. Any error rolls back, and becomes a problem or
   an error page; a form that draws itself again sets status 422, writes its page and returns
   ERR_INVALID: its page then stands. Always leaves a complete reply, but when q->later has work to
   do first: then status is 0, and the same call is to be made again when the work is done. */
void gate_answer(struct gate *g, struct arena *a, struct request *q, str cookie, str authorization,
                 struct reply *r);

/* A complete reply for a request that never reached the gate: status 400, 408, 413, 414, 431, 501,
   503 or 505. */
void gate_refuse(struct gate *g, struct arena *a, struct request *q, int status, struct reply *r);

/* How many bytes the body of a request to that address may have. */
size_t gate_ceiling(const struct gate *g, enum method method, str path);

/* The name of the session's cookie: __Host- over TLS. */
const char *session_cookie_name(bool secure);

#endif
