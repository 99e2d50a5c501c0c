/* flow.c - one sign-in on its way through a provider: what the browser carries meanwhile. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/oidc/flow.h"

#include "base/clock.h"
#include "base/hash.h"
#include "base/id.h"
#include "base/seal.h"
#include "web/parse/query.h"

enum { STATE_LENGTH = 43, NAME_LENGTH = 8, N_PARTS = 9 };

static str purpose(void)
{
    return STR("sign-in on its way");
}

/* One cookie a flow, so that two windows do not take each other's. */
static str cookie_name(struct ctx *ctx, const struct request *q, str state)
{
    return str_printf(ctx->arena, "%ssamstyr_way_%.*s", q->secure ? "__Host-" : "",
                      STR_ARG(str_slice(state, 0, NAME_LENGTH)));
}

static void set_cookie(struct ctx *ctx, const struct request *q, struct reply *r,
                       const struct flow *f, str value, int seconds)
{
    reply_header(r, "Set-Cookie",
                 str_printf(ctx->arena, "%.*s=%.*s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax%s",
                            STR_ARG(cookie_name(ctx, q, f->state)), STR_ARG(value), seconds,
                            q->secure ? "; Secure" : ""));
}

void flow_begin(struct ctx *ctx, const struct request *q, struct reply *r, struct flow *f)
{
    f->state = id_secret(ctx->arena);
    f->nonce = id_secret(ctx->arena);
    f->verifier = id_secret(ctx->arena);
    f->began = ctx->now;
    str plain = str_printf(ctx->arena, "%.*s\n%.*s\n%.*s\n%.*s\n%.*s\n%.*s\n%lld\n%lld\n%d",
                           STR_ARG(f->state), STR_ARG(f->nonce), STR_ARG(f->verifier),
                           STR_ARG(f->provider), STR_ARG(f->return_to), STR_ARG(f->invitation),
                           (long long)f->session_id, (long long)f->began, (int)f->purpose);
    set_cookie(ctx, q, r, f, seal_text(q->gate->seal, ctx->arena, purpose(), plain), FLOW_SECONDS);
}

static bool read_plain(str plain, struct flow *out)
{
    str part[N_PARTS];
    int64_t which;
    for (int i = 0; i < N_PARTS; i++) {
        if (!str_split(&plain, '\n', &part[i])) {
            return false;
        }
    }
    *out = (struct flow){.state = part[0],
                         .nonce = part[1],
                         .verifier = part[2],
                         .provider = part[3],
                         .return_to = part[4],
                         .invitation = part[5]};
    bool whole = str_to_int(part[6], &out->session_id) && str_to_int(part[7], &out->began) &&
                 str_to_int(part[8], &which) && which >= FLOW_SIGN_IN && which <= FLOW_PROVE;
    out->purpose = whole ? (enum flow_purpose)which : FLOW_SIGN_IN;
    return whole;
}

bool flow_find(struct ctx *ctx, const struct request *q, str state, struct flow *out)
{
    str bytes, plain;
    if (state.n != STATE_LENGTH || !base64url_read(ctx->arena, state, &bytes)) {
        return false;
    }
    str cookie = cookie_get(q->cookies, str_z(ctx->arena, cookie_name(ctx, q, state)));
    return seal_read(q->gate->seal, ctx->arena, purpose(), cookie, &plain) &&
           read_plain(plain, out) && bytes_equal(out->state, state) && out->began <= ctx->now &&
           out->began > ctx->now - FLOW_SECONDS * SECOND_MS;
}

void flow_forget(struct ctx *ctx, const struct request *q, struct reply *r, const struct flow *f)
{
    set_cookie(ctx, q, r, f, STR(""), 0);
}

err flow_take(struct ctx *ctx, const struct flow *f, bool *first)
{
    unsigned char hash[SHA256_BYTES];
    int64_t n = 0;
    sha256(f->state, hash);
    err e = db_run(ctx->db, "DELETE FROM oidc_taken WHERE taken_at < :old",
                   BINDS(B_INT("old", ctx->now - 2 * FLOW_SECONDS * SECOND_MS)), NULL);
    e = e ? e
          : db_run(ctx->db,
                   "INSERT INTO oidc_taken (state_hash, taken_at) VALUES (:hash, :now) "
                   "ON CONFLICT (state_hash) DO NOTHING",
                   BINDS(B_BLOB("hash", str_n((const char *)hash, sizeof hash)),
                         B_INT("now", ctx->now)),
                   &n);
    *first = n == 1;
    return e;
}
