/* factors.c - what one shows to sign in: seen, added and removed by its owner. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/sign_in/factors.h"

#include "base/log.h"
#include "format/json/write.h"
#include "web/return_to.h"
#include "web/route.h"
#include "web/sign_in/demand.h"
#include "web/sign_in/event.h"
#include "web/sign_in/page.h"
#include "web/sign_in/passkey.h"
#include "web/sign_in/qr.h"
#include "web/sign_in/recovery.h"
#include "web/sign_in/second.h"
#include "web/sign_in/totp.h"

#include <string.h>

#include "factors_view.html.h"
#include "recovery_view.html.h"
#include "totp_view.html.h"

/* Something has changed in how one signs in: whoever is in elsewhere shows it anew. */
static err changed(struct ctx *ctx, const char *verb, const char *what)
{
    log_event("factors.changed", LOG_Z("what", verb), LOG_INT("actor", ctx->actor.person_id),
              LOG_STR("request", ctx->request));
    err e = sign_in_event(ctx, ctx->actor.person_id, verb, str_of(what));
    return e ? e : session_end_all(ctx, ctx->actor.person_id, ctx->actor.session_id, NULL);
}

static void write_json(struct ctx *ctx, unsigned has, int64_t n_codes, struct reply *r)
{
    struct json_writer w;
    r->type = "application/json";
    json_start(&w, &r->body);
    json_object_start(&w);
    json_member_bool(&w, "totp", has & FACTOR_TOTP);
    json_member_bool(&w, "passkey", has & FACTOR_PASSKEY);
    json_member_int(&w, "recovery_codes", n_codes);
    json_object_end(&w);
}

static err keys_read(struct ctx *ctx, struct factors_view *v)
{
    struct passkey *keys;
    size_t n;
    err e = passkey_list(ctx, ctx->actor.person_id, &keys, &n);
    if (e) {
        return e;
    }
    v->keys = ARENA_ARRAY(ctx->arena, n, struct factors_key);
    for (; v->n_keys < n; v->n_keys++) {
        const struct passkey *k = &keys[v->n_keys];
        v->keys[v->n_keys] = (struct factors_key){
            .id = k->id,
            .name = k->name,
            .added = text_moment(ctx->arena, ctx->lang, k->created_at),
            .used = k->used_at ? text_moment(ctx->arena, ctx->lang, k->used_at) : STR("")};
    }
    return OK;
}

str factors_first(struct arena *a, str to)
{
    return return_to_with(a, "/me/factors", to);
}

/* Is something demanded that this session has not shown? */
static err demand_tell(struct ctx *ctx, const struct request *q, unsigned has,
                       struct factors_view *v)
{
    int64_t due = 0;
    unsigned counts = 0;
    err e = db_int(ctx->db, "SELECT factor_due_at FROM session WHERE id = :id",
                   BINDS(B_INT("id", ctx->actor.session_id)), &due);
    e = e || !due ? e : demand_counts(ctx, ctx->actor.person_id, &counts);
    if (e || !due) {
        return e;
    }
    str how = demand_counts_words(ctx, counts), when = text_moment(ctx->arena, ctx->lang, due);
    str to = params_get(&q->query, "return");
    v->demand = due > ctx->now
                    ? word_args(ctx->arena, ctx->lang, KEY("factors.demand.by"), &when, 1)
                    : word(ctx->lang, KEY("factors.demand.now"));
    v->demand_how = word_args(ctx->arena, ctx->lang, KEY("factors.demand.counts"), &how, 1);
    if (due > ctx->now) {
        v->later_href = return_to_with(ctx->arena, "/sign-in", to.n ? to : STR("/me"));
    }
    if (has & counts) {
        v->prove_href = return_to_with(ctx->arena, "/me/prove", to);
    }
    return OK;
}

