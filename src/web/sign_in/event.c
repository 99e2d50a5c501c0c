/* event.c - what happens to how people sign in, in the history of the installation. */
/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/sign_in/event.h"

static err append(struct ctx *ctx, int64_t actor_id, int64_t person_id, const char *verb,
                  str detail)
{
    int64_t before = ctx->actor.person_id;
    struct change means = {"means", STR_NONE, detail};
    ctx->actor.person_id = actor_id;
    err e =
        trail_append_instance(ctx, "person", person_id, verb, STR_NONE, &means, detail.p ? 1 : 0);
    ctx->actor.person_id = before;
    return e;
}

err sign_in_event(struct ctx *ctx, int64_t person_id, const char *verb, str detail)
{
    int64_t actor_id = ctx->actor.person_id;
    return append(ctx, actor_id > 0 ? actor_id : 0, person_id, verb, detail);
}

err sign_in_event_own(struct ctx *ctx, int64_t person_id, const char *verb, str detail)
{
    return append(ctx, person_id, person_id, verb, detail);
}
