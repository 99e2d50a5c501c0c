/* password_change.c - a new password for whoever knows the old one. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/gate.h"
#include "web/later.h"
#include "web/route.h"
#include "web/sign_in/attempts.h"
#include "web/sign_in/me.h"
#include "web/sign_in/password.h"
#include "web/sign_in/session.h"

/* One piece of slow work a request: the check and the new hash are made together. */
struct change_work {
    struct password_work check, hash;
};

static void check_and_hash(void *work)
{
    struct change_work *w = work;
    password_check(&w->check);
    password_hash(&w->hash);
}

static err password_change(struct ctx *ctx, const struct request *q, struct reply *r,
                           const void *data)
{
    str current = params_get(&q->form, "current"), new = params_get(&q->form, "new"), stored;
    const char *refusal = NULL;
    bool limited;
    err e = attempts_too_many(ctx, q, ctx->actor.email, &limited);
    e = e ? e
          : db_text(ctx->db, ctx->arena, "SELECT password FROM person WHERE id = :id",
                    BINDS(B_INT("id", ctx->actor.person_id)), &stored);
    e = e ? e : password_refusal_of(ctx, q->gate->refused, ctx->actor.person_id, new, &refusal);
    if (e) {
        return e;
    }
    if (refusal || limited) {
        e = me_page(ctx, q, r, refusal ? refusal : KEY("sign_in.error.busy"));
        r->status = refusal ? 422 : 429;
        return e ? e : ERR_INVALID;
    }
    struct change_work mine, *w = &mine;
    password_work_init(&w->check, current, stored);
    password_work_init(&w->hash, new, STR(""));
    if (!later_run(q, ctx->arena, check_and_hash, (void **)&w, sizeof *w)) {
        return ERR_BUSY;
    }
    e = password_checked(ctx, &w->check);
    if (e) {
        return e;
    }
    if (!w->check.right || !str_eq(str_of(w->check.stored), stored)) {
        e = attempts_failed(ctx, q, ctx->actor.email);
        e = e ? e : me_page(ctx, q, r, KEY("sign_in.password_wrong"));
        r->status = 422;
        return e; /* kept: the failure counts */
    }
    int64_t shown = 0;
    e = db_int(ctx->db, "SELECT factors FROM session WHERE id = :id",
               BINDS(B_INT("id", ctx->actor.session_id)), &shown);
    e = e ? e : password_store(ctx, ctx->actor.person_id, w->hash.stored);
    struct sign_in who = {.person_id = ctx->actor.person_id,
                          .factors = (unsigned)shown | FACTOR_PASSWORD};
    e = e ? e : session_open(ctx, q, r, &who, NULL);
    reply_see(r, STR("/me?done=password"));
    return e;
}

const struct route password_routes[] = {
    ROUTE(METHOD_POST, "/me/password", 0, ROUTE_SIGNED_IN, password_change, NULL,
          "Change one's password"),
    {0},
};
