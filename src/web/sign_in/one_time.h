/* one_time.h - whom a one-time link lets in, and that it does so once. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_SIGN_IN_ONE_TIME_H
#define WEB_SIGN_IN_ONE_TIME_H

#include "ctx/ctx.h"

struct one_time {
    int64_t person_id;
    str name, email;
};

/* Who may come in by the link with that secret. ERR_MISSING (`sign_in.error.link`) for one that
   never was, has been used or is too old, and when that person may not come in. */
err one_time_read(struct ctx *ctx, str secret, struct one_time *out);

/* Uses up the one that was read. ERR_MISSING when somebody else was faster. */
err one_time_use(struct ctx *ctx, str secret);

#endif
