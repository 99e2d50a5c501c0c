/* password.h - passwords: what they must be, and the only form in which they are kept. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_PASSWORD_H
#define WEB_PASSWORD_H

#include "ctx/ctx.h"

/* NIST SP 800-63B section 3.1.1.2: long, nothing prescribed about letters and digits. */
enum { PASSWORD_SHORTEST = 12, PASSWORD_LONGEST = 256, PASSWORD_STORED = 128 };

/* NULL when it will do, else the word that says why not. Length is in characters. */
const char *password_refusal(str password);
/* Is it put together from words that are guessed first, from these names, or a row of keys? */
bool password_is_common(struct arena *a, str password, const str *names, size_t n_names);
/* Both, with the names of the person and of the body where it is employed, and the operator's list,
   which may be NULL: *refusal as above. */
struct refused;
err password_refusal_of(struct ctx *ctx, const struct refused *list, int64_t person_id,
                        str password, const char **refusal);

/* One piece of slow work (some 50 ms and 19 MiB): plain memory, for later_run. */
struct password_work {
    char given[PASSWORD_LONGEST * 4];
    size_t given_n;
    char stored[PASSWORD_STORED]; /* argon2id string; in: what to check against; out of hashing: the
                                     new one */
    bool right;                   /* out of checking */
    bool no_memory;               /* out of checking: whether it is right was not found out */
};

/* An empty `stored` stands for an account that does not exist: it takes the same time and is never
 * right. */
void password_work_init(struct password_work *w, str given, str stored);
/* Both take struct password_work, and wipe `given`. */
void password_check(void *work);
void password_hash(void *work); /* stored is empty when there is no memory */
/* Tells the lack of memory that a check met, if it did: then nobody was wrong. */
err password_checked(struct ctx *ctx, const struct password_work *w);

/* Stores what password_hash made, and ends every session: whoever was in with the old one is out.
 */
err password_store(struct ctx *ctx, int64_t person_id, const char *stored);

#endif
