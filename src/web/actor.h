/* actor.h - who sends the request: read from session or token, with the body and the roles, in one
 * statement. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_ACTOR_H
#define WEB_ACTOR_H

#include "ctx/ctx.h"
#include "web/request.h"

#define SESSION_IDLE_MS (30 * MINUTE_MS)
#define SESSION_LONGEST_MS (12 * HOUR_MS)
#define STEP_UP_MS (10 * MINUTE_MS) /* how long a proof of who one is holds for decisions */

/* What the database said about the one who asks. */
struct visit {
    bool known;
    bool by_token;
    int64_t id;        /* of the session or token */
    int64_t seen_at;   /* as stored: written at most once a minute */
    str language;      /* the person's choice */
    bool lacks_factor; /* a second factor is demanded, and the session has shown none */
};

/* Fills ctx->actor, and ctx->body when number is given, from a session's secret or a token. An
   actor who is not known stays nobody, without error. The roles are those in the body; without
   number those held in any body. An unknown number leaves ctx->body.id 0. */
err actor_read(struct ctx *ctx, str secret, bool by_token, str number, struct visit *out);

/* Writes that the session or token was used, when a minute has passed. Outside any transaction. */
void actor_touch(struct db *db, const struct visit *v, int64_t now);

#endif
