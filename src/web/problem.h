/* problem.h - what went wrong, as a program reads it (RFC 9457, application/problem+json). */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_PROBLEM_H
#define WEB_PROBLEM_H

#include "ctx/ctx.h"
#include "web/reply.h"
#include "web/request.h"

/* Writes ctx->fault, in ctx->lang, as the body of a reply whose status is set. */
void problem_write(struct ctx *ctx, const struct request *q, struct reply *r);

#endif
