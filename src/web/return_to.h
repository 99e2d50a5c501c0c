/* return_to.h - an address that leads back to where someone was going. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_RETURN_TO_H
#define WEB_RETURN_TO_H

#include "base/arena.h"
#include "web/request.h"

/* base with ?return= the page that was asked for; base alone when the request was no reading of a
   page or came to the front page. */
str return_to_address(struct arena *a, const char *base, const struct request *q);
/* base with ?return= that address; base alone when it is empty or the front page. */
str return_to_with(struct arena *a, const char *base, str to);

#endif
