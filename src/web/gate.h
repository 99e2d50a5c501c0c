/* gate.h - the one gate: who, may they, token, sizes; opens the work and ends it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_GATE_H
#define WEB_GATE_H

#include "web/route.h"

/* How an error becomes a page is told by the floor above (it knows the frame). */
struct gate {
    struct routes *routes;
    struct db *db;
    int64_t (*now)(void);
    /* Draws a page for an error when the asker wants a page; never fails. */
    void (*error_page)(struct ctx *ctx, const struct request *q, struct reply *r);
};

/* Answers one parsed request: finds the row, the actor (session cookie or bearer token), the body,
   checks roles by join, form token, sizes; runs the handler in one transaction; commits or rolls
   back; writes the log line. Always leaves a complete reply. */
void gate_answer(struct gate *g, struct arena *a, struct request *q, str cookie, str authorization,
                 struct reply *r);

#endif
