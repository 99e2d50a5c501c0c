/* password.c - argon2id with 19 MiB and two passes, whoever asks. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/sign_in/password.h"

#include "base/limit.h"
#include "web/sign_in/event.h"
#include "web/sign_in/session.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

/* OWASP's and our stack's choice: one lane, t=2, m=19 MiB. */
enum { PASSES = 2, MEMORY = 19 * 1024 * 1024 };

const char *password_refusal(str password)
{
    if (!str_is_utf8(password, NULL) || str_length(password) < PASSWORD_SHORTEST) {
        return "sign_in.password_short";
    }
    return str_length(password) > PASSWORD_LONGEST ? "sign_in.password_long" : NULL;
}

void password_work_init(struct password_work *w, str given, str stored)
{
    memset(w, 0, sizeof *w);
    if (given.n <= sizeof w->given) {
        w->given_n = given.n;
        memcpy(w->given, given.n ? given.p : "", given.n);
    }
    if (stored.n && stored.n < sizeof w->stored) {
        memcpy(w->stored, stored.p, stored.n);
    }
}

void password_hash(void *work)
{
    struct password_work *w = work;
    if (sodium_init() < 0 || crypto_pwhash_str_alg(w->stored, w->given, w->given_n, PASSES, MEMORY,
                                                   crypto_pwhash_ALG_ARGON2ID13)) {
        w->stored[0] = '\0';
    }
    sodium_memzero(w->given, sizeof w->given);
}

/* What a stored string says: "$argon2id$v=19$m=19456,t=2,p=1$SALT$HASH" (RFC 9106; one lane). */
struct stored {
    unsigned char salt[crypto_pwhash_SALTBYTES], hash[crypto_pwhash_STRBYTES];
    size_t n_hash;
    unsigned long long passes;
    size_t memory;
};

static bool base64_read(str text, unsigned char *out, size_t size, size_t *n)
{
    return sodium_base642bin(out, size, text.p, text.n, NULL, n, NULL,
                             sodium_base64_VARIANT_ORIGINAL_NO_PADDING) == 0;
}

static bool stored_read(const char *text, struct stored *out)
{
    str rest = str_of(text), empty, algorithm, version, costs, salt, hash;
    unsigned kib = 0, passes = 0;
    size_t n_salt;
    int end = 0;
    if (!str_split(&rest, '$', &empty) || !str_split(&rest, '$', &algorithm) ||
        !str_split(&rest, '$', &version) || !str_split(&rest, '$', &costs) ||
        !str_split(&rest, '$', &salt) || !str_split(&rest, '$', &hash) ||
        !str_is(algorithm, "argon2id") || !str_is(version, "v=19") ||
        sscanf(costs.p, "m=%u,t=%u,p=1$%n", &kib, &passes, &end) != 2 || !end) {
        return false;
    }
    out->passes = passes;
    out->memory = (size_t)kib * KIB;
    return base64_read(salt, out->salt, sizeof out->salt, &n_salt) && n_salt == sizeof out->salt &&
           base64_read(hash, out->hash, sizeof out->hash, &out->n_hash) &&
           out->n_hash >= crypto_pwhash_BYTES_MIN;
}

/* The library's own check tells a lack of memory as a wrong password; here the hash is made anew
   and compared. */
static void check_against(struct password_work *w, const struct stored *stored)
{
    unsigned char hash[sizeof stored->hash];
    w->no_memory = sodium_init() < 0 ||
                   crypto_pwhash(hash, stored->n_hash, w->given, w->given_n, stored->salt,
                                 stored->passes, stored->memory, crypto_pwhash_ALG_ARGON2ID13) != 0;
    w->right = !w->no_memory && sodium_memcmp(hash, stored->hash, stored->n_hash) == 0;
    sodium_memzero(hash, sizeof hash);
    sodium_memzero(w->given, sizeof w->given);
}

void password_check(void *work)
{
    struct password_work *w = work;
    struct stored stored;
    if (stored_read(w->stored, &stored)) {
        check_against(w, &stored);
    } else {
        struct password_work nobody = *w; /* the same labour for an account that does not exist */
        password_hash(&nobody);
        w->no_memory = !nobody.stored[0];
        w->right = false;
        sodium_memzero(w->given, sizeof w->given);
    }
}

static err no_memory(struct ctx *ctx)
{
    fault_detail(&ctx->fault, "no memory for a password hash");
    return fault_tell(&ctx->fault, ERR_BUSY, NULL, NULL, 0);
}

err password_checked(struct ctx *ctx, const struct password_work *w)
{
    return w->no_memory ? no_memory(ctx) : OK;
}

err password_store(struct ctx *ctx, int64_t person_id, const char *stored)
{
    if (!stored[0]) {
        return no_memory(ctx);
    }
    /* No field of the person, so no version of it: the event is of the installation. */
    err e = db_run(ctx->db, "UPDATE person SET password = :password WHERE id = :id",
                   BINDS(B_TEXT("password", str_of(stored)), B_INT("id", person_id)), NULL);
    e = e ? e : sign_in_event_own(ctx, person_id, "password-changed", STR_NONE);
    return e ? e : session_end_all(ctx, person_id, 0, NULL);
}

const struct limit password_limits[] = {
    {"Sign-in", "shortest password", PASSWORD_SHORTEST, LIMIT_CHARACTERS, "refused"},
    {"Sign-in", "longest password", PASSWORD_LONGEST, LIMIT_CHARACTERS, "refused"},
    {0},
};
