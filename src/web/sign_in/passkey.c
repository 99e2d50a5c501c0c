/* passkey.c - keys kept, asked for and taken: once for each challenge. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/sign_in/passkey.h"

#include "base/clock.h"
#include "base/hash.h"
#include "base/limit.h"
#include "base/log.h"
#include "web/route.h"
#include "web/sign_in/attempts.h"
#include "web/sign_in/event.h"
#include "web/sign_in/factors.h"
#include "web/sign_in/page.h"
#include "web/sign_in/second.h"
#include "web/sign_in/webauthn.h"

#include "passkey_view.html.h"

enum { MOST_KEYS = 20, LONGEST_NAME = 60 };

/* ---- asking
 * -----------------------------------------------------------------------------------------------
 */

static str purpose_of(struct ctx *ctx, const char *what)
{
    return str_printf(ctx->arena, "passkey to %s in session %lld", what,
                      (long long)ctx->actor.session_id);
}

struct passkey_ask passkey_ask_anyone(struct ctx *ctx, const struct request *q)
{
    struct webauthn_site site = webauthn_site(ctx->arena, q);
    return site.rp_id.n ? (struct passkey_ask){.challenge = webauthn_challenge(
                                                   ctx, q->gate->seal, STR("passkey to sign in")),
                                               .rp_id = site.rp_id}
                        : (struct passkey_ask){0};
}

static err credentials_of(struct ctx *ctx, int64_t person_id, str *out)
{
    struct rows *rows;
    struct buf b;
    buf_init(&b, ctx->arena, 64 * KIB);
    err e =
        db_query(ctx->db, "SELECT credential_id FROM passkey WHERE person_id = :person ORDER BY id",
                 BINDS(B_INT("person", person_id)), &rows);
    if (e) {
        return e;
    }
    while (rows_next(rows)) {
        buf_z(&b, b.n ? " " : "");
        buf_str(&b, base64url(ctx->arena, rows_blob(rows, 0)));
    }
    *out = buf_as_str(&b);
    return rows_end(rows);
}

err passkey_ask_again(struct ctx *ctx, const struct request *q, struct passkey_ask *out)
{
    *out = passkey_ask_anyone(ctx, q);
    out->challenge =
        out->rp_id.n ? webauthn_challenge(ctx, q->gate->seal, purpose_of(ctx, "prove")) : STR_NONE;
    return credentials_of(ctx, ctx->actor.person_id, &out->allow);
}

/* ---- taking
 * -----------------------------------------------------------------------------------------------
 */

static str bytes_of(struct ctx *ctx, const struct params *form, const char *prefix,
                    const char *name)
{
    str bytes, text = params_get(form, str_printf(ctx->arena, "%s%s", prefix, name).p);
    return text.n && base64url_read(ctx->arena, text, &bytes) ? bytes : STR_NONE;
}

static struct webauthn_answer answer_of(struct ctx *ctx, const struct params *form,
                                        const char *prefix)
{
    return (struct webauthn_answer){
        .client_data = bytes_of(ctx, form, prefix, "client_data"),
        .auth_data = bytes_of(ctx, form, prefix, "auth_data"),
        .signature = bytes_of(ctx, form, prefix, "signature"),
        .credential_id = bytes_of(ctx, form, prefix, "credential"),
    };
}

bool passkey_brought(const struct params *form)
{
    return params_get(form, "proof_signature").n > 0;
}

/* A challenge is answered once: of two who come with the same answer, one finds it used. */
static err challenge_use(struct ctx *ctx, str challenge, bool *fresh)
{
    unsigned char hash[SHA256_BYTES];
    int64_t n = 0;
    sha256(challenge, hash);
    err e = db_run(ctx->db, "DELETE FROM passkey_challenge WHERE expires_at < :now",
                   BINDS(B_INT("now", ctx->now)), NULL);
    e = e ? e
          : db_run(ctx->db,
                   "INSERT INTO passkey_challenge (challenge_hash, purpose, expires_at) "
                   "VALUES (:hash, 'used', :expires) ON CONFLICT (challenge_hash) DO NOTHING",
                   BINDS(B_BLOB("hash", str_n((const char *)hash, sizeof hash)),
                         B_INT("expires", ctx->now + HOUR_MS)),
                   &n);
    *fresh = n == 1;
    return e;
}

struct kept_key {
    int64_t id, person_id;
    struct webauthn_key key;
};

