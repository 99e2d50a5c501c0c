/* session.h - signed-in browsers: opened when someone has shown who it is, listed, ended. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_SIGN_IN_SESSION_H
#define WEB_SIGN_IN_SESSION_H

#include "ctx/ctx.h"
#include "web/reply.h"
#include "web/request.h"

/* What someone may show. Kept as bits in session.factors, so the numbers never change. Words
   session.factor.NAME. */
enum factor {
    FACTOR_PASSWORD = 1 << 0,
    FACTOR_LINK = 1 << 1,            /* a one-time link made by an operator or officer */
    FACTOR_TOTP = 1 << 2,            /* a code from an app */
    FACTOR_PASSKEY = 1 << 3,         /* something one has, unlocked by something one is or knows */
    FACTOR_RECOVERY = 1 << 4,        /* a recovery code */
    FACTOR_PROVIDER = 1 << 5,        /* a provider of identities vouched for the person */
    FACTOR_PROVIDER_STRONG = 1 << 6, /* ... and said that it asked for two factors */
};
enum { N_FACTORS = 7 };

/* Who shall be signed in, and what was shown for it. */
struct sign_in {
    int64_t person_id;
    unsigned factors; /* bits of enum factor */
    str provider;     /* the provider's name as people know it; STR_NONE: it was we who checked */
};

/* The last step of every way in: opens the session, writes it down and leads on to return_to (an
   address of ours; anything else becomes the overview). Someone who has a second factor and has not
   shown it is asked for it first. Within a write transaction that must be
   committed. ERR_DENIED (`sign_in.error.disabled`) when the person is shut out. */
err sign_in_go_on(struct ctx *ctx, const struct request *q, struct reply *r,
                  const struct sign_in *who, str return_to);

/* Opens a session under a new secret, of which only the hash is kept, and gives the browser its
   cookie (__Host- over TLS). The session that the browser had is ended: an id known before sign-in
   is worth nothing after it. *factor_due_at, which may be NULL, says from when the session may do
   nothing but make a second factor (demand.h). */
err session_open(struct ctx *ctx, const struct request *q, struct reply *r,
                 const struct sign_in *who, int64_t *factor_due_at);

/* The person of that session has shown a factor again, now: decisions are open for STEP_UP_MS, and
   a second factor that was demanded is met. */
err session_prove(struct ctx *ctx, int64_t id, unsigned factors);

/* Ends one session of that person. ERR_MISSING when there is none. */
err session_end(struct ctx *ctx, int64_t person_id, int64_t id);
/* Ends all sessions of that person but one (0: all). *n, which may be NULL, says how many. */
err session_end_all(struct ctx *ctx, int64_t person_id, int64_t except_id, int64_t *n);
/* Takes the cookie from the browser. */
void session_forget(struct ctx *ctx, const struct request *q, struct reply *r);

/* One session, as its owner sees it. */
struct session {
    int64_t id, created_at, seen_at, expires_at;
    unsigned factors;
    str provider, network, agent; /* agent: "Firefox, Windows" */
};

/* The sessions of that person that stand, newest use first. */
err session_list(struct ctx *ctx, int64_t person_id, struct session **out, size_t *n);

/* "password", "totp", ...: as in JSON, the history and words. */
const char *factor_name(enum factor f);
/* Those names, parted by blanks. */
str factor_names(struct arena *a, unsigned factors);
/* "Password, code from an app": what was shown, in the reader's language. */
str session_how(struct ctx *ctx, unsigned factors, str provider);

#endif
