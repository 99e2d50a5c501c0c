/* ctx.h - one piece of work: its memory, transaction, actor, clock and trouble. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef CTX_CTX_H
#define CTX_CTX_H

#include "base/arena.h"
#include "base/fault.h"
#include "base/memo.h"
#include "base/text.h"
#include "ctx/role.h"
#include "db/db.h"

/* Who does the work. person_id 0 is the system itself (commands, schedules): it may do everything.
 */
struct actor {
    int64_t person_id;
    str name, email;
    uint32_t roles;     /* in the organisation of the work, from grants; all bits for the system */
    bool read_only;     /* a token without the scope "write" */
    bool proved;        /* has shown who he is a moment ago, or is a token that may sign */
    int64_t session_id; /* 0 when not by session */
    str form_token;     /* what each form of this session carries */
};

/* The body whose things the work is about; id 0 when the work is about none. */
struct body {
    int64_t id;
    str number, name, level; /* organisation number; level of government: "municipality", ... */
    enum lang lang;          /* its language form */
    bool demo;
};

struct reading; /* see trail/reading.h */
struct prison;

struct ctx {
    struct arena *arena;
    struct db *db;
    struct fault fault;
    struct actor actor;
    struct body body;
    enum lang lang;              /* of the one who reads the answer */
    int64_t now;                 /* milliseconds UTC: the same all through the work */
    str today;                   /* ISO day in Europe/Oslo */
    bool rehearsal;              /* all will be rolled back */
    str request;                 /* request id for log lines */
    struct memo *memo;           /* of the worker; NULL: nothing is remembered */
    struct reading *readings;    /* of the highest class, still to be written in the history */
    const struct prison *prison; /* where files from outside are read; NULL: here */
};

/* Ready for work as the system; now is given, so that tests and demonstrations choose it. */
void ctx_init(struct ctx *ctx, struct arena *a, struct db *db, int64_t now);

/* The same work seen at another moment (sets now and today). */
void ctx_at(struct ctx *ctx, int64_t now);

/* Chooses the body. ERR_MISSING when there is none. Does not ask who the actor is. */
err ctx_body(struct ctx *ctx, int64_t id);

/* May the actor, with the roles he has in the body, do what these roles may? The system may. */
bool ctx_may(const struct ctx *ctx, uint32_t roles);

/* OK when the actor has lately proved who he is, or is the system; else ERR_PROOF, which the gate
   meets by asking. For decisions that bind: acceptance, approval, signature, rights. */
err ctx_proved(struct ctx *ctx);

/* Tells the trouble once and returns code: return fault(ctx, ERR_CONFLICT, "risk.no_owner", ref);
 * args are str. */
#define fault(ctx, code, key, ...) fault_tell(&(ctx)->fault, (code), (key), FAULT_LIST(__VA_ARGS__))
/* The trouble of one field of a form or an import's row (name is a literal). */
#define fault_at(ctx, field_name, key, ...)                                                        \
    fault_field(&(ctx)->fault, STR(field_name), 0, (key), FAULT_LIST(__VA_ARGS__))
/* A word in the reader's language. */
#define W(key) word(ctx->lang, (key))

#endif
