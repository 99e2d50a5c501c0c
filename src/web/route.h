/* route.h - a route is one row: method, address, who may, and the handler that then starts clean.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H

#include "ctx/ctx.h"
#include "web/reply.h"
#include "web/request.h"

/* A handler reads, calls one verb, answers. ctx has the actor, the body and an open transaction
   (a write transaction unless method is GET), which the gate commits on OK and rolls back
   otherwise. */
typedef err (*handler)(struct ctx *ctx, const struct request *q, struct reply *r, const void *data);

enum {
    ROUTE_OPEN = 1 << 0,      /* nobody need be signed in; the address names no body */
    ROUTE_SIGNED_IN = 1 << 1, /* any signed-in person, whatever the roles */
    ROUTE_UPLOAD = 1 << 2,    /* body up to 10 MiB and multipart; others take 1 MiB */
    ROUTE_NO_FORM_TOKEN =
        1 << 3,            /* POST from signed-out pages; a same-origin check stands in its place */
    ROUTE_WRITES = 1 << 4, /* a GET that needs a write transaction */
    ROUTE_NO_WORK = 1 << 5, /* no transaction and no actor: health, assets */
    ROUTE_STEP_UP = 1 << 6, /* only for one who has lately proved who he is: the gate asks */
    ROUTE_ENROL = 1 << 7,   /* also for one who must make a second factor before anything else */
};

/* Address: "/o/{organisation}/risks/{id}". A {hole} takes one segment; {organisation} first makes
   the gate choose the body by number and ask for one of `roles` in it, by join; without it the
   roles must be held in any body. More literal segments win over holes. Endings (.json, .csv,
   .xlsx, .ics) are not part of the address. Rows are written ROUTE(...) and end with {0}. */
struct route {
    unsigned methods;
    const char *path;
    uint32_t roles;
    unsigned flags;
    handler handle;
    const void *data;
    const char *summary; /* one line of English for OpenAPI and the permission list */
};

/* Who may, of one row: roles, or ROUTE_OPEN, or ROUTE_SIGNED_IN, and never two of them. Anything
   else does not compile: nobody comes in because a rule was forgotten. */
#define ROUTE_RULE(roles, flags)                                                                   \
    ((uint32_t)(roles) +                                                                           \
     0 * (uint32_t)sizeof(struct {                                                                 \
         _Static_assert(((uint32_t)(roles) != 0) + (((flags)&ROUTE_OPEN) != 0) +                   \
                                (((flags)&ROUTE_SIGNED_IN) != 0) ==                                \
                            1,                                                                     \
                        "a route says who may: roles, ROUTE_OPEN or ROUTE_SIGNED_IN");             \
         char rule;                                                                                \
     }))
/* One row of a table; tools/lists stops the build at a row that is written otherwise. */
#define ROUTE(methods, path, roles, flags, handle, data, summary)                                  \
    {                                                                                              \
        (methods), (path), ROUTE_RULE(roles, flags), (flags), (handle), (data), (summary)          \
    }

/* All routes of the process: rows of every table, sorted for the search. Made once at start. */
struct routes;
struct routes *routes_new(struct arena *a);
void routes_add(struct routes *t, const struct route *rows); /* rows live as long as the process */
/* Ready for use; an address with the same method twice is an error of ours (assert). */
void routes_done(struct routes *t);
size_t routes_count(const struct routes *t);
const struct route *routes_at(const struct routes *t, size_t i);
/* The row for a method and path and what stood in its holes. NULL when none; *other_methods gets
   the methods that the address knows (for 405), 0 when it knows none. */
const struct route *routes_find(const struct routes *t, enum method m, str path, str *args,
                                unsigned *other_methods);

#endif
