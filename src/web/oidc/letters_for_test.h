/* letters_for_test.h - a provider that has answered: each answer lies where the request finds it.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_OIDC_LETTERS_FOR_TEST_H
#define WEB_OIDC_LETTERS_FOR_TEST_H

#include "base/test.h"
#include "courier/message.h"
#include "ctx/ctx.h"
#include "web/gate.h"
#include "web/later.h"

/* A request at a gate without a database; without a courier too, until a test gives it one: then
   what has no answer yet is waited for. */
struct desk {
    struct ctx ctx;
    struct gate gate;
    struct later later;
    struct request q;
};

static inline void desk_open(struct desk *d, int64_t now)
{
    *d = (struct desk){0};
    ctx_init(&d->ctx, arena_open(), NULL, now);
    d->q = (struct request){
        .gate = &d->gate, .later = &d->later, .host = STR("https://samstyr.example.no")};
}

static inline void desk_close(struct desk *d)
{
    arena_close(d->ctx.arena);
}

/* The letters of an earlier request are not those of the next. */
static inline void desk_clear(struct desk *d)
{
    d->later = (struct later){0};
}

/* The answer to the letter of that name. */
static inline void desk_answered(struct desk *d, const char *name, const struct answer *answer)
{
    struct later_letter *l = ARENA_NEW(d->ctx.arena, struct later_letter);
    *l = (struct later_letter){.name = name, .fd = -1, .over = true, .next = d->later.letters};
    buf_init(&l->in, d->ctx.arena, COURIER_BUFFER);
    answer_write(&l->in, answer);
    d->later.letters = l;
}

static inline void desk_said(struct desk *d, const char *name, int status, const char *type,
                             str body)
{
    desk_answered(
        d, name,
        &(struct answer){.status = status, .trouble = STR(""), .type = str_of(type), .body = body});
}

#endif
