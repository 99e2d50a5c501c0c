/* reply.h - the answer to one request, gathered whole before it is sent. */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_REPLY_H
#define WEB_REPLY_H

#include "base/buf.h"

enum { REPLY_HEADERS = 24 };

struct reply {
    int status;       /* 200 until said otherwise */
    const char *type; /* "text/html; charset=utf-8" until said otherwise */
    struct buf body;  /* ceiling 64 MiB */
    struct {
        const char *name;
        str value;
    } headers[REPLY_HEADERS];
    size_t n_headers;
    bool no_commit; /* a rehearsal: roll back although all went well */
};

void reply_init(struct reply *r, struct arena *a);
/* Adds a header; the value must hold no control bytes (it is dropped otherwise). */
void reply_header(struct reply *r, const char *name, str value);
/* 303 to an address of ours: a path that begins with one "/"; anything else becomes "/". */
void reply_see(struct reply *r, str path);
/* Content-Disposition: attachment with that name, safely quoted (RFC 6266). */
void reply_attachment(struct reply *r, str file_name);
/* The body is that text, not copied: for what lives as long as the process. */
void reply_borrow(struct reply *r, str body);
void reply_etag(struct reply *r, int64_t version); /* ETag: "7" */

#endif
