/* step_up.c - a proof asked for in the middle of some work, and taken without losing it. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/sign_in/step_up.h"

#include "base/log.h"
#include "base/never.h"
#include "web/later.h"
#include "web/oidc/oidc.h"
#include "web/return_to.h"
#include "web/route.h"
#include "web/sign_in/attempts.h"
#include "web/sign_in/event.h"
#include "web/sign_in/page.h"
#include "web/sign_in/passkey.h"
#include "web/sign_in/password.h"
#include "web/sign_in/second.h"

#include "step_up_view.html.h"

/* ---- the proof
 * ------------------------------------------------------------------------------------------- */

static const char *const proof_fields[] = {
    "proof_user",      "proof_password",  "proof_code",      "proof_client_data",
    "proof_auth_data", "proof_signature", "proof_credential"};
enum { N_PROOF_FIELDS = sizeof proof_fields / sizeof *proof_fields };

static bool is_proof(str name)
{
    for (size_t i = 0; i < N_PROOF_FIELDS; i++) {
        if (str_is(name, proof_fields[i])) {
            return true;
        }
    }
    return false;
}

/* The form without the proof: what the page sent before it was asked. */
static struct params without_proof(struct arena *a, const struct params *form)
{
    struct params rest = {ARENA_ARRAY(a, form->n + 1, struct param), 0};
    for (size_t i = 0; i < form->n; i++) {
        if (!is_proof(form->at[i].name)) {
            rest.at[rest.n++] = form->at[i];
        }
    }
    return rest;
}

static err stored_password(struct ctx *ctx, str *out)
{
    return db_text(ctx->db, ctx->arena,
                   "SELECT password FROM person WHERE id = :id AND state = 'active'",
                   BINDS(B_INT("id", ctx->actor.person_id)), out);
}

/* In a transaction of its own, kept whatever becomes of the work: who has shown a right proof is
   not asked for it again, a wrong one counts, and a code is used up. */
static err keep(struct ctx *ctx, const struct request *q, const struct params *form,
                unsigned *factor)
{
    str code = params_get(form, "proof_code");
    bool right = false;
    err e = db_begin_write(ctx->db);
    if (!e && !*factor && passkey_brought(form)) {
        e = passkey_take_again(ctx, q, form, &right);
        *factor = right ? FACTOR_PASSKEY : 0;
    } else if (!e && !*factor && code.n) {
        e = second_take(ctx, q->gate, ctx->actor.person_id, code, factor);
    }
    e = e         ? e
        : *factor ? session_prove(ctx, ctx->actor.session_id, *factor)
                  : attempts_failed(ctx, q, ctx->actor.email);
    e = e || *factor ? e : sign_in_event(ctx, ctx->actor.person_id, "proof-refused", STR_NONE);
    e = e ? e : db_commit(ctx->db);
    if (e) {
        db_rollback(ctx->db);
    }
    return e;
}

static err check_password(struct ctx *ctx, struct request *q, str password, unsigned *factor)
{
    str stored;
    err e = stored_password(ctx, &stored);
    if (e) {
        return e;
    }
    struct password_work mine, *w = &mine;
    password_work_init(w, password, stored);
    if (!later_run(q, ctx->arena, password_check, (void **)&w, sizeof *w)) {
        return ERR_BUSY;
    }
    *factor = w->right && str_eq(str_of(w->stored), stored) ? FACTOR_PASSWORD : 0;
    return password_checked(ctx, w);
}

err step_up_take(struct ctx *ctx, struct request *q)
{
    struct params form = q->form;
    str password = params_get(&form, "proof_password");
    if (!password.n && !params_get(&form, "proof_code").n && !passkey_brought(&form)) {
        return OK;
    }
    unsigned factor = 0;
    bool limited;
    q->form = without_proof(ctx->arena, &form);
    err e = attempts_too_many(ctx, q, ctx->actor.email, &limited);
    if (!e && limited) {
        return fault(ctx, ERR_PROOF, "sign_in.error.busy");
    }
    e = e || !password.n ? e : check_password(ctx, q, password, &factor);
    e = e ? e : keep(ctx, q, &form, &factor);
    if (e) {
        q->form = form; /* it may be asked again, and then brings its proof again */
        return e;
    }
    later_used(q); /* what the handler may have is its own */
    log_event(factor ? "step_up.done" : "step_up.refused", LOG_INT("actor", ctx->actor.person_id),
              LOG_STR("request", ctx->request));
    ctx->actor.proved = factor != 0;
    return factor ? OK : fault(ctx, ERR_PROOF, "step_up.wrong");
}