static err key_find(struct ctx *ctx, str credential_id, struct kept_key *out)
{
    struct rows *rows;
    *out = (struct kept_key){0};
    err e = db_query(ctx->db,
                     "SELECT id, person_id, algorithm, public_key, sign_count FROM passkey "
                     "WHERE credential_id = :credential",
                     BINDS(B_BLOB("credential", credential_id.p ? credential_id : STR(""))), &rows);
    if (e) {
        return e;
    }
    if (rows_next(rows)) {
        *out = (struct kept_key){.id = rows_int(rows, 0), .person_id = rows_int(rows, 1)};
        out->key = (struct webauthn_key){.algorithm = (int)rows_int(rows, 2),
                                         .public_key = str_copy(ctx->arena, rows_blob(rows, 3)),
                                         .sign_count = rows_int(rows, 4)};
    }
    return rows_end(rows);
}

/* Whose key answered, 0 when the answer is not right. */
static err take(struct ctx *ctx, const struct request *q, const struct params *form,
                const char *prefix, str purpose, int64_t *person_id)
{
    struct webauthn_site site = webauthn_site(ctx->arena, q);
    struct webauthn_answer answer = answer_of(ctx, form, prefix);
    struct kept_key kept;
    int64_t count = 0;
    bool fresh = false;
    str challenge = STR("");
    *person_id = 0;
    const char *reason = webauthn_client_data(ctx, q->gate->seal, &site, purpose, "webauthn.get",
                                              answer.client_data, &challenge);
    err e = key_find(ctx, answer.credential_id, &kept);
    if (e) {
        return e;
    }
    reason = reason    ? reason
             : kept.id ? webauthn_asserted(&site, &kept.key, &answer, &count)
                       : "an unknown key";
    e = reason ? OK : challenge_use(ctx, challenge, &fresh);
    if (e || reason || !fresh) {
        log_event("passkey.refused", LOG_Z("reason", reason ? reason : "answered before"),
                  LOG_STR("request", ctx->request));
        return e;
    }
    *person_id = kept.person_id;
    return db_run(ctx->db, "UPDATE passkey SET sign_count = :count, used_at = :now WHERE id = :id",
                  BINDS(B_INT("count", count), B_INT("now", ctx->now), B_INT("id", kept.id)), NULL);
}

err passkey_take_again(struct ctx *ctx, const struct request *q, const struct params *form,
                       bool *right)
{
    int64_t person_id;
    err e = take(ctx, q, form, "proof_", purpose_of(ctx, "prove"), &person_id);
    *right = !e && person_id == ctx->actor.person_id;
    return e;
}

static err passkey_sign_in(struct ctx *ctx, const struct request *q, struct reply *r,
                           const void *data)
{
    int64_t person_id = 0;
    bool limited;
    str to = params_get(&q->form, "return_to");
    err e = attempts_too_many(ctx, q, STR_NONE, &limited);
    e = e || limited ? e : take(ctx, q, &q->form, "", STR("passkey to sign in"), &person_id);
    if (e) {
        return e;
    }
    if (!person_id) {
        e = limited ? OK : attempts_failed(ctx, q, STR_NONE);
        e = e || limited ? e : sign_in_event(ctx, 0, "sign-in-refused", STR("passkey"));
        reply_see(r, STR("/sign-in?passkey=refused"));
        return e; /* kept: the failure counts */
    }
    struct sign_in who = {.person_id = person_id, .factors = FACTOR_PASSKEY};
    return sign_in_go_on(ctx, q, r, &who, to);
}

/* ---- one's own keys
 * ---------------------------------------------------------------------------------------- */

err passkey_list(struct ctx *ctx, int64_t person_id, struct passkey **out, size_t *n)
{
    struct rows *rows;
    *n = 0;
    *out = ARENA_ARRAY(ctx->arena, MOST_KEYS, struct passkey);
    err e = db_query(ctx->db,
                     "SELECT id, name, created_at, coalesce(used_at, 0) FROM passkey "
                     "WHERE person_id = :person ORDER BY id",
                     BINDS(B_INT("person", person_id)), &rows);
    if (e) {
        return e;
    }
    while (*n < MOST_KEYS && rows_next(rows)) {
        (*out)[(*n)++] = (struct passkey){.id = rows_int(rows, 0),
                                          .name = str_copy(ctx->arena, rows_text(rows, 1)),
                                          .created_at = rows_int(rows, 2),
                                          .used_at = rows_int(rows, 3)};
    }
    return rows_end(rows);
}

static err draw(struct ctx *ctx, const struct request *q, struct reply *r, const char *error_key)
{
    struct webauthn_site site = webauthn_site(ctx->arena, q);
    struct passkey_view v = {
        .form_token = ctx->actor.form_token,
        .challenge = webauthn_challenge(ctx, q->gate->seal, purpose_of(ctx, "add")),
        .rp_id = site.rp_id,
        .user_name = ctx->actor.email,
        .user_display = ctx->actor.name,
        .error = error_key ? word(ctx->lang, error_key) : STR(""),
    };
    str uuid;
    err e = db_text(ctx->db, ctx->arena, "SELECT uuid FROM person WHERE id = :id",
                    BINDS(B_INT("id", ctx->actor.person_id)), &uuid);
    e = e ? e : credentials_of(ctx, ctx->actor.person_id, &v.exclude);
    if (e) {
        return e;
    }
    v.user_id = base64url(ctx->arena, uuid);
    struct html *h = sign_in_page(ctx);
    passkey_view_html(h, &v);
    sign_in_page_send(ctx, q, r, KEY("factors.passkey.add"), h);
    return OK;
}

