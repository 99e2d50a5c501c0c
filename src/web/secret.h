/* secret.h - secrets that rest sealed in the database: where they lie, and how they are sealed
 * anew.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_SECRET_H
#define WEB_SECRET_H

#include "base/seal.h"
#include "ctx/ctx.h"

/* One sort of secret, told by the room that keeps it as `const struct secret NAME_secret`; the
   build finds them all. Whose it is (a person's id, a provider's uuid) is text. */
struct secret {
    const char *purpose; /* it is sealed for this and its owner: "totp of person " */
    const char *all;     /* statement: owner and sealed text of each */
    const char *change;  /* statement: :sealed takes the place of :before, of :owner */
};

str secret_seal(struct ctx *ctx, const struct seal *s, const struct secret *what, str owner,
                str plain);
/* False as seal_read. */
bool secret_open(struct ctx *ctx, const struct seal *s, const struct secret *what, str owner,
                 str sealed, str *plain);

/* From which keys to which. A new algorithm is another seal_text: nothing here knows which. */
struct resealing {
    const struct seal *to;
    const struct seal *from[2]; /* either may be NULL */
    int64_t n_sealed, n_lost;   /* those that rest under `to` now; that no key of these opens */
};

/* Seals every secret of that sort anew, some in a transaction, opened and ended here. What `to`
   opens already stays as it is, so after trouble the same call goes on. What nothing opens stays
   too, and what was changed meanwhile. */
err secret_reseal(struct ctx *ctx, const struct secret *what, struct resealing *r);

#endif
