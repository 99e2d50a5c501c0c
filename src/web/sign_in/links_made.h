/* links_made.h - one-time links that were made for somebody who has a password: he is told. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_SIGN_IN_LINKS_MADE_H
#define WEB_SIGN_IN_LINKS_MADE_H

#include "ctx/ctx.h"

struct link_made {
    int64_t at, used_at; /* used_at 0: not used */
    str by;              /* a name; empty: whoever runs the service */
};

enum { LINKS_MADE_SHOWN = 20 };

/* Those that the person has not been told of, the newest first; at most LINKS_MADE_SHOWN. */
err links_made_untold(struct ctx *ctx, int64_t person_id, struct link_made **out, size_t *n);
/* The page that tells, on the way to `to`. */
str links_made_first(struct arena *a, str to);

#endif