static err show(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    static const struct {
        const char *name, *key;
    } steps[] = {{"totp-removed", KEY("factors.totp.removed")},
                 {"passkey-removed", KEY("factors.passkey.removed")},
                 {"passkey", KEY("factors.passkey.added")},
                 {"totp", KEY("factors.totp.added")}};
    struct factors_view v = {.form_token = ctx->actor.form_token, .can_keep = q->gate->seal};
    unsigned has = 0;
    int64_t since = 0;
    err e = second_has(ctx, ctx->actor.person_id, &has);
    e = e ? e : totp_since(ctx, ctx->actor.person_id, &since);
    e = e ? e : recovery_left(ctx, ctx->actor.person_id, &v.n_codes);
    e = e ? e : keys_read(ctx, &v);
    e = e ? e : demand_tell(ctx, q, has, &v);
    if (e) {
        return e;
    }
    if (q->ending == ENDING_JSON) {
        write_json(ctx, has, v.n_codes, r);
        return OK;
    }
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        if (str_is(params_get(&q->query, "done"), steps[i].name)) {
            v.done = word(ctx->lang, steps[i].key);
        }
    }
    v.has_totp = since != 0;
    v.has_any = has & (FACTOR_TOTP | FACTOR_PASSKEY);
    v.totp_since = text_moment(ctx->arena, ctx->lang, since);
    struct html *h = sign_in_page(ctx);
    factors_view_html(h, &v);
    sign_in_page_send(ctx, q, r, KEY("factors.title"), h);
    return OK;
}

/* ---- codes from an app
 * ----------------------------------------------------------------------------------- */

static err totp_add(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    reply_see(r, STR("/me/factors/totp"));
    return totp_begin(ctx, q->gate);
}

/* "JBSW Y3DP ...": in fours, as people read it. */
static str in_fours(struct arena *a, str text)
{
    struct buf b;
    buf_init(&b, a, 256);
    for (size_t i = 0; i < text.n; i++) {
        if (i && i % 4 == 0) {
            buf_char(&b, ' ');
        }
        buf_char(&b, text.p[i]);
    }
    return buf_as_str(&b);
}

static err totp_draw(struct ctx *ctx, const struct request *q, struct reply *r,
                     const char *error_key)
{
    str secret;
    err e = totp_waiting(ctx, q->gate, &secret);
    if (e) {
        return e;
    }
    struct totp_view v = {
        .form_token = ctx->actor.form_token,
        .error = error_key ? word(ctx->lang, error_key) : STR(""),
        .secret = in_fours(ctx->arena, totp_text(ctx->arena, secret)),
        .picture = qr_svg(ctx->arena, totp_address(ctx->arena, ctx->actor.email, secret),
                          word(ctx->lang, KEY("factors.totp.picture"))),
    };
    struct html *h = sign_in_page(ctx);
    totp_view_html(h, &v);
    sign_in_page_send(ctx, q, r, KEY("factors.totp.add"), h);
    return OK;
}

static err totp_form(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    return totp_draw(ctx, q, r, NULL);
}

/* ---- recovery codes
 * -------------------------------------------------------------------------------------- */

static err codes_draw(struct ctx *ctx, const struct request *q, struct reply *r)
{
    str codes[RECOVERY_CODES];
    err e = recovery_make(ctx, q->gate, codes);
    if (e) {
        return e;
    }
    struct recovery_view v = {
        .codes = ARENA_ARRAY(ctx->arena, RECOVERY_CODES, struct recovery_code_view)};
    for (; v.n_codes < RECOVERY_CODES; v.n_codes++) {
        v.codes[v.n_codes].code = codes[v.n_codes];
    }
    struct html *h = sign_in_page(ctx);
    recovery_view_html(h, &v);
    sign_in_page_send(ctx, q, r, KEY("factors.recovery"), h);
    return OK;
}

static err codes_new(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    unsigned has;
    err e = second_has(ctx, ctx->actor.person_id, &has);
    if (!e && !(has & (FACTOR_TOTP | FACTOR_PASSKEY))) {
        return fault(ctx, ERR_CONFLICT, "factors.recovery.none");
    }
    e = e ? e : changed(ctx, "factor-added", "recovery");
    return e ? e : codes_draw(ctx, q, r);
}