static err passkey_form(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    return draw(ctx, q, r, NULL);
}

static err insert(struct ctx *ctx, const struct webauthn_key *key, str name, int64_t *id)
{
    return db_int(
        ctx->db,
        "INSERT INTO passkey (person_id, credential_id, algorithm, public_key, sign_count, "
        "name, created_at) SELECT :person, :credential, :algorithm, :key, :count, :name, "
        ":now WHERE (SELECT count(*) FROM passkey WHERE person_id = :person) < :most "
        "ON CONFLICT (credential_id) DO NOTHING RETURNING id",
        BINDS(B_INT("person", ctx->actor.person_id), B_BLOB("credential", key->credential_id),
              B_INT("algorithm", key->algorithm), B_BLOB("key", key->public_key),
              B_INT("count", key->sign_count), B_TEXT("name", name), B_INT("now", ctx->now),
              B_INT("most", MOST_KEYS)),
        id);
}

static err passkey_add(struct ctx *ctx, const struct request *q, struct reply *r, const void *data)
{
    struct webauthn_site site = webauthn_site(ctx->arena, q);
    struct webauthn_answer answer = answer_of(ctx, &q->form, "");
    struct webauthn_key key;
    int64_t algorithm = 0, id = 0;
    bool fresh = false;
    str challenge = STR(""), name = str_trim(params_get(&q->form, "name"));
    const char *reason = webauthn_client_data(ctx, q->gate->seal, &site, purpose_of(ctx, "add"),
                                              "webauthn.create", answer.client_data, &challenge);
    str_to_int(params_get(&q->form, "algorithm"), &algorithm);
    reason = reason ? reason
                    : webauthn_created(ctx->arena, &site, answer.auth_data, (int)algorithm, &key);
    err e = reason ? OK : challenge_use(ctx, challenge, &fresh);
    if (!e && !reason && fresh) {
        bool named = name.n && str_length(name) <= LONGEST_NAME;
        e = insert(ctx, &key, named ? name : word(ctx->lang, KEY("factors.passkey")), &id);
    }
    if (!e && !id) {
        log_event("passkey.not_added",
                  LOG_Z("reason", reason ? reason : "known or answered before"),
                  LOG_STR("request", ctx->request));
        e = draw(ctx, q, r, KEY("factors.passkey.refused"));
        r->status = 422;
        return e ? e : ERR_INVALID;
    }
    return e ? e : factors_added(ctx, q, r, "passkey");
}

static err passkey_remove(struct ctx *ctx, const struct request *q, struct reply *r,
                          const void *data)
{
    int64_t id = 0, n = 0;
    err e = str_to_int(q->args[0], &id)
                ? db_run(ctx->db, "DELETE FROM passkey WHERE id = :id AND person_id = :person",
                         BINDS(B_INT("id", id), B_INT("person", ctx->actor.person_id)), &n)
                : OK;
    if (!e && !n) {
        return fault_tell(&ctx->fault, ERR_MISSING, NULL, NULL, 0);
    }
    return e ? e : factors_removed(ctx, q, r, "passkey");
}

const struct route passkey_routes[] = {
    ROUTE(METHOD_POST, "/sign-in/passkey", 0, ROUTE_OPEN | ROUTE_NO_FORM_TOKEN, passkey_sign_in,
          NULL, "Sign in by passkey"),
    ROUTE(METHOD_GET, "/me/factors/passkey", 0, ROUTE_SIGNED_IN | ROUTE_ENROL | ROUTE_STEP_UP,
          passkey_form, NULL, "The page that makes a passkey"),
    ROUTE(METHOD_POST, "/me/factors/passkey", 0, ROUTE_SIGNED_IN | ROUTE_ENROL | ROUTE_STEP_UP,
          passkey_add, NULL, "Take a passkey in use"),
    ROUTE(METHOD_POST, "/me/factors/passkey/{id}/remove", 0,
          ROUTE_SIGNED_IN | ROUTE_ENROL | ROUTE_STEP_UP, passkey_remove, NULL,
          "Take a passkey no longer"),
    {0},
};

const struct limit passkey_limits[] = {
    {"Sign-in", "passkeys of one person", MOST_KEYS, LIMIT_COUNT, "refused"},
    {0},
};
