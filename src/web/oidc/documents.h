/* documents.h - what providers publish about themselves, kept for a while in each worker. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_OIDC_DOCUMENTS_H
#define WEB_OIDC_DOCUMENTS_H

#include "format/json/read.h"
#include "web/gate.h"

/* One worker's own; few, so that strangers cannot fill it: only addresses of providers come here,
   and the oldest makes room. */
struct documents;
struct documents *documents_open(void);
void documents_close(struct documents *d); /* takes NULL calmly */

enum { DOCUMENTS_KEPT = 32, DOCUMENT_LARGEST = 128 * 1024, DOCUMENT_MS = 8 * 1000 };

/* Reads the JSON object at url: what was kept for at most `age` milliseconds, else fetched by the
   letter of that name (see later_ask). ERR_BUSY: either the handler shall return it at once
   (*why is NULL), or the document is not to be had, and *why says that: "slow", "too-big", ... ;
   then it is believed for some seconds, or for `age` if that is less. */
err document_get(struct ctx *ctx, const struct request *q, const char *name, str url, str hosts,
                 int64_t age, const struct json **out, const char **why);

#endif