err factors_added(struct ctx *ctx, const struct request *q, struct reply *r, const char *what)
{
    int64_t left = 0;
    err e = changed(ctx, "factor-added", what);
    /* It has just been shown to work. */
    e = e ? e
          : session_prove(ctx, ctx->actor.session_id,
                          strcmp(what, "totp") == 0 ? FACTOR_TOTP : FACTOR_PASSKEY);
    e = e ? e : recovery_left(ctx, ctx->actor.person_id, &left);
    if (!e && !left) {
        return codes_draw(ctx, q, r);
    }
    reply_see(r, str_printf(ctx->arena, "/me/factors?done=%s", what));
    return e;
}

/* Whoever must have one makes the new one first. */
static err check_demand(struct ctx *ctx, unsigned has)
{
    int64_t due = 0, shown = 0;
    err e = db_int(ctx->db, "SELECT factors FROM session WHERE id = :id",
                   BINDS(B_INT("id", ctx->actor.session_id)), &shown);
    has |= (unsigned)shown & FACTOR_PROVIDER_STRONG;
    e = e ? e : demand_due(ctx, ctx->actor.person_id, has, &due);
    return e || !due ? e : fault(ctx, ERR_CONFLICT, "factors.demand.last");
}

err factors_removed(struct ctx *ctx, const struct request *q, struct reply *r, const char *what)
{
    unsigned has = 0;
    err e = second_has(ctx, ctx->actor.person_id, &has);
    if (!e && !(has & (FACTOR_TOTP | FACTOR_PASSKEY))) {
        e = recovery_remove(ctx, ctx->actor.person_id); /* for nothing is left to recover */
    }
    e = e ? e : check_demand(ctx, has);
    reply_see(r, str_printf(ctx->arena, "/me/factors?done=%s-removed", what));
    return e ? e : changed(ctx, "factor-removed", what);
}

static err totp_check(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    bool right;
    err e = totp_confirm(ctx, q->gate, str_trim(params_get(&q->form, "code")), &right);
    if (!e && !right) {
        e = totp_draw(ctx, q, r, KEY("sign_in.error.code"));
        r->status = 422;
        return e ? e : ERR_INVALID;
    }
    return e ? e : factors_added(ctx, q, r, "totp");
}

static err totp_end(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    int64_t n = 0;
    err e = totp_remove(ctx, ctx->actor.person_id, &n);
    if (!e && !n) {
        return fault_tell(&ctx->fault, ERR_MISSING, NULL, NULL, 0);
    }
    return e ? e : factors_removed(ctx, q, r, "totp");
}

const struct route factor_routes[] = {
    ROUTE(METHOD_GET, "/me/factors", 0, ROUTE_SIGNED_IN | ROUTE_ENROL, show, NULL,
          "What one shows to sign in"),
    ROUTE(METHOD_POST, "/me/factors/totp", 0, ROUTE_SIGNED_IN | ROUTE_ENROL | ROUTE_STEP_UP,
          totp_add, NULL, "Draw a secret for an app that counts codes"),
    ROUTE(METHOD_GET, "/me/factors/totp", 0, ROUTE_SIGNED_IN | ROUTE_ENROL | ROUTE_STEP_UP,
          totp_form, NULL, "The secret that waits for its first code"),
    ROUTE(METHOD_POST, "/me/factors/totp/confirm", 0, ROUTE_SIGNED_IN | ROUTE_ENROL | ROUTE_STEP_UP,
          totp_check, NULL, "Show the first code of the app"),
    ROUTE(METHOD_POST, "/me/factors/totp/remove", 0, ROUTE_SIGNED_IN | ROUTE_ENROL | ROUTE_STEP_UP,
          totp_end, NULL, "Take codes from the app no longer"),
    ROUTE(METHOD_POST, "/me/factors/recovery", 0, ROUTE_SIGNED_IN | ROUTE_ENROL | ROUTE_STEP_UP,
          codes_new, NULL, "Draw new recovery codes, shown once"),
    {0},
};
