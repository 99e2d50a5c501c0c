/* answer.c - signing in through a provider: sent there, come back, and what it was for. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/clock.h"
#include "base/log.h"
#include "base/seal.h"
#include "web/oidc/account.h"
#include "web/oidc/exchange.h"
#include "web/oidc/link.h"
#include "web/oidc/oidc.h"
#include "web/route.h"
#include "web/sign_in/attempts.h"
#include "web/sign_in/one_time.h"
#include "web/sign_in/page.h"
#include "web/sign_in/session.h"

#include "oidc_message_view.html.h"

#include <string.h>

/* ---- sent there
 * -------------------------------------------------------------------------------------- */

static err message(struct ctx *ctx, const struct request *q, struct reply *r, int status,
                   const char *key, str provider)
{
    struct html *h = sign_in_page(ctx);
    oidc_message_view_html(
        h, &(struct oidc_message_view){.title = word(ctx->lang, KEY("oidc.title")),
                                       .text = word_args(ctx->arena, ctx->lang, key, &provider, 1),
                                       .href = STR("/sign-in"),
                                       .link = word(ctx->lang, KEY("oidc.back"))});
    sign_in_page_send(ctx, q, r, KEY("oidc.title"), h);
    r->status = status;
    return OK;
}

static enum flow_purpose purpose_of(const struct ctx *ctx, const struct request *q)
{
    str why = params_get(&q->query, "for");
    if (params_get(&q->query, "invitation").n) {
        return FLOW_INVITATION;
    }
    return ctx->actor.person_id <= 0 || !ctx->actor.session_id ? FLOW_SIGN_IN
           : str_is(why, "link")                               ? FLOW_LINK
           : str_is(why, "proof")                              ? FLOW_PROVE
                                                               : FLOW_SIGN_IN;
}

/* What goes into a cookie stays short and on one line. */
static str plain_line(str s, size_t most)
{
    return s.n <= most && str_index(s, '\n') < 0 ? s : STR("");
}

static err begin(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct oidc_provider p;
    struct oidc_discovery d;
    const char *why;
    err e = oidc_provider_read(ctx, q, q->args[0], &p);
    e = e ? e : oidc_discovery_get(ctx, q, &p, &d, &why);
    if (e == ERR_BUSY && why) {
        log_event("oidc.unreachable", LOG_STR("provider", p.uuid), LOG_Z("reason", why),
                  LOG_STR("request", ctx->request));
        return message(ctx, q, r, 503, KEY("oidc.unreachable"), p.title);
    }
    if (e) {
        return e;
    }
    struct flow f = {.provider = p.uuid,
                     .return_to = plain_line(params_get(&q->query, "return"), 1000),
                     .invitation = plain_line(params_get(&q->query, "invitation"), 100),
                     .session_id = ctx->actor.session_id,
                     .purpose = purpose_of(ctx, q)};
    flow_begin(ctx, q, r, &f);
    r->status = 303;
    reply_header(r, "Location", exchange_address(ctx, q, &p, &d, &f));
    return OK;
}

/* ---- what it was for
 * --------------------------------------------------------------------------------- */

static bool lists(const struct json *list, const char *value)
{
    for (size_t i = 0; i < json_count(list); i++) {
        if (str_is(json_str(json_item(list, i)), value)) {
            return true;
        }
    }
    return false;
}

/* Two factors: what we asked for and got, or what the token says was done (RFC 8176). */
static unsigned factors_of(const struct oidc_provider *p, const struct id_claims *claims)
{
    bool strong = p->acr.n || lists(json_get(claims->all, "amr"), "mfa");
    return FACTOR_PROVIDER | (strong ? FACTOR_PROVIDER_STRONG : 0);
}

/* So that signing out can reach the provider too; the browser carries it, we keep nothing. */
static void remember_provider(struct ctx *ctx, const struct request *q, struct reply *r,
                              const struct oidc_provider *p, str id_token)
{
    str hint = id_token.n <= 2500 ? id_token : STR("");
    str plain = str_printf(ctx->arena, "%.*s\n%.*s", STR_ARG(p->uuid), STR_ARG(hint));
    link_cookie_set(ctx, q, r,
                    seal_text(q->gate->seal, ctx->arena, STR("provider of a session"), plain));
}

struct arrival {
    struct flow flow;
    struct oidc_provider provider;
    struct id_claims claims;
    str id_token;
};

static err go_on(struct ctx *ctx, const struct request *q, struct reply *r, const struct arrival *x,
                 int64_t person_id)
{
    struct sign_in who = {.person_id = person_id,
                          .factors = factors_of(&x->provider, &x->claims),
                          .provider = x->provider.title};
    err e = sign_in_go_on(ctx, q, r, &who, x->flow.return_to);
    if (!e) {
        remember_provider(ctx, q, r, &x->provider, x->id_token);
    }
    return e;
}

static err arrive_to_sign_in(struct ctx *ctx, const struct request *q, struct reply *r,
                             const struct arrival *x)
{
    int64_t person_id = 0;
    err e = account_find(ctx, x->provider.issuer, x->claims.sub, &person_id);
    if (!e && !person_id && str_is(x->provider.provisioning, "create")) {
        e = account_new(ctx, q, &x->provider, &x->claims, &person_id);
    } else if (!e && !person_id) {
        log_event("oidc.stranger", LOG_STR("provider", x->provider.uuid),
                  LOG_STR("request", ctx->request));
        return message(ctx, q, r, 403, KEY("oidc.stranger"), x->provider.title);
    }
    return e ? e : go_on(ctx, q, r, x, person_id);
}

