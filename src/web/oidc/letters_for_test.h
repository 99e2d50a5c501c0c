/* letters_for_test.h - a provider that has answered: each answer lies where the request finds it.
 */
/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef WEB_OIDC_LETTERS_FOR_TEST_H
#define WEB_OIDC_LETTERS_FOR_TEST_H

#include "base/door.h"
#include "base/test.h"
#include "courier/door.h"
#include "courier/message.h"
#include "ctx/ctx.h"
#include "web/gate.h"
#include "web/later.h"

#include <unistd.h>

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

/* A courier who carries nothing: what is asked from now on waits at its door. */
static inline void desk_post_open(struct desk *d, struct courier **courier)
{
    *courier = courier_open();
    d->gate.courier = *courier;
    desk_clear(d);
}

/* The letter that was handed in; nothing is at the door after that. */
static inline struct letter desk_post_close(struct desk *d, struct courier *courier)
{
    struct letter letter = {0};
    struct buf in;
    char byte;
    int fd;
    assert_true(letters_wanted(&d->later));
    assert_true(door_take(courier->door[1], &byte, &fd, 1));
    buf_init(&in, d->ctx.arena, LETTER_LARGEST);
    assert_true(courier_take(fd, &in));
    assert_true(letter_read(buf_as_str(&in), &letter));
    close(fd);
    d->gate.courier = NULL;
    courier_close(courier);
    return letter;
}

#endif