/* ---- the question
 * ---------------------------------------------------------------------------------------- */

/* return_to is where a provider shall lead on to. */
static void draw(struct ctx *ctx, const struct request *q, struct reply *r, struct step_up_view *v,
                 str return_to)
{
    str stored = STR_NONE;
    unsigned has = 0;
    err e = stored_password(ctx, &stored);
    e = e ? e : second_has(ctx, ctx->actor.person_id, &has);
    v->form_token = ctx->actor.form_token;
    v->email = ctx->actor.email;
    v->has_password = !e && stored.n;
    v->has_code = has & FACTOR_TOTP;
    struct passkey_ask key = {0};
    if (!e && has & FACTOR_PASSKEY && !passkey_ask_again(ctx, q, &key)) {
        v->passkey_challenge = key.challenge;
        v->passkey_site = key.rp_id;
        v->passkey_allow = key.allow;
    }
    v->may_choose = v->has_password && v->has_code;
    v->has_own = v->has_password || v->has_code || v->passkey_challenge.n;
    if (!e && oidc_proof_buttons(ctx, return_to, &v->providers, &v->n_providers)) {
        v->n_providers = 0;
    }
    struct html *h = sign_in_page(ctx);
    step_up_view_html(h, v);
    r->status = 403;
    sign_in_page_send(ctx, q, r, KEY("step_up.title"), h);
}

static str error_text(struct ctx *ctx)
{
    const struct fault *f = &ctx->fault;
    return ALWAYS(f->key) && strcmp(f->key, "error.proof") != 0
               ? word_args(ctx->arena, ctx->lang, f->key, f->args, FAULT_ARGS)
               : STR("");
}

void step_up_ask(struct ctx *ctx, const struct request *q, struct reply *r, bool has_page)
{
    if (q->method == METHOD_GET || q->n_uploads) {
        struct request back = *q;
        back.method = METHOD_GET;
        reply_see(r, return_to_address(ctx->arena, "/me/prove", &back));
        return;
    }
    struct params kept = {ARENA_ARRAY(ctx->arena, q->form.n + 1, struct param), 0};
    for (size_t i = 0; i < q->form.n; i++) {
        if (!str_is(q->form.at[i].name, "form_token")) {
            kept.at[kept.n++] = q->form.at[i];
        }
    }
    struct buf action;
    buf_init(&action, ctx->arena, 64 * KIB);
    buf_str(&action, q->path);
    buf_z(&action, q->raw_query.n ? "?" : "");
    buf_str(&action, q->raw_query);
    struct step_up_view v = {
        .action = buf_as_str(&action),
        .error = error_text(ctx),
        .back_href = has_page ? q->path : STR("/"),
        .has_form = kept.n,
        .kept = kept.at,
        .n_kept = kept.n,
    };
    draw(ctx, q, r, &v, v.back_href);
}

static err prove_form(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    str to = params_get(&q->query, "return");
    struct param kept = {STR("return_to"), to.n ? to : STR("/")};
    struct step_up_view v = {
        .action = STR("/me/prove"), .back_href = STR("/"), .kept = &kept, .n_kept = 1};
    draw(ctx, q, r, &v, kept.value);
    r->status = 200;
    return OK;
}

/* The gate has taken the proof, or asked for it. */
static err prove(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    if (q->is_api) {
        r->status = 204;
    } else {
        str to = params_get(&q->form, "return_to");
        reply_see(r, to.n ? to : STR("/"));
    }
    return OK;
}

const struct route step_up_routes[] = {
    ROUTE(METHOD_GET, "/me/prove", 0, ROUTE_SIGNED_IN | ROUTE_ENROL, prove_form, NULL,
          "Prove once more who one is"),
    ROUTE(METHOD_POST, "/me/prove", 0, ROUTE_SIGNED_IN | ROUTE_ENROL | ROUTE_STEP_UP, prove, NULL,
          "Prove once more who one is, before a decision that binds"),
    {0},
};
