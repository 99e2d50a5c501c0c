/* page.h - how a page of sign-in is drawn: begun here, filled by a template, sent in the frame. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_SIGN_IN_PAGE_H
#define WEB_SIGN_IN_PAGE_H

#include "web/gate.h"

/* An empty page in the reader's language; lives as long as the work. */
struct html *sign_in_page(struct ctx *ctx);
/* Sends it in the frame, under the title of that word. */
void sign_in_page_send(struct ctx *ctx, const struct request *q, struct reply *r,
                       const char *title_key, const struct html *h);

#endif