static err arrive_invited(struct ctx *ctx, const struct request *q, struct reply *r,
                          const struct arrival *x)
{
    struct one_time invited;
    if (str_is(x->provider.provisioning, "linked")) {
        return message(ctx, q, r, 403, KEY("oidc.stranger"), x->provider.title);
    }
    err e = one_time_read(ctx, x->flow.invitation, &invited);
    e = e ? e : account_link(ctx, &x->provider, x->claims.sub, invited.person_id, "invitation");
    e = e ? e : one_time_use(ctx, x->flow.invitation);
    return e ? e : go_on(ctx, q, r, x, invited.person_id);
}

/* The same session that asked, and an identity that is this person's. */
static err arrive_to_prove(struct ctx *ctx, const struct request *q, struct reply *r,
                           const struct arrival *x)
{
    int64_t person_id = 0;
    err e = account_find(ctx, x->provider.issuer, x->claims.sub, &person_id);
    if (e) {
        return e;
    }
    if (ctx->actor.person_id <= 0 || person_id != ctx->actor.person_id ||
        ctx->actor.session_id != x->flow.session_id) {
        return message(ctx, q, r, 403, KEY("oidc.another"), x->provider.title);
    }
    e = session_prove(ctx, ctx->actor.session_id, factors_of(&x->provider, &x->claims));
    reply_see(r, x->flow.return_to.n ? x->flow.return_to : STR("/me"));
    return e;
}

static err arrive(struct ctx *ctx, const struct request *q, struct reply *r,
                  const struct arrival *x)
{
    switch (x->flow.purpose) {
    case FLOW_SIGN_IN:
        return arrive_to_sign_in(ctx, q, r, x);
    case FLOW_INVITATION:
        return arrive_invited(ctx, q, r, x);
    case FLOW_PROVE:
        return arrive_to_prove(ctx, q, r, x);
    case FLOW_LINK:
        break;
    }
    if (ctx->actor.person_id <= 0 || ctx->actor.session_id != x->flow.session_id) {
        return message(ctx, q, r, 403, KEY("oidc.another"), x->provider.title);
    }
    return link_confirm_page(ctx, q, r, &x->provider, &x->claims);
}

/* ---- come back
 * --------------------------------------------------------------------------------------- */

/* Codes that nobody was given cost the provider and the courier work: they count against the
   network that they come from, at that provider. What the provider does wrong counts against
   nobody. */
static str guesser(struct ctx *ctx, const struct request *q, const struct oidc_provider *p)
{
    return str_printf(ctx->arena, "provider %.*s network %.*s", STR_ARG(p->uuid),
                      STR_ARG(q->network));
}

static bool is_guess(const char *why)
{
    return strcmp(why, "token-status") == 0;
}

/* The answer is taken even when it is refused: no second try with the same one. */
static err turn_away(struct ctx *ctx, const struct request *q, struct reply *r,
                     const struct arrival *x, const char *why)
{
    log_event("oidc.refused", LOG_STR("provider", x->provider.uuid), LOG_Z("reason", why),
              LOG_STR("request", ctx->request));
    err e = is_guess(why) ? attempts_failed(ctx, q, guesser(ctx, q, &x->provider)) : OK;
    return e ? e
             : message(ctx, q, r, 401,
                       strcmp(why, "representation") == 0 ? KEY("oidc.representation")
                                                          : KEY("oidc.refused"),
                       x->provider.title);
}

/* Who must the answer be from? RFC 9207: from the one it was asked of, when it says so or ought to.
 */
static const char *check_sender(const struct exchange_answer *answer, const struct oidc_provider *p,
                                const struct oidc_discovery *d)
{
    bool named = answer->issuer.n != 0;
    return (d->says_issuer && !named) || (named && !str_eq(answer->issuer, p->issuer)) ? "sender"
                                                                                       : NULL;
}

static err come_back(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct arrival x = {0};
    struct exchange_answer answer;
    struct oidc_discovery d;
    const char *why = NULL;
    bool first;
    if (!exchange_answer_read(q, &answer) || !flow_find(ctx, q, answer.state, &x.flow)) {
        log_event("oidc.refused", LOG_Z("reason", "state"), LOG_STR("request", ctx->request));
        return message(ctx, q, r, 401, KEY("oidc.state"), STR(""));
    }
    err e = oidc_provider_read(ctx, q, x.flow.provider, &x.provider);
    e = e ? e : oidc_discovery_get(ctx, q, &x.provider, &d, &why);
    if (e && !why) {
        return e;
    }
    why = why ? why : check_sender(&answer, &x.provider, &d);
    why = why ? why : answer.error.n ? "error" : NULL;
    bool limited = false;
    e = why ? OK : attempts_too_many(ctx, q, guesser(ctx, q, &x.provider), &limited);
    if (e || limited) {
        return e ? e : message(ctx, q, r, 429, KEY("sign_in.error.busy"), STR(""));
    }
    if (!why) {
        e = exchange_code(ctx, q, &x.provider, &d, &x.flow, answer.code, &x.claims, &x.id_token,
                          &why);
        if (e) {
            return e;
        }
    }
    e = flow_take(ctx, &x.flow, &first);
    flow_forget(ctx, q, r, &x.flow);
    if (e) {
        return e;
    }
    why = why ? why : first ? NULL : "taken";
    return why ? turn_away(ctx, q, r, &x, why) : arrive(ctx, q, r, &x);
}

const struct route oidc_routes[] = {
    ROUTE(METHOD_GET, "/sign-in/with/{provider}", 0, ROUTE_OPEN | ROUTE_ENROL, begin, NULL,
          "Go to a provider of identities"),
    ROUTE(METHOD_GET, "/sign-in/answer", 0, ROUTE_OPEN | ROUTE_WRITES | ROUTE_ENROL, come_back,
          NULL, "Come back from a provider of identities"),
    {0},
};
